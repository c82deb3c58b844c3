"""Tests of actions start from what tests of pages of customers start from."""

from tests.couplings.conftest import account, as_bob, as_charlie, customer, mapping, pair

__all__ = ["account", "as_bob", "as_charlie", "customer", "mapping", "pair"]
