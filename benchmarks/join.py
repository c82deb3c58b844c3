"""The yardstick of match-based coupling: read both tables in bare loops, and join them with a dictionary."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks import loop_http
from benchmarks.answering import answer
from benchmarks.loop import ACCOUNTS, CUSTOMERS
from benchmarks.loop_http import Json, Service


def match(facts: dict[str, str]) -> dict[str, Any]:
    """How many customers have exactly one account with their name and e-mail. Both sides are read at once."""
    with ThreadPoolExecutor(2) as threads:
        bc = threads.submit(_all, loop_http.business_central(facts), CUSTOMERS)
        dataverse = threads.submit(_all, loop_http.dataverse(facts), ACCOUNTS)
    accounts: dict[tuple[str, str], list[str]] = {}
    for row in dataverse.result():
        accounts.setdefault((row["name"].casefold(), row["emailaddress1"].casefold()), []).append(row["accountid"])
    wanted = ((row["id"], (row["displayName"].casefold(), row["email"].casefold())) for row in bc.result())
    pairs = [(key, found[0]) for key, values in wanted if len(found := accounts.get(values, ())) == 1]
    return {"matched": len(pairs)}


def _all(service: Service, target: str) -> list[Json]:
    return [row for page in service.pages(target) for row in page["value"]]


if __name__ == "__main__":
    facts = json.loads(sys.argv[1])
    answer({"match": lambda: match(facts)})
