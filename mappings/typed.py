"""Values that administrators type, in the type of the column they are for: constants, templates, archive values.

Options are typed by their number or caption in Dataverse and by their name in Business Central. A value that does not
fit is refused with a part of a sentence that says why; nothing is cut or guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine.values import Side, Value

_YES, _NO = {"true", "yes", "1"}, {"false", "no", "0"}


class Unfit(ValueError):
    """A value does not fit its column; the text says why, as a part of a sentence."""


def typed(text: str, column: Column, side: Side) -> Value:
    """What a text is in the type of a column; raises Unfit."""
    value = _option(text, column, side) if column.kind is ColumnKind.OPTION else _parsed(text, column)
    check_fits(value, column, side)
    return value


def kept_constant(text: str, column: Column | None, side: Side) -> str:
    """A constant as it is kept: an option by its number, since its caption may change."""
    try:
        option = column is not None and column.kind is ColumnKind.OPTION
        return str(typed(text, column, side)) if column and option and text else text
    except Unfit:
        return text


def check_fits(value: Value, column: Column, side: Side) -> None:
    """Raise Unfit if a column cannot take a value: too long, out of range, or no option of it."""
    if isinstance(value, str) and 0 < column.length < len(value):
        raise Unfit(f"it has {len(value)} characters, {column.length} fit")
    if column.kind is ColumnKind.OPTION and column.options and not is_option(value, column, side):
        raise Unfit("there is no such option")
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        if column.least is not None and value < column.least:
            raise Unfit(f"the least is {column.least}")
        if column.most is not None and value > column.most:
            raise Unfit(f"the most is {column.most}")


def is_option(value: Value, column: Column, side: Side) -> bool:
    """Whether a column has this option; blank always is one."""
    if value is None or value == "":
        return True
    return value in (column.options.values() if side is Side.BC else column.options)


def option_choices(column: Column, side: Side) -> list[tuple[str, str]]:
    """The options of a column for a form: how a value is typed, and what people call it."""
    if side is Side.BC:
        return [(name, name) for name in column.options.values() if name]
    return [(str(number), label or str(number)) for number, label in column.options.items()]


def _option(text: str, column: Column, side: Side) -> Value:
    text = text.strip()
    if side is Side.BC:
        return next((name for name in column.options.values() if name.casefold() == text.casefold()), text)
    if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 12:
        return int(text)
    named = [number for number, label in column.options.items() if label.casefold() == text.casefold()]
    if not named:
        raise Unfit("there is no such option")
    return named[0]


def _parsed(text: str, column: Column) -> Value:
    parser = _PARSERS.get(column.kind)
    if parser is None:
        raise Unfit("such a field cannot be set to a fixed value")
    try:
        return parser(text)
    except (ValueError, InvalidOperation) as error:
        if isinstance(error, Unfit):
            raise
        raise Unfit(f"it is not {_NAMES[column.kind]}") from None


def _whole(text: str) -> int:
    if len(text) > 30:
        raise ValueError
    return int(text)


def _number(text: str) -> Decimal:
    number = Decimal(text.strip())
    if not number.is_finite() or len(text) > 40:
        raise ValueError
    return number


def _truth(text: str) -> bool:
    word = text.strip().casefold()
    if word not in _YES | _NO:
        raise ValueError
    return word in _YES


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_PARSERS: Mapping[ColumnKind, Callable[[str], Value]] = {
    ColumnKind.TEXT: str,
    ColumnKind.CODE: str,
    ColumnKind.INTEGER: _whole,
    ColumnKind.DECIMAL: _number,
    ColumnKind.BOOLEAN: _truth,
    ColumnKind.DATE: lambda text: date.fromisoformat(text.strip()),
    ColumnKind.MOMENT: _moment,
    ColumnKind.GUID: lambda text: str(UUID(text.strip())),
    ColumnKind.LOOKUP: lambda text: str(UUID(text.strip())),
}
_NAMES: Mapping[ColumnKind, str] = {
    ColumnKind.INTEGER: "a whole number",
    ColumnKind.DECIMAL: "a number",
    ColumnKind.BOOLEAN: "yes or no",
    ColumnKind.DATE: "a date such as 2026-01-31",
    ColumnKind.MOMENT: "a moment such as 2026-01-31 12:00",
    ColumnKind.GUID: "a key",
    ColumnKind.LOOKUP: "the key of a record",
}
