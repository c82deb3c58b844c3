"""`manage.py sandbox` as its own process."""

import json
import signal
import socket
import subprocess
import sys

import pytest
import requests

from syncadmin.sandbox.store import Store
from tests.environment import ROOT


def start(*arguments):
    command = [sys.executable, "manage.py", "sandbox", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process):
    out, err = process.communicate(timeout=30)
    return process.returncode, out, err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_serves_and_ends_cleanly(number):
    process = start("--port", "0", "--customers", "3", "--json")
    settings = json.loads(process.stdout.readline())
    assert requests.get(f"{settings['url']}/_sandbox/", timeout=10).json() == settings
    process.send_signal(number)
    assert finish(process) == (0, "", "")


def test_rows_are_kept_in_the_file(tmp_path):
    path = str(tmp_path / "rows.sqlite3")
    for _ in range(2):
        process = start("--port", "0", "--customers", "0", "--data", path, "--json")
        url = json.loads(process.stdout.readline())["url"]
        requests.post(f"{url}/_sandbox/rows/account", json={"name": "A"}, timeout=10)
        process.send_signal(signal.SIGTERM)
        assert finish(process)[0] == 0
    assert Store(tmp_path / "rows.sqlite3").count("account") == 2


def test_a_taken_port_gives_one_clear_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = finish(start("--port", str(port), "--customers", "0"))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert str(port) in err


def test_a_broken_file_gives_one_clear_line(tmp_path):
    path = tmp_path / "rows.sqlite3"
    path.write_text("not a database " * 100)
    code, out, err = finish(start("--port", "0", "--data", str(path)))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert str(path) in err
