"""What may be typed into Connection Setup: addresses, tenants, GUIDs and certificates, in the form that is kept."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from syncadmin.connections.clients.addresses import require_safe
from syncadmin.connections.clients.certificates import BadCertificate, Flaw, read_certificate
from syncadmin.connections.clients.errors import AddressRefused
from syncadmin.engine.values import Side
from syncadmin.ui.sentences import remedy, title

_ODD = re.compile(r"[\\\s\x00-\x1f\x7f<>\"'`{}|^]")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_ENVIRONMENT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]*[A-Za-z0-9])?")
_API_ROOT = re.compile(r"/api/v\d+\.\d+/*$")
_LONGEST_PEM = 30_000
_FLAWS = {
    Flaw.NO_CERTIFICATE: gettext_lazy("No certificate is in it: it needs a part “BEGIN CERTIFICATE”."),
    Flaw.NO_KEY: gettext_lazy("No private key is in it: it needs a part “BEGIN PRIVATE KEY”."),
    Flaw.KEY_LOCKED: gettext_lazy("The private key is protected by a password: store it without one."),
    Flaw.KEY_UNFIT: gettext_lazy("The private key cannot be used: it must be an RSA key of 2048 bits or more."),
    Flaw.NOT_A_PAIR: gettext_lazy("The private key does not belong to the certificate."),
}


def clean_address(side: Side, text: str) -> str:
    """An address without trailing slash: https, or http on this computer only; nothing secret and no query in it."""
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    if _ODD.search(address):
        raise ValidationError(_("This is not an address."))
    try:
        require_safe(side, address)
    except AddressRefused as error:
        raise ValidationError(f"{title(error.problem)} {remedy(error.problem)}") from None
    parts = urlsplit(address)
    if parts.query or parts.fragment or "?" in address or "#" in address:
        raise ValidationError(_("The address must not have a query: leave out everything from “?” or “#” on."))
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl().rstrip("/")


def clean_tenant(text: str) -> str:
    """A tenant: its GUID, its domain or a plain name."""
    if text and not _NAME.fullmatch(text) or ".." in text:
        raise ValidationError(_("A tenant is a GUID or a domain, such as contoso.onmicrosoft.com."))
    return text.lower()


def clean_environment(text: str) -> str:
    """The name of an environment of Business Central."""
    if text and not _ENVIRONMENT.fullmatch(text) or ".." in text:
        raise ValidationError(_("The name of an environment has only letters, digits and hyphens."))
    return text


def clean_guid(text: str) -> UUID | None:
    """A GUID, with or without braces."""
    if not text:
        return None
    try:
        return UUID(text.strip("{}"))
    except ValueError:
        raise ValidationError(_("This is not a GUID, such as 6f1c1b1e-0d5b-4c58-9f1f-2f6a3e0c9a11.")) from None


def require_api_root(address: str) -> str:
    """The address of an API on a server of one's own: without its path it would lead to nothing."""
    if address and not _API_ROOT.search(urlsplit(address).path):
        example = "https://erp.example.com:7048/BC/api/v2.0"
        raise ValidationError(_("The address of the API ends with /api/v2.0, such as %(one)s.") % {"one": example})
    return address


def clean_ascii(text: str) -> str:
    """User or password of basic authentication, of which Business Central understands ASCII only."""
    if not text.isascii():
        raise ValidationError(_("Only letters without accents, digits and the usual signs work here."))
    return text


def clean_certificate(given: Any) -> str:
    """The PEM text of a certificate with its private key, pasted or in an uploaded file."""
    try:
        pem = given if isinstance(given, str) else given.read(_LONGEST_PEM).decode("ascii")
        read_certificate(pem)
    except BadCertificate as error:
        raise ValidationError(str(_FLAWS[error.flaw])) from None
    except UnicodeDecodeError:
        raise ValidationError(_("This is no PEM file, which is a text that begins with “-----BEGIN”.")) from None
    return pem


def clean_owner(text: str) -> tuple[UUID, str] | None:
    """An owner of Dataverse: its GUID, and its name where it was picked from the list."""
    key, _blank, name = text.strip().partition(" ")
    found = clean_guid(key)
    return (found, name.strip()[:200]) if found else None
