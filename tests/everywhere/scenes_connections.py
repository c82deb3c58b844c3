"""Scenes of Connection Setup: what Test Connection finds."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.connections import certificates
from tests.couplings.acting import card
from tests.everywhere.stage import NOBODY


def sign_in_refused(stage):
    stage.sandbox.misbehave("POST", "token", status=401, code="invalid_client", times=9)
    return stage.tested()


def secret_wrong(stage):
    stage.set(bc_client_secret="wrong")
    return stage.tested()


def secret_expired(stage):
    stage.sandbox.options.secret_expired = True
    return stage.tested()


def certificate_unknown(stage):
    stage.set(bc_sign_in="certificate", bc_certificate=certificates.pair())
    return stage.tested()


def tenant_unknown(stage):
    stage.set(bc_tenant="nobody.example")
    return stage.tested()


def client_unknown(stage):
    stage.set(bc_client_id=NOBODY)
    return stage.tested()


def password_wrong(stage):
    stage.sandbox.options.basic_user = "SYNC"
    stage.set(bc_kind="on_premises", bc_address=stage.sandbox.on_premises_url, bc_user="SYNC", bc_password="wrong")
    return stage.tested()


def not_an_application(stage):
    code = "Authentication_InvalidCredentials"
    stage.sandbox.misbehave("GET", "companies", status=401, code=code, times=9)
    return stage.tested()


def credential_expired(stage):
    stage.set(bc_secret_expires=timezone.localdate() - timedelta(days=1))
    return stage.tested()


def credential_expires(stage):
    stage.set(bc_secret_expires=timezone.localdate() + timedelta(days=5))
    return [*stage.tested(), "/"]


def right_missing(stage):
    stage.sandbox.options.set({"rights": {"account:create": "none"}})
    return stage.tested()


def rows_hidden(stage):
    stage.sandbox.options.set({"rights": {"account:read": "user"}})
    return stage.tested()


def currency_missing(stage):
    setup = stage.sandbox.rows("generalLedgerSetup")[0]
    stage.sandbox.change("generalLedgerSetup", setup["id"], localCurrencyCode="CHF")
    return stage.tested()


def clock_differs(stage):
    stage.sandbox.clock.skew("business_central", minutes=9)
    try:
        return stage.tested()
    finally:
        stage.sandbox.clock.skew("business_central")


def address_unknown(stage):
    stage.set(dataverse_address="https://nowhere.invalid")
    return stage.tested()


def address_refused(stage):
    stage.set(bc_address="http://api.example")
    return stage.tested()


def company_not_found(stage):
    stage.set(bc_company_id=NOBODY)
    return stage.tested()


def not_a_member(stage):
    stage.sandbox.options.not_a_member = True
    return stage.tested()


def table_unreadable(stage):
    stage.sandbox.misbehave("GET", "customers", status=403, code="Authorization_RequestDenied")
    return stage.tested()


def address_unknown_outside(stage):
    return [reverse("jobs:wake_ups", args=[stage.mapping.connection_id])]


def system_changed(stage):
    stage.set(dataverse_organisation_id=NOBODY)
    return stage.tested()


def setup_missing(stage):
    stage.set(bc_tenant="")
    return stage.tested()


def connection_disabled(stage):
    customer, _account = stage.pair()
    stage.set(enabled=False)
    return [f"{card(customer)}comparison/"]
