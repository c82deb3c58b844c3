"""The supervisor: starts again what dies, says why, and leaves nothing behind, however it ends."""

import os
import signal
import sys

import pytest

from tests.demo.running import last_pid, output, processes, start, wait_until

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@pytest.fixture
def supervisor(tmp_path):
    """A supervisor with a sleeper (and its child) and a stubborn process, all up."""
    process = start(tmp_path, "-m", "tests.demo.harness", str(tmp_path))
    wait_until(lambda: "ready" in output(tmp_path))
    yield process
    process.kill()
    process.wait()


def test_a_killed_child_is_started_again(supervisor, tmp_path):
    killed = last_pid(tmp_path / "sleeper.log")
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: last_pid(tmp_path / "sleeper.log") != killed)
    assert "sleeper was ended by signal 9; starting it again in 0.5 s" in output(tmp_path)


def test_what_a_killed_child_had_started_is_gone_too(supervisor, tmp_path):
    assert len(processes(tmp_path)) == 4
    os.kill(last_pid(tmp_path / "sleeper.log"), signal.SIGKILL)
    wait_until(lambda: "starting it again" in output(tmp_path))
    wait_until(lambda: len(processes(tmp_path)) == 4)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_orderly_end_leaves_nothing_behind(supervisor, tmp_path, number):
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=30) == 0
    assert output(tmp_path).endswith("stopped\n")
    assert processes(tmp_path) == []


def test_a_killed_supervisor_leaves_no_child_behind(supervisor, tmp_path):
    children = [last_pid(tmp_path / "sleeper.log"), last_pid(tmp_path / "stubborn.log")]
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: not set(children) & set(processes(tmp_path)), seconds=5)
    for leftover in processes(tmp_path):
        os.kill(leftover, signal.SIGKILL)


def test_a_child_that_dies_at_the_start_is_reported_with_its_last_words(tmp_path):
    process = start(tmp_path, "-m", "tests.demo.harness", str(tmp_path), "raise SystemExit('no such table')")
    assert process.wait(timeout=30) == 1
    assert output(tmp_path).startswith("The sleeper ended with exit code 1. The end of ")
    assert output(tmp_path).endswith("    no such table\n")
    assert processes(tmp_path) == []
