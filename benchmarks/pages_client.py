"""The product in process over a large database: makes the rows, asks for every page some times and prints how long each
took. Wall time depends on what else the machine does; processor time is that of this process and of its database
connection together.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "syncadmin.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection as database  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

from benchmarks.pages_addresses import address, lists, single_pages, variants  # noqa: E402
from benchmarks.pages_rows import ensure_rows  # noqa: E402
from syncadmin.wsgi import settle  # noqa: E402

Report = dict[str, object]


def measure(rounds: int, only: str = "") -> Iterator[Report]:
    """Every page, the first request of each left out; the contexts of templates are kept only while looking around."""
    browser = _signed_in()
    pages = list(single_pages())
    for name, path in lists():
        pages += [
            (f"{name} {json.dumps(query)}" if query else name, address(path, query))
            for query in variants(browser, path)
        ]
    for name, url in pages:
        if only in name:
            yield {"page": name, **_times(browser, url, rounds)}


def _signed_in() -> Client:
    user, _made = User.objects.get_or_create(username="bench", is_superuser=True, is_staff=True)
    browser = Client()
    browser.force_login(user)
    return browser


def _times(browser: Client, url: str, rounds: int) -> Mapping[str, object]:
    with CaptureQueriesContext(database) as queries:
        answer = browser.get(url)
    statements = queries.captured_queries
    wall, busy = [], []
    for _ in range(rounds):
        started, ours, theirs = time.perf_counter(), time.process_time(), _database_time()
        status = browser.get(url).status_code
        wall.append((time.perf_counter() - started) * 1000)
        busy.append((time.process_time() - ours + _database_time() - theirs) * 1000)
    slowest = max(statements, key=lambda one: float(one["time"]), default={"time": "0"})
    return {
        "status": status,
        "median_ms": round(median(wall), 1),
        "p95_ms": round(_p95(wall), 1),
        "cpu_ms": round(median(busy), 1),
        "cpu_p95_ms": round(_p95(busy), 1),
        "queries": len(statements),
        "slowest_query_ms": round(float(slowest["time"]) * 1000, 1),
        "kilobytes": len(answer.content) // 1024,
    }


def _p95(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1) + 0.4999))]


def _database_time() -> float:
    """Seconds of processor time of the process behind the database connection, if it runs on this machine."""
    try:
        return int(Path(f"/proc/{_backend()}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


def _backend() -> int:
    database.ensure_connection()
    return int(database.connection.info.backend_pid)


def main() -> None:
    """Print a line for each page, and one for all of them."""
    wanted = json.loads(sys.argv[1])
    logging.disable(logging.WARNING)
    ensure_rows()
    with database.cursor() as cursor:  # one process, so that its processor time is all there is
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    setup_test_environment()
    settle()
    for one in measure(wanted["rounds"], wanted["only"]):
        print(json.dumps(one), flush=True)


if __name__ == "__main__":
    main()
