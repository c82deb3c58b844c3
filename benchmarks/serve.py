"""The sandbox as a process of its own that measurements steer line by line: ``python -m benchmarks.serve OPTIONS``.

It starts with so many ``customers`` and ``accounts``, answers every request ``latency`` seconds late, and prints how to
reach it. Each further line of its input changes rows as another user would; each is answered by a line.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from benchmarks import rows
from syncadmin.sandbox.server import Sandbox

_KEYS = {"customers": rows.customer_key, "account": rows.account_key}
_BIG = 20_000


def main() -> None:
    """Serve until the input ends."""
    options = json.loads(sys.argv[1])
    with _opened(options) as sandbox:
        print(json.dumps(sandbox.connection()), flush=True)
        for line in sys.stdin:
            _change(sandbox, json.loads(line))
            print("{}", flush=True)


def _opened(options: dict[str, Any]) -> Sandbox:
    sandbox = Sandbox(customers=0)
    customers, accounts = options["customers"], options["accounts"]
    sandbox.store.load((("customers", rows.customer(number)) for number in range(customers)), big=customers >= _BIG)
    sandbox.store.load((("account", rows.account(number)) for number in range(accounts)), big=accounts >= _BIG)
    if options["latency"]:
        sandbox.misbehave(kind="slow", seconds=options["latency"])
    return sandbox


def _change(sandbox: Sandbox, wanted: dict[str, Any]) -> None:
    """Give rows of a table these values; ``{}`` in a text stands for the number of the row."""
    table, key_of = wanted["table"], _KEYS[wanted["table"]]
    with sandbox.store.transaction():
        for number in range(*wanted["numbers"]):
            values = {name: text.format(number) for name, text in wanted["values"].items()}
            sandbox.change(table, key_of(number), **values)


if __name__ == "__main__":
    main()
