"""Whether a mapping agrees with the tables of both systems: what is red, and what is only worth knowing."""

from dataclasses import replace

import pytest

from mappings.agreement import findings
from mappings.compile import columns_read
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine.values import Side

pytestmark = pytest.mark.django_db

NUMBERS = ("creditLimit", "creditlimit")
OPTIONS = {"statecode": {0: "Active"}, "customertypecode": {3: "Customer"}, "blocked": {0: "", 3: "All"}}


@pytest.fixture
def columns(mapping):
    """Columns of both tables that fit."""
    return {side: {name: column(name) for name in columns_read(mapping, side)} for side in Side}


def column(name):
    kind = ColumnKind.DECIMAL if name in NUMBERS else ColumnKind.OPTION if name in OPTIONS else ColumnKind.TEXT
    return Column(name, kind, caption=name, options=OPTIONS.get(name, {}))


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
    [(Side.BC, "phoneNumber", "Phone No."), (Side.DATAVERSE, "telephone1", "Phone No."), (Side.BC, "blocked", None)],
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
