"""One thing the metadata tells of, with what it leads to; and the ids such things have."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Union

SPACE = uuid.UUID("6c1d7a5e-0000-4000-8000-5a9db0c00001")
NAMESPACE = "Microsoft.Dynamics.CRM."
Link = Callable[[], Union["Item", "list[Item]", None]]


@dataclass(frozen=True)
class Item:
    """The type in the metadata's own model, the plain members, and by name what comes only when expanded."""

    type: str
    values: Mapping[str, Any]
    links: Mapping[str, Link] = field(default_factory=dict)


def metadata_id(name: str) -> str:
    """The same id for the same name whenever it is asked for."""
    return str(uuid.uuid5(SPACE, name))


def managed(value: bool) -> dict[str, object]:
    """A property whose value a publisher may fix."""
    return {"Value": value, "CanBeChanged": True, "ManagedPropertyLogicalName": "canmodifysettings"}
