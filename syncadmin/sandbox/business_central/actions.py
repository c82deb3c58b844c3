"""Bound actions: `POST salesInvoices({id})/Microsoft.NAV.post`. Their names are found whatever their case."""

from __future__ import annotations

from collections.abc import Iterator

from ..catalogue import ACTIONS
from ..columns import Table
from ..exchange import Reply
from .apis import EXTENSION, Api
from .bound import Action
from .errors import Failure, no_such_segment, not_allowed
from .places import Place
from .writing import check_version

NAMESPACE = "microsoft.nav."


def actions_of(api: Api, table: Table) -> Iterator[Action]:
    """The actions a page has."""
    for action in ACTIONS:
        if action.table == table.name and action.extension == (api is EXTENSION):
            yield action


def answer(place: Place, name: str) -> Reply:
    """Do what is asked; raises Failure."""
    if place.call.method != "POST":
        raise not_allowed(place.call.method)
    wanted = name.lower().removeprefix(NAMESPACE)
    action = next((one for one in actions_of(place.api, place.table) if one.name.lower() == wanted), None)
    if action is None:
        raise no_such_segment(name)
    if not place.key:
        raise Failure(400, "BadRequest_RequiredParamNotProvided", "The action needs the key of an entity.")
    with place.store.transaction():
        check_version(place, place.call.header("if-match") or "*")
        action.work(place.store, place.row())
    return Reply(204)
