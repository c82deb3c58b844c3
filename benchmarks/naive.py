"""The naive script: for each customer one GET to see whether there is an account, and one POST to make it."""

from __future__ import annotations

import json
import sys
from typing import Any

from benchmarks import loop_http, rows
from benchmarks.answering import answer


def create(facts: dict[str, str], number: int) -> dict[str, Any]:
    """Create so many accounts; the customers are known already."""
    dataverse = loop_http.dataverse(facts)
    headers = {"Content-Type": "application/json"}
    for one in range(number):
        customer = rows.customer(one)
        known = dataverse.get(f"accounts?$select=accountid&$filter=accountnumber eq '{customer['number']}'")
        assert not known["value"]
        body = {there: customer[here] for here, there in rows.MAPPED.items()}
        dataverse.send("POST", "accounts", headers, json.dumps(body, default=float).encode())
    return {"number": number}


if __name__ == "__main__":
    facts = json.loads(sys.argv[1])
    answer({"create": lambda number: create(facts, number)})
