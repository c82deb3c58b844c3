"""The OAuth token endpoint (client credentials by secret or certificate) and the tokens it gave out."""

from __future__ import annotations

import base64
import binascii
import random
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from time import monotonic
from urllib.parse import unquote

from .assertions import ASSERTION_TYPE, BadAssertion, check_assertion
from .columns import BUSINESS_CENTRAL, DATAVERSE
from .exchange import Reply
from .identity import BUSINESS_CENTRAL_RESOURCE, CLIENT_ID, CLIENT_SECRET, TENANT, TENANT_DOMAIN
from .options import Options

GRANT = "client_credentials"


@dataclass(frozen=True)
class TokenError(Exception):
    """A refusal of the token endpoint."""

    status: int
    error: str
    number: int
    text: str


class Tokens:
    """Gives out tokens for one service each, and knows which are still good."""

    def __init__(self, options: Options, seed: int, ticks: Callable[[], float] = monotonic) -> None:
        self.options = options
        self._random = random.Random(seed)  # noqa: S311 - made-up tokens
        self._ticks = ticks
        self._good: dict[str, tuple[str, float]] = {}
        self._lock = Lock()

    def answer(self, tenant: str, form: Mapping[str, str], authorization: str, own_url: str) -> Reply:
        """What the endpoint says to a posted form."""
        try:
            return self._grant(tenant, {**form, **_basic(authorization)}, own_url)
        except TokenError as error:
            return _refusal(error)

    def service_of(self, authorization: str) -> str | None:
        """The service a Bearer header opens, or None."""
        kind, _, token = authorization.partition(" ")
        service, until = self._good.get(token.strip(), ("", 0.0))
        return service if kind.lower() == "bearer" and until > self._ticks() else None

    def expire(self) -> None:
        """All tokens given out so far are worth nothing from now on."""
        with self._lock:
            self._good.clear()

    def _grant(self, tenant: str, form: Mapping[str, str], own_url: str) -> Reply:
        _check_request(tenant, form)
        self._check_proof(form, f"{own_url}/{tenant}/oauth2/v2.0/token")
        service = _service(form.get("scope", ""), own_url)
        with self._lock:
            lifetime = self.options.token_lifetime
            seconds = self._random.randint(3_600, 5_400) if lifetime is None else lifetime
            token = "sandbox." + base64.urlsafe_b64encode(self._random.randbytes(48)).decode()
            self._good[token] = (service, self._ticks() + seconds - self.options.token_skew)
        told = max(seconds - 1, 0)
        return Reply(200, {"token_type": "Bearer", "expires_in": told, "ext_expires_in": told, "access_token": token})

    def _check_proof(self, form: Mapping[str, str], endpoint: str) -> None:
        """Certificate or secret, whichever was sent."""
        if assertion := form.get("client_assertion"):
            if form.get("client_assertion_type") != ASSERTION_TYPE:
                raise TokenError(400, "invalid_request", 900144, "The 'client_assertion_type' is not supported.")
            try:
                check_assertion(assertion, self.options.certificate, CLIENT_ID, endpoint)
            except BadAssertion as error:
                raise TokenError(401, "invalid_client", error.number, str(error)) from None
        elif not form.get("client_secret"):
            raise TokenError(401, "invalid_client", 7000216, "'client_assertion' or 'client_secret' is required.")
        elif form["client_secret"] != CLIENT_SECRET:
            message = f"Invalid client secret provided for app '{CLIENT_ID}'."
            raise TokenError(401, "invalid_client", 7000215, message)
        elif self.options.secret_expired:
            message = f"The provided client secret keys for app '{CLIENT_ID}' are expired."
            raise TokenError(401, "invalid_client", 7000222, message)


def discovery(own_url: str, tenant: str) -> Reply:
    """The OpenID configuration some libraries read first."""
    return Reply(
        200,
        {
            "token_endpoint": f"{own_url}/{tenant}/oauth2/v2.0/token",
            "authorization_endpoint": f"{own_url}/{tenant}/oauth2/v2.0/authorize",
            "issuer": f"{own_url}/{tenant}/v2.0",
        },
    )


def _basic(authorization: str) -> dict[str, str]:
    kind, _, encoded = authorization.partition(" ")
    if kind.lower() != "basic":
        return {}
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"client_id": unquote(name), "client_secret": unquote(secret)}


def _check_request(tenant: str, form: Mapping[str, str]) -> None:
    if tenant.lower() not in (TENANT, TENANT_DOMAIN):
        raise TokenError(400, "invalid_request", 90002, f"Tenant '{tenant}' not found.")
    for name in ("grant_type", "client_id", "scope"):
        if not form.get(name):
            raise TokenError(400, "invalid_request", 900144, f"The request body must contain '{name}'.")
    if form["grant_type"] != GRANT:
        raise TokenError(400, "unsupported_grant_type", 70003, f"The grant type '{form['grant_type']}' is unknown.")
    if form["client_id"].lower() != CLIENT_ID:
        message = f"Application with identifier '{form['client_id']}' was not found in the directory."
        raise TokenError(400, "unauthorized_client", 700016, message)


def _service(scope: str, own_url: str) -> str:
    """The one service a scope is for."""
    services = {_resource(part, own_url) for part in scope.split()}
    if len(services) > 1:
        raise TokenError(400, "invalid_scope", 70011, "The scopes belong to more than one resource.")
    return services.pop()


def _resource(scope: str, own_url: str) -> str:
    if not scope.endswith("/.default"):
        raise TokenError(400, "invalid_scope", 70011, f"The provided value for scope {scope} is not valid.")
    resource = scope.removesuffix("/.default").rstrip("/")
    if resource.lower() == BUSINESS_CENTRAL_RESOURCE:
        return BUSINESS_CENTRAL
    if _loopback(resource) == _loopback(own_url):
        return DATAVERSE
    raise TokenError(400, "invalid_resource", 500011, f"The resource principal named {resource} was not found.")


def _loopback(url: str) -> str:
    """One spelling for the two names of this machine."""
    return url.lower().replace("//localhost:", "//127.0.0.1:")


def _refusal(error: TokenError) -> Reply:
    trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
    stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    description = (
        f"AADSTS{error.number}: {error.text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}"
    )
    value = {
        "error": error.error,
        "error_description": description,
        "error_codes": [error.number],
        "timestamp": stamp,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"https://login.microsoftonline.com/error?code={error.number}",
    }
    return Reply(error.status, value)
