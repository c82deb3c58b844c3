"""The yardstick of runs: a bare batched loop as a good engineer would write it for one table and one good day.

It reads the same pages, sends the same bulk calls and batches with as many threads, guards its updates with the
versions it knows, and keeps couplings in plain SQL. It plans nothing, merges nothing, recovers from nothing and tells
nobody what it did. Like the product it reads back what it created: the versions guard the next update.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from benchmarks import loop_http, rows
from benchmarks.answering import answer
from benchmarks.loop_http import Json, json_batch, multipart_batch
from syncadmin.connections.clients.dataverse.bulk import BULK
from syncadmin.connections.clients.dataverse.writes import BATCH
from syncadmin.connections.clients.gates import PLACES

T = TypeVar("T")

Partners = dict[str, tuple[str, str]]  # key and version of the partner, by key
TOGETHER = 3 * BULK  # as many keys as fit into one request
CUSTOMERS = f"customers?$select=id,number,blocked,lastModifiedDateTime,{','.join(rows.MAPPED)}"
COLUMNS = f"accountid,statecode,customertypecode,modifiedon,{','.join(rows.MAPPED.values())}"
ACCOUNTS = f"accounts?$select={COLUMNS}"
_TABLE = """
    CREATE TABLE coupling (bc TEXT PRIMARY KEY, dataverse TEXT UNIQUE, bc_version TEXT, dataverse_version TEXT)
"""


class Loop:
    """Two services, a file of couplings, and where reading goes on."""

    def __init__(self, facts: dict[str, str]) -> None:
        self._facts = facts
        self._file = sqlite3.connect(os.path.join(os.environ["SYNCADMIN_DATA_FOLDER"], "loop.sqlite3"))
        self._file.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {_TABLE}")
        self._threads = ThreadPoolExecutor(PLACES)
        self._since = self._delta = ""

    def sign_in(self) -> None:
        """Get tokens, as everybody has to."""
        self._bc, self._dataverse = loop_http.business_central(self._facts), loop_http.dataverse(self._facts)

    def create(self) -> dict[str, Any]:
        """Create an account for each customer."""
        self.sign_in()
        for page in self._dataverse.pages(ACCOUNTS, "odata.track-changes"):
            self._delta = page.get("@odata.deltaLink", "")
        for page in self._bc.pages(CUSTOMERS):
            open_ones = [row for row in page["value"] if row["blocked"] in ("", " ", "_x0020_")]
            for made in self._threads.map(self._create, _pieces(open_ones, TOGETHER)):
                self._keep(made)
        return {"number": self._count()}

    def _create(self, customers: Sequence[Json]) -> list[tuple[str, ...]]:
        keys = [str(uuid.uuid4()) for _ in customers]
        bodies = [
            {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": key, "customertypecode": rows.CUSTOMER_TYPE}
            | {there: row[here] for here, there in rows.MAPPED.items()}
            for key, row in zip(keys, customers, strict=True)
        ]
        headers = {"Content-Type": "application/json"}
        for some in _pieces(bodies, BULK):
            body = json.dumps({"Targets": some}).encode()
            self._dataverse.send("POST", "accounts/Microsoft.Dynamics.CRM.CreateMultiple", headers, body)
        listed = ",".join(f"'{key}'" for key in keys)
        condition = f"Microsoft.Dynamics.CRM.In(PropertyName='accountid',PropertyValues=[{listed}])"
        found = self._dataverse.get(f"{ACCOUNTS}&$filter={condition}")["value"]
        versions = {row["accountid"]: row["@odata.etag"] for row in found}
        pairs = zip(customers, keys, strict=True)
        return [(row["id"], key, row["@odata.etag"], versions[key]) for row, key in pairs]

    def couple(self, number: int) -> dict[str, Any]:
        """Know the first customers and accounts as couplings, and read both tables once."""
        self.sign_in()
        customers = {row["id"]: row for page in self._bc.pages(CUSTOMERS) for row in page["value"]}
        accounts = {}
        for page in self._dataverse.pages(ACCOUNTS, "odata.track-changes"):
            accounts |= {row["accountid"]: row["@odata.etag"] for row in page["value"]}
            self._delta = page.get("@odata.deltaLink", "")
        self._since = max(row["lastModifiedDateTime"] for row in customers.values())
        keys = ((rows.customer_key(one), rows.account_key(one)) for one in range(number))
        self._keep([(bc, there, customers[bc]["@odata.etag"], accounts[there]) for bc, there in keys])
        return {"number": self._count()}

    def modified(self, to_dataverse: str, to_bc: str) -> dict[str, Any]:
        """Carry one field of each changed customer over, and one of each changed account."""
        condition = f"&$filter=lastModifiedDateTime gt {self._since}"
        changed = self._news([row for page in self._bc.pages(CUSTOMERS + condition) for row in page["value"]], "bc")
        there = []
        for page in self._dataverse.pages(self._delta):
            there += self._news(page["value"], "dataverse")
            self._delta = page.get("@odata.deltaLink", "")
        self._since = max([self._since, *(row["lastModifiedDateTime"] for row in changed)])
        self._note("bc", [(row["@odata.etag"], row["id"]) for row in changed])
        self._note("dataverse", [(row["@odata.etag"], row["accountid"]) for row in there])
        pairs = self._partners("bc", [row["id"] for row in changed])
        others = self._partners("dataverse", [row["accountid"] for row in there])
        sent = self._threads.map(lambda some: self._send(some, pairs, to_dataverse), _pieces(changed, BATCH))
        back = self._threads.map(lambda some: self._send_back(some, others, to_bc), _pieces(there, BATCH))
        for some in sent:
            self._note("dataverse", some)
        for some in back:
            self._note("bc", some)
        return {"number": len(changed) + len(there)}

    def _send(self, customers: Sequence[Json], pairs: Partners, name: str) -> list[tuple[str, str]]:
        operations = []
        for row in customers:
            key, version = pairs[row["id"]]
            link = f"{self._dataverse.root}/accounts({key})?$select={COLUMNS}"
            guard = {"If-Match": version, "Prefer": "return=representation"}
            operations.append((link, guard, {rows.MAPPED[name]: row[name]}))
        return [(row["@odata.etag"], row["accountid"]) for row in multipart_batch(self._dataverse, operations)]

    def _send_back(self, accounts: Sequence[Json], pairs: Partners, name: str) -> list[tuple[str, str]]:
        company = self._bc.root.rpartition("/")[2]
        wanted = []
        for row in accounts:
            key, version = pairs[row["accountid"]]
            link = f"{company}/customers({key})?{CUSTOMERS.partition('?')[2]}"
            headers = {"If-Match": version, "Content-Type": "application/json"}
            body = {name: row[rows.MAPPED[name]]}
            wanted.append({"id": key, "method": "PATCH", "url": link, "headers": headers, "body": body})
        return [(one["body"]["@odata.etag"], one["body"]["id"]) for one in json_batch(self._bc, wanted)]

    def _news(self, read: list[Json], side: str) -> list[Json]:
        """Those of the rows that are not what we wrote ourselves."""
        key = "id" if side == "bc" else "accountid"
        query = f"SELECT {side}, {side}_version FROM coupling WHERE {side} IN (SELECT value FROM json_each(?))"  # noqa: S608
        known = dict(self._file.execute(query, [json.dumps([row[key] for row in read])]))
        return [row for row in read if known.get(row[key]) != row["@odata.etag"]]

    def _partners(self, side: str, keys: Sequence[str]) -> Partners:
        """Partner and its version of each of these."""
        other = "dataverse" if side == "bc" else "bc"
        query = (
            f"SELECT {side}, {other}, {other}_version FROM coupling WHERE {side} IN (SELECT value FROM json_each(?))"  # noqa: S608
        )
        return {key: (partner, version) for key, partner, version in self._file.execute(query, [json.dumps(keys)])}

    def _keep(self, couplings: Sequence[tuple[str, ...]]) -> None:
        with self._file:
            self._file.executemany("INSERT INTO coupling VALUES (?, ?, ?, ?)", couplings)

    def _note(self, side: str, versions: Sequence[tuple[str, str]]) -> None:
        with self._file:
            self._file.executemany(f"UPDATE coupling SET {side}_version = ? WHERE {side} = ?", versions)  # noqa: S608

    def _count(self) -> int:
        return int(self._file.execute("SELECT count(*) FROM coupling").fetchone()[0])


def _pieces(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))


if __name__ == "__main__":
    loop = Loop(json.loads(sys.argv[1]))
    answer({"create": loop.create, "couple": loop.couple, "modified": loop.modified})
