"""Sales orders: submitted in Dataverse, made in Business Central with all their lines, and followed from there."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from couplings.models import Coupling
from jobs.models import Job
from jobs.run import run_job
from jobs.services import start
from tests.defaults.documents import (
    INVOICES,
    ORDERS,
    RELATED,
    coupled,
    customer_of,
    order_line_of,
    order_of,
    post,
    submit,
    thing,
)
from tests.runs.dying import Killed, dying_after
from tests.runs.undoing import undo

HEADER, LINES = ORDERS
CREATED = [("created", "bc")]


@pytest.fixture
def stage(play):
    """The mappings of orders that go to Business Central, and what they lead to."""
    return play(*RELATED, HEADER, LINES, orders="legacy")


@pytest.fixture
def ordered(stage):
    """An order with one line of a product, submitted, and what it leads to in Business Central."""
    customer, account = customer_of(stage)
    item, sold = thing(stage)
    order = order_of(stage, account)
    line = order_line_of(stage, order, sold)
    return {"order": submit(stage, order), "line": line, "customer": customer, "item": item, "product": sold}


def made(stage, order):
    """The order that one of Dataverse became, and its lines in their order."""
    here = stage.bc_partner(HEADER, order)
    lines = stage.rows("salesOrderLines", documentId=here["id"])
    return here, sorted(lines, key=lambda one: one["sequence"])


def nothing_was_written(stage):
    """Whether Business Central has no order, and we remember none."""
    rows = [*stage.rows("salesOrders"), *stage.rows("salesOrderLines")]
    return not rows and not Coupling.objects.filter(mapping__name__in=(HEADER, LINES)).exists()


def test_a_submitted_order_is_made_with_its_lines_and_released(stage, ordered):
    assert stage.endings(stage.modified(HEADER)) == CREATED
    here, (line,) = made(stage, ordered["order"])
    assert (here["customerId"], here["yourReference"]) == (ordered["customer"]["id"], "ORD-1")
    assert (here["externalDocumentNumber"], here["status"]) == ("Lamps for the hall", "Open")
    assert (line["itemId"], line["quantity"], line["unitPrice"]) == (ordered["item"]["id"], 2, 100)
    assert stage.coupled(LINES) == {line["id"]: ordered["line"]["salesorderdetailid"]}


def test_the_order_is_followed_from_there_and_made_once(stage, ordered):
    stage.modified(HEADER)
    here, _ = made(stage, ordered["order"])
    assert stage.endings(stage.modified(HEADER)) == [("updated", "dataverse")]
    there = stage.row("salesorder", ordered["order"])
    assert (there["lastbackofficesubmit"], there["statecode"]) == (here["orderDate"], 1)
    assert stage.endings(stage.modified(HEADER)) == []
    stage.change("salesOrders", here, shipToName="The hall")
    assert stage.endings(stage.modified(HEADER)) == [("updated", "dataverse")]
    there = stage.row("salesorder", ordered["order"])
    assert (there["shipto_name"], there["statecode"]) == ("The hall", 1)
    assert len(stage.rows("salesOrders")) == 1


@pytest.mark.parametrize("said", [{"statecode": 0, "statuscode": 1}, {"lastbackofficesubmit": "2026-11-01"}])
def test_only_what_is_submitted_and_was_never_made_is_made(stage, said):
    _customer, account = customer_of(stage)
    order = order_of(stage, account, **{name: value for name, value in said.items() if name[0] == "l"})
    order_line_of(stage, order)
    if "statecode" not in said:
        submit(stage, order)
    assert stage.endings(stage.modified(HEADER)) == [("excluded", "filtered_out")]
    assert nothing_was_written(stage)


def test_an_order_of_business_central_is_not_made_in_dataverse(stage, ordered):
    stage.modified(HEADER)
    stage.add("salesOrders", customerId=ordered["customer"]["id"])
    assert ("excluded", "filtered_out") in stage.endings(stage.modified(HEADER))
    assert len(stage.rows("salesorder")) == 1


def test_a_contact_orders_for_its_account_and_nobody_without_one(stage, ordered):
    (account,) = stage.rows("account")
    contact = stage.add("contact", lastname="Berg", parentcustomerid_account=account["accountid"])
    alone = stage.add("contact", lastname="Dahl")
    for key in (contact, alone):
        values = {"customerid_account": None, "customerid_contact": key["contactid"]}
        order = stage.add("salesorder", name="By a contact", **{name: it for name, it in values.items() if it})
        order_line_of(stage, order, ordered["product"])
        submit(stage, order)
    endings = stage.endings(stage.modified(HEADER))
    assert sorted(endings) == sorted([*CREATED, *CREATED, ("failed", "value_missing")])


def test_an_order_waits_for_its_customer(stage, ordered):
    order = order_of(stage, stage.add("account", name="Stranger"))
    order_line_of(stage, order, ordered["product"])
    submit(stage, order)
    assert ("waiting", "waiting_for") in stage.endings(stage.modified(HEADER))
    assert len(stage.rows("salesOrders")) == 1


def test_an_order_waits_for_the_product_of_a_line(stage, ordered):
    Coupling.objects.filter(dataverse_key=ordered["product"]["productid"]).delete()
    assert stage.endings(stage.modified(HEADER)) == [("waiting", "waiting_for")]
    facts = stage.mapping(HEADER).problems.get().facts
    assert (facts["line"], facts["field"], facts["mapping"]) == ("1", "No.", "ITEM-PRODUCT, RESOURCE-PRODUCT")
    assert nothing_was_written(stage)


def test_what_is_written_in_sells_the_write_in_product(stage, ordered):
    order = order_of(stage, stage.rows("account")[0], ordernumber="ORD-2")
    order_line_of(stage, order)
    submit(stage, order)
    (setup,) = stage.rows("integrationSetup")
    stage.change("integrationSetup", setup, writeInProductNumber="")
    assert ("failed", "bc", "no_write_in_product") in stage.endings(stage.modified(HEADER))
    assert len(stage.rows("salesOrders")) == 1
    stage.change("integrationSetup", setup, writeInProductNumber=ordered["item"]["number"])
    assert CREATED[0] in stage.endings(stage.modified(HEADER))
    _, (line,) = made(stage, order)
    assert (line["itemId"], line["description"]) == (ordered["item"]["id"], "Advice")


def test_an_order_that_is_not_released_stays_open_and_says_so(stage, ordered):
    stage.sandbox.misbehave("POST", "Microsoft.NAV.release", status=400)
    assert stage.endings(stage.modified(HEADER)) == CREATED
    assert made(stage, ordered["order"])[0]["status"] == "Draft"
    assert stage.endings(stage.modified(HEADER)) == [("excluded", "filtered_out")]


def test_without_the_extension_orders_are_made_and_stay_open(play):
    stage = play(*RELATED, HEADER, LINES, orders="legacy", extension=False, unit_groups=False)
    assert not stage.mapping(HEADER).fields.get(caption="Status").active


def test_a_lost_answer_makes_one_order(stage, ordered):
    stage.sandbox.misbehave("POST", "batch", kind="lose_answer", times=1)
    assert stage.endings(stage.modified(HEADER)) == CREATED
    assert (len(stage.rows("salesOrders")), len(stage.rows("salesOrderLines"))) == (1, 1)
    assert len(stage.coupled(LINES)) == 1


def test_undo_deletes_the_order_and_forgets_its_lines(stage, ordered):
    job = stage.modified(HEADER)
    assert stage.endings(undo(job)) == [("deleted", "bc")]
    assert nothing_was_written(stage)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", [1, 4, 8, 12, 20])
def test_a_worker_that_dies_once_the_order_is_there_doubles_and_forgets_nothing(stage, ordered, statement):
    job = start(stage.mapping(HEADER), Job.Kind.MODIFIED)
    with dying_after(lambda: stage.sandbox.count("salesOrders"), statement), suppress(Killed):
        run_job(job.pk)
    Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job(job.pk)
    stage.modified(HEADER)
    assert (len(stage.rows("salesOrders")), len(stage.rows("salesOrderLines"))) == (1, 1)
    assert (len(stage.coupled(HEADER)), len(stage.coupled(LINES))) == (1, 1)


def test_an_order_that_is_posted_becomes_invoiced_and_stays_so(stage, ordered):
    stage.modified(HEADER)
    post(stage, made(stage, ordered["order"])[0])
    job = stage.sweep(HEADER)
    assert stage.endings(job) == [("updated", "dataverse", "posted")]
    there = stage.row("salesorder", ordered["order"])
    assert (there["statecode"], there["statuscode"]) == (4, 100_003)
    assert stage.endings(stage.full(HEADER)) == [("unchanged", "posted")]
    assert stage.endings(undo(job)) == [("updated", "dataverse")]
    assert stage.row("salesorder", ordered["order"])["statecode"] == 1


def test_somebody_who_opens_an_order_again_that_was_posted_is_asked(stage, ordered):
    stage.modified(HEADER)
    post(stage, made(stage, ordered["order"])[0])
    stage.sweep(HEADER)
    stage.change("salesorder", ordered["order"], statecode=0, statuscode=1)
    assert stage.endings(stage.modified(HEADER)) == [("failed", "archived_and_changed_back")]


def test_an_order_that_was_deleted_without_posting_counts_as_not_handed_over_any_more(stage, ordered):
    stage.modified(HEADER)
    stage.modified(HEADER)
    here, _ = made(stage, ordered["order"])
    stage.sandbox.remove("salesOrders", here["id"])
    assert stage.endings(stage.sweep(HEADER)) == [("uncoupled", "uncoupled_from_deleted")]
    there = stage.row("salesorder", ordered["order"])
    assert (there["lastbackofficesubmit"], there["statecode"]) == (None, 1)
    assert stage.coupled(HEADER) == {}
    assert stage.rows("salesOrders") == []
    stage.modified(HEADER)
    assert stage.rows("salesOrders") == []  # somebody deleted it: it is made anew when somebody says so
    assert stage.endings(stage.records(HEADER, ordered["order"], create=True)) == CREATED


def test_freight_becomes_a_line_on_its_account_or_the_order_is_refused(stage, ordered):
    order = order_of(stage, stage.rows("account")[0], ordernumber="ORD-2", freightamount=15)
    order_line_of(stage, order, ordered["product"])
    submit(stage, order)
    assert ("failed", "bc", "no_freight_account") in stage.endings(stage.modified(HEADER))
    assert stage.bc_partner(HEADER, order) is None
    stage.change("integrationSetup", stage.rows("integrationSetup")[0], freightAccountNumber="6810")
    assert CREATED[0] in stage.endings(stage.modified(HEADER))
    _, (sold, freight) = made(stage, order)
    assert (sold["itemId"], freight["lineType"]) == (ordered["item"]["id"], "Account")
    assert (freight["lineObjectNumber"], freight["unitPrice"], freight["quantity"]) == ("6810", 15, 1)
    assert len(stage.coupled(LINES)) == 2
    stage.modified(HEADER)
    assert stage.endings(stage.modified(HEADER)) == []


def test_many_orders_that_were_posted_are_no_suspicious_loss(stage, ordered):
    for number in range(12):
        order = order_of(stage, stage.rows("account")[0], ordernumber=f"ORD-1{number}")
        order_line_of(stage, order, ordered["product"])
        submit(stage, order)
    stage.modified(HEADER)
    for order in stage.rows("salesOrders"):
        post(stage, order)
    assert stage.endings(stage.sweep(HEADER)) == [("updated", "dataverse", "posted")] * 13


def test_without_the_extension_the_standard_page_tells_what_was_posted(play):
    settings = {"orders": "legacy", "extension": False, "unit_groups": False}
    stage = play(*RELATED, "UNIT OF MEASURE", HEADER, LINES, **settings)
    customer, account = customer_of(stage)
    item, _ = thing(stage)
    order = stage.add("salesOrders", customerId=customer["id"])
    stage.add("salesOrderLines", documentId=order["id"], lineType="Item", itemId=item["id"], quantity=1)
    theirs = submit(stage, order_of(stage, account))
    coupled(stage, HEADER, order, theirs)
    stage.modified(HEADER)
    post(stage, order)
    assert stage.endings(stage.sweep(HEADER)) == [("updated", "dataverse", "posted")]


def test_the_invoice_of_an_order_that_was_posted_leads_to_it(play):
    stage = play(*RELATED, HEADER, LINES, *INVOICES, orders="legacy")
    customer_of(stage)
    order = order_of(stage, stage.rows("account")[0])
    order_line_of(stage, order, thing(stage)[1])
    submit(stage, order)
    stage.modified(HEADER)
    post(stage, made(stage, order)[0])
    stage.sweep(HEADER)
    (invoice,) = stage.rows("postedSalesInvoices")
    assert stage.endings(stage.records(INVOICES[0], invoice, create=True)) == [("created", "dataverse")]
    assert stage.partner(INVOICES[0], invoice)["_salesorderid_value"] == order["salesorderid"]
