"""Short ways to write down a property or a page of Business Central; what the pages have is in the other modules here.

Properties marked `extension` are on the extension's page only, and so are tables marked so. `BY_EXTENSION` marks a
property that the standard page shows and only the extension's page lets a client change.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...columns import BUSINESS_CENTRAL, Column, Kind, Option, Parent, Table, Writable

NEVER = Writable.NEVER
ON_CREATE = Writable.ON_CREATE
BY_EXTENSION = Writable.BY_EXTENSION
BLANK = "_x0020_"
NAMES = ("displayName", "description", "number", "code")


def text(name: str, label: str, length: int, **more: Any) -> Column:
    """Text[length]."""
    return Column(name, Kind.TEXT, length, label=label, **more)


def code(name: str, label: str, length: int = 10, *targets: str, **more: Any) -> Column:
    """Code[length], often of a row in one of the target tables."""
    return Column(name, Kind.CODE, length, targets=targets, label=label, **more)


def guid(name: str, label: str, *targets: str, **more: Any) -> Column:
    """The id of a row in one of the target tables."""
    return Column(name, Kind.GUID, targets=targets, label=label, **more)


def decimal(name: str, label: str, **more: Any) -> Column:
    """An amount, a price, a quantity or a share of hundred, with up to five decimals."""
    return Column(name, Kind.DECIMAL, scale=more.pop("scale", 5), label=label, **more)


def integer(name: str, label: str, **more: Any) -> Column:
    """A whole number."""
    return Column(name, Kind.INTEGER, label=label, **more)


def flag(name: str, label: str, **more: Any) -> Column:
    """Yes or no."""
    return Column(name, Kind.BOOLEAN, label=label, **more)


def day(name: str, label: str, **more: Any) -> Column:
    """A date without a time."""
    return Column(name, Kind.DATE, label=label, **more)


def moment(name: str, label: str, **more: Any) -> Column:
    """A time in UTC with milliseconds."""
    return Column(name, Kind.TIME, digits=3, label=label, **more)


def enum(name: str, label: str, *members: str, **more: Any) -> Column:
    """One of the members, written as they are transported; the first one where nothing is given."""
    options = tuple(Option(value, member) for value, member in enumerate(members))
    return Column(name, Kind.ENUM, options=options, label=label, **{"default": members[0], **more})


def only(*columns: Column) -> tuple[Column, ...]:
    """These properties on the extension's page alone."""
    return tuple(replace(column, extension=True) for column in columns)


def address(prefix: str, kind: str, **more: Any) -> tuple[Column, ...]:
    """The five parts of an address on a document, such as `shipToAddressLine1`."""
    return (
        text(f"{prefix}AddressLine1", f"{kind} Address", 100, **more),
        text(f"{prefix}AddressLine2", f"{kind} Address 2", 50, **more),
        text(f"{prefix}City", f"{kind} City", 30, **more),
        code(f"{prefix}Country", f"{kind} Country/Region Code", 10, **more),
        text(f"{prefix}State", f"{kind} County", 30, **more),
        code(f"{prefix}PostCode", f"{kind} Post Code", 20, **more),
    )


ID = guid("id", "Id", writable=NEVER)
STAMP = moment("lastModifiedDateTime", "Last Modified Date Time", writable=NEVER)
ROW_VERSION = Column("systemRowVersion", Kind.BIG, writable=NEVER, label="System Row Version", extension=True)
INTEGRATION_ID = guid("integrationId", "Integration Id", unique=True, extension=True)


def page(entity_set: str, entity: str, label: str, *columns: Column, **more: Any) -> Table:
    """A page: its `id` comes first, its stamp last; on the extension's page follow row version and integration id."""
    if more.get("extension"):
        creatable = () if more.get("read_only") else (INTEGRATION_ID,)
        columns = (*columns, *creatable, ROW_VERSION)
    columns = (ID, *columns, STAMP)
    names = {column.name for column in columns}
    more.setdefault("name_column", next((name for name in NAMES if name in names), ""))
    return Table(BUSINESS_CENTRAL, entity_set, entity, "id", columns, STAMP.name, label=label, **more)


def new_page(entity_set: str, entity: str, label: str, *columns: Column, **more: Any) -> Table:
    """A page only the extension has."""
    return page(entity_set, entity, label, *columns, standard=False, extension=True, **more)


def below(table: str, column: str) -> Parent:
    """The lines of a page are found below its rows."""
    return Parent(table, column)
