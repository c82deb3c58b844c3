"""Scenes of deleted records: what followed from a deletion, and what a person is asked about it."""

from syncadmin.engine.mapping import DeletionPolicy
from tests.couplings.acting import card
from tests.runs.test_deletion_policies import ARCHIVE, policy
from tests.runs.work import ask_for, synchronize


def _lose_an_account(stage, **settings):
    """A customer whose account was deleted, and the pages of the run that met it."""
    customer, account = stage.pair()
    synchronize(stage.mapping)
    policy(stage.mapping, settings.pop("deletion", "ask"), **settings)
    stage.sandbox.remove("account", account["accountid"])
    job = synchronize(stage.mapping)
    return customer, [stage.pages_of(job)[1], card(customer)]


def partner_deleted(stage):
    _customer, pages = _lose_an_account(stage)
    return [*pages, "/problems/"]


def partner_not_restorable(stage):
    _customer, pages = _lose_an_account(stage, deletion="restore", direction="to_bc")
    return [*pages, "/problems/"]


def nothing_to_archive_with(stage):
    _customer, pages = _lose_an_account(stage, deletion="archive")
    return [*pages, "/problems/"]


def archived(stage):
    _customer, pages = _lose_an_account(stage, deletion="archive", archive=ARCHIVE)
    return pages


def archived_and_changed_back(stage):
    customer, pages = _lose_an_account(stage, deletion="archive", archive=ARCHIVE)
    stage.sandbox.change("customers", customer["id"], blocked="_x0020_")
    return [stage.pages_of(synchronize(stage.mapping))[1], pages[1], "/problems/"]


def uncoupled_from_deleted(stage):
    return _lose_an_account(stage, deletion="uncouple")[1][:1]


def restored(stage):
    return _lose_an_account(stage, deletion="restore")[1][:1]


def both_deleted(stage):
    customer, _pages = _lose_an_account(stage)
    stage.sandbox.remove("customers", customer["id"])
    return stage.pages_of(ask_for(stage.mapping, customer, deleted=DeletionPolicy.DELETE))[1:]


def partner_was_deleted(stage):
    customer, _pages = _lose_an_account(stage, deletion="uncouple", only_coupled=False)
    stage.sandbox.change("customers", customer["id"], city="Bergen")
    job = synchronize(stage.mapping)
    return [stage.pages_of(job)[1], card(customer), "/problems/"]


def partner_left_out(stage):
    customer, _pages = _lose_an_account(stage, deletion="uncouple", only_coupled=False)
    return stage.pages_of(ask_for(stage.mapping, customer, leave_out=True))[1:]
