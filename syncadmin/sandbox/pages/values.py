"""How a value becomes the text in a form, and the text a value; whether it is allowed is for the services to say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from ..columns import DATAVERSE, ZERO_GUID, Column, Kind, Table
from ..store import Row

WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")
EMPTY_DATES = {"0001-01-01", "0001-01-01T00:00:00Z"}


def writable(table: Table, is_new: bool = False) -> list[Column]:
    """The columns a person may change, without the ids that go with a code."""
    return [
        column
        for column in table.columns
        if column.writable.allows(is_new) and column.name != table.key and not is_half(table, column)
    ]


def texts_of(table: Table, row: Row, is_new: bool = False) -> dict[str, str]:
    """What a row's writable columns say in the form."""
    return {column.name: text_of(row.get(column.name)) for column in writable(table, is_new)}


def defaults_of(table: Table) -> Row:
    """What a new row says before anybody has typed."""
    return {
        column.name: column.default if column.default is not None else table.blank(column) for column in table.columns
    }


def text_of(value: object) -> str:
    """A value as one types it."""
    if value is None or value == ZERO_GUID or value in EMPTY_DATES:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def yes_or_no(value: object) -> str:
    """A value as one reads it."""
    return ("Yes" if value else "No") if isinstance(value, bool) else text_of(value)


def changes(table: Table, before: Mapping[str, str], typed: Mapping[str, str], is_new: bool = False) -> Row:
    """The columns whose text was changed, with the values to send."""
    return {
        column.name: _value(table, column, typed[column.name])
        for column in writable(table, is_new)
        if column.name in typed and _lines(typed[column.name]) != _lines(before[column.name])
    }


def words_of(column: Column, value: object) -> str:
    """What people call the value of a column with options."""
    if column.kind is Kind.CHOICES:
        numbers = {int(part) for part in str(value or "").split(",") if part}
        return ", ".join(option.name for option in column.options if option.value in numbers)
    for option in column.options:
        if value in (option.name, option.value):
            return option_name(option.name)
    return text_of(value)


def option_name(name: str) -> str:
    """A member of an enumeration without its encoding: `Credit_x0020_Memo`."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), name).strip() or "–"


def is_half(table: Table, column: Column) -> bool:
    """Whether a column is the id beside a code that says the same: `currencyId` beside `currencyCode`."""
    stem, code = column.name.removesuffix("Id"), column.name.endswith("Id") and column.kind is Kind.GUID
    return code and any(f"{stem}{other}" in table.by_name for other in ("Code", "Number"))


def _value(table: Table, column: Column, text: str) -> object:
    """The value a client would send for what was typed; text where nothing better can be made of it."""
    if text == "" and (table.service == DATAVERSE or not column.is_text):
        return None
    if column.kind is Kind.BOOLEAN:
        return {"true": True, "false": False}.get(text, text)
    if column.kind in (Kind.INTEGER, Kind.BIG, Kind.CHOICE):
        return int(text) if WHOLE_NUMBER.fullmatch(text) else text
    return _decimal(text) if column.is_scaled else text


def _decimal(text: str) -> Decimal | str:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return text


def _lines(text: str) -> str:
    """Browsers send line breaks as CR LF, whatever they were given."""
    return text.replace("\r\n", "\n")
