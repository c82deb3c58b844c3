"""Scenes of Match-Based Coupling."""

from tests.couplings.acting import card
from tests.runs.matching import accounts, match_on, matched
from tests.runs.work import set_back, synchronize


def no_match(stage):
    stage.customer()
    return stage.pages_of(matched(match_on(stage.mapping, "Name")))[1:]


def doubtful_match(stage):
    customer = stage.customer()
    accounts(stage.sandbox, "Adatum", "Adatum")
    job = matched(match_on(stage.mapping, "Name"))
    return [*stage.pages_of(job)[1:], "/problems/", card(customer)]


def no_criteria(stage):
    return stage.pages_of(matched(stage.mapping))[:1]


def coupled_again(stage):
    stage.pair()
    mapping = set_back(stage.mapping)
    return stage.pages_of(synchronize(mapping))[1:]
