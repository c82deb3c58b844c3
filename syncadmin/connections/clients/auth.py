"""Who we are: authentications that give an ``Authorization`` header, and tokens shared by all sessions of a process.

Tokens are asked for with Authlib, by secret or by a certificate (RFC 7523), renewed before they expire under a lock,
and never written anywhere. What the header is used for is the business of ``http``.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import requests
from authlib.integrations.requests_client import OAuth2Session, OAuthError
from authlib.oauth2.rfc7523 import PrivateKeyJWT

from syncadmin.connections.clients import errors
from syncadmin.connections.clients.addresses import require_safe
from syncadmin.connections.clients.answers import clean, error_of
from syncadmin.connections.clients.certificates import Certificate
from syncadmin.connections.clients.errors import BadAnswer, RemoteError, SignInRefused, Unreachable
from syncadmin.engine.values import Side

ENTRA = "https://login.microsoftonline.com"
BUSINESS_CENTRAL_SCOPE = "https://api.businesscentral.dynamics.com/.default"
_MARGIN = 300.0
_TIMEOUT = (10.0, 30.0)
_NUMBER = re.compile(r"AADSTS(\d+)")
# What the numbers of Microsoft Entra mean; other refusals are told in its own words.
_REFUSALS: dict[str, type[SignInRefused]] = {
    "7000215": errors.SecretWrong,
    "7000222": errors.SecretExpired,
    "700016": errors.ClientUnknown,
    "90002": errors.TenantUnknown,
    "900023": errors.TenantUnknown,
    "700027": errors.CertificateUnknown,
}
_MEANINGS = {
    "7000215": "the client secret is wrong",
    "7000222": "the client secret has expired",
    "700016": "the tenant does not know this client id",
    "90002": "the tenant does not exist",
    "900023": "the tenant is neither an id nor a domain",
    "70011": "the scope is not valid; the address of the environment may be wrong",
    "500011": "the tenant does not know this environment; its address may be wrong",
    "700027": "the application does not know this certificate",
    "700024": "the assertion is out of date; the clock of this computer may be wrong",
}


class Authentication(Protocol):
    """Dresses requests."""

    def authorisation(self) -> str:
        """The value of the ``Authorization`` header, valid now."""

    def discard(self, refused: str) -> bool:
        """Note that the service refused this header; whether another one may be had."""

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every text by which somebody else could pass for us."""


@dataclass(frozen=True)
class Basic:
    """User and password (or web service access key) of Business Central on-premises."""

    user: str
    password: str = field(repr=False)

    def authorisation(self) -> str:
        """The credentials, encoded."""
        return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")

    def discard(self, refused: str) -> bool:
        """Nothing else can be tried."""
        return False

    @property
    def secrets(self) -> tuple[str, ...]:
        """The password, plain and encoded."""
        return (self.password, self.authorisation().removeprefix("Basic "))


@dataclass(frozen=True)
class _Token:
    header: str
    renew_at: float


class Tokens:
    """The tokens of this process by fingerprint of their credentials."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._tokens: dict[str, _Token] = {}

    def get(self, fingerprint: str, now: float, ask: Callable[[], _Token]) -> str:
        """The header for these credentials; only one thread at a time asks for a new token."""
        with self._guard:
            lock = self._locks.setdefault(fingerprint, threading.Lock())
        with lock:
            token = self._tokens.get(fingerprint)
            if token is None or now >= token.renew_at:
                token = self._tokens[fingerprint] = ask()
            return token.header

    def forget(self, fingerprint: str, header: str) -> None:
        """Drop a token that was refused, unless it was renewed meanwhile."""
        with self._guard:
            token = self._tokens.get(fingerprint)
            if token is not None and token.header == header:
                del self._tokens[fingerprint]

    def known(self, fingerprint: str) -> str:
        """The token for these credentials, if there is one."""
        with self._guard:
            token = self._tokens.get(fingerprint)
        return token.header.removeprefix("Bearer ") if token else ""

    def clear(self) -> None:
        """Drop all tokens."""
        with self._guard:
            self._tokens.clear()


TOKENS = Tokens()


@dataclass(frozen=True)
class ClientCredentials:
    """OAuth client credentials for one service of one tenant; a certificate takes the place of the secret."""

    side: Side
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str = BUSINESS_CENTRAL_SCOPE
    certificate: Certificate | None = field(default=None, repr=False)
    verify: bool | str = field(default=True, repr=False)
    clock: Callable[[], float] = field(default=time.time, repr=False, compare=False)
    tokens: Tokens = field(default=TOKENS, repr=False, compare=False)

    def authorisation(self) -> str:
        """The bearer token, asked for only when there is none or it is about to expire."""
        return self.tokens.get(self._fingerprint(), self.clock(), self._ask)

    def discard(self, refused: str) -> bool:
        """Forget the token; the next request asks for a new one."""
        self.tokens.forget(self._fingerprint(), refused)
        return True

    @property
    def secrets(self) -> tuple[str, ...]:
        """The client secret, the private key and the token."""
        proof = self.certificate.key if self.certificate else ""
        return tuple(filter(None, (self.client_secret, proof, self.tokens.known(self._fingerprint()))))

    def _fingerprint(self) -> str:
        proof = self.certificate.key if self.certificate else self.client_secret
        parts = (self.token_url, self.client_id, proof, self.scope)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _ask(self) -> _Token:
        require_safe(self.side, self.token_url)
        try:
            token = self._fetch()
            lifetime = float(token.get("expires_in") or 3600)
            header = f"Bearer {token['access_token']}"
        except RemoteError as error:
            error.undone = True  # of the request this token was for, nothing was sent
            raise
        return _Token(header, self.clock() + lifetime - min(_MARGIN, lifetime / 2))

    def _fetch(self) -> dict[str, Any]:
        session = self._session()
        named = {"client_id": self.client_id} if self.certificate else {}  # with a secret the library adds it
        session.trust_env = False
        session.register_compliance_hook("access_token_response", self._inspect)
        try:
            token: dict[str, Any] = session.fetch_token(
                self.token_url,
                grant_type="client_credentials",
                **named,
                timeout=_TIMEOUT,
                verify=self.verify,
                allow_redirects=False,
            )
        except OAuthError as error:
            raise self._refused(str(error.description or error.error or "")) from None
        except requests.RequestException as error:
            raise Unreachable(self.side, f"the token endpoint: {type(error).__name__}", request="token") from None
        except (ValueError, KeyError):
            raise BadAnswer(self.side, "the token endpoint sent no token", request="token") from None
        finally:
            session.close()
        if not token.get("access_token"):
            raise BadAnswer(self.side, "the token endpoint sent no token", request="token")
        return token

    def _session(self) -> OAuth2Session:
        if self.certificate is None:
            how = "client_secret_post"
            return OAuth2Session(self.client_id, self.client_secret, scope=self.scope, token_endpoint_auth_method=how)
        how = PrivateKeyJWT.name
        session = OAuth2Session(self.client_id, self.certificate.key, scope=self.scope, token_endpoint_auth_method=how)
        session.register_client_auth_method(PrivateKeyJWT(self.token_url, headers=dict(self.certificate.headers)))
        return session

    def _inspect(self, response: requests.Response) -> requests.Response:
        """Raise what the library would not tell apart: throttling, the service's own trouble, foreign pages."""
        status = response.status_code
        if status == 429 or status >= 500:
            raise error_of(self.side, status, response.headers, response.content, "token", self.clock())
        try:
            content = response.json()
        except ValueError:
            raise BadAnswer(self.side, "the token endpoint sent no JSON", status=status, request="token") from None
        if status >= 300 and "error" not in content:
            raise self._refused(f"status {status}")
        return response

    def _refused(self, description: str) -> SignInRefused:
        found = _NUMBER.search(description)
        number = found.group(1) if found else ""
        meaning = _MEANINGS.get(number)
        said = clean(description.splitlines()[0])[0] if description else ""
        said = said.replace(self.client_secret, "…") if self.client_secret else said
        message = f"{meaning} (AADSTS{number})" if meaning else said
        kind = _REFUSALS.get(number, SignInRefused)
        code = f"AADSTS{number}" if number else ""
        facts = {"number": code, "tenant": self.token_url.partition("/oauth2/")[0].rpartition("/")[2]}
        return kind(self.side, message, code=code, request="token", facts=facts)


def client_credentials(
    side: Side,
    *,
    tenant: str,
    client_id: str,
    scope: str,
    client_secret: str = "",
    certificate: Certificate | None = None,
    authority: str = ENTRA,
) -> ClientCredentials:
    """Client credentials at the usual token endpoint of an authority."""
    url = f"{authority.rstrip('/')}/{tenant}/oauth2/v2.0/token"
    return ClientCredentials(side, url, client_id, client_secret, scope, certificate)


def dataverse_scope(address: str) -> str:
    """The scope under which a Dataverse environment is asked for."""
    return f"{address.rstrip('/')}/.default"
