"""How a connection signs in to each side, and until when. How tokens are asked for is in ``clients.auth``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncadmin.connections.clients.auth import (
    BUSINESS_CENTRAL_SCOPE,
    Authentication,
    Basic,
    client_credentials,
    dataverse_scope,
)
from syncadmin.connections.models import Connection, SignIn
from syncadmin.engine.values import Side


@dataclass(frozen=True)
class Expiry:
    """The last day of what a side is signed in to with."""

    what: str | Promise
    on: date


def authentication(connection: Connection, side: Side) -> Authentication:
    """What dresses the requests to a side."""
    if side is Side.BC and connection.on_premises:
        return Basic(connection.bc_user, connection.bc_password)
    dataverse = side is Side.DATAVERSE
    return client_credentials(
        side,
        tenant=connection.dataverse_tenant if dataverse else connection.bc_tenant,
        client_id=connection.dataverse_client_id if dataverse else connection.bc_client_id,
        client_secret=connection.dataverse_client_secret if dataverse else connection.bc_client_secret,
        certificate=connection.certificate(side),
        scope=dataverse_scope(connection.dataverse_address) if dataverse else BUSINESS_CENTRAL_SCOPE,
        authority=connection.authority,
    )


def expiry(connection: Connection, side: Side) -> Expiry | None:
    """When the credentials of a side end, as far as that is known."""
    if side is Side.BC and connection.on_premises:
        return None
    certificate = connection.certificate(side)
    if certificate:
        return Expiry(_("certificate"), certificate.expires.date())
    dataverse = side is Side.DATAVERSE
    uses = connection.dataverse_sign_in if dataverse else connection.bc_sign_in
    day = connection.dataverse_secret_expires if dataverse else connection.bc_secret_expires
    return Expiry(_("client secret"), day) if day and uses == SignIn.SECRET else None
