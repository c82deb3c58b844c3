"""A connection: one company of Business Central and one Dataverse environment.

Secrets are stored encrypted (``secrets``) and never shown again. How the systems are reached is in ``remote``; what
changes a connection is in ``services``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from syncadmin.connections.clients.certificates import BadCertificate, Certificate, read_certificate
from syncadmin.connections.secrets import EncryptedField
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side


class SideChoice(models.TextChoices):
    """A side, as the database stores it."""

    BC = Side.BC.value, _("Business Central")
    DATAVERSE = Side.DATAVERSE.value, _("Dataverse")


class BusinessCentralKind(models.TextChoices):
    """Where Business Central runs."""

    ONLINE = "online", _("Business Central online")
    ON_PREMISES = "on_premises", _("Business Central on-premises")


class SignIn(models.TextChoices):
    """How the application proves to Microsoft Entra who it is."""

    SECRET = "secret", _("Client secret")  # noqa: S105 (the name of a choice)
    CERTIFICATE = "certificate", _("Certificate")


class Ownership(models.TextChoices):
    """*Ownership Model*: who owns the rows that are created in Dataverse."""

    TEAM = "team", _("Team")
    PERSON = "person", _("Person")


class Pricing(models.TextChoices):
    """*Price Calculation*: which prices of Business Central become price lists."""

    EXTENDED = "extended", _("Price lists")
    OLDER = "older", _("Customer price groups and sales prices (older)")


class Orders(models.TextChoices):
    """*Sales Order Integration*: what happens to sales orders."""

    OFF = "off", _("Off")
    LEGACY = "legacy", _("From Business Central to Dataverse (legacy)")
    BIDIRECTIONAL = "bidirectional", _("Bidirectional")


# The settings that decide which default mappings a connection has.
DECIDE_MAPPINGS = ("ownership", "unit_groups", "pricing", "orders")


def in_a_day() -> datetime:
    """When a connection is tested by itself next."""
    return timezone.now() + timedelta(days=1)


class Connection(models.Model):
    """Both systems with their addresses and credentials. ``authority`` is where tokens come from.

    ``revision`` counts the times the settings were saved, so that two people cannot overwrite each other unseen.
    ``unit_groups``, ``pricing`` and ``orders`` decide, with ``ownership``, which default mappings there are. ``facts``
    is what the last test found of both systems that mappings build on: ``local_currency`` (the ISO code in BC),
    ``local_currency_id`` (the key of that currency in Dataverse), ``base_currency`` (the ISO code in Dataverse),
    ``currency_precision`` (decimal places of currencies there), ``company_row`` (the key of the own company in
    Dataverse) and ``extension`` (its version). What is not known is left out, blank or null.
    ``recognised_at`` is when company and organisation were last seen to be the ones the connection was set up for.
    """

    name = models.CharField(_("Name"), max_length=100, unique=True)
    enabled = models.BooleanField(_("Enabled"), default=False)
    disable_reason = models.CharField(_("Disable Reason"), max_length=500, blank=True)
    disabled_at = models.DateTimeField(_("Disabled at"), null=True, blank=True)
    disabled_by = models.CharField(_("Disabled by"), max_length=150, blank=True)
    authority = models.URLField(_("Sign-in address"), default="https://login.microsoftonline.com")

    bc_kind = models.CharField(
        _("Kind"), max_length=20, choices=BusinessCentralKind, default=BusinessCentralKind.ONLINE
    )
    bc_address = models.URLField(_("Address"), default="https://api.businesscentral.dynamics.com")
    bc_tenant = models.CharField(_("Tenant"), max_length=100, blank=True)
    bc_environment = models.CharField(_("Environment"), max_length=100, default="Production", blank=True)
    bc_company_id = models.UUIDField(_("Company"), null=True, blank=True)
    bc_company_name = models.CharField(_("Company name"), max_length=100, blank=True)
    bc_found_company_id = models.UUIDField(_("Company that was found"), null=True, blank=True)
    bc_sign_in = models.CharField(_("Sign in with"), max_length=20, choices=SignIn, default=SignIn.SECRET)
    bc_client_id = models.CharField(_("Client ID"), max_length=100, blank=True)
    bc_client_secret = EncryptedField(_("Client secret"), blank=True)
    bc_secret_expires = models.DateField(_("Secret expires on"), null=True, blank=True)
    bc_certificate = EncryptedField(_("Certificate"), blank=True)
    bc_user = models.CharField(_("User"), max_length=100, blank=True)
    bc_password = EncryptedField(_("Password"), blank=True)

    dataverse_address = models.URLField(_("Address"), blank=True)
    dataverse_tenant = models.CharField(_("Tenant"), max_length=100, blank=True)
    dataverse_organisation_id = models.UUIDField(_("Organisation"), null=True, blank=True)
    dataverse_organisation_name = models.CharField(_("Organisation name"), max_length=200, blank=True)
    dataverse_sign_in = models.CharField(_("Sign in with"), max_length=20, choices=SignIn, default=SignIn.SECRET)
    dataverse_client_id = models.CharField(_("Client ID"), max_length=100, blank=True)
    dataverse_client_secret = EncryptedField(_("Client secret"), blank=True)
    dataverse_secret_expires = models.DateField(_("Secret expires on"), null=True, blank=True)
    dataverse_certificate = EncryptedField(_("Certificate"), blank=True)

    ownership = models.CharField(_("Ownership Model"), max_length=10, choices=Ownership, default=Ownership.TEAM)
    owning_team_id = models.UUIDField(_("Default owning team"), null=True, blank=True)
    owning_team_name = models.CharField(_("Name of the team"), max_length=200, blank=True)
    default_user_id = models.UUIDField(_("Default user"), null=True, blank=True)
    default_user_name = models.CharField(_("Name of the user"), max_length=200, blank=True)

    unit_groups = models.BooleanField(_("Unit Group Mapping Enabled"), default=True)
    pricing = models.CharField(_("Price Calculation"), max_length=10, choices=Pricing, default=Pricing.EXTENDED)
    orders = models.CharField(_("Sales Order Integration"), max_length=20, choices=Orders, default=Orders.OFF)

    facts = models.JSONField(default=dict, blank=True)
    checked_at = models.DateTimeField(_("Last test"), null=True, blank=True)
    checks = models.JSONField(_("Result of the last test"), default=list, blank=True)
    check_due_at = models.DateTimeField(_("Next test"), default=in_a_day)
    recognised_at = models.DateTimeField(_("Recognised"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        permissions = [("test_connection", _("Can test a connection"))]

    def __str__(self) -> str:
        return self.name

    @property
    def own_company(self) -> dict[str, str]:
        """What the key of the own company in Dataverse is called; empty if it has no row there."""
        key = self.facts.get("company_row")
        return {str(key): self.bc_company_name} if key and self.bc_company_name else {}

    @property
    def on_premises(self) -> bool:
        """Whether Business Central runs on a server of one's own."""
        return self.bc_kind == BusinessCentralKind.ON_PREMISES

    @property
    def hold(self) -> Problem | None:
        """Why nothing may run over the connection now: what starts jobs, by hand or by schedule, asks here."""
        if self.enabled:
            return None
        reason = self.disable_reason or _("it has not been enabled yet.")
        return Problem("connection_disabled", {"connection": self.name, "message": str(reason)})

    @property
    def default_owner(self) -> tuple[str, UUID] | None:
        """The Dataverse table and key of who owns new rows, where the connection says it."""
        if self.ownership == Ownership.TEAM:
            return ("team", self.owning_team_id) if self.owning_team_id else None
        return ("systemuser", self.default_user_id) if self.default_user_id else None

    def certificate(self, side: Side) -> Certificate | None:
        """The certificate with which a side is signed in to, if that is how."""
        uses = self.bc_sign_in if side is Side.BC else self.dataverse_sign_in
        if uses != SignIn.CERTIFICATE or (side is Side.BC and self.on_premises):
            return None
        return self.stored_certificate(side)

    def stored_certificate(self, side: Side) -> Certificate | None:
        """The certificate that is stored for a side, used or not."""
        pem = self.bc_certificate if side is Side.BC else self.dataverse_certificate
        try:
            return read_certificate(pem) if pem else None
        except BadCertificate:
            return None
