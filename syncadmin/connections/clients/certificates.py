"""A certificate with its private key, as an application signs in with it: read from PEM, checked, and described.

What is signed with it is in ``auth``; where it is stored is not known here.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

SHORTEST_KEY = 2048


class Flaw(StrEnum):
    """Why a text is no certificate that can be used."""

    NO_CERTIFICATE = "no_certificate"
    NO_KEY = "no_key"
    KEY_LOCKED = "key_locked"
    KEY_UNFIT = "key_unfit"
    NOT_A_PAIR = "not_a_pair"


class BadCertificate(ValueError):
    """The text is no certificate with its private key; ``flaw`` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


@dataclass(frozen=True)
class Certificate:
    """``thumbprint`` is the SHA-1 in capitals, under which Microsoft Entra lists a certificate."""

    subject: str
    thumbprint: str
    expires: datetime
    headers: dict[str, str] = field(repr=False, compare=False)
    key: str = field(repr=False)


def read_certificate(pem: str) -> Certificate:
    """The certificate and private key in a PEM text, in whatever order; raises BadCertificate."""
    found = _certificate(pem)
    key = _private_key(pem)
    if found.public_key() != key.public_key():
        raise BadCertificate(Flaw.NOT_A_PAIR)
    digests = {"x5t": found.fingerprint(hashes.SHA1()), "x5t#S256": found.fingerprint(hashes.SHA256())}  # noqa: S303
    return Certificate(
        subject=found.subject.rfc4514_string(),
        thumbprint=digests["x5t"].hex().upper(),
        expires=found.not_valid_after_utc,
        headers={name: urlsafe_b64encode(digest).decode().rstrip("=") for name, digest in digests.items()},
        key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    )


def _certificate(pem: str) -> x509.Certificate:
    """The first certificate: those that follow are of its issuers."""
    try:
        return x509.load_pem_x509_certificates(pem.encode())[0]
    except (ValueError, IndexError):
        raise BadCertificate(Flaw.NO_CERTIFICATE) from None


def _private_key(pem: str) -> RSAPrivateKey:
    start, end = pem.find("-----BEGIN"), -1
    while start >= 0:
        end = pem.find("-----BEGIN", start + 1)
        block = pem[start:] if end < 0 else pem[start:end]
        if "PRIVATE KEY-----" in block.partition("\n")[0]:
            return _loaded(block)
        start = end
    raise BadCertificate(Flaw.NO_KEY)


def _loaded(block: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(block.encode(), password=None)
    except TypeError:
        raise BadCertificate(Flaw.KEY_LOCKED) from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadCertificate(Flaw.KEY_UNFIT) from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < SHORTEST_KEY:
        raise BadCertificate(Flaw.KEY_UNFIT)
    return key
