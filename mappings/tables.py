"""What is known of the tables that can be mapped, besides their metadata: captions, and which property is what.

A table nobody described here can be mapped as well; what its records are called follows from its field rows. Columns
and their types come from the live metadata of each system, not from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mappings.models import FieldMapping, TableMapping
from mappings.more_tables import MORE_TABLES
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


def _table(
    side: Side, name: str, caption: str | Promise, plural: str | Promise, number: str, title: str, more: tuple[str, ...]
) -> Table:
    called = tuple(filter(None, (number, title)))
    return Table(side, name, caption, plural, number, title, called, (*called, *more))


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
            "vendors",
            _("Vendor"),
            _("Vendors"),
            number="number",
            title="displayName",
            search=("number", "displayName", "city", "postalCode", "email", "phoneNumber"),
            shown=("number", "displayName", "city", "country", "phoneNumber", "email", "blocked"),
        ),
        Table(
            Side.BC,
            "salespeoplePurchasers",
            _("Salesperson/Purchaser"),
            _("Salespeople/Purchasers"),
            number="code",
            title="displayName",
            search=("code", "displayName", "email"),
            shown=("code", "displayName", "email", "phoneNo"),
        ),
        Table(
            Side.DATAVERSE,
            "systemuser",
            _("User"),
            _("Users"),
            number="",
            title="fullname",
            search=("fullname", "internalemailaddress"),
            shown=("fullname", "internalemailaddress", "mobilephone"),
        ),
        Table(
            Side.BC,
            "contacts",
            _("Contact"),
            _("Contacts"),
            number="number",
            title="displayName",
            search=("number", "displayName", "companyName", "city", "email"),
            shown=("number", "displayName", "companyName", "city", "email", "phoneNumber"),
        ),
        Table(
            Side.DATAVERSE,
            "contact",
            _("Contact"),
            _("Contacts"),
            number="",
            title="fullname",
            search=("fullname", "address1_city", "emailaddress1"),
            shown=("fullname", "address1_city", "emailaddress1", "telephone1"),
        ),
        Table(
            Side.BC,
            "opportunities",
            _("Opportunity"),
            _("Opportunities"),
            number="number",
            title="description",
            search=("number", "description", "contactName"),
            shown=("number", "description", "contactName", "status", "salespersonCode"),
        ),
        Table(
            Side.DATAVERSE,
            "opportunity",
            _("Opportunity"),
            _("Opportunities"),
            number="",
            title="name",
            search=("name",),
            shown=("name", "estimatedvalue", "estimatedclosedate"),
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
        *(_table(*one) for one in MORE_TABLES),
    )
}


_NUMBERS = ("number", "code")
_TITLES = ("displayname", "fullname", "name", "description", "lastname", "title", "subject")


def table_of(mapping: TableMapping, side: Side) -> Table:
    """What is known of a mapping's table of one side."""
    name = mapping.table(side)
    return TABLES.get((side, name)) or _undescribed(side, name, [one for one in mapping.fields.all() if one.active])


def _undescribed(side: Side, name: str, rows: Sequence[FieldMapping]) -> Table:
    """A table of which only the field rows are known. Records are called by the same row on both sides."""
    plain = [one for one in rows if one.bc_property and one.dataverse_column and not one.related_mapping]
    number, title = _first(plain, _NUMBERS), _first(plain, _TITLES) or next(iter(plain), None)
    chosen = [one.bc_property if side is Side.BC else one.dataverse_column for one in (number, title) if one]
    return Table(
        side,
        name,
        name,
        name,
        number=chosen[0] if number else "",
        title=chosen[-1] if title else "",
        search=tuple(dict.fromkeys(chosen)),
    )


def _first(rows: Sequence[FieldMapping], names: Sequence[str]) -> FieldMapping | None:
    """The row one of whose properties has the first of these names."""
    called = {word.casefold(): one for one in reversed(rows) for word in (one.bc_property, one.dataverse_column)}
    return next((called[name] for name in names if name in called), None)
