"""The salespeople of a connection: the mapping that couples them with Dataverse users, and how many are coupled."""

from __future__ import annotations

from dataclasses import dataclass

from couplings.models import Coupling, RemoteRecord
from couplings.states import is_coupled, records_of
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from syncadmin.engine.values import Side

_TABLES = {"bc_table": "salespeoplePurchasers", "dataverse_table": "systemuser"}


@dataclass(frozen=True)
class CouplingCounts:
    """How many there are as they were last read."""

    salespeople: int = 0
    users: int = 0
    coupled: int = 0


def salespeople_mapping(connection: Connection) -> TableMapping | None:
    """The mapping of salespeople and Dataverse users, whatever it is called."""
    return connection.mappings.filter(**_TABLES).order_by("pk").first()


def users_of(mapping: TableMapping) -> int:
    """How many Dataverse users may be coupled, or are."""
    rows = records_of(mapping, Side.DATAVERSE)
    return (rows.filter(admitted=True) | rows.filter(is_coupled(Side.DATAVERSE))).count()


def coupling_counts(connection: Connection) -> CouplingCounts:
    """How many salespeople and users were read, and how many are coupled."""
    mapping = salespeople_mapping(connection)
    if mapping is None:
        return CouplingCounts()
    salespeople = RemoteRecord.objects.filter(mapping=mapping, side=Side.BC.value, deleted=False).count()
    coupled = Coupling.objects.filter(mapping=mapping, state=Coupling.State.COUPLED).count()
    return CouplingCounts(salespeople, users_of(mapping), coupled)
