"""The fields of the sandbox's forms: which column is shown where, how a value becomes text, and the text a value.

Does not live here: requests and pages (`pages`), and whether a value is allowed; that is for the services to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .business_central.rules import local_currency
from .columns import DATAVERSE, ZERO_GUID, Column, Kind, Table, Writable
from .store import Row, Store

MEMOS = {"description"}
WIDE = {"displayName", "name", "addressLine1", "address1_line1", "description"}
HIDDEN = {"currencyId"}  # the other half of currencyCode
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")
MORE = "More"
LAYOUTS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "customers": (
        ("General", ("displayName", "number", "type", "blocked", "salespersonCode", "creditLimit")),
        ("Address", ("addressLine1", "addressLine2", "postalCode", "city", "state", "country")),
        ("Contact", ("phoneNumber", "email", "website")),
        ("Invoicing and payments", ("currencyCode", "paymentTermsId", "shipmentMethodId", "taxRegistrationNumber")),
    ),
    "account": (
        ("Account", ("name", "accountnumber", "customertypecode", "_ownerid_value", "statecode", "statuscode")),
        (
            "Address",
            (
                "address1_line1",
                "address1_line2",
                "address1_postalcode",
                "address1_city",
                "address1_stateorprovince",
                "address1_country",
            ),
        ),
        (
            "Contact",
            ("address1_primarycontactname", "telephone1", "telephone2", "fax", "emailaddress1", "websiteurl"),
        ),
        (
            "Billing and shipping",
            (
                "_transactioncurrencyid_value",
                "creditlimit",
                "paymenttermscode",
                "address1_freighttermscode",
                "address1_shippingmethodcode",
            ),
        ),
        ("Notes", ("description",)),
    ),
}


@dataclass(frozen=True)
class Choice:
    """One entry of a drop-down list."""

    value: str
    text: str
    selected: bool


@dataclass(frozen=True)
class Field:
    """One input of a form as the template shows it."""

    name: str
    title: str
    value: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    error: str = ""
    wide: bool = False
    memo: bool = False
    number: bool = False

    @property
    def id(self) -> str:
        """The id of the input element."""
        return f"field-{self.name}"


@dataclass(frozen=True)
class Group:
    """Fields under a common heading."""

    title: str
    fields: tuple[Field, ...]


def groups(store: Store, table: Table, texts: Mapping[str, str], errors: Mapping[str, str]) -> list[Group]:
    """The form of a table, filled with texts by column name, with errors beside the columns they are about."""
    return [
        Group(title, tuple(_field(store, column, texts, errors) for column in columns))
        for title, columns in _layout(table)
    ]


def texts_of(table: Table, row: Row) -> dict[str, str]:
    """What a row's writable columns say in the form."""
    return {column.name: text_of(row.get(column.name)) for column in writable(table)}


def text_of(value: object) -> str:
    """A value as one types it."""
    if value is None or value == ZERO_GUID:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def changes(table: Table, before: Mapping[str, str], typed: Mapping[str, str]) -> Row:
    """The columns whose text was changed, with the values to send."""
    return {
        column.name: _value(table, column, typed[column.name])
        for column in writable(table)
        if column.name in typed and _lines(typed[column.name]) != _lines(before[column.name])
    }


def writable(table: Table) -> list[Column]:
    """The columns a person may change."""
    return [column for column in table.columns if column.writable is Writable.ALWAYS and column.name not in HIDDEN]


def words_of(column: Column, value: object) -> str:
    """What people call the value of a column with options."""
    for option in column.options:
        if value in (option.name, option.value):
            return _option_name(option.name)
    return text_of(value)


def _layout(table: Table) -> list[tuple[str, list[Column]]]:
    layout = LAYOUTS.get(table.name, ())
    placed = {name for _, names in layout for name in names}
    rest = [column for column in writable(table) if column.name not in placed]
    found = [(title, [table.by_name[name] for name in names]) for title, names in layout]
    return [*found, (MORE, rest)] if rest else found


def _field(store: Store, column: Column, texts: Mapping[str, str], errors: Mapping[str, str]) -> Field:
    value = texts.get(column.name, "")
    return Field(
        name=column.name,
        title=column.title,
        value=value,
        hint=f"max. {column.length}" if column.length and not column.targets else "",
        choices=_choices(store, column, value),
        error=errors.get(column.name, ""),
        wide=column.name in WIDE,
        memo=column.name in MEMOS,
        number=column.kind is Kind.DECIMAL,
    )


def _choices(store: Store, column: Column, value: str) -> tuple[Choice, ...]:
    offered = _offered(store, column)
    if offered and value not in offered:
        offered = {**offered, value: value or "–"}
    return tuple(Choice(key, text, key == value) for key, text in offered.items())


def _offered(store: Store, column: Column) -> dict[str, str]:
    if column.kind is Kind.BOOLEAN:
        return {"false": "No", "true": "Yes"}
    if column.kind is Kind.ENUM:
        return {option.name: _option_name(option.name) for option in column.options}
    if column.kind is Kind.CHOICE:
        blank = {"": "–"} if column.default is None else {}
        return blank | {str(option.value): option.name for option in column.options}
    related = [name for name in column.targets if name in store.tables]
    found = {key: text for name in related for key, text in _related(store, name, column.kind)}
    local = local_currency(store) if column.name == "currencyCode" else ""
    return {local: f"{local} – local currency" if local else "–"} | found if related else {}


def _related(store: Store, entity_set: str, kind: Kind) -> list[tuple[str, str]]:
    """The rows a column may refer to: by code, or by id."""
    table = store.table(entity_set)
    key = "code" if kind is Kind.CODE else table.key
    rows = store.find(entity_set, order_by=table.name_column)
    return [(str(row[key]), " – ".join(_names(table, row))) for row in rows]


def _names(table: Table, row: Row) -> list[str]:
    columns = dict.fromkeys(name for name in ("code", "isocurrencycode", table.name_column) if name in table.by_name)
    return [str(row[name]) for name in columns]


def _option_name(name: str) -> str:
    return name.replace("_x0020_", " ").strip() or "–"


def _value(table: Table, column: Column, text: str) -> object:
    """The value a client would send for what was typed; text where nothing better can be made of it."""
    if text == "" and (table.service == DATAVERSE or column.kind not in (Kind.TEXT, Kind.CODE, Kind.ENUM)):
        return None
    if column.kind is Kind.BOOLEAN:
        return {"true": True, "false": False}.get(text, text)
    if column.kind in (Kind.INTEGER, Kind.CHOICE):
        return int(text) if WHOLE_NUMBER.fullmatch(text) else text
    return _decimal(text) if column.kind is Kind.DECIMAL else text


def _decimal(text: str) -> Decimal | str:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return text


def _lines(text: str) -> str:
    """Browsers send line breaks as CR LF, whatever they were given."""
    return text.replace("\r\n", "\n")
