"""Definitions of mappings: exported, imported after a look at the differences, kept with each change, given back."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from mappings.definition import define
from mappings.definition_check import MOST_BYTES, as_file
from mappings.models import OptionMapping, TableMapping
from mappings.version_models import MappingVersion
from mappings.versions import MOST_VERSIONS
from tests.mappings.forms import Form
from tests.mappings.pages import record, save, switch, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_versions_yet(mapping):
    """Setting the mapping up for the tests kept some."""
    mapping.versions.all().delete()


@pytest.fixture
def definition(mapping):
    """The mapping as it is defined, to be changed."""
    return define(mapping)


def upload(client, mapping, content, **posted):
    """Choose a file on Import and press the button."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    file = SimpleUploadedFile("mappings.json", raw, "application/json")
    return client.post(f"/mappings/import/{mapping.connection_id}/", {"file": file, "do": "check", **posted})


def confirm(client, page):
    """Press Import on the page that shows the differences."""
    context = page.context
    posted = {"content": context["text"], "seen": context["seen"], "do": "import"}
    return client.post(page.request["PATH_INFO"], posted, follow=True)


def wrapped(*definitions):
    """Definitions as a file holds them."""
    return {"format": "syncadmin mappings", "version": 1, "mappings": list(definitions)}


def test_what_is_exported_says_everything_and_imports_without_a_difference(administrator, mapping):
    OptionMapping.objects.create(connection=mapping.connection, name="TERMS", bc_value="30 DAYS", option=1)
    key = "11111111-1111-4111-8111-111111111111"
    OptionMapping.objects.create(connection=mapping.connection, name="TERMS", bc_value=key, option=2)
    mapping.fields.filter(caption="City").update(related_mapping="TERMS")
    answer = administrator.get(f"/mappings/{mapping.pk}/export/")
    assert answer["Content-Disposition"] == 'attachment; filename="sandbox-customer.json"'
    (found,) = json.loads(answer.content)["mappings"]
    assert [one["bc_value"] for one in found["options"]["TERMS"]] == ["30 DAYS"]
    assert not {"bc_mark", "findings", "connection", "id", "loss"} & set(found)
    assert len(found["fields"]) == mapping.fields.count()
    page = upload(administrator, mapping, answer.content)
    assert "Nothing." in words(page)
    assert [differences for _, _, differences in page.context["changes"]] == [[]]


def test_all_mappings_of_a_connection_come_in_one_file(administrator, mapping):
    answer = administrator.get(f"/mappings/export/{mapping.connection_id}/")
    names = [one["name"] for one in json.loads(answer.content)["mappings"]]
    assert names == list(mapping.connection.mappings.values_list("name", flat=True))


def test_an_import_shows_the_differences_before_it_makes_them(administrator, mapping, definition):
    record(mapping, 1)
    row = next(one for one in definition["fields"] if one["caption"] == "City")
    row["direction"] = "to_dataverse"
    definition["only_coupled"] = not definition["only_coupled"]
    definition["filters"] = definition["filters"][1:]
    gone = definition["fields"].pop()
    page = upload(administrator, mapping, wrapped(definition))
    text = words(page)
    assert "Field mapping City – address1_city: Direction: Bidirectional → To Integration Table" in text
    assert "Synch. Only Coupled Records: Yes → No" in text
    assert "Filter of Business Central removed: Blocked is blank" in text
    assert f"Field mapping removed: {gone['caption']}" in text
    mapping.refresh_from_db()
    assert define(mapping) != definition
    kept = mapping.fields.get(caption="City").pk
    assert "1 mapping imported. The next run looks at 1 record again." in words(confirm(administrator, page))
    mapping.refresh_from_db()
    assert define(mapping) == definition
    assert mapping.fields.get(caption="City").pk == kept
    assert list(mapping.fields.values_list("position", flat=True)) == list(range(1, mapping.fields.count() + 1))


def test_a_mapping_that_is_not_there_is_added(administrator, mapping, definition):
    definition |= {"name": "CUSTOMER 2"}
    page = upload(administrator, mapping, wrapped(definition))
    assert "Mapping added: CUSTOMER 2" in words(page)
    confirm(administrator, page)
    added = TableMapping.objects.get(name="CUSTOMER 2")
    assert define(added) == definition
    assert added.versions.get().by.username == "alice"


def test_option_lines_are_taken_over_but_for_those_that_name_records(administrator, mapping, definition):
    key = "11111111-1111-4111-8111-111111111111"
    OptionMapping.objects.create(connection=mapping.connection, name="TERMS", bc_value=key, option=2)
    definition["options"] = {"TERMS": [{"bc_value": "30", "bc_caption": "", "option": 1, "option_caption": "Net 30"}]}
    next(one for one in definition["fields"] if one["caption"] == "City")["related_mapping"] = "TERMS"
    page = upload(administrator, mapping, wrapped(definition))
    assert "Option of TERMS added: 30 = Net 30" in words(page)
    confirm(administrator, page)
    lines = mapping.connection.option_mappings.filter(name="TERMS")
    assert set(lines.values_list("bc_value", "option")) == {(key, 2), ("30", 1)}


def test_the_own_company_is_that_of_the_connection_a_file_is_imported_into(administrator, mapping):
    own, other = (f"{number}1111111-1111-4111-8111-111111111111" for number in (1, 2))
    condition = {"side": "dataverse", "property": "_bcbi_companyid_value", "caption": "Company", "values": [own, ""]}
    mapping.filters = [*mapping.filters, condition]
    mapping.save()
    mapping.connection.facts = {"company_row": own}
    mapping.connection.save()
    file = administrator.get(f"/mappings/{mapping.pk}/export/").content
    assert own not in file.decode()
    assert "Nothing." in words(upload(administrator, mapping, file))
    mapping.connection.facts = {"company_row": other}
    mapping.connection.save()
    confirm(administrator, upload(administrator, mapping, file))
    mapping.refresh_from_db()
    assert mapping.filters[-1]["values"] == [other, ""]
    mapping.connection.facts = {}
    mapping.connection.save()
    confirm(administrator, upload(administrator, mapping, file))
    mapping.refresh_from_db()
    assert "_bcbi_companyid_value" not in [one["property"] for one in mapping.filters]


def broken(definition, **changes):
    """A file with one mapping in which something was changed."""
    return wrapped({**definition, **changes})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "The file is not JSON: line 1"),
        (b"\xff\xfe{}", "The file is not in UTF-8 (byte 0)."),
        (b"[" * 100_000, "The file is not JSON"),
        (b" " * (MOST_BYTES + 1), "The file is larger than"),
        (b"", "The submitted file is empty."),
        ([], "The file holds no mappings"),
        ({"format": "something"}, "The file holds no mappings"),
        ({"format": "syncadmin mappings", "version": 9}, "version 9; only version 1 is known"),
        ({"format": "syncadmin mappings", "version": 1, "mappings": []}, "The file holds no mappings"),
        ({"format": "syncadmin mappings", "version": 1, "mappings": [7]}, "Mapping 1 is no mapping."),
    ],
)
def test_a_file_that_is_none_is_refused_at_its_input(administrator, mapping, content, why):
    answer = upload(administrator, mapping, content)
    assert answer.status_code == 422
    assert why in words(answer)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"direction": "sideways"}, "Mapping 1 (CUSTOMER): direction: Value 'sideways' is not a valid choice."),
        ({"colour": "red"}, "there is no field “colour”"),
        ({"bc_mark": "x"}, "there is no field “bc_mark”"),
        ({"only_coupled": "yes"}, "only_coupled: it is of another kind"),
        ({"most_missing": 101}, "most_missing: Ensure this value is less than or equal to 100."),
        ({"name": "x" * 21}, "name: Ensure this value has at most 20 characters"),
        ({"name": "A\x00"}, "it holds characters that nobody types"),
        ({"filters": [{"side": "bc"}]}, "“filters” is not understood"),
        ({"filters": [{"side": "bc", "property": "x", "caption": "", "values": [], "operator": "near"}]}, "“filters”"),
        ({"templates": [{"side": "nowhere", "values": {}}]}, "“templates” is not understood"),
        ({"archive": {"bc": 7}}, "“archive” is not understood"),
        ({"dependencies": [7]}, "“dependencies” is not understood"),
        ({"fields": None}, "“fields” is missing, no list, or too long"),
        ({"fields": [{"direction": "to_bc"}]}, "field 1: it names no field on either side"),
        ({"fields": [{"bc_property": "city", "direction": "up"}]}, "field 1: direction"),
        (
            {"fields": [{"bc_property": "x", "direction": "to_bc", "rules": [{"to": "bc", "kind": "magic"}]}]},
            "field 1: its transformation rules cannot work",
        ),
        ({"options": {"TERMS": [{"bc_value": "1"}]}}, "options TERMS: “option” is missing"),
        ({"bc_table": "vendors"}, "CUSTOMER is about the tables customers and account here"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_told_with_its_place_and_nothing_changes(
    administrator, mapping, definition, changes, why
):
    answer = upload(administrator, mapping, broken(definition, **changes))
    assert answer.status_code == 422
    assert why in words(answer)
    mapping.refresh_from_db()
    assert define(mapping) == definition


def test_a_mapping_that_changed_since_the_differences_were_shown_is_not_overwritten(administrator, mapping, definition):
    page = upload(administrator, mapping, broken(definition, only_coupled=False))
    save(administrator, mapping, policy="get")
    assert "Look at the differences again." in words(confirm(administrator, page))
    mapping.refresh_from_db()
    assert (mapping.policy, mapping.only_coupled) == ("get", True)


def test_each_saved_change_keeps_a_version_with_who_and_what(administrator, mapping):
    save(administrator, mapping, policy="get")
    switch(administrator, mapping, "City", "disabled")
    switch(administrator, mapping, "City", "disabled")
    text = words(administrator.get(f"/mappings/{mapping.pk}/changes/"))
    assert "Resolve Update Conflicts: Ask a person → Get data update from integration table" in text
    assert "Field mapping City – address1_city: Status: Enabled → Disabled" in text
    assert "alice" in text
    assert [one.by.username if one.by else None for one in mapping.versions.all()] == ["alice", "alice", None]


def test_brakes_and_criteria_keep_versions_as_well(administrator, mapping):
    form = Form(administrator, f"/mappings/{mapping.pk}/", "brakes-form")
    administrator.post(f"/mappings/{mapping.pk}/brakes/", {**form.values, "most_changes": "7"})
    mapping.fields.filter(caption="Name").update(match_on=True)
    path = f"/records/match/{mapping.pk}/criteria/"
    administrator.post(path, {**Form(administrator, path, "criteria").values, "first": "on", "do": "save"})
    text = words(administrator.get(f"/mappings/{mapping.pk}/changes/"))
    assert "Records that one run may change: 500 → 7" in text
    assert "Look for a Match Before Creating: No → Yes" in text


def test_what_changed_behind_the_services_is_noted_without_a_person(administrator, mapping):
    save(administrator, mapping, policy="get")
    TableMapping.objects.filter(pk=mapping.pk).update(by_record=True)
    save(administrator, mapping, policy="send")
    assert [one.by_id is None for one in mapping.versions.all()] == [False, True, False, True]


def test_a_version_is_restored_after_a_look_at_the_differences(administrator, mapping, definition):
    save(administrator, mapping, policy="get")
    switch(administrator, mapping, "City", "disabled")
    oldest = mapping.versions.last()
    page = administrator.get(f"/mappings/{mapping.pk}/changes/{oldest.pk}/")
    assert "Field mapping City – address1_city: Status: Disabled → Enabled" in words(page)
    posted = {"seen": page.context["seen"]}
    answer = administrator.post(f"/mappings/{mapping.pk}/changes/{oldest.pk}/", posted, follow=True)
    assert "The version is restored." in words(answer)
    mapping.refresh_from_db()
    assert define(mapping) == definition
    assert mapping.versions.count() == 4
    page = administrator.get(f"/mappings/{mapping.pk}/changes/{oldest.pk}/")
    assert "the mapping is set up like this" in words(page)


def test_a_version_is_not_restored_over_what_nobody_saw(administrator, mapping):
    save(administrator, mapping, policy="get")
    oldest = mapping.versions.last()
    answer = administrator.post(f"/mappings/{mapping.pk}/changes/{oldest.pk}/", {"seen": "x"}, follow=True)
    assert "Look at the differences again." in words(answer)
    mapping.refresh_from_db()
    assert mapping.policy == "get"


def test_old_versions_go(administrator, mapping):
    now = "2026-01-01T00:00Z"
    MappingVersion.objects.bulk_create(
        MappingVersion(mapping=mapping, at=now, definition={**define(mapping), "most_missing": number})
        for number in range(1, MOST_VERSIONS + 5)
    )
    save(administrator, mapping, policy="get")
    assert mapping.versions.count() == MOST_VERSIONS
    assert mapping.versions.first().definition["policy"] == "get"


def test_a_file_of_ours_reads_as_people_write():
    assert as_file([{"name": "KØBER"}]).splitlines()[5] == '      "name": "KØBER"'


def printed(capsys, *arguments, code=0):
    """What ``manage.py mappings`` prints, and that it ends so."""
    try:
        call_command("mappings", *arguments)
        ended = 0
    except SystemExit as error:
        ended = error.code
    assert ended == code
    return capsys.readouterr().out


def test_the_command_exports_compares_and_imports(capsys, mapping, definition, tmp_path):
    file = tmp_path / "mappings.json"
    file.write_text(printed(capsys, "--export", "Sandbox", "--mapping", "CUSTOMER"))
    assert printed(capsys, "--diff", str(file), "--into", "Sandbox") == "Nothing would change.\n"
    file.write_text(as_file([{**definition, "policy": "get"}]))
    said = printed(capsys, "--diff", str(file), "--into", "Sandbox", code=1)
    assert "CUSTOMER: Resolve Update Conflicts: Ask a person → Get data update" in said
    (change,) = json.loads(printed(capsys, "--import", str(file), "--into", "Sandbox", "--json"))["mappings"].values()
    assert "Get data update" in change[0]
    mapping.refresh_from_db()
    assert mapping.policy == "get"
    assert mapping.versions.first().by is None


@pytest.mark.parametrize(
    ("content", "arguments", "why"),
    [
        ("{}", ["--into", "Sandbox"], "The file holds no mappings"),
        ("{}", [], "Name the connection with --into."),
        ("{}", ["--into", "Elsewhere"], "There is no connection named Elsewhere."),
        (None, ["--into", "Sandbox"], "cannot be read"),
    ],
)
def test_the_command_says_why_a_file_cannot_be_taken(mapping, tmp_path, content, arguments, why):
    file = tmp_path / "mappings.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(CommandError, match=why):
        call_command("mappings", "--import", str(file), *arguments)
