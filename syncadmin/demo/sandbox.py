"""How to reach the sandbox: the line it prints about itself, and the connection that follows from it. Pure.

The sandbox is a process of its own; nothing of it is imported here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Protocol
from urllib.parse import urlsplit

from syncadmin.demo.errors import DemoError


class Addresses(Protocol):
    """What a sandbox says about itself."""

    @property
    def business_central_url(self) -> str: ...
    @property
    def dataverse_url(self) -> str: ...
    @property
    def token_url(self) -> str: ...
    @property
    def client_id(self) -> str: ...
    @property
    def client_secret(self) -> str: ...
    @property
    def company_id(self) -> str: ...


@dataclass(frozen=True)
class SandboxFacts:
    """The line a sandbox prints when it is up."""

    business_central_url: str
    dataverse_url: str
    token_url: str
    client_id: str
    client_secret: str
    company_id: str


def parse_facts(log: str) -> SandboxFacts:
    """The sandbox's line out of its log."""
    names = [one.name for one in fields(SandboxFacts)]
    for line in reversed(log.splitlines()):
        if line.startswith("{"):
            found = json.loads(line)
            return SandboxFacts(**{name: str(found[name]) for name in names})
    raise DemoError("The sandbox did not say how to reach it.")


def connection_values(facts: Addresses) -> dict[str, object]:
    """The fields of an enabled connection that leads to a sandbox."""
    authority, tenant = _sign_in(facts.token_url)
    address, environment = _business_central(facts.business_central_url, tenant)
    return {
        "enabled": True,
        "authority": authority,
        "bc_address": address,
        "bc_tenant": tenant,
        "bc_environment": environment,
        "bc_company_id": facts.company_id,
        "bc_client_id": facts.client_id,
        "bc_client_secret": facts.client_secret,
        "dataverse_address": facts.dataverse_url.rstrip("/"),
        "dataverse_tenant": tenant,
        "dataverse_client_id": facts.client_id,
        "dataverse_client_secret": facts.client_secret,
    }


def _sign_in(token_url: str) -> tuple[str, str]:
    """Authority and tenant of ``<authority>/<tenant>/oauth2/v2.0/token``."""
    authority, _, tenant = token_url.partition("/oauth2/")[0].rpartition("/")
    return authority, tenant


def _business_central(url: str, tenant: str) -> tuple[str, str]:
    """Address and environment of ``<address>/v2.0/<tenant>/<environment>...``, or a bare address."""
    address, found, rest = url.rstrip("/").partition(f"/v2.0/{tenant}/")
    return address, rest.partition("/")[0] if found else "Production"


def is_on_this_machine(address: str) -> bool:
    """Whether an address is one of this machine's own, as the sandbox's always is."""
    return urlsplit(address).hostname in {"127.0.0.1", "localhost", "::1"}
