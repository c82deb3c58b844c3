"""What there is for so many customers and accounts: who is the same business in both systems, and what is sold.

Does not live here: the order in which all rows come (`generate`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from .businesses import Business, business
from .codes import Row
from .contacts import MOST, has_contacts, has_sales_contact, person_name, person_number, sales_contact_guid
from .partners import account_row, customer_row, vendor_row
from .products import Thing, count_items, count_resources, is_active, item, resource

VENDOR_ACCOUNTS = 9  # every ninth account without a customer is a vendor's, beginning with the sixth
FIRST_VENDOR_ACCOUNT = 5
PER_VENDOR = 20


@dataclass(frozen=True)
class Demo:
    """All rows there are for so many customers and accounts."""

    seed: int
    customers: int
    accounts: int

    @property
    def pairs(self) -> int:
        """How many accounts tell of a customer's business."""
        return min((self.customers + 1) // 2, self.accounts)

    @property
    def vendors(self) -> int:
        """How many vendors there are."""
        return -(-min(self.customers, MOST) // PER_VENDOR)

    def every(self, step: int, first: int = 0) -> range:
        """The numbers of every so manieth customer there is something more about."""
        return range(first, min(self.customers, MOST), step)

    def every_account(self, step: int, first: int = 0) -> range:
        """The numbers of every so manieth account there is something more about."""
        return range(first, min(self.accounts, MOST), step)

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        """All items, then all resources."""
        items = (item(self.seed, number) for number in range(count_items(self.customers)))
        resources = (resource(self.seed, number) for number in range(count_resources(self.customers)))
        return tuple(chain(items, resources))

    @cached_property
    def sold(self) -> tuple[Thing, ...]:
        """What may be on a document: what is not blocked and in both systems."""
        return tuple(thing for number, thing in enumerate(self.things) if is_active(number) and not thing.blocked)

    def customer(self, number: int) -> Row:
        """A customer, with its first person if it has contacts."""
        made_up = business(self.seed, number)
        row = customer_row(made_up, number)
        if has_contacts(number, row):
            row["contact"] = person_name(made_up, 0)
            row["primaryContactNumber"] = person_number("c", number, 0)
        return row

    def vendor_business(self, number: int) -> Business:
        """Every second vendor is one of the accounts that are vendors."""
        account = self.pairs + (FIRST_VENDOR_ACCOUNT - self.pairs) % VENDOR_ACCOUNTS + VENDOR_ACCOUNTS * (number // 2)
        unknown = self.customers + self.accounts + self.vendors
        return business(self.seed, unknown + number if number % 2 else self.customers + account)

    def vendor(self, number: int) -> Row:
        """A vendor, with its first person."""
        made_up = self.vendor_business(number)
        row = vendor_row(self.seed, made_up, number)
        row["contact"] = person_name(made_up, 0)
        row["primaryContactNumber"] = person_number("v", number, 0)
        return row

    def account(self, number: int) -> Row:
        """An account, with its contact if it has one."""
        row = account_row(self.seed, number, self.pairs, self.customers)
        if has_sales_contact(number):
            row["_primarycontactid_value"] = sales_contact_guid(self.seed, number)
        return row

    def account_business(self, number: int) -> Business:
        """The business an account tells of."""
        return business(self.seed, 2 * number if number < self.pairs else self.customers + number)
