"""The two systems as the sandbox's pages present them: names, colours, list columns.

Does not live here: their tables (`business_central.tables`, `dataverse.tables`) and the pages (`pages`).
"""

from __future__ import annotations

from dataclasses import dataclass

from .business_central.tables import CUSTOMERS
from .columns import Table
from .dataverse.tables import ACCOUNTS
from .identity import ENVIRONMENT, TENANT


@dataclass(frozen=True)
class System:
    """One of the systems on which a person plays the other user."""

    title: str
    mark: str
    accent: str
    path: str
    heading: str
    noun: str
    plural: str
    table: Table
    owners: tuple[str, ...]
    service: str
    columns: tuple[str, ...]
    short: dict[str, str]
    styles: dict[str, str]

    @property
    def menu(self) -> str:
        """What the menu calls the list."""
        return f"{self.title}: {self.plural}"

    @property
    def search_hint(self) -> str:
        """Which columns a search goes through."""
        titles = [self.short.get(column.name, column.title) for column in self.table.searched]
        return ", ".join(titles)


BUSINESS_CENTRAL = System(
    title="Business Central",
    mark="BC",
    accent="bc",
    path="/business-central/customers",
    heading="Customers",
    noun="customer",
    plural="customers",
    table=CUSTOMERS,
    owners=("companies",),
    service=f"v2.0/{TENANT}/{ENVIRONMENT}/api/v2.0",
    columns=(
        "number",
        "displayName",
        "city",
        "country",
        "phoneNumber",
        "email",
        "currencyCode",
        "blocked",
        "lastModifiedDateTime",
    ),
    short={"country": "Country", "currencyCode": "Currency", "lastModifiedDateTime": "Changed (UTC)"},
    styles={
        "number": "number",
        "displayName": "name",
        "phoneNumber": "phone",
        "email": "mail",
        "lastModifiedDateTime": "when",
    },
)
SALES = System(
    title="Sales",
    mark="S",
    accent="sales",
    path="/sales/accounts",
    heading="Accounts",
    noun="account",
    plural="accounts",
    table=ACCOUNTS,
    owners=("organization",),
    service="api/data/v9.2",
    columns=(
        "name",
        "accountnumber",
        "address1_city",
        "address1_country",
        "telephone1",
        "emailaddress1",
        "customertypecode",
        "statecode",
        "modifiedon",
    ),
    short={
        "name": "Name",
        "accountnumber": "Number",
        "address1_city": "City",
        "address1_country": "Country",
        "telephone1": "Phone",
        "customertypecode": "Relationship",
        "modifiedon": "Changed (UTC)",
    },
    styles={
        "name": "name",
        "accountnumber": "number",
        "telephone1": "phone",
        "emailaddress1": "mail",
        "modifiedon": "when",
    },
)
SYSTEMS = (BUSINESS_CENTRAL, SALES)


def other_than(system: System) -> System:
    """The system on the other side."""
    return SALES if system is BUSINESS_CENTRAL else BUSINESS_CENTRAL
