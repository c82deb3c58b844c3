"""The two systems as the sandbox's pages present them: names, colours, addresses, and the company one works in.

Does not live here: how a table is presented (`tables`) and the pages (`pages`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .. import columns
from ..identity import COMPANY_ID, ENVIRONMENT, TENANT
from ..store import Row, Store


@dataclass(frozen=True)
class System:
    """One of the systems on which a person plays the other user; `company` where it is not the first one."""

    service: str
    title: str
    mark: str
    accent: str
    root: str
    owner: str
    address: str
    company: str = ""

    @property
    def path(self) -> str:
        """Where its pages begin."""
        return f"{self.root}/company/{self.company}" if self.company else self.root

    def within(self, company: str) -> System:
        """The same system as somebody sees it who works in a company."""
        return replace(self, company="" if company == COMPANY_ID else company)

    def rows(self, store: Store) -> Store:
        """The rows seen here; KeyError where there is no such company."""
        if not self.company:
            return store
        if store.get("companies", self.company) is None:
            raise KeyError(self.company)
        return store.of(self.company)

    def companies(self, store: Store) -> list[Row]:
        """The companies one can work in, if there are several."""
        found = store.find("companies") if self.service == columns.BUSINESS_CENTRAL else []
        found.sort(key=lambda row: row["id"] != COMPANY_ID)
        return found if len(found) > 1 else []


BUSINESS_CENTRAL = System(
    columns.BUSINESS_CENTRAL,
    title="Business Central",
    mark="BC",
    accent="bc",
    root="/business-central",
    owner="companies",
    address=f"v2.0/{TENANT}/{ENVIRONMENT}/api/v2.0",
)
SALES = System(
    columns.DATAVERSE,
    title="Sales",
    mark="S",
    accent="sales",
    root="/sales",
    owner="organization",
    address="api/data/v9.2",
)
SYSTEMS = (BUSINESS_CENTRAL, SALES)


def other_than(system: System) -> System:
    """The system on the other side."""
    return SALES if system.service == columns.BUSINESS_CENTRAL else BUSINESS_CENTRAL
