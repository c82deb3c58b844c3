"""The columns that come back in many Dataverse tables, and short ways to write down the others.

Lookup columns are named as they are read (`_ownerid_value`); the name they are bound under follows from it.
"""

from __future__ import annotations

from typing import Any

from ...columns import DATAVERSE, Column, Kind, OnDelete, Option, Table, Writable

ALWAYS = Writable.ALWAYS
NEVER = Writable.NEVER
ON_CREATE = Writable.ON_CREATE
ON_UPDATE = Writable.ON_UPDATE
CASCADE = OnDelete.CASCADE
RESTRICT = OnDelete.RESTRICT
MOST_MONEY = 922_337_203_685_477
YES_NO = ("No", "Yes")


def key(name: str) -> Column:
    """The primary key, which a client may choose."""
    return Column(name, Kind.GUID, writable=ON_CREATE)


def text(name: str, label: str, length: int = 100, **more: Any) -> Column:
    """A line of text."""
    return Column(name, Kind.TEXT, length, label=label, **more)


def memo(name: str = "description", label: str = "Description", length: int = 2000) -> Column:
    """Text of several lines."""
    return Column(name, Kind.MEMO, length, label=label)


def integer(name: str, label: str, minimum: int = -(2**31) + 1, maximum: int = 2**31 - 1, **more: Any) -> Column:
    """A whole number in a range."""
    return Column(name, Kind.INTEGER, minimum=minimum, maximum=maximum, label=label, **more)


def decimal(name: str, label: str, scale: int = 5, minimum: int = 0, **more: Any) -> Column:
    """An exact number with a fixed number of places."""
    return Column(
        name, Kind.DECIMAL, scale=scale, minimum=minimum, maximum=more.pop("maximum", 10**11), label=label, **more
    )


def money(name: str, label: str, minimum: int = 0, **more: Any) -> tuple[Column, Column]:
    """An amount in the currency of the row, and the same in the organisation's."""
    amount = Column(name, Kind.MONEY, minimum=minimum, maximum=MOST_MONEY, label=label, **more)
    return amount, Column(f"{name}_base", Kind.MONEY, writable=NEVER, label=f"{label} (Base)")


def day(name: str, label: str, **more: Any) -> Column:
    """A date without a time."""
    return Column(name, Kind.DATE, label=label, **more)


def boolean(name: str, label: str, names: tuple[str, str] = YES_NO, default: bool = False, **more: Any) -> Column:
    """Two options; the names are those for false and true."""
    options = tuple(Option(value, title) for value, title in enumerate(names))
    return Column(name, Kind.BOOLEAN, options=options, default=default, label=label, **more)


def choice(name: str, label: str, *options: Option, default: int | None = None, **more: Any) -> Column:
    """One of several options."""
    return Column(name, Kind.CHOICE, options=options, default=default, label=label, **more)


def lookup(name: str, label: str, *targets: str, **more: Any) -> Column:
    """A reference to a row of one of several tables; an indexed one is followed backwards often."""
    return Column(f"_{name}_value", Kind.LOOKUP, targets=targets, label=label, **more)


def numbered(*names: str, first: int = 1, state: int | None = None) -> tuple[Option, ...]:
    """Options with consecutive values."""
    return tuple(Option(value, name, state) for value, name in enumerate(names, first))


def states(
    names: tuple[str, ...], statuses: tuple[Option, ...], default: int = 0, **more: Any
) -> tuple[Column, Column]:
    """The state of a row and the reason for it; the first status of a state is its default."""
    first = next(option.value for option in statuses if option.state == default)
    return (
        choice("statecode", "Status", *numbered(*names, first=0), default=default, **more),
        choice("statuscode", "Status Reason", *statuses, default=first, **more),
    )


STATES = states(("Active", "Inactive"), (Option(1, "Active", 0), Option(2, "Inactive", 1)))
BY = (
    lookup("createdby", "Created By", "systemuser", writable=NEVER),
    lookup("modifiedby", "Modified By", "systemuser", writable=NEVER),
    lookup("modifiedonbehalfby", "Modified By (Delegate)", "systemuser", writable=NEVER),
)
STAMPS = (
    Column("createdon", Kind.TIME, writable=NEVER, label="Created On"),
    Column("modifiedon", Kind.TIME, writable=NEVER, label="Modified On"),
    Column("versionnumber", Kind.BIG, writable=NEVER, label="Version Number"),
)
OWNED = (
    lookup("ownerid", "Owner", "systemuser", "team", enforced=True),
    lookup("owninguser", "Owning User", "systemuser", writable=NEVER),
    lookup("owningteam", "Owning Team", "team", writable=NEVER),
    lookup("owningbusinessunit", "Owning Business Unit", "businessunit", writable=NEVER),
)
COMPANY = lookup("bcbi_companyid", "Company Id", "bcbi_company")


def currency(writable: Writable = ALWAYS) -> tuple[Column, Column]:
    """The currency of a row and its rate."""
    rate = decimal("exchangerate", "Exchange Rate", scale=10, writable=NEVER, maximum=None)
    return lookup(
        "transactioncurrencyid", "Currency", "transactioncurrency", writable=writable, on_delete=RESTRICT
    ), rate


def table(entity: str, label: str, name_column: str, *columns: Column, entity_set: str = "", **more: Any) -> Table:
    """A table with the columns every table has; the first of the given ones is its key."""
    return Table(
        DATAVERSE,
        entity_set or f"{entity}s",
        entity,
        columns[0].name,
        (*columns, *BY, *STAMPS),
        "modifiedon",
        "createdon",
        label,
        name_column,
        **more,
    )
