"""Causes: what differs from record to record is left out of a problem, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncadmin.engine.cause import common_facts, fingerprint, normalised
from syncadmin.engine.problems import Problem

KEY = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"


@pytest.mark.parametrize(
    ("message", "left"),
    [
        (f"Account With Id = {KEY} Does Not Exist", "Account With Id = … Does Not Exist"),
        (f"The record {{{KEY.upper()}}} is locked", "The record … is locked"),
        ("The value 'Oslo' isn't in the list", "The value … isn't in the list"),
        ('Don\'t use “Oslo” or "Bergen"', "Don't use … or …"),
        ("Must be between 0 and 1,000.50", "Must be between … and …"),
        ("It was closed on 2026-11-20T10:00:00Z.", "It was closed on …."),
        ("It was closed on 20.11.2026 by C00010", "It was closed on … by C…"),
        ("Error 0x80040237 came back", "Error … came back"),
        ("The city Oslo is not known", "The city Oslo is not known"),
        ("Two\n  lines", "Two lines"),
    ],
)
def test_values_numbers_dates_and_keys_are_left_out_of_a_message(message, left):
    assert normalised(message) == left


def test_what_the_record_is_called_is_left_out():
    assert normalised("Customer Adatum & Co (C10) is blocked", ["Adatum & Co", "C10"]) == "Customer … (…) is blocked"


def test_a_name_is_not_looked_for_inside_of_words():
    assert normalised("The Ada list of Adatum", ["Ada"]) == "The … list of Adatum"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("value_too_long", {"field": "Name", "value": "x", "length": "101", "limit": "100"}), None, True),
        (("value_too_long", {"field": "City", "value": "a", "length": "120", "limit": "100"}), None, False),
        (("value_too_long", {"field": "Name", "value": "a", "length": "120", "limit": "30"}), None, False),
        (("value_out_of_range", {"field": "Name", "value": "a", "limit": "100"}), None, False),
        (("waiting_for", {"value": "EUR", "mapping": "CURRENCY"}), ("waiting_for", {"value": "NOK"}), False),
        (("conflict", {"fields": "City"}), ("conflict", {"fields": "City, Name"}), False),
        (("doubtful_match", {"number": "2", "record": "A"}), ("doubtful_match", {"number": "3", "record": "B"}), True),
        (("value_refused", {"message": "Too 'big'"}), ("value_refused", {"message": "Too 'small'"}), True),
        (("value_refused", {"message": "Too big"}), ("value_refused", {"message": "Too small"}), False),
    ],
)
def test_problems_of_one_cause_have_one_fingerprint(one, other, alike):
    known = ("value_too_long", {"field": "Name", "value": "a", "length": "120", "limit": "100"})
    first, second = (Problem(*each) for each in (one, other or known))
    assert (fingerprint(first) == fingerprint(second)) is alike


def test_a_fingerprint_begins_with_the_code():
    assert fingerprint(Problem("conflict", {"fields": "City"})).startswith("conflict.")


def test_the_sentence_of_a_cause_keeps_what_all_its_records_share():
    facts = {"system": "Dataverse", "field": "Name", "value": "Adatum", "length": "120", "limit": "100"}
    assert common_facts(Problem("value_too_long", facts)) == {**facts, "value": "…", "length": "…"}


@given(st.text(max_size=40), st.integers(), st.integers())
def test_messages_that_differ_in_a_number_are_one_cause(message, one, other):
    first, second = (Problem("value_refused", {"message": f"{message} {number} end"}) for number in (one, other))
    assert fingerprint(first) == fingerprint(second)
