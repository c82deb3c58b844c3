"""The page on which a person makes things go wrong."""

import re

import pytest
import requests


@pytest.fixture
def make(sandbox):
    """Presses one of the page's buttons."""

    def pressed(do, **typed):
        return requests.post(f"{sandbox.url}/trouble", {"do": do, **typed}, timeout=10)

    return pressed


def test_it_offers_every_kind_of_trouble(sandbox):
    page = requests.get(f"{sandbox.url}/trouble", timeout=10)
    assert page.status_code == 200
    offered = set(re.findall(r'name="do" value="(\w+)"', page.text))
    assert {"fault", "schedule", "withdraw", "switch", "expire", "reshape", "advance", "skew", "start_over"} == offered
    assert not re.search(r"<script|<style| style=| on\w+=", page.text)


def test_an_answer_goes_wrong_as_often_as_asked(make, dataverse):
    assert "in force" in make("fault", answer="503", service="dataverse", times="1").text
    assert [dataverse.get("/WhoAmI").status_code for _ in range(2)] == [503, 200]


def test_what_is_in_force_is_shown_and_ended(make, sandbox, dataverse):
    make("fault", answer="lose_answer", path="accounts", times="")
    page = make("schedule", seed="3", share="100")
    assert "the answer is lost" in page.text
    assert dataverse
    assert "In force" not in make("behave").text
    assert list(sandbox.faults) == []


def test_a_right_is_taken_and_given_back(make, dataverse):
    assert "account:read: none" in make("withdraw", table="account", right="read", depth="none").text
    assert dataverse.get("/accounts").status_code == 403
    make("give_back", name="account:read")
    assert dataverse.get("/accounts").status_code == 200


@pytest.mark.parametrize("name", ["extension", "secret_expired", "not_a_member"])
def test_a_switch_is_turned_and_turned_back(make, sandbox, name):
    before = getattr(sandbox.options, name)
    make("switch", name=name)
    assert getattr(sandbox.options, name) is not before
    make("switch", name=name)
    assert getattr(sandbox.options, name) is before


@pytest.mark.parametrize(
    ("typed", "gone", "there"),
    [
        ({"change": "remove", "column": "fax"}, "fax", "name"),
        ({"change": "rename", "column": "fax", "value": "cr_fax"}, "fax", "cr_fax"),
        ({"change": "add", "column": "cr_note", "value": "12"}, "nobody", "cr_note"),
    ],
)
def test_a_table_is_changed(make, sandbox, typed, gone, there):
    assert "Changed so far: account" in make("reshape", table="account", **typed).text
    names = sandbox.store.tables["account"].by_name
    assert (gone in names, there in names) == (False, True)


def test_a_column_is_shortened_closed_and_given_another_option(make, sandbox):
    make("reshape", table="account", change="shorten", column="name", value="5")
    make("reshape", table="account", change="read_only", column="fax")
    make("reshape", table="account", change="option", column="customertypecode", value="Friend")
    columns = sandbox.store.tables["account"].by_name
    assert (columns["name"].length, columns["fax"].writable) == (5, "never")
    assert columns["customertypecode"].options[-1].name == "Friend"


def test_the_clock_is_put_forward_and_set_wrong(make, sandbox):
    make("advance", days="2")
    page = make("skew", service="dataverse", seconds="90")
    assert sandbox.clock.ahead().days == 2
    assert "Sales is wrong by 90" in page.text


def test_tokens_run_out(make, central, dataverse):
    make("expire")
    assert dataverse.get("/WhoAmI").status_code == 401
    for caller in (central, dataverse):
        caller.sign_in()


def test_starting_over_undoes_everything(make, sandbox):
    make("reshape", table="account", change="drop")
    make("withdraw", table="dataverse", right="*", depth="none")
    make("advance", days="2")
    make("start_over")
    assert "account" in sandbox.store.tables
    assert (sandbox.options.rights, sandbox.clock.ahead().days) == ({}, 0)


@pytest.mark.parametrize(
    "typed",
    [
        {"do": "nobody"},
        {"do": "reshape", "table": "nobody", "change": "drop"},
        {"do": "reshape", "table": "account", "change": "remove", "column": "nobody"},
        {"do": "reshape", "table": "account", "change": "shorten", "column": "name", "value": "much"},
        {"do": "withdraw", "table": "account", "right": "sing", "depth": "none"},
        {"do": "fault", "answer": "sulk"},
        {"do": "fault", "answer": "reset", "inside": "yes"},
        {"do": "fault", "answer": "503", "path": "("},
        {"do": "advance", "days": "-1"},
        {"do": "advance", "days": "nan"},
        {"do": "advance", "days": "1e300"},
        {"do": "schedule", "seed": "x"},
        {"do": "switch", "name": "seed"},
    ],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(sandbox, typed):
    before = dict(sandbox.store.tables)
    answer = requests.post(f"{sandbox.url}/trouble", typed, timeout=10)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert (sandbox.store.tables, sandbox.options.rights, list(sandbox.faults)) == (before, {}, [])


def test_another_sites_form_is_refused(sandbox):
    headers = {"Origin": "https://elsewhere.example"}
    answer = requests.post(f"{sandbox.url}/trouble", {"do": "start_over"}, headers=headers, timeout=10)
    assert answer.status_code == 403
