"""Rows of Integration Field Mapping are added, deleted, moved and guarded; what cannot work is said at its input."""

import pytest

from couplings.models import Coupling
from mappings.models import FieldMapping, TableMapping
from tests.connections.pages import words
from tests.mappings.forms import Form
from tests.mappings.pages import HTMX, MOMENT, key, record, switch


@pytest.fixture
def mapping(connection):
    """Customers and accounts, with three rows."""
    tables = {"bc_table": "customers", "dataverse_table": "account"}
    one = TableMapping.objects.create(connection=connection, name="CUSTOMER", direction="bidirectional", **tables)
    names = {"Name": ("displayName", "name"), "City": ("city", "address1_city"), "Phone": ("phoneNumber", "telephone1")}
    for position, (caption, (bc, dataverse)) in enumerate(names.items(), start=1):
        row(one, caption, bc, dataverse, position)
    return one


def row(mapping, caption, bc, dataverse, position=9, **values):
    values = {"direction": "bidirectional", "status": "enabled"} | values
    return FieldMapping.objects.create(
        mapping=mapping, caption=caption, bc_property=bc, dataverse_column=dataverse, position=position, **values
    )


def new(client, mapping, **values):
    """Add a row as a browser does."""
    posted = {"direction": "bidirectional", "bc_property": "", "dataverse_column": "", "do": "save"} | values
    return client.post(f"/mappings/{mapping.pk}/fields/new/", posted, follow=True)


def captions(mapping):
    return list(mapping.fields.order_by("position").values_list("caption", flat=True))


def test_a_row_is_added_last_and_disabled(administrator, mapping):
    page = words(new(administrator, mapping, bc_property="website", dataverse_column="websiteurl"))
    added = mapping.fields.get(bc_property="website")
    assert (added.position, added.status, added.caption) == (4, "disabled", "Home Page")
    assert "It is disabled until you enable it." in page


def test_columns_are_offered_with_caption_type_and_whether_they_can_be_written(administrator, mapping):
    page = words(administrator.get(f"/mappings/{mapping.pk}/fields/new/"))
    for text in ("Home Page, Text[80]", "Account Name, Text[160], required", "leads to contact", "read-only"):
        assert text in page


def test_a_column_may_be_named_by_its_caption(administrator, mapping):
    new(administrator, mapping, bc_property="home page", dataverse_column="Website")
    assert mapping.fields.filter(bc_property="website", dataverse_column="websiteurl").exists()


def test_a_constant_needs_no_source(administrator, mapping):
    new(administrator, mapping, dataverse_column="customertypecode", constant="Customer", direction="to_dataverse")
    added = mapping.fields.get(dataverse_column="customertypecode")
    assert (added.bc_property, added.constant, added.caption) == ("", "3", "")


def test_options_lead_to_their_mapping(administrator, mapping):
    page = new(administrator, mapping, bc_property="blocked", dataverse_column="customertypecode")
    added = mapping.fields.get(bc_property="blocked")
    assert (added.related_mapping, added.obstacle) == ("BLOCKED", "option")
    assert "Dataverse Option Mapping" in words(page)


def test_a_key_is_carried_over_by_the_mapping_that_is_chosen(administrator, mapping):
    tables = {"bc_table": "currencies", "dataverse_table": "transactioncurrency"}
    TableMapping.objects.create(connection=mapping.connection, name="CURRENCY", direction="to_dataverse", **tables)
    both = {"bc_property": "currencyId", "dataverse_column": "_transactioncurrencyid_value"}
    assert "Choose the mapping that couples those." in words(new(administrator, mapping, **both))
    new(administrator, mapping, **both, related_mapping="CURRENCY")
    assert mapping.fields.get(bc_property="currencyId").related_mapping == "CURRENCY"


REFUSED = {
    "nothing chosen": ({}, "Choose a field, of one side at least."),
    "unknown": ({"bc_property": "nowhere", "dataverse_column": "fax"}, "There is no “nowhere” to choose."),
    "kinds": ({"bc_property": "email", "dataverse_column": "creditlimit"}, "cannot be turned into creditlimit"),
    "read only": (
        {"bc_property": "balanceDue", "dataverse_column": "creditlimit", "direction": "to_bc"},
        "does not let balanceDue be written",
    ),
    "twice": ({"bc_property": "email", "dataverse_column": "telephone1"}, "Several field mappings write telephone1"),
    "there": ({"bc_property": "city", "dataverse_column": "address1_city"}, "There is a row with these two fields"),
    "constant": (
        {"bc_property": "email", "dataverse_column": "emailaddress1", "constant": "x"},
        "A constant is for a row with one field only.",
    ),
    "no source": ({"dataverse_column": "fax", "direction": "to_dataverse"}, "A row without a source needs a constant"),
    "too long": (
        {"bc_property": "city", "constant": "x" * 31, "direction": "to_bc"},
        "it has 31 characters, 30 fit",
    ),
}


@pytest.mark.parametrize(("values", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_work_is_refused_and_kept_to_be_corrected(administrator, mapping, values, said):
    page = new(administrator, mapping, **values)
    assert page.status_code == 422
    assert said in words(page)
    assert all(f'value="{one}"' in page.content.decode() for name, one in values.items() if name != "direction")
    assert mapping.fields.count() == 3


def test_a_row_against_the_direction_of_the_mapping_is_refused(administrator, mapping):
    TableMapping.objects.filter(pk=mapping.pk).update(direction="to_dataverse")
    page = new(administrator, mapping, bc_property="email", dataverse_column="emailaddress1", direction="to_bc")
    assert "would never flow" in words(page)


def test_nothing_is_lost_while_a_system_does_not_answer(administrator, mapping):
    mapping.connection.bc_address = "https://nowhere.invalid"
    mapping.connection.save()
    page = new(administrator, mapping, bc_property="email", dataverse_column="emailaddress1")
    assert page.status_code == 422
    assert "The name nowhere.invalid cannot be found on the network." in words(page)
    assert 'value="emailaddress1"' in page.content.decode()
    assert mapping.fields.count() == 3


def test_a_row_is_deleted_once_that_is_confirmed(administrator, mapping):
    Coupling.objects.create(mapping=mapping, bc_key=key(1), dataverse_key=key(2))
    path = f"/mappings/{mapping.pk}/fields/{mapping.fields.get(caption='City').pk}/delete/"
    page = words(administrator.get(path))
    assert "The values stay in both systems as they are." in page
    assert "This concerns 1 coupled record." in page
    assert captions(mapping) == ["Name", "City", "Phone"]
    administrator.post(path)
    assert captions(mapping) == ["Name", "City", "Phone"]
    administrator.post(path, {"do": "delete"})
    assert captions(mapping) == ["Name", "Phone"]


def test_rows_are_judged_by_the_columns_as_they_are_now(administrator, mapping):
    mapping.fields.filter(caption="City").update(dataverse_column="creditlimit")
    mapping.fields.filter(caption="Name").update(status="disabled")
    page = words(administrator.get(f"/mappings/{mapping.pk}/fields/columns/"))
    assert "city (text) cannot be turned into creditlimit (decimal)." in page
    assert "Dataverse wants Account Name for every new record" in page
    mapping.refresh_from_db()
    assert mapping.findings == []


@pytest.mark.parametrize(
    ("caption", "way", "order"),
    [
        ("City", "up", ["City", "Name", "Phone"]),
        ("City", "down", ["Name", "Phone", "City"]),
        ("Name", "up", ["Name", "City", "Phone"]),
        ("Phone", "down", ["Name", "City", "Phone"]),
    ],
)
def test_a_row_changes_places_with_its_neighbour(administrator, mapping, caption, way, order):
    path = f"/mappings/{mapping.pk}/fields/{mapping.fields.get(caption=caption).pk}/move/"
    administrator.post(path, {"do": way})
    assert captions(mapping) == order


def test_a_row_that_writes_what_another_writes_is_not_enabled(administrator, mapping):
    row(mapping, "Mobile", "email", "telephone1", status="disabled")
    page = words(switch(administrator, mapping, "Mobile", "enabled", follow=True))
    assert "was not enabled. Several field mappings write telephone1 of Dataverse" in page
    assert mapping.fields.get(caption="Mobile").status == "disabled"


def test_enabling_a_row_offers_to_bring_coupled_records_up_to_date(administrator, mapping):
    TableMapping.objects.filter(pk=mapping.pk).update(bc_mark="1", dataverse_mark="1", bc_read_at=MOMENT)
    Coupling.objects.create(mapping=mapping, bc_key=key(1), dataverse_key=key(2))
    row(mapping, "E-Mail", "email", "emailaddress1", status="disabled")
    assert "brings it up to date" not in words(administrator.get(f"/mappings/{mapping.pk}/fields/"))
    text = switch(administrator, mapping, "E-Mail", "enabled", headers=HTMX).content.decode()
    assert "The next run looks at 1 coupled record again and brings it up to date." in text
    assert 'formaction="/jobs/synchronize-modified/"' in text


def test_records_that_nobody_changed_and_that_are_pending_count_as_behind(administrator, mapping):
    TableMapping.objects.filter(pk=mapping.pk).update(bc_mark="1", dataverse_mark="1")
    for number in (1, 3):
        Coupling.objects.create(mapping=mapping, bc_key=key(number), dataverse_key=key(number + 1))
    record(mapping, 1, pending=True)
    record(mapping, 3)
    assert "looks at 1 coupled record again" in words(administrator.get(f"/mappings/{mapping.pk}/fields/"))


def test_the_second_of_two_editors_is_told_and_loses_nothing(administrator, mapping):
    path = f"/mappings/{mapping.pk}/fields/{mapping.fields.get(caption='City').pk}/"
    first, second = Form(administrator, path, "field"), Form(administrator, path, "field")
    first.press(direction="to_dataverse")
    page = second.press(mode="on_create", direction="to_bc")
    assert page.status_code == 422
    assert "alice changed this meanwhile (" in words(page)
    assert "Direction: Bidirectional → To Integration Table" in words(page)
    assert (second.values["mode"], second.values["direction"]) == ("on_create", "to_bc")
    assert mapping.fields.get(caption="City").direction == "to_dataverse"
    second.press()
    assert mapping.fields.get(caption="City").direction == "to_bc"
