"""What a call of either system says: which tables changed. Nothing else of it is believed, and nothing is kept.

Three forms: notifications of Business Central, the context of a webhook of Dataverse, and ``{"entityName": …}``, which
a flow may send.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hmac import compare_digest
from typing import Any

from syncadmin.connections.clients.dataverse.tag import TAG

LARGEST = 1024 * 1024
_OURS = TAG.partition("=")[2]


class Unreadable(ValueError):
    """The body of a call is none of the three."""


def read(body: bytes) -> Mapping[str, Any]:
    """The JSON object of a body; raises Unreadable."""
    try:
        found = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(found, dict):
        raise Unreadable
    return found


def bc_tables(told: Mapping[str, Any], secret: str) -> set[str]:
    """The entity sets that notifications of Business Central with our secret are about."""
    values = told.get("value")
    if not isinstance(values, list):
        raise Unreadable
    ours = (one for one in values if isinstance(one, dict) and same(str(one.get("clientState") or ""), secret))
    return {name for one in ours if (name := _last_set(str(one.get("resource") or "")))}


def entity(told: Mapping[str, Any]) -> set[str]:
    """The table that a call of Dataverse, or of a flow, is about; none if it tells of our own write."""
    if any(_is_our_mark(one) for one in _listed(told.get("SharedVariables"))):
        return set()
    name = told.get("PrimaryEntityName") or told.get("entityName")
    if not isinstance(name, str):
        raise Unreadable
    return {name.strip().lower()}


def same(given: str, secret: str) -> bool:
    """Whether a call carries our secret."""
    return bool(secret) and compare_digest(given.encode(), secret.encode())


def _listed(value: object) -> Iterator[Mapping[str, Any]]:
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def _is_our_mark(variable: Mapping[str, Any]) -> bool:
    return variable.get("key") == "tag" and variable.get("value") == _OURS


def _last_set(resource: str) -> str:
    """``…/companies(x)/customers(y)`` and ``…/customers?$filter=…`` are of ``customers``."""
    return resource.partition("?")[0].rstrip("/").rpartition("/")[2].partition("(")[0]
