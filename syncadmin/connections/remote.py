"""What the rest may ask of a system: ``open_remote`` gives a client for one side of a connection.

The values and the protocol are those of ``clients.contract``; how the systems speak is in ``clients``.
"""

from __future__ import annotations

from django.conf import settings

from syncadmin.connections.clients.auth import BUSINESS_CENTRAL_SCOPE, ClientCredentials, client_credentials
from syncadmin.connections.clients.business_central import BusinessCentral, BusinessCentralEndpoint
from syncadmin.connections.clients.contract import Remote
from syncadmin.connections.clients.dataverse import Dataverse, DataverseEndpoint
from syncadmin.connections.clients.http import Patience
from syncadmin.connections.models import Connection
from syncadmin.engine.values import Side


def open_remote(connection: Connection, side: Side) -> Remote:
    """A client for one side; close it after use. Nothing is sent yet."""
    return open_business_central(connection) if side is Side.BC else open_dataverse(connection)


def open_business_central(connection: Connection, patience: Patience | None = None) -> BusinessCentral:
    """Business Central, with what only it can be asked (its companies)."""
    endpoint = BusinessCentralEndpoint(
        address=connection.bc_address,
        tenant=connection.bc_tenant,
        environment=connection.bc_environment,
        company_id=str(connection.bc_company_id or ""),
    )
    return BusinessCentral(endpoint, _credentials(connection, Side.BC), patience=patience or _patience())


def open_dataverse(connection: Connection, patience: Patience | None = None) -> Dataverse:
    """Dataverse, with what only it can be asked (its organisation)."""
    endpoint = DataverseEndpoint(connection.dataverse_address)
    return Dataverse(endpoint, _credentials(connection, Side.DATAVERSE), patience=patience or _patience())


def _credentials(connection: Connection, side: Side) -> ClientCredentials:
    dataverse = side is Side.DATAVERSE
    return client_credentials(
        side,
        tenant=connection.dataverse_tenant if dataverse else connection.bc_tenant,
        client_id=connection.dataverse_client_id if dataverse else connection.bc_client_id,
        client_secret=connection.dataverse_client_secret if dataverse else connection.bc_client_secret,
        scope=f"{connection.dataverse_address.rstrip('/')}/.default" if dataverse else BUSINESS_CENTRAL_SCOPE,
        authority=connection.authority,
    )


def _patience() -> Patience:
    return Patience(first_wait=settings.REMOTE_FIRST_WAIT, read=settings.REMOTE_ANSWER_WAIT)
