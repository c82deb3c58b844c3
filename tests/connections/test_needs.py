"""Which rights the mappings of a connection need, by table and direction."""

from uuid import uuid4

import pytest

from mappings.models import FieldMapping, TableMapping
from syncadmin.connections.clients.contract import Need, Right
from syncadmin.connections.needs import needs_of
from syncadmin.engine.values import Side
from tests.family import customer_mapping

READ, WRITE = (Right.READ,), (Right.READ, Right.CREATE, Right.UPDATE)


@pytest.fixture
def mapping(connection):
    """The one mapping of the connection."""
    TableMapping.objects.exclude(pk=customer_mapping(connection).pk).delete()
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
    FieldMapping.objects.filter(caption="City").update(dataverse_column="_owninguser_value")
    assert Right.ASSIGN in needs_of(connection, Side.DATAVERSE)[0].rights


def test_rows_that_are_given_to_somebody_need_it_too(connection, mapping):
    connection.ownership, connection.owning_team_id = "team", uuid4()
    assert Right.ASSIGN in needs_of(connection, Side.DATAVERSE)[0].rights
    assert needs_of(connection, Side.BC) == [Need("customers", WRITE)]


def test_options_need_no_rights_of_their_own(connection, mapping):
    TableMapping.objects.create(
        connection=connection, name="TERMS", bc_table="paymentTerms", dataverse_table="quote.paymenttermscode"
    )
    FieldMapping.objects.filter(caption="City").update(related_mapping="TERMS")
    assert needs_of(connection, Side.DATAVERSE) == [Need("account", WRITE), Need("quote", READ)]


def test_a_lookup_needs_rights_on_both_tables(connection, mapping):
    common = {"connection": connection, "direction": "to_dataverse"}
    TableMapping.objects.create(name="CONTACT", bc_table="contacts", dataverse_table="contact", **common)
    FieldMapping.objects.filter(caption="City").update(related_mapping="CONTACT")
    needs = {need.table: need.rights for need in needs_of(connection, Side.DATAVERSE)}
    assert needs == {"account": (*WRITE, Right.APPEND), "contact": (*WRITE, Right.APPEND_TO)}


def test_without_mappings_the_usual_tables_are_looked_at(connection):
    assert needs_of(connection, Side.BC) == [Need("customers", READ)]


def test_tables_that_derived_columns_are_worked_out_from_are_read(connection, mapping):
    TableMapping.objects.update(bc_table="items", direction="to_dataverse")
    row = mapping.fields.filter(status="enabled", obstacle="").first()
    mapping.fields.filter(pk=row.pk).update(bc_property="vendorName")
    assert needs_of(connection, Side.BC) == [Need("items", READ), Need("vendors", READ)]
    mapping.fields.filter(pk=row.pk).update(status="disabled")
    assert needs_of(connection, Side.BC) == [Need("items", READ)]
