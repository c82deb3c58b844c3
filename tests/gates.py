"""What tests do with the gates to the sandbox: open them again, fill them, and ask much from processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import NoReturn

from tests.environment import ROOT


def gate_to(sandbox, side):
    """The gate that all clients of a connection to the sandbox share."""
    from syncadmin.connections.limits import gate
    from syncadmin.engine.values import Side

    root = sandbox.business_central_url if side is Side.BC else f"{sandbox.dataverse_url}/api/data/v9.2"
    return gate(side, root, sandbox.client_id)


def reopen(sandbox) -> None:
    """Forget until when the services of an earlier test wanted rest, and how many they took at once."""
    from django.core.cache import cache

    from syncadmin.connections.file_gate import FileGate
    from syncadmin.engine.values import Side

    cache.clear()
    for gate in (gate_to(sandbox, side) for side in Side):
        if isinstance(gate, FileGate):
            for name in ("rest", "places", "hurry"):
                (gate.folder / name).unlink(missing_ok=True)


@contextmanager
def filled(gate):
    """All places are taken."""
    leaves = []
    while leave := gate.enter(hurried=True):
        leaves.append(leave)
    try:
        yield len(leaves)
    finally:
        for leave in leaves:
            leave()


def process(sandbox, *work: str) -> subprocess.Popen:
    """A process of ours that does some work (see below) with the sandbox, and has begun with it."""
    command = [sys.executable, "-m", "tests.gates", json.dumps(sandbox.connection()), *work]
    environment = {**os.environ, "REMOTE_ANSWER_WAIT": "30"}
    started = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert started.stdout.readline() == "begun\n"
    return started


def kill(process: subprocess.Popen) -> None:
    """End a process as no process can prevent."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def _client(facts):
    from syncadmin.connections.clients.auth import ClientCredentials, dataverse_scope
    from syncadmin.connections.clients.dataverse.client import Dataverse, DataverseEndpoint
    from syncadmin.connections.limits import gate
    from syncadmin.engine.values import Side

    url, user = facts["dataverse_url"], facts["client_id"]
    scope = dataverse_scope(url)
    auth = ClientCredentials(Side.DATAVERSE, facts["token_url"], user, facts["client_secret"], scope)
    endpoint = DataverseEndpoint(url)
    return Dataverse(endpoint, auth, gate=gate(Side.DATAVERSE, endpoint.root, user))


def _say_begun() -> None:
    sys.stdout.write("begun\n")
    sys.stdout.flush()


def ask(facts, threads: int, times: int) -> None:
    """Several threads, each with a session of its own, ask again and again."""
    from concurrent.futures import ThreadPoolExecutor

    def one(_number: int) -> None:
        client = _client(facts)
        for _ in range(times):
            client.who_am_i()
        client.close()

    _say_begun()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(threads)))


def occupy(facts) -> NoReturn:
    """Take every place and never give one back."""
    from types import SimpleNamespace

    from syncadmin.engine.values import Side

    with filled(gate_to(SimpleNamespace(**facts), Side.DATAVERSE)):
        _say_begun()
        time.sleep(600)
    raise SystemExit


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "syncadmin.settings")  # apps are not needed, and take their time
    given, what, *numbers = sys.argv[1:]
    {"ask": ask, "occupy": occupy}[what](json.loads(given), *map(int, numbers))
