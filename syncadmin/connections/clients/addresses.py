"""Which addresses may be used: https anywhere, plain http on this computer only, links on the same host only."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urljoin, urlsplit

from syncadmin.connections.clients.errors import AddressRefused
from syncadmin.engine.values import Side

_ODD = re.compile(r"[\\\x00-\x20\x7f]")  # signs that two parsers may understand differently


def require_safe(side: Side, url: str) -> None:
    """Raise unless the address is https, or http to a loopback address."""
    if found := fault_of(url):
        raise _refused(side, *found)


def fault_of(url: str) -> tuple[str, str] | None:
    """What may be shown of an address that is not safe, and why it is not."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "", "it is not an address"
    if not host or parts.scheme not in ("http", "https"):
        return url, "it is not a web address"
    if parts.username is not None or parts.password is not None:
        return host, "it holds a user name or password"
    return (host, "it is not encrypted") if parts.scheme == "http" and not _is_loopback(host) else None


def same_host(side: Side, root: str, link: str) -> str:
    """The link, unchanged if absolute; raises if it leads to another host than the root does."""
    absolute = link if "://" in link.split("?", 1)[0] else urljoin(root + "/", link)
    if _origin(absolute) != _origin(root) or _ODD.search(absolute):
        host = urlsplit(absolute).netloc.rpartition("@")[2]
        raise _refused(side, host, "the service pointed to another host")
    return absolute


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    defaults = {"http": 80, "https": 443}
    return parts.scheme.lower(), parts.hostname or "", port or defaults.get(parts.scheme.lower())


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(side: Side, address: str, message: str) -> AddressRefused:
    return AddressRefused(side, message, facts={"address": address})
