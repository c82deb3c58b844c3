"""The small tags: icons, addresses with some parameters changed, and empty states."""

import pytest
from django.template import Context, Template
from heroicons import IconDoesNotExist


@pytest.fixture
def address(rf):
    def changed(query, tag):
        request = rf.get(f"/list/{query}")
        return Template("{% load ui %}" + tag).render(Context({"request": request}))

    return changed


def test_parameters_are_changed_added_and_removed(address):
    assert address("?a=1&b=2&c=3", "{% querystring a=9 b=None d='x y' %}") == "?c=3&amp;a=9&amp;d=x+y"


def test_without_parameters_the_address_is_the_bare_list(address):
    assert address("?page=2", "{% querystring page=None %}") == "?"


def test_hostile_parameters_are_encoded(address):
    assert address('?a="><script>', "{% querystring page=2 %}") == "?a=%22%3E%3Cscript%3E&amp;page=2"


@pytest.mark.parametrize("size", [16, 20, 24])
def test_an_icon_is_only_decoration(draw, size):
    drawn = draw("{% icon 'link' size %}", size=size)
    assert f'width="{size}"' in drawn
    assert 'aria-hidden="true"' in drawn


def test_an_icon_that_does_not_exist_is_a_mistake(draw):
    with pytest.raises(IconDoesNotExist):
        draw("{% icon 'no-such-icon' %}")


def test_an_empty_state_says_what_to_do(draw):
    drawn = draw("{% empty_state 'No jobs yet' 'Start one.' url='/go/' action='Start' %}")
    assert "<h2>No jobs yet</h2>" in drawn
    assert '<a class="btn btn-primary" href="/go/">Start</a>' in drawn


def test_an_empty_state_without_an_action_has_no_button(draw):
    assert "<a" not in draw("{% empty_state 'No jobs yet' %}")
