"""Which rights the mappings of a connection need, by table and direction."""

import pytest

from mappings.defaults import restore_defaults
from mappings.models import FieldMapping, TableMapping
from syncadmin.connections.clients.contract import Need, Right
from syncadmin.connections.needs import needs_of
from syncadmin.engine.values import Side

READ, WRITE = (Right.READ,), (Right.READ, Right.CREATE, Right.UPDATE)


@pytest.fixture
def mapping(connection):
    """The one mapping of the connection."""
    TableMapping.objects.exclude(pk=restore_defaults(connection)[0].pk).delete()
    FieldMapping.objects.filter(related_mapping__gt="").delete()
    return TableMapping.objects.get()


@pytest.mark.parametrize(
    ("direction", "bc", "dataverse"),
    [("bidirectional", WRITE, WRITE), ("to_dataverse", READ, WRITE), ("to_bc", WRITE, READ)],
)
def test_writing_needs_rights_on_the_side_that_is_written_to(connection, mapping, direction, bc, dataverse):
    TableMapping.objects.update(direction=direction)
    assert needs_of(connection, Side.BC) == [Need("customers", bc)]
    assert needs_of(connection, Side.DATAVERSE) == [Need("account", dataverse)]


def test_a_mapped_owner_needs_the_right_to_assign(connection, mapping):
    FieldMapping.objects.filter(caption="City").update(dataverse_column="ownerid")
    assert Right.ASSIGN in needs_of(connection, Side.DATAVERSE)[0].rights


def test_a_lookup_needs_rights_on_both_tables(connection, mapping):
    common = {"connection": connection, "direction": "to_dataverse"}
    TableMapping.objects.create(name="CONTACT", bc_table="contacts", dataverse_table="contact", **common)
    FieldMapping.objects.filter(caption="City").update(related_mapping="CONTACT")
    needs = {need.table: need.rights for need in needs_of(connection, Side.DATAVERSE)}
    assert needs == {"account": (*WRITE, Right.APPEND), "contact": (*WRITE, Right.APPEND_TO)}


def test_without_mappings_the_usual_tables_are_looked_at(connection):
    assert needs_of(connection, Side.BC) == [Need("customers", READ)]
