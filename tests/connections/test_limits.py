"""One limiter for everybody who asks a service as one user: threads, processes, machines; a 429 holds all of them."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import override_settings

from syncadmin.connections import cache_gate
from syncadmin.connections.asking import open_hurried
from syncadmin.connections.cache_gate import CacheGate
from syncadmin.connections.clients.errors import Busy, Throttled
from syncadmin.connections.file_gate import FileGate
from syncadmin.connections.remote import open_remote
from syncadmin.engine.values import Side
from tests.gates import filled, gate_to, kill, process

LOCAL = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "gates"}}
TABLE = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "syncadmin_cache"}}


@pytest.fixture(params=["files", "memory", pytest.param("table", marks=pytest.mark.django_db(transaction=True))])
def gate(request, tmp_path):
    """Each kind of gate, with four places."""
    if request.param == "files":
        yield FileGate(tmp_path)
        return
    with override_settings(CACHES=LOCAL if request.param == "memory" else TABLE):
        caches["default"].clear()
        yield CacheGate("test", lease=60)
        cache_gate._DATABASE_THREAD.submit(connections.close_all).result()


def statuses(sandbox):
    """How the requests to Dataverse ended."""
    return Counter(one.status for one in sandbox.requests if one.service == "dataverse")


def test_two_processes_with_many_threads_never_have_more_than_four_requests_under_way(sandbox):
    sandbox.options.at_once = 4
    sandbox.misbehave("GET", "WhoAmI", kind="slow", seconds=0.02)
    workers = [process(sandbox, "ask", "6", "5") for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert statuses(sandbox) == {200: 60}


def test_a_killed_process_gives_its_places_back(sandbox):
    worker, gate = process(sandbox, "occupy"), gate_to(sandbox, Side.DATAVERSE)
    assert gate.enter(hurried=True) is None
    kill(worker)
    with filled(gate) as places:
        assert places == (0 if isinstance(gate, CacheGate) else 4)  # a cache gives them back when their lease ends


def test_a_request_too_many_seen_by_one_process_holds_the_others(connection, sandbox):
    sandbox.misbehave("GET", "WhoAmI", status=429, retry_after=1, times=1)
    worker = process(sandbox, "ask", "1", "1")
    for _ in range(500):
        if 429 in statuses(sandbox):
            break
        time.sleep(0.01)
    time.sleep(0.1)  # until the worker has read the answer
    remote, began = open_remote(connection, Side.DATAVERSE), time.monotonic()
    remote.identity()
    remote.close()
    assert 0.5 < time.monotonic() - began < 3
    assert worker.wait(30) == 0


def test_there_are_four_places_and_each_comes_back(gate):
    with filled(gate) as places:
        assert places == 4
        assert gate.enter(hurried=True) is None
    with filled(gate) as places:
        assert places == 4


def test_threads_share_the_places(gate):
    with ThreadPoolExecutor(12) as threads:
        taken = list(threads.map(lambda _: gate.enter(hurried=True), range(12)))
    assert sum(leave is not None for leave in taken) == 4


def test_the_latest_moment_counts(gate):
    now = time.time()
    assert gate.closed_until() <= now
    for later in (5, 30, 10):
        gate.close(now + later)
    assert gate.closed_until() == pytest.approx(now + 30, abs=0.01)


@pytest.mark.parametrize(("advice", "places"), [(9, 9), (500, 16), (0, 1)])
def test_the_service_says_how_many_it_takes_within_reason(gate, advice, places):
    gate.advise(advice)
    with filled(gate) as taken:
        assert (gate.places(), taken) == (places, places)


def test_who_is_hurried_goes_first(gate):
    with filled(gate):  # and somebody hurried found no place
        pass
    assert gate.enter(hurried=False) is None
    assert gate.enter(hurried=True)


@override_settings(CACHES=LOCAL)
def test_a_place_of_a_machine_that_died_comes_back_with_the_end_of_its_lease():
    gate = CacheGate("died", lease=0.1)
    late = [gate.enter(hurried=False) for _ in range(4)]
    assert gate.enter(hurried=False) is None
    time.sleep(0.15)
    with filled(gate) as places:
        assert places == 4
        late[0]()  # it was not dead, only slow: the place belongs to somebody else by now
        assert gate.enter(hurried=False) is None


def test_a_page_says_that_the_connection_is_busy(connection, sandbox, settings):
    settings.REMOTE_ANSWER_WAIT = 0.3
    client = open_hurried(connection, Side.DATAVERSE)
    with filled(gate_to(sandbox, Side.DATAVERSE)), pytest.raises(Busy) as busy:
        client.identity()
    client.close()
    assert busy.value.problem.code == "connection_busy"


def test_a_page_does_not_wait_for_the_end_of_a_long_rest(connection, sandbox):
    gate_to(sandbox, Side.DATAVERSE).close(time.time() + 600)
    client = open_hurried(connection, Side.DATAVERSE)
    with pytest.raises(Throttled, match="no requests for"):
        client.identity()
    client.close()


def test_when_the_shared_cache_is_away_each_process_limits_itself():
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
    with override_settings(CACHES={"default": away}):
        gate = CacheGate("away", lease=60)
        gate.close(time.time() + 5)
        assert gate.closed_until() > time.time()
        with filled(gate) as places:
            assert places == 4
