"""A connection: one company of Business Central and one Dataverse environment.

Secrets are stored encrypted (``secrets``) and never shown again. How the systems are reached is in ``remote``; what
changes a connection is in ``services``.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from syncadmin.connections.secrets import EncryptedField
from syncadmin.engine.values import Side


class SideChoice(models.TextChoices):
    """A side, as the database stores it."""

    BC = Side.BC.value, _("Business Central")
    DATAVERSE = Side.DATAVERSE.value, _("Dataverse")


class Connection(models.Model):
    """Both systems with their addresses and credentials. ``authority`` is where tokens come from.

    ``revision`` counts the times the settings were saved, so that two people cannot overwrite each other unseen.
    """

    name = models.CharField(_("Name"), max_length=100, unique=True)
    enabled = models.BooleanField(_("Enabled"), default=False)
    disable_reason = models.CharField(_("Disable Reason"), max_length=500, blank=True)
    authority = models.URLField(_("Sign-in address"), default="https://login.microsoftonline.com")

    bc_address = models.URLField(_("Address"), default="https://api.businesscentral.dynamics.com")
    bc_tenant = models.CharField(_("Tenant"), max_length=100, blank=True)
    bc_environment = models.CharField(_("Environment"), max_length=100, default="Production", blank=True)
    bc_company_id = models.UUIDField(_("Company"), null=True, blank=True)
    bc_company_name = models.CharField(_("Company name"), max_length=100, blank=True)
    bc_client_id = models.CharField(_("Client ID"), max_length=100, blank=True)
    bc_client_secret = EncryptedField(_("Client secret"), blank=True)

    dataverse_address = models.URLField(_("Address"), blank=True)
    dataverse_tenant = models.CharField(_("Tenant"), max_length=100, blank=True)
    dataverse_organisation_id = models.UUIDField(_("Organisation"), null=True, blank=True)
    dataverse_organisation_name = models.CharField(_("Organisation name"), max_length=200, blank=True)
    dataverse_client_id = models.CharField(_("Client ID"), max_length=100, blank=True)
    dataverse_client_secret = EncryptedField(_("Client secret"), blank=True)

    checked_at = models.DateTimeField(_("Last test"), null=True, blank=True)
    checks = models.JSONField(_("Result of the last test"), default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        permissions = [("test_connection", _("Can test a connection"))]

    def __str__(self) -> str:
        return self.name
