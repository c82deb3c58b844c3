"""Two people at the same page: the second is told who changed what, keeps what was typed, and may replace it."""

import pytest

from mappings.models import OptionMapping, TableMapping
from tests.connections.pages import words
from tests.mappings.forms import Form
from tests.mappings.pages import field

# By form: the page, where it is posted to, what the first and the second change, and what the second is told.
POLICY = "Resolve Update Conflicts: Ask a person → Send data update to integration table"
PAGES = {
    "mapping-form": ("/mappings/{}/", "", {"policy": "send"}, {"deletion": "restore"}, POLICY),
    "brakes-form": (
        "/mappings/{}/",
        "brakes/",
        {"most_changes": "7"},
        {"most_changes": "8"},
        "Records that one run may change: 500 → 7",
    ),
    "general": (
        "/mappings/{}/general/",
        "",
        {"dependencies": "CURRENCY"},
        {"dependencies": "VENDOR"},
        "→ CURRENCY",
    ),
    "schedule-form": (
        "/jobs/queue/{}/",
        "",
        {"every": "7"},
        {"idle_after": "90"},
        "No. of Minutes between Runs: 30 → 7",
    ),
}


def two(client, mapping, name):
    """The form in the browsers of two people, and what both of them change."""
    path, tail, first, second, said = PAGES[name]
    forms = [Form(client, path.format(mapping.pk), name) for _ in range(2)]
    for one in forms:
        one.path += tail
    return (*forms, first, second, said)


@pytest.fixture
def others(mapping):
    """Mappings that this one may run after."""
    for name in ("CURRENCY", "VENDOR"):
        tables = {"bc_table": name, "dataverse_table": name, "direction": "to_dataverse"}
        TableMapping.objects.create(connection=mapping.connection, name=name, **tables)


@pytest.mark.parametrize("name", PAGES)
def test_who_is_second_is_told_and_may_replace_it(administrator, mapping, others, name):
    first, second, mine, yours, said = two(administrator, mapping, name)
    assert "Saved." in words(first.press(None, **mine))
    page = second.press(None, **yours)
    assert page.status_code == 422
    assert "alice changed this meanwhile (2" in words(page)
    assert said in words(page)
    assert yours.items() <= second.values.items()
    assert "Saved." in words(second.press(None))


def test_criteria_are_guarded_in_the_same_way(administrator, mapping):
    path, city = f"/records/match/{mapping.pk}/criteria/", field(mapping, "City").pk
    first, second = (Form(administrator, path, "criteria") for _ in range(2))
    first.press(**{f"match-{city}": "on"})
    page = second.press(**{f"match-{field(mapping, 'Name').pk}": "on"})
    assert page.status_code == 422
    assert "Use For Match-Based Coupling: No → Yes" in words(page)
    second.press()
    assert not field(mapping, "City").match_on
    assert field(mapping, "Name").match_on


def test_what_was_typed_for_a_template_that_is_gone_is_saved_as_a_new_one(administrator, mapping):
    first, second = (Form(administrator, f"/mappings/{mapping.pk}/templates/0/", "template") for _ in range(2))
    first.press(priority="5")
    TableMapping.objects.filter(pk=mapping.pk).update(templates=[])
    second.values["seen"] = first.values.get("seen", "") or second.values["seen"]
    page = second.press(priority="7")
    assert page.status_code == 422
    second.path = f"/mappings/{mapping.pk}/templates/new/dataverse/"
    second.press()
    mapping.refresh_from_db()
    assert [one["priority"] for one in mapping.templates] == [7]


def test_option_lines_are_guarded(administrator, mapping):
    columns = {"bc_property": "blocked", "dataverse_column": "customertypecode", "direction": "to_dataverse"}
    row = mapping.fields.create(position=99, caption="Kind", **columns)
    forms = [Form(administrator, f"/mappings/{mapping.pk}/fields/{row.pk}/options/", "options") for _ in range(2)]
    forms[0].press(**{"option-0": "3"})
    assert forms[1].press(**{"option-0": "4"}).status_code == 422
    forms[1].press()
    assert OptionMapping.objects.get().option == 4
