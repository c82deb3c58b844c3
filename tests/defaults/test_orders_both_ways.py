"""Sales orders that go both ways: made on either side with all their lines, and kept in step."""

from contextlib import contextmanager, suppress
from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone
from requests.adapters import HTTPAdapter

from jobs.models import Job, Reopened
from jobs.run import run_job
from jobs.services import start
from tests.defaults.documents import ORDERS, RELATED, customer_of, order_line_of, order_of, post, submit, thing
from tests.runs.dying import Killed

HEADER, LINES = ORDERS


@contextmanager
def dying_before_release():
    """The worker dies when it is about to release an order."""
    send = HTTPAdapter.send

    def killed(adapter, request, *arguments, **options):
        if b"Microsoft.NAV.release" in (request.body or b"") or "Microsoft.NAV.release" in request.url:
            raise Killed
        return send(adapter, request, *arguments, **options)

    with mock.patch.object(HTTPAdapter, "send", killed), suppress(Killed):
        yield


def killed_before_release(stage, name):
    """A run of a mapping whose worker dies, and the worker that succeeds it."""
    job = start(stage.mapping(name), Job.Kind.MODIFIED)
    with dying_before_release():
        run_job(job.pk)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job(job.pk)


@pytest.fixture
def stage(play):
    """The mappings of orders, which may create, and what they lead to."""
    stage = play(*RELATED, *ORDERS, orders="bidirectional")
    stage.set(HEADER, only_coupled=False)
    return stage


@pytest.fixture
def shop(stage):
    """A customer and an item, and what they are in Dataverse."""
    customer, account = customer_of(stage)
    item, sold = thing(stage)
    return {"customer": customer, "account": account, "item": item, "product": sold}


@pytest.fixture
def ordered(stage, shop):
    """An order that was submitted in Dataverse, and made in Business Central."""
    order = order_of(stage, shop["account"])
    line = order_line_of(stage, order, shop["product"])
    order = submit(stage, order)
    assert stage.endings(stage.modified(HEADER)) == [("created", "bc")]
    stage.modified(HEADER)
    here = stage.bc_partner(HEADER, order)
    return {**shop, "order": order, "line": line, "here": here, "line_here": stage.bc_partner(LINES, line)}


@pytest.fixture
def sold(stage, shop):
    """An order that was released in Business Central."""
    order = stage.add("salesOrders", customerId=shop["customer"]["id"])
    item, key = shop["item"], order["id"]
    line = stage.add("salesOrderLines", documentId=key, lineType="Item", itemId=item["id"], quantity=3, unitPrice=7)
    stage.add("salesOrderLines", documentId=key, lineType="Comment", description="Thank you")
    return {**shop, "order": stage.change("salesOrders", order, status="Open"), "line": line}


def test_an_order_of_dataverse_is_made_and_released(stage, ordered):
    assert (ordered["here"]["status"], ordered["line_here"]["quantity"]) == ("Open", 2)
    there = stage.row("salesorder", ordered["order"])
    assert (there["bcbi_businesscentralordernumber"], there["statecode"]) == (ordered["here"]["number"], 1)
    assert stage.endings(stage.modified(HEADER)) == []


def test_an_order_of_business_central_is_made_and_submitted(stage, sold):
    assert stage.endings(stage.modified(HEADER)) == [("created", "dataverse")]
    there = stage.partner(HEADER, sold["order"])
    assert (there["_customerid_value"], there["statecode"]) == (sold["account"]["accountid"], 1)
    (line,) = stage.rows("salesorderdetail")
    assert (line["_productid_value"], line["quantity"], line["priceperunit"]) == (sold["product"]["productid"], 3, 7)
    assert stage.coupled(LINES) == {sold["line"]["id"]: line["salesorderdetailid"]}
    assert stage.endings(stage.modified(HEADER)) == [("unchanged",)]


def test_changes_of_the_header_go_both_ways(stage, ordered):
    stage.change("salesorder", ordered["order"], statecode=0, statuscode=1)
    stage.change("salesorder", ordered["order"], shipto_name="The hall")
    assert stage.endings(stage.modified(HEADER)) == [("excluded", "filtered_out")]
    submit(stage, ordered["order"])
    assert stage.endings(stage.modified(HEADER)) == [("updated", "bc")]
    here = stage.row("salesOrders", ordered["here"])
    assert (here["shipToName"], here["status"]) == ("The hall", "Open")
    stage.change("salesOrders", here, shipToName="The cellar")
    assert stage.endings(stage.modified(HEADER)) == [("updated", "dataverse")]
    there = stage.row("salesorder", ordered["order"])
    assert (there["shipto_name"], there["statecode"]) == ("The cellar", 1)


def test_an_order_that_was_shipped_is_fulfilled(stage, ordered):
    stage.change("salesOrderLines", ordered["line_here"], shippedQuantity=2)
    assert stage.endings(stage.modified(HEADER)) == [("updated", "dataverse")]
    assert stage.row("salesorder", ordered["order"])["statecode"] == 3


def test_changes_of_lines_go_both_ways(stage, ordered):
    stage.modified(LINES)
    stage.change("salesorder", ordered["order"], statecode=0, statuscode=1)
    stage.change("salesorderdetail", ordered["line"], quantity=5)
    submit(stage, ordered["order"])
    assert stage.endings(stage.modified(LINES)) == [("updated", "bc")]
    line = stage.row("salesOrderLines", ordered["line_here"])
    assert (line["quantity"], stage.row("salesOrders", ordered["here"])["status"]) == (5, "Open")
    stage.change("salesOrders", ordered["here"], status="Draft")
    stage.change("salesOrderLines", line, unitPrice=80)
    stage.change("salesOrders", ordered["here"], status="Open")
    assert stage.endings(stage.modified(LINES)) == [("updated", "dataverse")]
    there = stage.row("salesorderdetail", ordered["line"])
    assert (there["priceperunit"], stage.row("salesorder", ordered["order"])["statecode"]) == (80, 1)


def test_a_new_line_of_an_order_follows(stage, ordered):
    stage.modified(LINES)
    stage.change("salesorder", ordered["order"], statecode=0, statuscode=1)
    line = order_line_of(stage, ordered["order"], ordered["product"], quantity=9)
    submit(stage, ordered["order"])
    assert stage.endings(stage.modified(LINES)) == [("created", "bc")]
    here = stage.bc_partner(LINES, line)
    assert (here["documentId"], here["quantity"]) == (ordered["here"]["id"], 9)
    assert stage.row("salesOrders", ordered["here"])["status"] == "Open"


def test_an_order_that_is_uncoupled_has_no_coupled_lines(stage, ordered):
    stage.modified(LINES)
    assert len(stage.coupled(LINES)) == 1
    stage.uncouple(HEADER, ordered["here"])
    assert stage.coupled(LINES) == {}


def test_lines_of_orders_that_are_not_coupled_are_left_alone(stage, shop):
    order = order_of(stage, shop["account"])
    order_line_of(stage, order, shop["product"])
    assert stage.endings(stage.modified(LINES)) == [("excluded", "not_coupled")]


@pytest.mark.parametrize("shipped", [False, True])
def test_an_order_that_is_posted_becomes_invoiced_with_all_its_lines(stage, ordered, shipped):
    if shipped:
        stage.change("salesOrderLines", ordered["line_here"], shippedQuantity=2)
        stage.modified(HEADER, LINES)
    post(stage, ordered["here"])
    assert stage.endings(stage.sweep(HEADER)) == [("updated", "dataverse", "posted")]
    there = stage.row("salesorder", ordered["order"])
    assert (there["statecode"], there["statuscode"]) == (4, 100_003)
    stage.sweep(LINES)
    stage.modified(HEADER, LINES)
    assert stage.endings(stage.modified(HEADER, LINES)) == []
    assert len(stage.rows("salesorderdetail")) == 1


def test_an_order_that_was_deleted_without_posting_is_asked_about(stage, ordered):
    stage.sandbox.remove("salesOrders", ordered["here"]["id"])
    assert stage.endings(stage.sweep(HEADER)) == [("failed", "partner_deleted")]
    assert stage.row("salesorder", ordered["order"])["statecode"] == 1


def test_freight_goes_both_ways_and_a_later_change_of_it_is_said(stage, shop):
    stage.change("integrationSetup", stage.rows("integrationSetup")[0], freightAccountNumber="6810")
    order = order_of(stage, shop["account"], freightamount=15)
    order_line_of(stage, order, shop["product"])
    submit(stage, order)
    assert stage.endings(stage.modified(HEADER)) == [("created", "bc")]
    stage.modified(HEADER)
    assert stage.endings(stage.modified(HEADER)) == []
    stage.change("salesorder", order, statecode=0, statuscode=1)
    stage.change("salesorder", order, freightamount=20)
    submit(stage, order)
    assert stage.endings(stage.modified(HEADER)) == [("failed", "field_differs")]


def test_freight_of_an_order_of_business_central_is_the_freight_of_that_of_dataverse(stage, shop):
    stage.change("integrationSetup", stage.rows("integrationSetup")[0], freightAccountNumber="6810")
    order = stage.add("salesOrders", customerId=shop["customer"]["id"])
    sold = {"lineType": "Item", "itemId": shop["item"]["id"], "quantity": 3, "unitPrice": 7}
    for line in (sold, {"lineType": "Account", "lineObjectNumber": "6810", "quantity": 1, "unitPrice": 12}):
        stage.add("salesOrderLines", documentId=order["id"], **line)
    order = stage.change("salesOrders", order, status="Open")
    assert stage.endings(stage.modified(HEADER)) == [("created", "dataverse")]
    assert stage.partner(HEADER, order)["freightamount"] == 12
    assert len(stage.rows("salesorderdetail")) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ORDERS, ids=["header", "line"])
def test_an_order_that_was_reopened_when_the_worker_died_is_released_by_the_next_run(stage, ordered, name):
    stage.modified(LINES)
    stage.change("salesorder", ordered["order"], statecode=0, statuscode=1)
    if name == HEADER:
        stage.change("salesorder", ordered["order"], shipto_name="The hall")
    else:
        stage.change("salesorderdetail", ordered["line"], quantity=5)
    submit(stage, ordered["order"])
    killed_before_release(stage, name)
    stage.modified(LINES, HEADER)
    stage.modified(HEADER)
    here = stage.row("salesOrders", ordered["here"])
    assert here["status"] == "Open"
    if name == HEADER:
        assert here["shipToName"] == "The hall"
    else:
        assert stage.row("salesOrderLines", ordered["line_here"])["quantity"] == 5
    assert not Reopened.objects.exists()
    assert {ending for ending, *_ in stage.endings(stage.modified(HEADER))} <= {"unchanged"}


@pytest.mark.django_db(transaction=True)
def test_a_new_order_whose_worker_died_before_it_was_released_is_released_by_the_next_run(stage, shop):
    order = order_of(stage, shop["account"])
    order_line_of(stage, order, shop["product"])
    submit(stage, order)
    killed_before_release(stage, HEADER)
    stage.modified(HEADER)
    assert [one["status"] for one in stage.rows("salesOrders")] == ["Open"]
    assert not Reopened.objects.exists()


def test_an_order_that_a_person_reopens_stays_open(stage, ordered):
    stage.change("salesOrders", ordered["here"], status="Draft")
    assert stage.endings(stage.modified(HEADER)) == [("excluded", "filtered_out")]
    assert stage.row("salesOrders", ordered["here"])["status"] == "Draft"
