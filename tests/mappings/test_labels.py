"""Options are called by their labels wherever a mapping names them, without asking any system."""

from mappings.checking import check_mappings
from tests.connections.pages import words
from tests.mappings.forms import Form

STATUS = {"side": "dataverse", "property": "statecode", "caption": "Status", "values": [0]}
KIND = {"side": "dataverse", "property": "customertypecode", "caption": "Relationship Type", "values": [5, 9]}


def shown(client, mapping):
    """The page of the mapping and the list of mappings, where no system answers."""
    connection = mapping.connection
    connection.bc_address = connection.dataverse_address = "https://nowhere.invalid"
    connection.save()
    return [words(client.get(path)) for path in (f"/mappings/{mapping.pk}/", "/mappings/")]


def test_states_are_known_from_the_beginning(administrator, mapping):
    mapping.filters = [STATUS]
    mapping.save()
    assert all("Status is Active" in page for page in shown(administrator, mapping))


def test_a_check_keeps_what_options_are_called(administrator, mapping):
    mapping.filters = [KIND]
    mapping.templates = [{"side": "dataverse", "values": {"customertypecode": 3}, "conditions": []}]
    mapping.save()
    check_mappings(mapping.connection)
    page, several = shown(administrator, mapping)
    assert all("Relationship Type is Partner or Reseller" in one for one in (page, several))
    assert "Relationship Type = Customer" in page


def test_labels_are_kept_with_the_filters_that_name_them(administrator, mapping):
    form = Form(administrator, f"/mappings/{mapping.pk}/filters/", "filters")
    form.press("add:dataverse")
    place = int(form.values["dataverse"]) - 1
    form.values |= {f"dataverse-{place}-column": "customertypecode", f"dataverse-{place}-value": "3"}
    form.press()
    page, _ = shown(administrator, mapping)
    assert "is Customer" in page
    log = words(administrator.get(f"/mappings/{mapping.pk}/changes/"))
    assert "is Customer" in log
