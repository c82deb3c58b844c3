"""Scenes of a mapping that does not fit the tables of both systems."""

from mappings.checking import check_mappings
from mappings.models import OptionMapping
from tests.runs.work import synchronize


def column_missing(stage):
    stage.mapping.fields.filter(caption="City").update(dataverse_column="address1_town")
    return [f"/mappings/{stage.mapping.pk}/fields/columns/", *stage.read()[:1]]


def checked(stage):
    """The pages that show what a check of the mapping found, before any run."""
    check_mappings(stage.mapping.connection)
    return [f"/mappings/{stage.mapping.pk}/", "/mappings/", "/"]


def kinds_differ(stage):
    stage.mapping.fields.filter(caption="City").update(dataverse_column="creditlimit")
    return [*checked(stage), *stage.read()[:1]]


def field_read_only(stage):
    stage.mapping.fields.filter(caption="Credit Limit (LCY)").update(dataverse_column="creditlimit_base")
    return [*checked(stage), *stage.read()[:1]]


def required_not_mapped(stage):
    stage.mapping.only_coupled = False
    stage.mapping.save()
    stage.mapping.fields.filter(caption="Name").update(direction="to_bc")
    return [*checked(stage), *stage.read()[:1]]


def option_unknown(stage):
    stage.mapping.templates = [{"side": "dataverse", "values": {"customertypecode": 999}}]
    stage.mapping.save()
    return [*checked(stage), *stage.read()[:1]]


def filter_unfit(stage):
    one = {"side": "bc", "property": "city", "caption": "City", "values": [1], "operator": "less"}
    stage.mapping.filters = [one]
    stage.mapping.save()
    return [*checked(stage), *stage.read()[:1]]


def extension_needed(stage):
    stage.sandbox.options.extension = False
    wanted = {"side": "bc", "property": "mobilePhoneNumber", "caption": "Mobile Phone No.", "values": [""]}
    type(stage.mapping).objects.filter(pk=stage.mapping.pk).update(filters=[wanted])
    return [*checked(stage), *stage.read()[:1]]


def lengths_differ(stage):
    check_mappings(stage.mapping.connection)
    return [f"/mappings/{stage.mapping.pk}/fields/"]


def no_active_fields(stage):
    stage.mapping.fields.update(status="disabled")
    return [f"/mappings/{stage.mapping.pk}/fields/", *stage.pages_of(synchronize(stage.mapping))[:1]]


def set_value_unfit(stage):
    stage.mapping.templates = [{"side": "dataverse", "values": {"telephone2": "5" * 51}}]
    stage.mapping.save()
    return [*checked(stage), *stage.read()[:1]]


def set_read_only(stage):
    stage.mapping.templates = [{"side": "dataverse", "values": {"creditlimit_base": 1}}]
    stage.mapping.save()
    return [*checked(stage), *stage.read()[:1]]


def rules_unfit(stage):
    stage.mapping.fields.filter(caption="City").update(rules=[{"to": "bc", "kind": "unix_timestamp"}])
    return [*checked(stage), *stage.read()[:1]]


def written_twice(stage):
    stage.mapping.fields.filter(caption="Address 2").update(dataverse_column="address1_line1")
    return [*checked(stage), *stage.read()[:1]]


def dependency_circle(stage):
    mapping = stage.mapping
    mapping.connection.mappings.create(
        name="LATER", bc_table="customers", dataverse_table="account", direction="to_bc", dependencies=["CUSTOMER"]
    )
    mapping.dependencies = ["LATER"]
    mapping.save()
    check_mappings(mapping.connection)
    return [f"/mappings/{mapping.pk}/"]


def relation_unknown(stage):
    stage.mapping.fields.filter(caption="City").update(related_mapping="CITIES")
    check_mappings(stage.mapping.connection)
    return [f"/mappings/{stage.mapping.pk}/fields/"]


def relation_differs(stage):
    OptionMapping.objects.create(connection=stage.mapping.connection, name="CITIES", bc_value="Oslo", option=1)
    stage.mapping.fields.filter(caption="City").update(related_mapping="CITIES")
    return [*checked(stage), *stage.read()[:1]]
