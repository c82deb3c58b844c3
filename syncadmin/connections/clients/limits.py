"""Why a value cannot be written to a column, known before anything is sent: each answer names the field and the value.

Lengths are counted in characters, after the value was put into its normal form. Nothing is ever cut to fit.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from syncadmin.connections.clients.contract import Change, Column, ColumnKind
from syncadmin.connections.clients.errors import SYSTEM_NAMES
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.values import UNKEEPABLE, settled, text
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side, Value

# Neither SQL Server nor either service takes days before this one.
EARLIEST = date(1753, 1, 1)
_LONGEST_SHOWN = 200


def unfit(table: Table, column: Column, value: Value) -> Problem | None:
    """Why a column cannot hold a value, if so."""
    if isinstance(value, str) and UNKEEPABLE.search(value):
        return _problem(table, column, "value_unkeepable", value=_shown(value))
    try:
        normal = settled(table.side, column, value)
    except ValueError as error:
        facts = {"system": SYSTEM_NAMES[table.side], "message": f"{column.caption or column.name}: {error}"}
        return Problem("value_refused", facts)
    if isinstance(normal, str) and 0 < column.length < len(normal) and column.kind in _COUNTED:
        facts = {"length": str(len(normal)), "limit": str(column.length)}
        return _problem(table, column, "value_too_long", value=_shown(normal), **facts)
    return _out_of_range(table, column, normal)


def unwritable(table: Table, column: Column, change: Change) -> Problem | None:
    """That a field of a row cannot be written, if so. What a new row of Dataverse takes only once it is there is
    written in a step of its own (see ``dataverse.staging``)."""
    later = table.side is Side.DATAVERSE and column.updatable
    if column.creatable or later if change is Change.CREATE else column.updatable:
        return None
    return _problem(table, column, "field_read_only")


def _out_of_range(table: Table, column: Column, value: Value) -> Problem | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Decimal)):
        too_small = column.least is not None and value < column.least
        too_large = column.most is not None and value > column.most
        least, most = _plain(column.least), _plain(column.most)
    elif isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        too_small, too_large = day < EARLIEST, False
        least, most = EARLIEST.isoformat(), date.max.isoformat()
    else:
        return None
    if not (too_small or too_large):
        return None
    return _problem(table, column, "value_out_of_range", value=_shown(value), least=least, most=most)


def _problem(table: Table, column: Column, code: str, **facts: str) -> Problem:
    return Problem(code, {"system": SYSTEM_NAMES[table.side], "field": column.caption or column.name, **facts})


def _shown(value: Value) -> str:
    found = UNKEEPABLE.sub("\ufffd", text(value) or "") if not isinstance(value, date) else value.isoformat()
    return found if len(found) <= _LONGEST_SHOWN else f"{found[:_LONGEST_SHOWN]}…"


def _plain(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")


_COUNTED = (ColumnKind.TEXT, ColumnKind.CODE)
