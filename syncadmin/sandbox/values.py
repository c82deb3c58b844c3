"""Checks values on their way into a column and converts them on their way out.

Stored forms: text as is, GUIDs lower-case, decimals as whole numbers of the column's scale, times as UTC text of
fixed width without a zone, so that all of them compare and sort correctly in SQL. Which service error a refused
value becomes is the services' own business.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from .columns import Column, Kind

GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
NUMBER = re.compile(r"-?[0-9]{1,9}")
LARGEST = 2**63 - 1


class Reason(StrEnum):
    """Why the store refused something."""

    TYPE = "type"
    LENGTH = "length"
    OPTION = "option"
    CHARACTERS = "characters"
    RANGE = "range"
    RELATION = "relation"
    MISSING = "missing"
    DISAGREES = "disagrees"
    STATE = "state"
    DISABLED = "disabled"
    ASSOCIATED = "associated"
    DUPLICATE = "duplicate"
    DUPLICATE_KEY = "duplicate key"
    RULE = "rule"


class Refused(Exception):
    """A value or row the simulated service does not take; carries facts, each service words them."""

    def __init__(self, reason: Reason, column: Column | None = None, value: object = None, detail: str = "") -> None:
        super().__init__(f"{reason}: {column.name if column else ''} {value!r} {detail}".strip())
        self.reason = reason
        self.column = column
        self.value = value
        self.detail = detail


def clean(column: Column, value: object) -> object:
    """The stored form of a value that is not blank; raises `Refused`."""
    return CLEANERS[column.kind](column, value)


def shown(column: Column, trimmed: bool) -> Callable[[object], object] | None:
    """How to turn stored values of a column into API values; None where they are the same."""
    if column.kind is Kind.BOOLEAN:
        return lambda stored: None if stored is None else bool(stored)
    if column.kind is Kind.TIME:
        return trimmed_time if trimmed else whole_time
    if column.kind in (Kind.DECIMAL, Kind.MONEY):
        return lambda stored: decimal_of(stored, column.scale, trimmed)
    if column.kind is Kind.DOUBLE:
        return lambda stored: None if stored is None else float(decimal_of(stored, column.scale, trimmed) or 0)
    return None


def trimmed_time(stored: object) -> str | None:
    """A time with the zeros at the end of its fraction dropped, as BC writes it."""
    if stored is None:
        return None
    text = str(stored)
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "Z"


def whole_time(stored: object) -> str | None:
    """A time in whole seconds, as Dataverse writes it."""
    return None if stored is None else f"{stored}Z"


def decimal_of(stored: object, scale: int, trimmed: bool) -> Decimal | None:
    """The exact number behind a stored decimal."""
    if not isinstance(stored, int):
        return None
    value = Decimal(stored).scaleb(-scale)
    return (value.normalize() if value else Decimal(0)) if trimmed else value


def time_text(value: datetime, digits: int) -> str:
    """The stored form of a moment, cut to the service's resolution."""
    text = value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    return text[:19] if digits == 0 else text[: 20 + digits]


def parse_time(text: str) -> datetime:
    """A moment written in ISO form; without an offset it is UTC. Raises ValueError."""
    value = datetime.fromisoformat(text)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _text(column: Column, value: object) -> str:
    if not isinstance(value, str):
        raise Refused(Reason.TYPE, column, value)
    if not value.isprintable() and ("\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value)):
        raise Refused(Reason.CHARACTERS, column, value)
    if column.length is not None and len(value) > column.length:
        raise Refused(Reason.LENGTH, column, value)
    return value


def _code(column: Column, value: object) -> str:
    return _text(column, value.strip().upper() if isinstance(value, str) else value)


def _guid(column: Column, value: object) -> str:
    if not isinstance(value, str) or not GUID.fullmatch(value):
        raise Refused(Reason.TYPE, column, value)
    return value.lower()


def _integer(column: Column, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Refused(Reason.TYPE, column, value)
    if abs(value) > (LARGEST if column.kind is Kind.BIG else 2**31 - 1) or not _is_within(column, value):
        raise Refused(Reason.RANGE, column, value)
    return value


def _decimal(column: Column, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise Refused(Reason.TYPE, column, value)
    try:
        exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
        scaled = int(exact.scaleb(column.scale).to_integral_value())
    except (InvalidOperation, OverflowError, ValueError) as error:
        raise Refused(Reason.RANGE, column, value) from error
    if abs(scaled) > LARGEST or not _is_within(column, exact):
        raise Refused(Reason.RANGE, column, value)
    return scaled


def _is_within(column: Column, value: int | Decimal) -> bool:
    return (column.minimum is None or value >= column.minimum) and (column.maximum is None or value <= column.maximum)


def _boolean(column: Column, value: object) -> int:
    if not isinstance(value, bool):
        raise Refused(Reason.TYPE, column, value)
    return int(value)


def _date(column: Column, value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise Refused(Reason.TYPE, column, value) from error


def _time(column: Column, value: object) -> str:
    if isinstance(value, datetime):
        return time_text(value, column.digits)
    if not isinstance(value, str):
        raise Refused(Reason.TYPE, column, value)
    try:
        if _is_in_stored_form(value, column.digits):
            datetime.fromisoformat(value)
            return value[:-1]
        return time_text(parse_time(value), column.digits)
    except (ValueError, OverflowError) as error:
        raise Refused(Reason.TYPE, column, value) from error


def _is_in_stored_form(text: str, digits: int) -> bool:
    """Whether a time needs no conversion, only a check; most of the demo data are so, and this is much quicker."""
    if len(text) != (21 + digits if digits else 20):
        return False
    return text[7] == "-" and text[10] == "T" and text[19] in ".Z" and text[-1] == "Z"


def _enum(column: Column, value: object) -> str:
    name = value.replace(" ", "_x0020_") if isinstance(value, str) else value
    if not isinstance(name, str) or all(option.name != name for option in column.options):
        raise Refused(Reason.OPTION, column, value)
    return name


def _choice(column: Column, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Refused(Reason.TYPE, column, value)
    if value not in column.values:
        raise Refused(Reason.OPTION, column, value)
    return value


def _choices(column: Column, value: object) -> str:
    """Several members of a choice: their values as text with commas, in order."""
    if not isinstance(value, str):
        raise Refused(Reason.TYPE, column, value)
    parts = {part.strip() for part in value.split(",")}
    if not all(NUMBER.fullmatch(part) for part in parts):
        raise Refused(Reason.TYPE, column, value)
    return ",".join(str(number) for number in sorted(_choice(column, int(part)) for part in parts))


CLEANERS: dict[Kind, Callable[[Column, object], object]] = {
    Kind.TEXT: _text,
    Kind.MEMO: _text,
    Kind.CODE: _code,
    Kind.GUID: _guid,
    Kind.LOOKUP: _guid,
    Kind.INTEGER: _integer,
    Kind.BIG: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DOUBLE: _decimal,
    Kind.MONEY: _decimal,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.ENUM: _enum,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
}
