"""Whether a mapping agrees with the tables of both systems: what is red, and what is only worth knowing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mappings.agreement import findings
from mappings.compile import columns_read
from mappings.models import FieldMapping, OptionMapping
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine.values import Side
from tests.family import currency_mapping

pytestmark = pytest.mark.django_db

NUMBERS = ("creditLimit", "creditlimit")
WORKED_OUT = "inactiveMeans"
OPTIONS = {"statecode": {0: "Active"}, "customertypecode": {3: "Customer"}, "blocked": {0: "", 3: "All"}}


@pytest.fixture
def columns(mapping):
    """Columns of both tables that fit."""
    return {side: {name: column(name) for name in columns_read(mapping, side)} for side in Side}


def column(name):
    kind = ColumnKind.DECIMAL if name in NUMBERS else ColumnKind.OPTION if name in OPTIONS else ColumnKind.TEXT
    return Column(name, kind, caption=name, options=OPTIONS.get(name, {}), derived=name == WORKED_OUT)


def found(mapping, columns):
    """Code, whether it is red, and the caption of the row, of everything found."""
    rows = {row.pk: row.caption for row in mapping.fields.all()}
    return [(one.problem.code, one.red, rows.get(one.row)) for one in findings(mapping, columns)]


def alter(columns, side, name, **about):
    columns[side][name] = replace(columns[side][name], **about)


def test_tables_that_fit_leave_nothing_to_say(mapping, columns):
    assert findings(mapping, columns) == []


@pytest.mark.parametrize(
    ("side", "name", "caption"),
    [
        (Side.BC, "phoneNumber", "Phone No."),
        (Side.DATAVERSE, "telephone1", "Phone No."),
        (Side.DATAVERSE, "statecode", None),
    ],
)
def test_a_column_that_is_gone_is_red_wherever_it_is_used(mapping, columns, side, name, caption):
    del columns[side][name]
    assert found(mapping, columns) == [("column_missing", True, caption)]


@pytest.mark.parametrize(
    ("kind", "red"), [(ColumnKind.CODE, False), (ColumnKind.DECIMAL, True), (ColumnKind.LOOKUP, True)]
)
def test_kinds_that_cannot_be_converted_are_red(mapping, columns, kind, red):
    alter(columns, Side.DATAVERSE, "telephone1", kind=kind)
    assert found(mapping, columns) == [("kinds_differ", True, "Phone No.")] * 2 * red


def test_a_longer_source_is_worth_knowing_and_not_red(mapping, columns):
    alter(columns, Side.BC, "phoneNumber", length=30)
    alter(columns, Side.DATAVERSE, "telephone1", length=50)
    assert found(mapping, columns) == [("lengths_differ", False, "Phone No.")]


@pytest.mark.parametrize(("direction", "red"), [("bidirectional", True), ("to_dataverse", True), ("to_bc", False)])
def test_a_target_that_cannot_be_written_is_red(mapping, columns, direction, red):
    mapping.fields.filter(caption="Phone No.").update(direction=direction)
    alter(columns, Side.DATAVERSE, "telephone1", creatable=False, updatable=False)
    assert found(mapping, columns) == [("field_read_only", True, "Phone No.")] * red


@pytest.mark.parametrize(("only_coupled", "red"), [(True, False), (False, True)])
def test_a_required_column_that_nothing_fills_is_red_where_runs_create(mapping, columns, only_coupled, red):
    mapping.only_coupled = only_coupled
    columns[Side.DATAVERSE]["fax"] = Column("fax", ColumnKind.TEXT, required=True)
    assert found(mapping, columns) == [("required_not_mapped", red, None)]


def test_a_template_fills_a_required_column(mapping, columns):
    alter(columns, Side.DATAVERSE, "customertypecode", required=True)
    assert findings(mapping, columns) == []


@pytest.mark.parametrize(("side", "name"), [(Side.DATAVERSE, "customertypecode"), (Side.DATAVERSE, "statecode")])
def test_an_option_that_is_not_there_is_red(mapping, columns, side, name):
    alter(columns, side, name, options={99: "Other"})
    assert set(found(mapping, columns)) == {("option_unknown", True, None)}


def test_options_that_nobody_knows_are_believed(mapping, columns):
    alter(columns, Side.DATAVERSE, "customertypecode", options={})
    assert findings(mapping, columns) == []


def test_rows_that_do_not_take_part_are_not_looked_at(mapping, columns):
    mapping.fields.filter(caption="Home Page").update(status="disabled")
    del columns[Side.DATAVERSE]["websiteurl"]
    assert findings(mapping, columns) == []


@pytest.mark.parametrize(
    ("column", "constant", "red"),
    [
        (Column("x", ColumnKind.TEXT, length=5), "short", False),
        (Column("x", ColumnKind.TEXT, length=5), "longer", True),
        (Column("x", ColumnKind.INTEGER, most=Decimal(9)), "9", False),
        (Column("x", ColumnKind.INTEGER, most=Decimal(9)), "10", True),
        (Column("x", ColumnKind.INTEGER), "many", True),
        (Column("x", ColumnKind.DATE), "2026-02-30", True),
        (Column("x", ColumnKind.BOOLEAN), "yes", False),
        (Column("x", ColumnKind.BOOLEAN), "perhaps", True),
        (Column("x", ColumnKind.OPTION, options={1: "One"}), "one", False),
        (Column("x", ColumnKind.OPTION, options={1: "One"}), "2", True),
        (Column("x", ColumnKind.OPTIONS, options={1: "One"}), "1", True),
        (Column("x", ColumnKind.LOOKUP), "somebody", True),
    ],
)
def test_a_constant_that_its_column_cannot_take_is_red(mapping, columns, column, constant, red):
    row = {"position": 99, "caption": "Kind", "dataverse_column": "x", "direction": "to_dataverse"}
    FieldMapping.objects.create(mapping=mapping, constant=constant, **row)
    columns[Side.DATAVERSE]["x"] = column
    assert found(mapping, columns) == [("set_value_unfit", True, "Kind")] * red


@pytest.mark.parametrize(
    ("rules", "red"),
    [
        ([{"to": "bc", "kind": "trim"}], False),
        ([{"to": "bc", "kind": "round"}], True),
        ([{"to": "bc", "kind": "unix_timestamp"}], True),
        ([{"to": "bc", "kind": "regex_match", "settings": {"pattern": "("}}], True),
        ([{"to": "bc", "kind": "round"}, {"to": "bc", "kind": "decimal_formatting"}], False),
    ],
)
def test_rules_that_cannot_work_on_what_they_get_are_red(mapping, columns, rules, red):
    mapping.fields.filter(caption="City").update(rules=rules)
    assert found(mapping, columns) == [("rules_unfit", True, "City")] * red


def test_two_rows_that_write_one_field_are_red_and_named(mapping, columns):
    mapping.fields.filter(caption="Address 2").update(dataverse_column="address1_line1", direction="to_dataverse")
    (one,) = findings(mapping, columns)
    assert (one.problem.code, one.problem.facts["rows"]) == ("written_twice", "Address (3), Address 2 (4)")


@pytest.mark.parametrize(("direction", "red"), [("to_bc", False), ("bidirectional", True)])
def test_two_rows_may_name_one_field_as_long_as_one_of_them_only_reads_it(mapping, columns, direction, red):
    mapping.fields.filter(caption="Address 2").update(dataverse_column="address1_line1", direction=direction)
    assert [code for code, *_ in found(mapping, columns)] == ["written_twice"] * red


@pytest.mark.parametrize(("updatable", "codes"), [(True, []), (False, ["set_read_only"])])
def test_what_archived_records_get_must_be_writable(mapping, columns, updatable, codes):
    mapping.deletion, mapping.archive = "archive", {"bc": {"blocked": "All"}}
    alter(columns, Side.BC, "blocked", updatable=updatable)
    assert [code for code, *_ in found(mapping, columns)] == codes


@pytest.mark.parametrize(("deletion", "codes"), [("archive", ["option_unknown"]), ("ask", [])])
def test_an_option_archived_records_get_must_be_there_where_records_are_archived(mapping, columns, deletion, codes):
    mapping.deletion, mapping.archive = deletion, {"bc": {"blocked": "Never"}}
    assert [code for code, *_ in found(mapping, columns)] == codes


def test_a_relation_nobody_knows_is_told_and_not_red(mapping, columns):
    mapping.fields.filter(caption="City").update(related_mapping="CITIES")
    assert found(mapping, columns) == [("relation_unknown", False, "City")]


@pytest.mark.parametrize(("kind", "codes"), [(ColumnKind.OPTION, []), (ColumnKind.TEXT, ["relation_differs"])])
def test_an_option_mapping_is_for_options_only(mapping, columns, kind, codes):
    OptionMapping.objects.create(connection=mapping.connection, name="CITIES", bc_value="Oslo", option=1)
    mapping.fields.filter(caption="City").update(related_mapping="CITIES")
    alter(columns, Side.DATAVERSE, "address1_city", kind=kind)
    assert [code for code, *_ in found(mapping, columns)] == codes


@pytest.mark.parametrize(("target", "codes"), [("transactioncurrency", []), ("contact", ["relation_differs"])])
def test_a_related_mapping_must_couple_the_table_the_lookup_leads_to(mapping, columns, target, codes):
    currency_mapping(mapping.connection)
    mapping.fields.filter(caption="City").update(related_mapping="CURRENCY")
    alter(columns, Side.DATAVERSE, "address1_city", kind=ColumnKind.LOOKUP, target=target)
    assert [code for code, *_ in found(mapping, columns)] == codes
