"""What a form says when a service does not take what was typed: the service's own status, code and words.

Does not live here: the words themselves (`business_central.errors`, `dataverse.errors`) and what is allowed (`store`).
"""

from __future__ import annotations

from dataclasses import dataclass

from ..business_central import errors as business_central
from ..columns import DATAVERSE, Table
from ..dataverse import errors as dataverse
from ..options import Options
from ..values import Refused

Failure = business_central.Failure | dataverse.Failure


@dataclass(frozen=True)
class PageError:
    """An error of a service as the template shows it; `reload` when the row has to be looked at again."""

    status: int
    code: str
    message: str
    column: str = ""
    title: str = ""
    reload: bool = False


def explained(table: Table, refused: Refused) -> PageError:
    """The error the service would answer a client with."""
    column = refused.column
    if table.service == DATAVERSE:
        failure: Failure = dataverse.refusal(refused, table)
    else:
        failure = business_central.refusal(refused, table.label, Options())
    name, title = (column.name, column.title) if column else ("", "")
    return PageError(failure.status, failure.code, failure.message, name, title)


def stale(table: Table) -> PageError:
    """The error for an edit of a row that somebody else changed in the meantime."""
    if table.service == DATAVERSE:
        failure = dataverse.version_mismatch()
        return PageError(failure.status, failure.code, failure.message, reload=True)
    return PageError(409, "Request_EntityChanged", "Another user has already changed the record.", reload=True)
