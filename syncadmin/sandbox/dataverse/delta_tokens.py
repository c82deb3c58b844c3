"""The token in Dataverse's delta link: up to which version a client knows a table, and since when.

A token is signed, so that a changed one is noticed, and belongs to one table, one selection and one state of the
table's description. What is read with it is `tracking`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from ..columns import Table
from .errors import PROPERTY, Failure

if TYPE_CHECKING:
    from .service import Dataverse

WRITTEN = "%m/%d/%Y %H:%M:%S"
TOKEN = re.compile(r"(\d{1,18})!(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d)!(\d{1,9})!([0-9a-f]{16})")
EXPIRED = "0x80044352"


@dataclass(frozen=True)
class DeltaToken:
    """Everything up to a version of a table is known to whoever holds this."""

    table: Table
    selected: tuple[str, ...]
    version: int
    issued: datetime
    shape: int

    def written(self) -> str:
        """The token as it stands in an address."""
        head = f"{self.version}!{self.issued.strftime(WRITTEN)}!{self.shape}"
        return f"{head}!{self._signature(head)}"

    def fits(self, signature: str, head: str) -> bool:
        """Whether a signature is the one of this table and selection."""
        return signature == self._signature(head)

    def _signature(self, head: str) -> str:
        return _digest(f"{self.table.name} {','.join(self.selected)} {head}")


def token_now(service: Dataverse, table: Table, selected: tuple[str, ...]) -> DeltaToken:
    """A token for the present state of a table."""
    store = service.store
    return DeltaToken(table, selected, store.version(), store.clock.now(), store.schema.changes(table.name))


def read(service: Dataverse, table: Table, selected: tuple[str, ...], text: str) -> DeltaToken:
    """The token a client sent; raises Failure for one that is expired or was never given out."""
    match = TOKEN.fullmatch(text)
    issued = _moment(match[2]) if match else None
    if match is None or issued is None:
        raise _malformed()
    token = DeltaToken(table, selected, int(match[1]), issued, int(match[3]))
    if not token.fits(match[4], text.rpartition("!")[0]):
        raise _malformed()
    is_old = service.store.clock.now() - issued >= _lifetime(service)
    if is_old or token.shape != service.store.schema.changes(table.name):
        raise _expired(service)
    return token


def _lifetime(service: Dataverse) -> timedelta:
    organization = service.store.find("organization", limit=1)
    days = organization[0].get("expirechangetrackingindays") if organization else None
    return timedelta(days=int(str(7 if days is None else days)))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, WRITTEN).replace(tzinfo=UTC)
    except ValueError:
        return None


def _malformed() -> Failure:
    return Failure(400, PROPERTY, "The delta token is not valid for this request.")


def _expired(service: Dataverse) -> Failure:
    status = 410 if service.options.delta_gone else 400
    return Failure(status, EXPIRED, "Version stamp associated with the client has expired. Please perform a full sync.")
