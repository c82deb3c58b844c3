"""Where a record is shown in its own system: the web client, the Sales app, or the pages of the sandbox."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

from couplings.models import RemoteRecord
from syncadmin.connections.models import Connection
from syncadmin.engine.values import Side

WEB_CLIENT = "https://businesscentral.dynamics.com"
# The page of each table in the web client, and the field by which it finds a record.
_PAGES = {
    "customers": (21, "No."),
    "vendors": (26, "No."),
    "contacts": (5050, "No."),
    "items": (30, "No."),
    "resources": (76, "No."),
    "opportunities": (5124, "No."),
    "salesOrders": (42, "No."),
    "postedSalesInvoices": (132, "No."),
    "currencies": (495, "Code"),
    "salespeoplePurchasers": (5116, "Code"),
    "priceListHeaders": (7016, "Code"),
    "customerPriceGroups": (7, "Code"),
    "paymentTerms": (4, "Code"),
    "shipmentMethods": (11, "Code"),
    "shippingAgents": (428, "Code"),
    "unitsOfMeasure": (209, "Code"),
}
_THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}


def address_of(row: RemoteRecord) -> str:
    """The page of a record in its own system; nothing where that is not known."""
    connection = row.mapping.connection
    if row.side == Side.BC:
        return _business_central(connection, row)
    return _dataverse(connection, row)


def _business_central(connection: Connection, row: RemoteRecord) -> str:
    table = row.mapping.bc_table
    if _on_this_machine(connection.bc_address):
        return f"{_origin(connection.bc_address)}/business-central/{table}/{row.key}"
    if connection.on_premises or table not in _PAGES or not row.number:
        return ""  # where its web client is, or the page of the record, nobody tells
    page, field = _PAGES[table]
    number = row.number.replace("'", "''")
    query = {"company": connection.bc_company_name, "page": page, "filter": f"'{field}' IS '{number}'"}
    place = "/".join(quote(part, safe="") for part in (connection.bc_tenant, connection.bc_environment) if part)
    return f"{WEB_CLIENT}/{place}/?{urlencode(query, quote_via=quote)}"


def _dataverse(connection: Connection, row: RemoteRecord) -> str:
    table = row.mapping.dataverse_table
    if "." in table:
        return ""  # an option is no record of its own
    if _on_this_machine(connection.dataverse_address):
        return f"{_origin(connection.dataverse_address)}/sales/{_plural(table)}/{row.key}"
    query = {"pagetype": "entityrecord", "etn": table, "id": row.key}
    return f"{connection.dataverse_address.rstrip('/')}/main.aspx?{urlencode(query)}"


def _on_this_machine(address: str) -> bool:
    """Whether the address leads to the sandbox; real systems are never on this machine."""
    return urlsplit(address).hostname in _THIS_MACHINE


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _plural(table: str) -> str:
    """The set of a table, as the sandbox calls it."""
    return f"{table[:-1]}ies" if table.endswith("y") else f"{table}s"
