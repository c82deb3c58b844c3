"""What is known of the tables that can be mapped, besides their metadata: captions, and which property is what.

Columns and their types come from the live metadata of each system, not from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncadmin.engine.values import Side


@dataclass(frozen=True)
class Table:
    """One table: ``number`` and ``title`` name a record to people, ``search`` are the properties lists search in."""

    side: Side
    name: str
    caption: str | Promise
    plural: str | Promise
    number: str
    title: str
    search: tuple[str, ...]
    shown: tuple[str, ...] = ()


TABLES: Mapping[tuple[Side, str], Table] = {
    (one.side, one.name): one
    for one in (
        Table(
            Side.BC,
            "customers",
            _("Customer"),
            _("Customers"),
            number="number",
            title="displayName",
            search=("number", "displayName", "city", "postalCode", "email", "phoneNumber"),
            shown=("number", "displayName", "city", "country", "phoneNumber", "email", "blocked"),
        ),
        Table(
            Side.DATAVERSE,
            "account",
            _("Account"),
            _("Accounts"),
            number="accountnumber",
            title="name",
            search=("accountnumber", "name", "address1_city", "address1_postalcode", "emailaddress1", "telephone1"),
            shown=("accountnumber", "name", "address1_city", "address1_country", "telephone1", "emailaddress1"),
        ),
        Table(
            Side.BC,
            "currencies",
            _("Currency"),
            _("Currencies"),
            number="code",
            title="displayName",
            search=("code", "displayName"),
            shown=("code", "displayName"),
        ),
        Table(
            Side.DATAVERSE,
            "transactioncurrency",
            _("Transaction Currency"),
            _("Transaction Currencies"),
            number="isocurrencycode",
            title="currencyname",
            search=("isocurrencycode", "currencyname"),
            shown=("isocurrencycode", "currencyname"),
        ),
    )
}


def table_of(side: Side, name: str) -> Table:
    """The table of this name; raises KeyError for one that cannot be mapped."""
    return TABLES[side, name]
