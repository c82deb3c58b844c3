"""The sandbox is quick enough for many simulated runs. Limits are several times what a quiet machine needs."""

import time
from itertools import pairwise

import pytest

from syncadmin.sandbox.server import Sandbox


@pytest.fixture
def stopwatch():
    started = time.perf_counter()
    return lambda: time.perf_counter() - started


def test_a_kept_connection_answers_without_delay(central, customers, sandbox, stopwatch):
    key = sandbox.add("customers")["id"]
    marks = [stopwatch()]
    for _ in range(100):
        central.get(f"{customers}({key})")
        marks.append(stopwatch())
    assert sorted(after - before for before, after in pairwise(marks))[50] < 0.03


def test_ten_thousand_customers_load_and_read_quickly():
    began = time.process_time()
    sandbox = Sandbox(customers=10_000)
    assert len(sandbox.rows("customers")) == 10_000
    assert time.process_time() - began < 6


def test_a_batch_of_a_hundred_is_quick(central, customers, sandbox, stopwatch):
    keys = [sandbox.add("customers")["id"] for _ in range(100)]
    headers = {"If-Match": "*", "Content-Type": "application/json"}
    parts = [
        {"id": key, "method": "PATCH", "url": f"{customers[1:]}({key})", "headers": headers, "body": {}} for key in keys
    ]
    began = stopwatch()
    assert len(central("POST", "/$batch", body={"requests": parts}).json()["responses"]) == 100
    assert stopwatch() - began < 1


def test_a_reset_is_quick(sandbox, stopwatch):
    began = stopwatch()
    sandbox.reset()
    assert stopwatch() - began < 0.5
