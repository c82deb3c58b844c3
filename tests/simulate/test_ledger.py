"""The ledger knows what of people's edits still counts, and whose values may have come to whom."""

from tests.simulate.ledger import Ledger


def test_a_value_counts_until_somebody_who_saw_it_writes_another():
    ledger = Ledger()
    ledger.wrote("c", "city", "Oslo")
    ledger.supersede("c", "city")
    assert ("c", "city") not in ledger.counts
    assert ledger.last["c", "city"] == "Oslo"


def test_a_value_may_come_from_a_record_that_was_coupled_at_some_time():
    ledger = Ledger()
    ledger.wrote("c", "city", "Oslo")
    ledger.paired([("c", "a")])
    ledger.paired([("d", "a")])
    assert ledger.people_wrote("d", "city", "Oslo")
    assert not ledger.people_wrote("d", "phone", "Oslo")


def test_a_value_of_a_stranger_is_invented():
    ledger = Ledger()
    ledger.wrote("c", "city", "Oslo")
    ledger.paired([("d", "a")])
    assert not ledger.people_wrote("a", "city", "Oslo")
