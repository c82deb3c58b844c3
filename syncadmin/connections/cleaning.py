"""What may be typed into Connection Setup: addresses, tenants and GUIDs in the form in which they are kept."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from syncadmin.connections.clients.addresses import require_safe
from syncadmin.connections.clients.errors import AddressRefused
from syncadmin.engine.values import Side
from syncadmin.ui.sentences import remedy, title

_ODD = re.compile(r"[\\\s\x00-\x1f\x7f<>\"'`{}|^]")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_ENVIRONMENT = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]*[A-Za-z0-9])?")


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
