"""Made-up rows for both sandbox systems, by seed: `generate(1, 260)`.

Lives here: which rows there are, and their order. Does not live here: who is who (`demo`), making up a business
(`businesses`), the fixed rows (`base`), how each system writes something down (`partners`, `contacts`,
`products`, `prices`, `opportunities`, `documents`), keeping rows (`store`). Everything is made up: no
person, company, address or number is meant to exist, and mail and web addresses use only the domains reserved for
examples.

Customer n tells of business n. The first accounts tell of every second customer's business, word for word or with
small differences; the remaining ones of businesses Business Central does not know, apart from some vendors. Nothing is
coupled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .base import base_rows
from .businesses import business, draw
from .codes import LOCAL_CURRENCY, Row
from .contacts import EVERY, bc_contacts, has_contacts, link_row, sales_contact
from .demo import Demo
from .documents import Sold, bc_invoice, bc_lines, bc_order, bc_posted, is_posted, sold
from .opportunities import bc_opportunity, sales_opportunity, what
from .prices import MOST_PRICES, bc_list_lines, bc_lists, bc_sales_prices, sales_lists, sales_prices
from .products import bc_group, bc_product, bc_units, is_product, sales_group, sales_product, sales_units
from .projects import bc_project
from .sales_documents import sales_order, sales_order_lines

ACCOUNTS_PER_CUSTOMER = 0.96
PER_OPPORTUNITY, PER_ORDER, PER_INVOICE, PER_PROJECT = 20, 25, 20, 30

Rows = Iterator[tuple[str, Row]]


def generate(seed: int, customers: int, accounts: int | None = None) -> Rows:
    """Yield (table, row) for both systems, one at a time; the same rows whenever asked for the same numbers."""
    demo = Demo(seed, customers, round(customers * ACCOUNTS_PER_CUSTOMER) if accounts is None else accounts)
    yield from base_rows()
    yield from _partners(demo)
    if customers:
        yield from _contacts(demo)
        yield from _products(demo)
        yield from _prices(demo)
        yield from _opportunities(demo)
        yield from _orders(demo)
        yield from _invoices(demo)
        yield from _projects(demo)
    yield from _accounts(demo)
    yield from _products_in_sales(demo)
    yield from _opportunities_in_sales(demo)
    yield from _orders_in_sales(demo)


def _partners(demo: Demo) -> Rows:
    yield from (("customers", demo.customer(number)) for number in range(demo.customers))
    yield from (("vendors", demo.vendor(number)) for number in range(demo.vendors))


def _contacts(demo: Demo) -> Rows:
    for _, _, contacts in _related(demo):
        yield from (("contacts", contact) for contact in contacts)
    for relation, partner, contacts in _related(demo):
        yield from (("contactsInformation", link_row(contact, relation, partner["id"])) for contact in contacts)


def _related(demo: Demo) -> Iterator[tuple[str, Row, Iterator[Row]]]:
    """Whom contacts belong to, and these contacts."""
    for number in demo.every(EVERY):
        row = demo.customer(number)
        if has_contacts(number, row):
            yield "Customer", row, bc_contacts(demo.seed, "customer", number, business(demo.seed, number), row)
    for number in range(demo.vendors):
        row = demo.vendor(number)
        yield "Vendor", row, bc_contacts(demo.seed, "vendor", number, demo.vendor_business(number), row)


def _products(demo: Demo) -> Rows:
    yield from (bc_product(thing, demo.vendors) for thing in demo.things)
    yield from (("unitGroups", bc_group(thing)) for thing in demo.things)
    yield from (unit for thing in demo.things for unit in bc_units(thing))


def _prices(demo: Demo) -> Rows:
    yield from (("priceListHeaders", row) for row in bc_lists())
    yield from (("priceListLines", row) for row in bc_list_lines(demo.things[:MOST_PRICES]))
    items = [thing for thing in demo.things[: MOST_PRICES // 4] if thing.source == "Item"]
    yield from (("salesPrices", row) for row in bc_sales_prices(items))


def _opportunities(demo: Demo) -> Rows:
    for number, customer in enumerate(demo.every(PER_OPPORTUNITY)):
        row = demo.customer(customer)
        if has_contacts(customer, row):
            made_up = business(demo.seed, customer)
            yield "opportunities", bc_opportunity(demo.seed, number, customer, made_up, row["salespersonCode"])


def _orders(demo: Demo) -> Rows:
    for number, customer in enumerate(demo.every(PER_ORDER, 2)):
        buyer = demo.customer(customer)
        lines = sold(draw("sales order", demo.seed, number)[1], demo.sold, str(buyer["currencyCode"]))
        order = bc_order(demo.seed, number, buyer, lines)
        yield "salesOrders", order
        yield from (("salesOrderLines", row) for row in bc_lines(order, "order", lines))


def _invoices(demo: Demo) -> Rows:
    for number, customer in enumerate(demo.every(PER_INVOICE, 3)):
        buyer = demo.customer(customer)
        lines = sold(draw("sales invoice", demo.seed, number)[1], demo.sold, str(buyer["currencyCode"]))
        yield from _invoice(bc_invoice(demo.seed, number, buyer, lines), buyer, lines)


def _invoice(invoice: Row, buyer: Row, lines: Sequence[Sold]) -> Rows:
    """An invoice, and what it is on the pages of posted ones."""
    yield "salesInvoices", invoice
    yield from (("salesInvoiceLines", row) for row in bc_lines(invoice, "invoice", lines))
    if is_posted(invoice):
        posted = bc_posted(invoice, buyer)
        yield "postedSalesInvoices", posted
        yield from (("postedSalesInvoiceLines", row) for row in bc_lines(posted, "posted", lines))


def _projects(demo: Demo) -> Rows:
    for number, customer in enumerate(demo.every(PER_PROJECT, 4)):
        yield "customerProjects", bc_project(demo.seed, number, demo.customer(customer)["id"])


def _accounts(demo: Demo) -> Rows:
    yield from (("account", demo.account(number)) for number in range(demo.accounts))
    for number in demo.every_account(EVERY):
        key = demo.account(number)["accountid"]
        yield "contact", sales_contact(demo.seed, number, demo.account_business(number), key)


def _products_in_sales(demo: Demo) -> Rows:
    products = [(number, thing) for number, thing in enumerate(demo.things) if is_product(number)]
    if products:
        yield from (("uomschedule", sales_group(thing)) for _, thing in products)
        yield from (("uom", row) for _, thing in products for row in sales_units(thing))
        yield from (("product", sales_product(thing, number)) for number, thing in products)
        yield from (("pricelevel", row) for row in sales_lists())
        priced = [thing for _, thing in products[:MOST_PRICES]]
        yield from (("productpricelevel", row) for row in sales_prices(priced))


def _opportunities_in_sales(demo: Demo) -> Rows:
    """Opportunities of accounts that have a contact; every second one of a customer is Business Central's."""
    for number, account in enumerate(demo.every_account(PER_OPPORTUNITY // 2)):
        is_shared = number % 2 == 0 and account < demo.pairs
        about = what(draw("opportunity", demo.seed, number)[1], number) if is_shared else ""
        yield "opportunity", sales_opportunity(demo.seed, number, account, demo.account(account)["accountid"], about)


def _orders_in_sales(demo: Demo) -> Rows:
    for number, account in enumerate(demo.every_account(PER_ORDER, 1) if demo.sold else ()):
        lines = sold(draw("order in sales", demo.seed, number)[1], demo.sold, LOCAL_CURRENCY)
        order = sales_order(demo.seed, number, demo.account(account), lines)
        yield "salesorder", order
        yield from (("salesorderdetail", row) for row in sales_order_lines(order, lines))
