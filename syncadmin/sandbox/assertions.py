"""Signing in with a certificate: whether a client assertion (RFC 7523) is signed by the certificate that is registered.

The token endpoint itself is in ``tokens``.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Mapping

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LEEWAY = 300
LONGEST = 86_400
_DIGESTS: Mapping[str, type[hashes.HashAlgorithm]] = {"x5t": hashes.SHA1, "x5t#S256": hashes.SHA256}


class BadAssertion(ValueError):
    """An assertion that proves nothing; ``number`` is how Microsoft Entra numbers the reason."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number = number


def check_assertion(assertion: str, registered: str, client_id: str, audience: str) -> None:
    """Raise unless the assertion is of this client, for this endpoint, in time, and signed by the certificate."""
    parts = assertion.split(".")
    if len(parts) != 3:
        raise BadAssertion(50027, "JWT token is invalid or malformed.")
    head, claims = _json(parts[0]), _json(parts[1])
    _check_signature(head, f"{parts[0]}.{parts[1]}".encode(), _bytes(parts[2]), registered)
    if not claims.get("iss") == claims.get("sub") == client_id:
        raise BadAssertion(700021, "Client assertion application identifier doesn't match 'client_id' parameter.")
    if _loopback(str(claims.get("aud"))) != _loopback(audience):
        raise BadAssertion(700023, "Client assertion audience claim does not match Realm issuer.")
    _check_times(claims)


def _check_signature(head: Mapping[str, object], signed: bytes, signature: bytes, registered: str) -> None:
    """The header names the certificate by its thumbprint, and the signature is made with its key."""
    known = _registered(registered)
    named = {name: head[name] for name in _DIGESTS if name in head}
    if known is None or not named or any(_thumbprint(known, name) != given for name, given in named.items()):
        message = "Client assertion contains an invalid signature. The key was not found."
        raise BadAssertion(700027, message)
    key = known.public_key()
    if head.get("alg") != "RS256" or not isinstance(key, RSAPublicKey):
        raise BadAssertion(5002730, "Invalid JWT token. Unsupported key for the signing algorithm.")
    try:
        key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise BadAssertion(700027, "Client assertion failed signature validation.") from None


def _registered(pem: str) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        return None


def _check_times(claims: Mapping[str, object]) -> None:
    now, expires, starts = time.time(), claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(expires, int | float) or not isinstance(starts, int | float):
        raise BadAssertion(50027, "JWT token is invalid or malformed.")
    if not now - LEEWAY < expires < now + LONGEST or starts > now + LEEWAY:
        raise BadAssertion(700024, "Client assertion is not within its valid time range.")


def _thumbprint(certificate: x509.Certificate, name: str) -> str:
    return base64.urlsafe_b64encode(certificate.fingerprint(_DIGESTS[name]())).decode().rstrip("=")


def _json(part: str) -> Mapping[str, object]:
    try:
        found = json.loads(_bytes(part))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise BadAssertion(50027, "JWT token is invalid or malformed.")
    return found


def _bytes(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        raise BadAssertion(50027, "JWT token is invalid or malformed.") from None


def _loopback(url: str) -> str:
    return url.lower().replace("//localhost:", "//127.0.0.1:")
