"""Calls the sandbox makes itself: where they may go, and when they are made."""

import threading
import time

import pytest

from syncadmin.sandbox.delivery import UNREACHABLE, Deliveries, may_call, send
from syncadmin.sandbox.store import Store
from syncadmin.sandbox.values import Refused
from syncadmin.sandbox.watching import Event
from tests.sandbox.receivers import Receiver


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://hooks.example/bc?code=1", True),
        ("http://127.0.0.1:8000/hook", True),
        ("http://localhost/hook", True),
        ("http://[::1]:9/hook", True),
        ("http://hooks.example/bc", False),
        ("http://127.0.0.1.example/hook", False),
        ("http://127.0.0.1@hooks.example/", False),
        ("https://user:word@hooks.example/", False),
        ("file:///etc/passwd", False),
        ("ftp://127.0.0.1/x", False),
        ("http://", False),
        ("http://127.0.0.1:99999/", False),
        ("http://[", False),
        ("http://127.0.0.1/a b", False),
        ("http://127.0.0.1/\r\nHost: x", False),
        ("", False),
    ],
)
def test_plain_http_stays_on_this_machine(url, may):
    assert may_call(url) is may
    if not may:
        assert send(url, b"").status == UNREACHABLE


def test_nobody_listening_is_no_answer():
    assert send("http://127.0.0.1:1/", b"", timeout=1).status == UNREACHABLE


def test_an_answer_is_given_back_and_a_redirect_not_followed():
    receiver = Receiver()
    receiver.statuses = [302]
    assert send(receiver.url, b"{}").status == 302
    assert send(f"{receiver.url}?validationToken=a%20b", b"").text == "a b"
    assert receiver.heard == [{}]
    receiver.shutdown()
    receiver.server_close()


def test_work_is_done_in_the_order_of_its_time():
    done, over = [], threading.Event()
    deliveries = Deliveries()
    deliveries.later(0.1, over.set)
    deliveries.later(0.05, lambda: done.append("late"))
    deliveries.later(0, lambda: done.append("early"))
    assert over.wait(5)
    assert done == ["early", "late"]
    deliveries.stop()


def test_the_thread_ends_with_the_sandbox_and_takes_nothing_on():
    deliveries, done = Deliveries(), []
    deliveries.later(0.05, lambda: done.append(1))
    deliveries.stop()
    deliveries.later(0, lambda: done.append(2))
    for _ in range(500):
        if not any(thread.name == "sandbox deliveries" for thread in threading.enumerate()):
            break
        time.sleep(0.01)
    assert done == []


def test_what_was_to_come_can_be_forgotten():
    deliveries, done, over = Deliveries(), [], threading.Event()
    deliveries.later(0.02, lambda: done.append(1))
    deliveries.clear()
    deliveries.later(0.05, over.set)
    assert over.wait(5)
    assert done == []
    deliveries.stop()


@pytest.fixture
def watched():
    store, seen = Store(), []
    store.watchers.add(seen.append)
    return store, seen


def test_a_watcher_is_told_before_and_after(watched):
    store, seen = watched
    key = str(store.create("paymentTerms", {"code": "A"}, by="somebody")["id"])
    store.change("paymentTerms", key, {"displayName": "B"})
    store.remove("paymentTerms", key)
    told = [change for change in seen if change.table.name == "paymentTerms"]
    assert [change.event for change in told] == [Event.CREATED, Event.UPDATED, Event.DELETED]
    assert [change.key for change in told] == [key] * 3
    assert (told[0].by, told[1].given, told[2].after) == ("somebody", ("displayName",), None)
    assert (told[1].before["displayName"], told[1].after["displayName"]) == ("", "B")


def _two_of_one_code(store):
    with store.transaction():
        for _ in range(2):
            store.create("paymentTerms", {"code": "B"})


def test_a_watcher_is_told_after_the_whole_transaction(watched):
    store, seen = watched
    with store.transaction():
        store.create("paymentTerms", {"code": "A"})
        with pytest.raises(Refused):
            _two_of_one_code(store)
        assert seen == []
    assert [change.after["code"] for change in seen] == ["A"]


def test_who_stops_watching_is_told_nothing(watched):
    store, seen = watched
    store.watchers.drop(seen.append)
    store.create("paymentTerms", {"code": "A"})
    assert seen == []
    assert not store.watchers
