"""RetrieveTotalRecordCount: how many rows tables had when somebody last counted, up to a day ago."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ..columns import DATAVERSE
from ..exchange import Call, Reply
from ..literals import TEXT
from .errors import PROPERTY, Failure

if TYPE_CHECKING:
    from .service import Dataverse

LIFE = timedelta(hours=24)
NAMES = re.compile(r"EntityNames\s*=\s*(\[.*\]|@\w+)", re.DOTALL)


def retrieve_total_record_count(service: Dataverse, call: Call, arguments: str) -> Reply:
    """The counts of the tables the arguments name."""
    match = NAMES.fullmatch(arguments.strip())
    listed = call.query.get(match[1], "") if match and match[1].startswith("@") else (match[1] if match else "")
    names = _names(listed)
    tables = service.store.tables
    for name in names:
        if name not in tables or tables[name].service != DATAVERSE:
            raise Failure(400, PROPERTY, f"The entity with a name = '{name}' was not found in the MetadataCache.")
    counts = [_count(service, name) for name in names]
    value = {"Count": len(names), "IsReadOnly": False, "Keys": names, "Values": counts}
    context = f"{call.root}/$metadata#Microsoft.Dynamics.CRM.RetrieveTotalRecordCountResponse"
    return Reply(200, {"@odata.context": context, "EntityRecordCountCollection": value})


def _names(text: str) -> list[str]:
    """A list of texts in the quotes of OData or of JSON; raises Failure."""
    try:
        found = json.loads(TEXT.sub(lambda match: json.dumps(match.group()[1:-1]), text))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not found or not all(isinstance(name, str) for name in found):
        raise Failure(400, PROPERTY, "The parameter 'EntityNames' is missing or is not a collection of strings.")
    return found


def _count(service: Dataverse, name: str) -> int:
    """The rows of a table, counted anew once a day."""
    store, fact = service.store, f"total of {name}"
    counted, _, total = (store.fact(fact) or "").partition(" ")
    now = store.clock.now()
    if counted and now - datetime.fromisoformat(counted) < LIFE:
        return int(total)
    fresh = store.count(name)
    store.remember(fact, f"{now.isoformat()} {fresh}")
    return fresh
