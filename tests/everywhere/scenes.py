"""How each problem comes about for real, against the sandbox: each scene provokes one and gives the pages that tell it.

``SCENES`` names them by the code of the problem; ``UNSEEN`` says of each other code why no page can show it.
"""

import threading
import time
from datetime import timedelta

from django.db import connection as database
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from jobs.checksum import checksum_of
from jobs.models import Job
from jobs.run import ATTEMPTS, run_job
from jobs.services import start
from mappings.checking import check_mappings
from syncadmin.connections.models import Connection
from syncadmin.engine.values import Side
from tests.connections import certificates
from tests.connections.pages import press_test
from tests.couplings.acting import conflicting
from tests.gates import filled, gate_to
from tests.jobs.builders import an_operation
from tests.runs.matching import accounts, match_on, matched
from tests.runs.work import couple, coupled_pair, finished, many_customers, synchronize, synchronize_now, uncouple

NOBODY = "00000000-0000-4000-8000-000000000001"


class Stage:
    """What a scene plays on: the sandbox, the CUSTOMER mapping and Alice's browser."""

    def __init__(self, sandbox, mapping, browser):
        self.sandbox, self.mapping, self.browser = sandbox, mapping, browser

    def set(self, **values):
        """Change the connection as if it had been set up so."""
        for name, value in values.items():
            setattr(self.mapping.connection, name, value)
        self.mapping.connection.save()

    def customer(self, **values):
        """A customer that is not coupled."""
        return self.sandbox.add("customers", **{"displayName": "Adatum", "city": "Oslo", **values})

    def pair(self):
        """A customer and its account, in step."""
        return coupled_pair(self.sandbox, self.mapping)

    def pages_of(self, job):
        """The page of a job, and that of its records."""
        return [f"/jobs/{job.pk}/", f"/jobs/{job.pk}/records/"]

    def tested(self):
        """The page after Test Connection."""
        press_test(self.browser, self.mapping.connection)
        return [f"/connections/{self.mapping.connection_id}/"]

    def read(self, **fault):
        """The job that read while something was wrong."""
        if fault:
            self.sandbox.misbehave("GET", "accounts", times=99, **fault)
        return self.pages_of(finished(start(self.mapping, Job.Kind.READ)))


def filtered_out(stage):
    stage.customer(blocked="All")
    return stage.pages_of(synchronize(stage.mapping))[1:]


def not_coupled(stage):
    stage.customer()
    return stage.pages_of(synchronize(stage.mapping))[1:]


def not_coupled_already(stage):
    return stage.pages_of(uncouple(stage.mapping, stage.customer()))[1:]


def wrong_direction(stage):
    stage.mapping.direction, stage.mapping.only_coupled = "to_bc", False
    stage.mapping.save()
    return not_coupled(stage)


def record_deleted(stage):
    account = stage.sandbox.add("account", name="Adatum", customertypecode=3)
    stage.sandbox.remove("account", account["accountid"])
    return stage.pages_of(couple(stage.mapping, stage.customer(), account))


def kept_by_direction(stage):
    customer, account = stage.pair()
    stage.mapping.fields.filter(caption="City").update(direction="to_dataverse")
    stage.sandbox.change("account", account["accountid"], address1_city="Bergen")
    return stage.pages_of(synchronize_now(stage.mapping, customer, winner=Side.DATAVERSE))[1:]


def no_match(stage):
    stage.customer()
    return stage.pages_of(matched(match_on(stage.mapping, "Name")))[1:]


def doubtful_match(stage):
    customer = stage.customer()
    accounts(stage.sandbox, "Adatum", "Adatum")
    job = matched(match_on(stage.mapping, "Name"))
    return [*stage.pages_of(job)[1:], "/problems/", f"/customers/{customer['id']}/"]


def no_criteria(stage):
    return stage.pages_of(matched(stage.mapping))[:1]


def conflict(stage):
    customer, account = stage.pair()
    conflicting(stage.sandbox, (customer, account), city=("Bergen", "Trondheim"))
    job = synchronize(stage.mapping)
    return [*stage.pages_of(job), "/problems/", f"/customers/{customer['id']}/"]


def partner_deleted(stage):
    customer, account = stage.pair()
    stage.sandbox.remove("account", account["accountid"])
    stage.sandbox.change("customers", customer["id"], city="Bergen")
    return [*stage.pages_of(synchronize(stage.mapping)), "/problems/", f"/customers/{customer['id']}/"]


def already_coupled(stage):
    _customer, account = stage.pair()
    return stage.pages_of(couple(stage.mapping, stage.customer(displayName="Contoso"), account))


def value_too_long(stage):
    customer, account = stage.pair()
    stage.sandbox.change("account", account["accountid"], name="x" * 130)
    return [*stage.pages_of(synchronize(stage.mapping)), "/problems/", f"/customers/{customer['id']}/"]


def value_out_of_range(stage):
    customer, _account = stage.pair()
    stage.sandbox.change("customers", customer["id"], creditLimit=-5)
    return [*stage.pages_of(synchronize(stage.mapping)), "/problems/", f"/customers/{customer['id']}/"]


def value_refused(stage):
    _customer, account = stage.pair()
    stage.sandbox.change("account", account["accountid"], telephone1="call me")
    return [*stage.pages_of(synchronize(stage.mapping)), "/problems/"]


def duplicate_key(stage):
    stage.sandbox.misbehave("POST", "batch", status=412, code="0x80060892", times=99)
    return stage.pages_of(couple(stage.mapping, stage.customer()))


def permission_missing(stage):
    customer, _account = stage.pair()
    stage.sandbox.change("customers", customer["id"], city="Bergen")
    stage.sandbox.misbehave("POST", "batch", status=403, times=99)
    return [*stage.pages_of(synchronize(stage.mapping)), "/problems/"]


def job_stopped(stage):
    job = start(stage.mapping, Job.Kind.MODIFIED)
    an_operation(job, "")
    Job.objects.update(attempts=ATTEMPTS)
    run_job(job.pk)
    return stage.pages_of(job)[1:]


def keeps_changing(stage):
    customer, _account = stage.pair()
    stage.sandbox.change("customers", customer["id"], city="Bergen")
    stage.sandbox.misbehave("POST", "batch", kind="reset", times=99)
    return [*stage.pages_of(synchronize(stage.mapping)), "/problems/"]


def unreachable(stage):
    stage.set(bc_address="http://127.0.0.1:9")
    return stage.read()[:1]


def service_failed(stage):
    return stage.read(status=503)[:1]


def throttled(stage):
    return stage.read(status=429, retry_after=0)[:1]


def bad_answer(stage):
    return stage.read(kind="html", status=200)[:1]


def request_refused(stage):
    return stage.read(status=501)[:1]


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


def rows_disappeared(stage):
    stage.sandbox.add_many("customers", many_customers(20))
    synchronize(stage.mapping)
    for row in stage.sandbox.rows("customers"):
        stage.sandbox.remove("customers", row["id"])
    stage.mapping.bc_mark = ""
    stage.mapping.save()
    return [*stage.pages_of(synchronize(stage.mapping))[:1], f"/mappings/{stage.mapping.pk}/"]


def connection_busy(stage):
    """While runs hold every place at Dataverse."""
    with override_settings(REMOTE_ANSWER_WAIT=0.5), filled(gate_to(stage.sandbox, Side.DATAVERSE)):
        return stage.tested()


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


def system_changed(stage):
    stage.set(dataverse_organisation_id=NOBODY)
    return stage.tested()


def setup_missing(stage):
    stage.set(bc_tenant="")
    return stage.tested()


def column_missing(stage):
    stage.mapping.fields.filter(caption="City").update(dataverse_column="address1_town")
    return [f"/mappings/{stage.mapping.pk}/fields/columns/", *stage.read()[:1]]


def checked(stage):
    """The pages that show what a check of the mapping found, before any run."""
    check_mappings(stage.mapping.connection)
    return [f"/mappings/{stage.mapping.pk}/", "/mappings/", "/"]


def kinds_differ(stage):
    stage.mapping.fields.filter(caption="City").update(dataverse_column="creditlimit")
    return [*checked(stage), *stage.read()[:1]]


def field_read_only(stage):
    stage.mapping.fields.filter(caption="Credit Limit (LCY)").update(dataverse_column="creditlimit_base")
    return [*checked(stage), *stage.read()[:1]]


def required_not_mapped(stage):
    stage.mapping.only_coupled = False
    stage.mapping.save()
    stage.mapping.fields.filter(caption="Name").update(direction="to_bc")
    return [*checked(stage), *stage.read()[:1]]


def option_unknown(stage):
    stage.mapping.templates = [{"side": "dataverse", "values": {"customertypecode": 999}}]
    stage.mapping.save()
    return [*checked(stage), *stage.read()[:1]]


def extension_needed(stage):
    stage.sandbox.options.extension = False
    stage.mapping.fields.filter(caption="Phone No.").update(bc_property="mobilePhoneNumber")
    return [*checked(stage), *stage.read()[:1]]


def lengths_differ(stage):
    check_mappings(stage.mapping.connection)
    return [f"/mappings/{stage.mapping.pk}/fields/"]


def connection_disabled(stage):
    customer, _account = stage.pair()
    stage.set(enabled=False)
    return [f"/customers/{customer['id']}/comparison/"]


def no_active_fields(stage):
    stage.mapping.fields.update(status="disabled")
    return [f"/mappings/{stage.mapping.pk}/fields/", *stage.pages_of(synchronize(stage.mapping))[:1]]


def given_up(stage):
    job = start(stage.mapping, Job.Kind.MODIFIED)
    Job.objects.update(attempts=ATTEMPTS)
    run_job(job.pk)
    return stage.pages_of(job)[:1]


def setup_changed(stage):
    def save_when_asked():
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not any("customers" in one.path for one in stage.sandbox.requests):
            time.sleep(0.01)
        Connection.objects.update(revision=F("revision") + 1)
        database.close()

    stage.customer()
    stage.sandbox.requests.clear()
    stage.sandbox.misbehave("GET", "accounts", kind="slow", seconds=0.3)
    somebody = threading.Thread(target=save_when_asked)
    somebody.start()
    job = synchronize(stage.mapping)
    somebody.join()
    return stage.pages_of(job)[:1]


def a_plan(stage, *, preview=True):
    """The plan of a run that would write a changed city, and the pair it is about."""
    customer, account = stage.pair()
    stage.sandbox.change("customers", customer["id"], city="Bergen")
    stage.mapping.most_changes, stage.mapping.most_changes_share = 0, 0
    stage.mapping.save()
    return synchronize(stage.mapping, preview=preview), customer


def decide(stage, plan, action, checksum=None):
    """Somebody presses a button on the page of a plan; the toast is on the page that follows."""
    stage.browser.post(f"/jobs/{plan.pk}/{action}/", {"checksum": checksum or plan.checksum})


def carried_out(stage, plan):
    """The records of the job that carries a plan out."""
    decide(stage, plan, "carry-out", checksum_of(plan))
    return stage.pages_of(finished(Job.objects.get(plan=plan)))[1:]


def plan_is_stale(stage):
    plan, customer = a_plan(stage)
    stage.sandbox.change("customers", customer["id"], city="Narvik")
    return carried_out(stage, plan)


def plan_is_overtaken(stage):
    plan, customer = a_plan(stage)
    uncouple(stage.mapping, customer)
    return carried_out(stage, plan)


def left_out(stage):
    plan, _customer = a_plan(stage)
    stage.browser.post(f"/jobs/{plan.pk}/records/{plan.operations.get().pk}/leave-out/", {"out": "1"})
    return carried_out(stage, plan)


def plan_rejected(stage):
    plan, _customer = a_plan(stage, preview=False)
    decide(stage, plan, "reject")
    return stage.pages_of(plan)[:1]


def plan_is_done(stage):
    plan, _customer = a_plan(stage)
    decide(stage, plan, "carry-out")
    decide(stage, plan, "carry-out")
    return stage.pages_of(plan)[:1]


def plan_is_over(stage):
    plan, _customer = a_plan(stage, preview=False)
    decide(stage, plan, "carry-out")
    decide(stage, plan, "reject")
    return stage.pages_of(plan)[:1]


def plan_changed(stage):
    plan, _customer = a_plan(stage)
    decide(stage, plan, "carry-out", "what an old page showed")
    return stage.pages_of(plan)[:1]


def internal_error(stage):
    stage.mapping.filters = [{"side": "nowhere"}]
    stage.mapping.save()
    return stage.pages_of(synchronize(stage.mapping))[:1]


SCENES = {
    one.__name__: one
    for one in (
        *(filtered_out, not_coupled, not_coupled_already, wrong_direction, record_deleted, kept_by_direction),
        *(conflict, partner_deleted, already_coupled, value_too_long, value_out_of_range, value_refused, duplicate_key),
        *(permission_missing, job_stopped, keeps_changing, unreachable, service_failed, throttled, bad_answer),
        *(secret_wrong, secret_expired, certificate_unknown, tenant_unknown, client_unknown, password_wrong),
        *(not_an_application, credential_expired, credential_expires, right_missing, rows_hidden, currency_missing),
        *(clock_differs, rows_disappeared, connection_busy),
        *(kinds_differ, field_read_only, required_not_mapped, option_unknown, extension_needed, lengths_differ),
        *(request_refused, sign_in_refused, address_unknown, address_refused, company_not_found, not_a_member),
        *(table_unreadable, system_changed, setup_missing, column_missing, connection_disabled, no_active_fields),
        *(plan_is_stale, plan_is_overtaken, left_out, plan_rejected, plan_is_done, plan_is_over, plan_changed),
        *(given_up, setup_changed, internal_error),
        *(no_match, doubtful_match, no_criteria),
    )
}
UNSEEN = {
    "value_unkeepable": "both systems refuse such characters themselves, so only a template could bring them",
    "answer_lost": "a write without an answer is looked up, and ends as done or as keeps_changing",
}
