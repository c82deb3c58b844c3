"""The local currency of Business Central: no record there, but blank or its code; in Dataverse the currency with that
code.

Both were found by Test Connection. What corresponds by a coupling is in ``links``.
"""

from __future__ import annotations

from mappings.models import TableMapping
from syncadmin.engine.values import Side, Value

_CURRENCIES = "transactioncurrency"


def local_currency(related: TableMapping, side: Side) -> dict[Value, Value]:
    """What the ways in which a side says the local currency are on the other; nothing if the related mapping couples
    no currencies.

    Business Central gets a blank, which all its tables take, though some then show the code.
    """
    facts = related.connection.facts
    code, key = facts.get("local_currency"), facts.get("local_currency_id")
    if related.dataverse_table != _CURRENCIES or not code or not key:
        return {}
    return {None: key, code: key} if side is Side.BC else {key: None}
