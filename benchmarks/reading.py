"""How fast rows are read, as a process: every customer or account, twice in turns.

Once through our client, mapped to records, and once in a bare loop that fetches the same pages (``requests``) and
decodes them (``json``). Metadata are known already.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import requests

from benchmarks import loop_http
from benchmarks.answering import answer
from syncadmin.connections.clients.auth import BUSINESS_CENTRAL_SCOPE, ClientCredentials, dataverse_scope
from syncadmin.connections.clients.business_central import reads as business_central_reads
from syncadmin.connections.clients.business_central.client import BusinessCentral, BusinessCentralEndpoint
from syncadmin.connections.clients.contract import Remote
from syncadmin.connections.clients.dataverse import reads as dataverse_reads
from syncadmin.connections.clients.dataverse.client import Dataverse, DataverseEndpoint
from syncadmin.engine.values import Side

TABLES = {Side.BC: "customers", Side.DATAVERSE: "account"}
COLUMNS = {
    Side.BC: """
        number displayName type addressLine1 addressLine2 city state country postalCode phoneNumber email website
        creditLimit balanceDue blocked salespersonCode currencyCode paymentTermsId shipmentMethodId
    """.split(),  # noqa: SIM905 (twenty names)
    Side.DATAVERSE: """
        name accountnumber address1_line1 address1_line2 address1_city address1_stateorprovince address1_country
        address1_postalcode telephone1 emailaddress1 websiteurl creditlimit statecode customertypecode fax
        _ownerid_value _primarycontactid_value _transactioncurrencyid_value createdon
    """.split(),  # noqa: SIM905
}
PAGES = {Side.BC: business_central_reads.PAGE, Side.DATAVERSE: dataverse_reads.PAGE}


def client_of(facts: dict[str, str], side: Side) -> Remote:
    """Our client for one of the sandbox's services."""
    scope = BUSINESS_CENTRAL_SCOPE if side is Side.BC else dataverse_scope(facts["dataverse_url"])
    auth = ClientCredentials(side, facts["token_url"], facts["client_id"], facts["client_secret"], scope)
    if side is Side.DATAVERSE:
        return Dataverse(DataverseEndpoint(facts["dataverse_url"]), auth)
    root = facts["business_central_url"]
    return BusinessCentral(BusinessCentralEndpoint(on_premises_root=root, company_id=facts["company_id"]), auth)


def through_client(facts: dict[str, str], side: Side) -> Callable[[], int]:
    """Reads every row as a record; metadata are known already."""
    remote = client_of(facts, side)
    columns = [name for name in COLUMNS[side] if name in remote.columns(TABLES[side])]

    def read() -> int:
        return sum(len(page.records) for page in remote.changes(TABLES[side], columns, ""))

    return read


def bare(facts: dict[str, str], side: Side) -> Callable[[], int]:
    """Reads the same pages with nothing around it."""
    remote = client_of(facts, side)
    columns = [name for name in COLUMNS[side] if name in remote.columns(TABLES[side])]
    dataverse = side is Side.DATAVERSE
    shown = ",".join((*(("accountid", "modifiedon") if dataverse else ("id", "lastModifiedDateTime")), *columns))
    place = f"{facts['dataverse_url'].rstrip('/')}/api/data/v9.2/accounts"
    if not dataverse:
        place = f"{facts['business_central_url'].rstrip('/')}/companies({facts['company_id']})/customers"
    scope = dataverse_scope(facts["dataverse_url"]) if dataverse else BUSINESS_CENTRAL_SCOPE
    session = requests.Session()
    session.headers.update({"Prefer": f"odata.maxpagesize={PAGES[side]}", "Accept": "application/json"})

    def read() -> int:
        session.headers["Authorization"] = loop_http.token(facts, scope)
        link, rows = f"{place}?$select={shown}", 0
        while link:
            page = json.loads(session.get(link, timeout=60).content)
            rows += len(page["value"])
            link = page.get("@odata.nextLink")
        return rows

    return read


def speed(read: Callable[[], int]) -> float:
    """Rows a second."""
    began = time.perf_counter()
    rows = read()
    return rows / (time.perf_counter() - began)


def measured(facts: dict[str, str], side: Side, rounds: int) -> dict[str, Any]:
    """Both ways in turns."""
    ours, plain = through_client(facts, side), bare(facts, side)
    assert ours() == plain(), "the two do not read the same rows"
    pairs = [(speed(ours), speed(plain)) for _ in range(rounds)]
    client, loop = (median(column) for column in zip(*pairs, strict=True))
    return {"rows_per_second": client, "bare": loop}


def once(facts: dict[str, str]) -> dict[str, Any]:
    """Read both sides through our clients, for the sake of the peak."""
    return {"rows": sum(through_client(facts, side)() for side in Side)}


if __name__ == "__main__":
    facts = json.loads(sys.argv[1])
    answer({"measure": lambda side, rounds: measured(facts, Side(side), rounds), "once": lambda: once(facts)})
