"""Certificates made up for tests, each with its private key in one PEM text."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID


@cache
def key(number=0, bits=2048):
    """A private key; another number gives another one."""
    return rsa.generate_private_key(65537, bits)


def curve_key():
    """A key of a kind that cannot be used."""
    return ec.generate_private_key(ec.SECP256R1())


def certificate_of(one, days=400):
    """A certificate for a key, good for that many days more."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "syncadmin of the tests")])
    end = datetime.now(UTC) + timedelta(days=days)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(one.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(end - timedelta(days=1000))
    return made.not_valid_after(end).sign(one, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def key_text(one, password=None):
    """The private key as PEM."""
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return one.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock).decode()


def pair(number=0, days=400):
    """A certificate and its private key; the same one for the same number and days."""
    return _pair(number, days)


@cache
def _pair(number, days):
    return certificate_of(key(number), days) + key_text(key(number))
