"""``manage.py demo`` with its real processes: trouble in one line, up and running, and nothing left behind."""

import os
import signal
import socket
import sqlite3
import sys
import urllib.request
from contextlib import closing

import pytest

from syncadmin.demo.process import is_free
from tests.demo.running import output, processes, start, wait_until

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@pytest.fixture
def port() -> int:
    """A port that is free, with a free one after it."""
    return next(port for port in range(8120 + os.getpid() % 10, 9000, 2) if is_free(port) and is_free(port + 1))


@pytest.mark.parametrize("file", ["syncadmin.sqlite3", "sandbox.sqlite3"])
def test_a_broken_data_file_gives_one_clear_line(tmp_path, port, file):
    (tmp_path / file).write_bytes(b"This is not a database, whatever its name says. " * 30)
    assert start(tmp_path, "manage.py", "demo", "--port", str(port)).wait(timeout=60) == 1
    (line,) = output(tmp_path).splitlines()
    assert line.startswith(f"The data file {tmp_path / file} is broken (file is not a database)")


def test_a_database_of_another_version_gives_one_clear_line(tmp_path, port):
    with closing(sqlite3.connect(tmp_path / "syncadmin.sqlite3")) as database:
        database.execute("CREATE TABLE connections_connection (id integer)")
    assert start(tmp_path, "manage.py", "demo", "--port", str(port)).wait(timeout=60) == 1
    assert "Traceback" not in output(tmp_path)
    assert output(tmp_path).splitlines()[-1].startswith("The database does not fit this version (table ")
    assert processes(tmp_path) == []


@pytest.mark.parametrize("distance", [0, 1])
def test_a_taken_port_gives_one_clear_line(tmp_path, port, distance):
    with socket.create_server(("127.0.0.1", port + distance)):
        assert start(tmp_path, "manage.py", "demo", "--port", str(port)).wait(timeout=60) == 1
    (line,) = output(tmp_path).splitlines()
    assert line.startswith(f"Port {port + distance} is taken;")


def test_a_folder_that_cannot_be_used_gives_one_clear_line(tmp_path, port):
    (tmp_path / "logs").write_text("in the way")
    assert start(tmp_path, "manage.py", "demo", "--port", str(port)).wait(timeout=60) == 1
    assert output(tmp_path) == f"The data folder {tmp_path} cannot be used: File exists.\n"


@pytest.mark.slow
def test_the_demo_comes_up_mends_itself_and_goes_without_a_trace(tmp_path, port):
    demo = start(tmp_path, "manage.py", "demo", "--port", str(port))
    wait_until(lambda: "Ready after" in output(tmp_path) or demo.poll() is not None, seconds=180)
    assert "sign in as admin" in output(tmp_path), output(tmp_path)
    second = start(tmp_path, "manage.py", "demo", "--port", str(port + 2))
    assert second.wait(timeout=60) == 1
    assert f"Another demo is running on the data in {tmp_path}." in output(tmp_path)
    os.kill(gunicorn(tmp_path), signal.SIGKILL)
    wait_until(lambda: "web was ended by signal 9" in output(tmp_path))
    wait_until(lambda: signs_in(port), seconds=60)
    demo.kill()
    demo.wait()
    wait_until(lambda: processes(tmp_path) == [])


def gunicorn(folder) -> int:
    """The oldest process that serves the web pages."""
    return min(pid for pid in processes(folder) if b"gunicorn" in open(f"/proc/{pid}/cmdline", "rb").read())


def signs_in(port: int) -> bool:
    """Whether the sign-in page is there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
