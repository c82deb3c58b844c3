"""Who the sandbox says it is: tenant, environment and the made-up credentials of its one client application."""

from __future__ import annotations

from typing import Final

from .demo_data.base import COMPANY_ID, INTEGRATION_APPLICATION_ID, INTEGRATION_USER_ID

TENANT: Final = "00000000-dead-4bee-8000-00000005a9d0"
TENANT_DOMAIN: Final = "sandbox.example"
ENVIRONMENT: Final = "Sandbox"
CLIENT_ID: Final = INTEGRATION_APPLICATION_ID
CLIENT_SECRET: Final = "made-up-demo-secret"  # noqa: S105 - not a secret, as it says
BUSINESS_CENTRAL_RESOURCE: Final = "https://api.businesscentral.dynamics.com"
EDITOR_ID: Final = INTEGRATION_USER_ID

__all__ = [
    "BUSINESS_CENTRAL_RESOURCE",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "COMPANY_ID",
    "EDITOR_ID",
    "ENVIRONMENT",
    "TENANT",
    "TENANT_DOMAIN",
]
