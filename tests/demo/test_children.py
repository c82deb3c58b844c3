"""The demo's processes, its patience with them, and what it tells the person who started it."""

from pathlib import Path

import pytest

from syncadmin.demo.children import Ports, crashes_in_a_row, exit_words, product, sandbox, wait_before_restart
from syncadmin.demo.words import welcome

FOLDER = Path("/data")


@pytest.mark.parametrize(("crashes", "seconds"), [(1, 0.5), (2, 1), (3, 2), (5, 8), (7, 30), (50, 30)])
def test_it_waits_longer_after_each_crash(crashes, seconds):
    assert wait_before_restart(crashes) == seconds


def test_crashes_are_counted_anew_after_a_steady_life():
    assert crashes_in_a_row(3, lived_seconds=2) == 4
    assert crashes_in_a_row(3, lived_seconds=61) == 1


def test_the_sandbox_listens_on_the_port_after_the_dashboard():
    assert sandbox(Path("manage.py"), FOLDER, Ports(8100)).url == "http://127.0.0.1:8101/"


def test_the_product_is_web_worker_and_beat_with_a_log_each():
    children = product(FOLDER, Ports(8100))
    assert [child.name for child in children] == ["web", "worker", "beat"]
    assert {child.log.name for child in children} == {"web.log", "worker.log", "beat.log"}


def test_the_way_a_process_ended_is_told_in_words():
    assert exit_words(-9) == "was ended by signal 9"
    assert exit_words(3) == "ended with exit code 3"


def test_the_welcome_names_addresses_and_logins():
    text = welcome(Ports(8100), {"admin": "demo-admin"}, 4.26)
    assert "http://127.0.0.1:8100/" in text
    assert "http://127.0.0.1:8101/" in text
    assert "sign in as admin    password demo-admin" in text
