"""What the rest may ask of a system: ``open_remote`` gives a client for one side of a connection.

The values and the protocol are those of ``clients.contract``; how the systems speak is in ``clients``.
"""

from __future__ import annotations

from django.conf import settings

from syncadmin.connections.clients.business_central.client import BusinessCentral, BusinessCentralEndpoint
from syncadmin.connections.clients.contract import Remote
from syncadmin.connections.clients.dataverse.client import DataverseEndpoint
from syncadmin.connections.clients.service import Patience
from syncadmin.connections.credentials import authentication
from syncadmin.connections.derived.deriving import Deriving
from syncadmin.connections.limits import gate
from syncadmin.connections.models import Connection
from syncadmin.connections.options.client import DataverseWithOptions
from syncadmin.engine.values import Side


def open_remote(connection: Connection, side: Side) -> Remote:
    """A client for one side, derived columns included; close it after use. Nothing is sent yet."""
    client = open_business_central(connection) if side is Side.BC else open_dataverse(connection)
    return derived_too(connection, client)


def derived_too(connection: Connection, client: Remote) -> Remote:
    """The client with the columns that are worked out from other tables of its system."""
    return Deriving(client, connection.facts)


def open_business_central(connection: Connection, patience: Patience | None = None) -> BusinessCentral:
    """Business Central, with what only it can be asked (its companies)."""
    endpoint = BusinessCentralEndpoint(
        address=connection.bc_address,
        tenant=connection.bc_tenant,
        environment=connection.bc_environment,
        company_id=str(connection.bc_company_id or ""),
        on_premises_root=connection.bc_address if connection.on_premises else "",
    )
    return BusinessCentral(
        endpoint,
        authentication(connection, Side.BC),
        verify=_verified(connection),
        patience=patience or _patience(),
        gate=gate(Side.BC, endpoint.root, connection.bc_user if connection.on_premises else connection.bc_client_id),
    )


def open_dataverse(connection: Connection, patience: Patience | None = None) -> DataverseWithOptions:
    """Dataverse and its tables of options, with what only it can be asked (its organisation)."""
    endpoint = DataverseEndpoint(connection.dataverse_address)
    return DataverseWithOptions(
        endpoint,
        authentication(connection, Side.DATAVERSE),
        patience=patience or _patience(),
        gate=gate(Side.DATAVERSE, endpoint.root, connection.dataverse_client_id),
    )


def _verified(connection: Connection) -> bool | str:
    """Who vouches for a server: the usual authorities, or those named for a server of one's own."""
    return (connection.on_premises and settings.ON_PREMISES_CA_BUNDLE) or True


def _patience() -> Patience:
    return Patience(first_wait=settings.REMOTE_FIRST_WAIT, read=settings.REMOTE_ANSWER_WAIT)
