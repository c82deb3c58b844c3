"""Form fields: label, control, help and errors belong together for everybody who reads the page."""

import pytest
from django import forms


class SampleForm(forms.Form):
    name = forms.CharField(help_text="As on documents.", max_length=3)
    side = forms.ChoiceField(choices=[("bc", "BC"), ("sales", "Sales")])
    after = forms.ChoiceField(choices=[("no", "No"), ("yes", "<b>Yes</b>")], widget=forms.RadioSelect)
    create = forms.BooleanField(required=False)
    token = forms.CharField(widget=forms.HiddenInput)


@pytest.fixture
def field(draw):
    def drawn(name, data=None, **options):
        source = "{% field bound hide_label=True %}" if options else "{% field bound %}"
        return draw(source, bound=SampleForm(data)[name])

    return drawn


def test_a_label_belongs_to_its_control(field):
    drawn = field("name")
    assert 'for="id_name"' in drawn
    assert 'id="id_name"' in drawn
    assert 'aria-describedby="id_name_helptext"' in drawn
    assert 'id="id_name_helptext"' in drawn


def test_an_error_belongs_to_its_control(field):
    drawn = field("name", {"name": "long"})
    assert 'class="form-control is-invalid"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'id="id_name_error"' in drawn


def test_what_was_typed_comes_back_harmless(field):
    assert "<script>" not in field("name", {"name": '"><script>'})


@pytest.mark.parametrize(("name", "css"), [("side", "form-select"), ("create", "form-check-input")])
def test_each_kind_of_control_has_its_look(field, name, css):
    assert f'class="{css}"' in field(name)


def test_choices_to_pick_from_are_a_named_group(field):
    drawn = field("after")
    assert '<legend class="field-label">After</legend>' in drawn
    assert "&lt;b&gt;Yes&lt;/b&gt;" in drawn


def test_a_hidden_field_shows_nothing(field):
    drawn = field("token")
    assert 'type="hidden"' in drawn
    assert "<label" not in drawn


def test_a_label_can_be_for_screen_readers_only(field):
    assert 'class="field-label visually-hidden"' in field("side", hide_label=True)
