"""Where a record is shown in its own system: the web client, the Sales app, or the pages of the sandbox."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

from couplings.models import RemoteRecord
from syncadmin.connections.models import Connection
from syncadmin.engine.values import Side

WEB_CLIENT = "https://businesscentral.dynamics.com"
CUSTOMER_CARD = 21
_THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}


def address_of(row: RemoteRecord) -> str:
    """The page of a customer or account in its own system; nothing where that is not known."""
    connection = row.mapping.connection
    if row.side == Side.BC:
        return _business_central(connection, row)
    return _dataverse(connection, row)


def _business_central(connection: Connection, row: RemoteRecord) -> str:
    if _on_this_machine(connection.bc_address):
        return f"{_origin(connection.bc_address)}/business-central/customers/{row.key}"
    if connection.on_premises:
        return ""  # where its web client is, nobody tells
    number = row.number.replace("'", "''")
    query = {"company": connection.bc_company_name, "page": CUSTOMER_CARD, "filter": f"'No.' IS '{number}'"}
    place = "/".join(quote(part, safe="") for part in (connection.bc_tenant, connection.bc_environment) if part)
    return f"{WEB_CLIENT}/{place}/?{urlencode(query, quote_via=quote)}"


def _dataverse(connection: Connection, row: RemoteRecord) -> str:
    if _on_this_machine(connection.dataverse_address):
        return f"{_origin(connection.dataverse_address)}/sales/accounts/{row.key}"
    query = {"pagetype": "entityrecord", "etn": row.mapping.dataverse_table, "id": row.key}
    return f"{connection.dataverse_address.rstrip('/')}/main.aspx?{urlencode(query)}"


def _on_this_machine(address: str) -> bool:
    """Whether the address leads to the sandbox; real systems are never on this machine."""
    return urlsplit(address).hostname in _THIS_MACHINE


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
