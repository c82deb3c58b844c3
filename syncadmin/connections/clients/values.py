"""Values at the border of a system: what JSON carries becomes a normal ``Value``, and back, by the kind of column.

Normalising is a fixpoint: a value that was normalised, written and read again is the same value, so equality means
equality. Business Central has no null; its blank forms become None and return as the blank of the kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext
from functools import lru_cache

from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine.values import Side, Value

ZERO_GUID = "00000000-0000-0000-0000-000000000000"
BLANK_DATE = "0001-01-01"
BLANK_MOMENT = "0001-01-01T00:00:00Z"
BLANK_MEMBER = "_x0020_"

Json = str | int | bool | Decimal | None
# What no database keeps as text: NUL and halves of characters.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# No column holds more; what has more would only fill memory.
_MOST_DIGITS = 60
_LARGEST_INT = 10**_MOST_DIGITS
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?::(\d\d))?(?:\.(\d+))?\s*([Zz]|[+-]\d\d:?\d\d)?"  # any fraction
)


def text(raw: object) -> str | None:
    """A text trimmed, in NFC and with plain line ends; None if nothing is left."""
    if type(raw) is str and raw.isprintable() and unicodedata.is_normalized("NFC", raw):  # most of them
        return raw.strip() or None
    found = raw if isinstance(raw, str) else _written_out(raw)
    if "\r" in found:
        found = found.replace("\r\n", "\n").replace("\r", "\n")
    if not found.isascii():
        found = unicodedata.normalize("NFC", found)
    return UNKEEPABLE.sub("\ufffd", found).strip() or None


def code(raw: object) -> str | None:
    """A text in capitals, as Business Central stores codes."""
    found = text(raw)
    if found is None:
        return None
    capitals = found.upper() if found.isascii() else "".join(map(_capital, found))
    return text(capitals)


def guid(raw: object) -> str | None:
    """A GUID in lower case without braces; None for the zero GUID."""
    if type(raw) is str and _GUID.fullmatch(raw):
        return raw if raw != ZERO_GUID else None
    found = str(raw or "").strip().strip("{}").lower()
    return found if _GUID.fullmatch(found) and found != ZERO_GUID else None


def decimal(raw: object) -> Decimal | None:
    """A decimal without superfluous zeros and without an exponent."""
    if raw is None or raw == "":
        return None
    if type(raw) is int and -_LARGEST_INT < raw < _LARGEST_INT:
        return Decimal(raw)
    try:
        number = raw if isinstance(raw, Decimal) else Decimal(str(raw))
    except InvalidOperation:
        raise ValueError(f"not a number: {raw!r}") from None
    if not number.is_finite():
        raise ValueError(f"not a number: {raw!r}")
    if number and not -_MOST_DIGITS < number.adjusted() < _MOST_DIGITS:
        raise ValueError(f"not a number of any use: {number:.3E}")
    plain = format(number, "f") if number else "0"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return Decimal("0" if plain in ("-0", "") else plain)


def day(raw: object) -> date | None:
    """A date that belongs to no time zone; None for the blank date."""
    found = raw.isoformat() if isinstance(raw, date) else str(raw or "").strip()
    return None if not found or found.startswith(BLANK_DATE) else date.fromisoformat(found[:10])


def moment(raw: object) -> datetime | None:
    """A moment in UTC, to the microsecond; None for the blank moment."""
    if type(raw) is str and (usual := _usual_moment(raw)):
        return usual
    if isinstance(raw, datetime):
        raw = (raw if raw.tzinfo else raw.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    found = _MOMENT.fullmatch(str(raw or "").strip())
    if found is None:
        return day_start(raw)
    days, minutes, seconds, fraction, zone = found.groups()
    if days == BLANK_DATE:
        return None
    offset = "+00:00" if zone in (None, "Z", "z") else zone
    parsed = f"{days}T{minutes}:{seconds or '00'}.{(fraction or '0')[:6]:0<6}{offset}"
    try:
        return datetime.fromisoformat(parsed).astimezone(UTC)
    except OverflowError:
        raise ValueError(f"not a moment: {raw!r}") from None


def _usual_moment(raw: str) -> datetime | None:
    """A moment in the form in which both services send it; None for other forms and the blank moment."""
    if raw[10:11] != "T" or raw[-1] != "Z" or raw.startswith(BLANK_DATE):
        return None
    try:
        return datetime.fromisoformat(raw)
    except ValueError:
        return None


def day_start(raw: object) -> datetime | None:
    """The first moment of a date that came where a moment was expected."""
    found = day(raw)
    return datetime(found.year, found.month, found.day, tzinfo=UTC) if found else None


def boolean(raw: object) -> bool | None:
    """True or false; None for null."""
    if raw is None or isinstance(raw, bool):
        return raw
    word = str(raw).strip().lower()
    if word not in _BOOLEANS:
        raise ValueError(f"neither true nor false: {raw!r}")
    return _BOOLEANS[word]


def integer(raw: object) -> int | None:
    """A whole number; None for null. What has a fraction is refused, not cut."""
    if type(raw) is int:
        return raw
    number = decimal(raw)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise ValueError(f"not a whole number: {raw!r}")
    return int(number)


def member(raw: object) -> str | None:
    """The name of an enumeration member, decoded; None for the blank member."""
    return _decoded_member(str(raw or ""))


@lru_cache(maxsize=4096)
def _decoded_member(raw: str) -> str | None:
    """There are few members and many rows."""
    decoded = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), raw)
    return text(decoded.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def encoded_member(name: object) -> str:
    """The name of an enumeration member as Business Central wants it in JSON and filters."""
    plain = text(name)
    if plain is None:
        return BLANK_MEMBER
    escaped = re.sub(r"_(?=x[0-9A-Fa-f]{4})", "_x005F_", plain)
    return "".join(_encode(sign, place) for place, sign in enumerate(escaped))


def choice(raw: object) -> int | str | None:
    """A choice of Dataverse: its number. What is none stays a text."""
    if raw is None or raw == "":
        return None
    found = str(raw).strip()
    return int(found) if re.fullmatch(r"-?\d+", found) else text(found)


def choices(raw: object) -> str | None:
    """Several choices of Dataverse: their numbers in order, parted by commas."""
    numbers = [int(one) for one in str(raw if raw is not None else "").split(",") if one.strip()]
    return ",".join(map(str, sorted(set(numbers)))) or None


_READ: dict[ColumnKind, Callable[[object], Value]] = {
    ColumnKind.TEXT: text,
    ColumnKind.CODE: code,
    ColumnKind.INTEGER: integer,
    ColumnKind.DECIMAL: decimal,
    ColumnKind.BOOLEAN: boolean,
    ColumnKind.DATE: day,
    ColumnKind.MOMENT: moment,
    ColumnKind.OPTION: member,
    ColumnKind.OPTIONS: choices,
    ColumnKind.GUID: guid,
    ColumnKind.LOOKUP: guid,
}
_BOOLEANS: dict[str, bool | None] = {"true": True, "1": True, "false": False, "0": False, "": None}
_BC_BLANK: dict[ColumnKind, Json] = {
    ColumnKind.TEXT: "",
    ColumnKind.CODE: "",
    ColumnKind.INTEGER: 0,
    ColumnKind.DECIMAL: 0,
    ColumnKind.BOOLEAN: False,
    ColumnKind.DATE: BLANK_DATE,
    ColumnKind.MOMENT: BLANK_MOMENT,
    ColumnKind.OPTION: BLANK_MEMBER,
    ColumnKind.OPTIONS: "",
    ColumnKind.GUID: ZERO_GUID,
    ColumnKind.LOOKUP: ZERO_GUID,
}


def reader(side: Side, column: Column) -> Callable[[object], Value]:
    """How values of a column are read."""
    if side is Side.DATAVERSE and column.kind is ColumnKind.OPTION:
        return choice
    return _READ[column.kind]


def incoming(side: Side, column: Column, raw: object) -> Value:
    """The normal value of what JSON carried; raises ValueError for what cannot be of the column's kind."""
    return reader(side, column)(raw)


def settled(side: Side, column: Column, value: Value) -> Value:
    """The value as the column can hold it: what will be read after writing it. Texts are never cut; ValueError for
    what the column cannot hold in any form."""
    if side is Side.BC and column.kind is ColumnKind.OPTION:
        return text(value)
    normal = reader(side, column)(value)
    if isinstance(normal, Decimal) and column.scale is not None:
        return decimal(rounded(normal, column.scale))
    if isinstance(normal, datetime):
        step = 1000 if side is Side.BC else 1_000_000
        return normal.replace(microsecond=normal.microsecond // step * step)
    if column.kind in _STRICT:
        _require_understood(column, value, normal)
    if normal is None and side is Side.BC:
        return incoming(side, column, _BC_BLANK[column.kind])
    return normal


def _require_understood(column: Column, value: Value, normal: Value) -> None:
    """Reading is lenient with what is no key or no number; writing it as blank would lose it silently."""
    if column.kind is ColumnKind.OPTION and isinstance(normal, str):
        raise ValueError(f"not the number of an option: {value!r}")
    if column.kind is not ColumnKind.OPTION and normal is None and text(value) not in (None, ZERO_GUID):
        raise ValueError(f"not a GUID: {value!r}")


_STRICT = (ColumnKind.GUID, ColumnKind.LOOKUP, ColumnKind.OPTION)


def outgoing(side: Side, column: Column, value: Value) -> Json:
    """What JSON has to carry for a value."""
    normal = settled(side, column, value)
    if normal is None:
        return _BC_BLANK[column.kind] if side is Side.BC else None
    if isinstance(normal, datetime):
        return stamp(normal)
    if isinstance(normal, date):
        return normal.isoformat()
    if side is Side.BC and column.kind is ColumnKind.OPTION:
        return encoded_member(normal)
    return normal


def stamp(value: datetime) -> str:
    """A moment in UTC with as many digits as it needs: none or milliseconds or microseconds."""
    spec = "seconds" if not value.microsecond else "milliseconds" if value.microsecond % 1000 == 0 else "microseconds"
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec=spec) + "Z"


def rounded(number: Decimal, scale: int) -> Decimal:
    """A number rounded to a scale, halves to the even digit as .NET does."""
    with localcontext() as exact:
        exact.prec = 2 * _MOST_DIGITS
        return number.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_EVEN)


def _written_out(raw: object) -> str:
    """What is no text, as a text; numbers without an exponent."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, Decimal):
        return format(raw, "f")
    return "" if raw is None else str(raw)


def _capital(sign: str) -> str:
    upper = sign.upper()
    return upper if len(upper) == 1 else sign


def _encode(sign: str, place: int) -> str:
    valid = sign == "_" or sign.isalnum() and not (place == 0 and sign.isdigit())
    return sign if valid or ord(sign) > 0xFFFF else f"_x{ord(sign):04X}_"
