"""Posted sales invoices become invoices of Dataverse: header and lines as one document."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from couplings.models import Coupling
from jobs.groups import synchronize_all
from jobs.models import Job
from jobs.run import run_job
from jobs.services import start
from tests.defaults.currencies import in_bc, in_dataverse
from tests.defaults.documents import (
    INVOICES,
    LISTS,
    RELATED,
    coupled,
    customer_of,
    invoice_of,
    line_of,
    order_of,
    thing,
)
from tests.runs.dying import Killed, dying_after
from tests.runs.undoing import undo
from tests.runs.work import finished

HEADER, LINES = INVOICES
CREATED = [("created", "dataverse")]


@pytest.fixture
def stage(play):
    """The mappings of invoices, which may create, and what they lead to."""
    stage = play(*RELATED, *INVOICES)
    stage.set(HEADER, only_coupled=False)
    return stage


@pytest.fixture
def billed(stage):
    """A posted invoice with one line of an item, and what it leads to in Dataverse."""
    customer, account = customer_of(stage)
    item, sold = thing(stage)
    totals = {"totalAmountExcludingTax": 200, "totalTaxAmount": 50, "totalAmountIncludingTax": 250}
    invoice = invoice_of(stage, customer, remainingAmount=250, **totals)
    amounts = {"netAmount": 200, "netTaxAmount": 50, "netAmountIncludingTax": 250}
    line = line_of(stage, invoice, item, **amounts)
    return {"invoice": invoice, "line": line, "account": account, "product": sold, "item": item, "customer": customer}


def made(stage, row):
    """The invoice that a posted one became, and its lines in their order."""
    there = stage.partner(HEADER, row)
    lines = stage.rows("invoicedetail", _invoiceid_value=there["invoiceid"])
    return there, sorted(lines, key=lambda one: one["lineitemnumber"])


def nothing_was_written(stage):
    """Whether Dataverse has no document, and we remember none."""
    rows = [*stage.rows("invoice"), *stage.rows("invoicedetail")]
    return not rows and not Coupling.objects.filter(mapping__name__in=INVOICES).exists()


def test_an_invoice_is_created_with_its_lines(stage, billed):
    assert stage.endings(stage.modified(HEADER)) == CREATED
    there, (line,) = made(stage, billed["invoice"])
    assert (there["invoicenumber"], there["_customerid_value"]) == ("PS-INV1", billed["account"]["accountid"])
    assert (there["totalamountlessfreight"], there["totalamount"], there["totaltax"]) == (200, 250, 50)
    assert (there["statecode"], there["statuscode"]) == (0, 4)
    assert line["_productid_value"] == billed["product"]["productid"]
    assert (line["quantity"], line["priceperunit"], line["tax"]) == (2, 100, 50)
    assert (line["baseamount"], line["extendedamount"]) == (200, 250)


def test_its_lines_are_coupled_with_it_and_nothing_is_left_to_do(stage, billed):
    stage.modified(HEADER)
    _, (line,) = made(stage, billed["invoice"])
    assert stage.coupled(LINES) == {billed["line"]["id"]: line["invoicedetailid"]}
    assert stage.endings(stage.modified(HEADER)) == []
    assert stage.endings(stage.full(HEADER)) == [("unchanged",)]


def test_what_is_no_item_and_no_resource_is_written_in(stage, billed):
    resource, advice = thing(stage, "resource", "R1")
    line_of(stage, billed["invoice"], resource, sequence=20_000)
    line_of(stage, billed["invoice"], sequence=30_000, description="Freight", unitPrice=7)
    assert stage.endings(stage.modified(HEADER)) == CREATED
    _, lines = made(stage, billed["invoice"])
    assert [one["isproductoverridden"] for one in lines] == [False, False, True]
    assert (lines[1]["_productid_value"], lines[2]["productdescription"]) == (advice["productid"], "Freight")


def test_an_invoice_names_the_default_price_list(stage, billed):
    stage.modified(HEADER)
    (listed,) = stage.coupled("DEFAULT PRICE LIST").values()
    assert made(stage, billed["invoice"])[0]["_pricelevelid_value"] == listed


def euros(stage):
    """Another currency than the local one, which is coupled."""
    euro = in_bc(stage, "EUR")
    coupled(stage, "CURRENCY", euro, in_dataverse(stage, "EUR"))
    stage.modified("CURRENCY")
    return euro


def test_an_invoice_in_another_currency_waits_for_its_price_list_and_follows(stage, billed):
    euro = euros(stage)
    stage.change("postedSalesInvoices", billed["invoice"], currencyCode="EUR")
    assert stage.endings(stage.modified(HEADER)) == [("waiting", "waiting_for")]
    facts = stage.mapping(HEADER).problems.get().facts
    assert (facts["field"], facts["value"]) == ("Price List", euro["id"])
    stage.records(LISTS[1], euro, create=True)
    listed = stage.partner(LISTS[1], euro)
    assert (listed["name"], listed["_transactioncurrencyid_value"]) == ("Price List in EUR", in_dataverse(stage, "EUR"))
    assert stage.endings(finished(Job.objects.get(mapping__name=HEADER, status="queued"))) == CREATED
    assert made(stage, billed["invoice"])[0]["_pricelevelid_value"] == listed["pricelevelid"]


def test_a_price_list_of_a_currency_that_is_there_is_used_and_others_are_not_made(stage):
    euro, key = euros(stage), in_dataverse(stage, "EUR")
    there = stage.add("pricelevel", name="Price List in EUR", transactioncurrencyid=key)
    stage.modified(LISTS[1])
    assert stage.coupled(LISTS[1]) == {}
    stage.records(LISTS[1], euro, create=True)
    assert stage.coupled(LISTS[1]) == {euro["id"]: there["pricelevelid"]}


@pytest.fixture
def referring(stage, billed):
    """The invoice with the number of an order of its customer, which belongs to an opportunity."""
    chance = stage.add("opportunity", name="A hall full of lamps")
    prices = stage.add("pricelevel", name="Dealers", transactioncurrencyid=stage.connection.facts["local_currency_id"])
    given = {"opportunityid": chance["opportunityid"], "pricelevelid": prices["pricelevelid"]}
    order = order_of(stage, billed["account"], **given)
    stage.change("postedSalesInvoices", billed["invoice"], customerPurchaseOrderReference="ORD-1")
    return order


def test_an_invoice_refers_to_the_order_of_its_number_and_to_its_opportunity(stage, billed, referring):
    assert stage.endings(stage.modified(HEADER)) == CREATED
    there, _lines = made(stage, billed["invoice"])
    chance = stage.row("opportunity", name="A hall full of lamps")
    assert there["_salesorderid_value"] == referring["salesorderid"]
    assert there["_opportunityid_value"] == chance["opportunityid"]
    taken = ("name", "_pricelevelid_value", "_ownerid_value", "_customerid_value", "_transactioncurrencyid_value")
    assert [there[name] for name in taken] == [referring[name] for name in taken]
    assert there["invoicenumber"] == billed["invoice"]["number"]
    assert stage.endings(stage.full(HEADER)) == [("unchanged",)]


def test_an_invoice_whose_reference_no_order_has_refers_to_none(stage, billed):
    stage.change("postedSalesInvoices", billed["invoice"], customerPurchaseOrderReference="By phone")
    assert stage.endings(stage.modified(HEADER)) == CREATED
    assert made(stage, billed["invoice"])[0]["_salesorderid_value"] is None
    assert stage.endings(stage.full(HEADER)) == [("unchanged",)]


def test_an_invoice_that_refers_to_an_order_of_another_customer_is_refused(stage, billed, referring):
    _other, account = customer_of(stage, "Litware")
    stage.change("salesorder", referring, customerid_account=account["accountid"])
    assert stage.endings(stage.modified(HEADER)) == [("failed", "dataverse", "order_of_another")]
    assert nothing_was_written(stage)


def test_with_one_group_for_each_unit_lines_are_counted_in_its_base_unit(play):
    stage = play("UNIT OF MEASURE", *RELATED, *INVOICES, unit_groups=False)
    stage.set(HEADER, only_coupled=False)
    customer, _account = customer_of(stage)
    item, sold = thing(stage)
    invoice = invoice_of(stage, customer, remainingAmount=250)
    line_of(stage, invoice, item)
    assert stage.endings(stage.modified(HEADER)) == CREATED
    _, (line,) = made(stage, invoice)
    assert line["_uomid_value"] == sold["_defaultuomid_value"]


def test_amounts_that_include_vat_arrive_without_it(stage, billed):
    invoice = invoice_of(stage, billed["customer"], number="PS-INV2", pricesIncludeTax=True, remainingAmount=250)
    line_of(stage, invoice, billed["item"], unitPrice=125, discountAmount=25)
    stage.modified(HEADER)
    _, (line,) = made(stage, invoice)
    assert (line["priceperunit"], line["manualdiscountamount"]) == (100, 20)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"remainingAmount": 250}, (0, 4)),
        ({"remainingAmount": 100}, (2, 100_002)),
        ({"remainingAmount": 0, "status": "Paid"}, (2, 100_001)),
        ({"remainingAmount": 0, "status": "Canceled"}, (3, 100_003)),
    ],
)
def test_the_state_follows_from_what_was_paid(stage, billed, said, state):
    stage.change("postedSalesInvoices", billed["invoice"], **said)
    assert stage.endings(stage.modified(HEADER)) == CREATED
    there, lines = made(stage, billed["invoice"])
    assert (there["statecode"], there["statuscode"], there["totalamount"], len(lines)) == (*state, 250, 1)


def test_a_payment_and_a_cancellation_follow(stage, billed):
    stage.modified(HEADER)
    for said, state in (({"remainingAmount": 100}, 2), ({"remainingAmount": 0, "status": "Canceled"}, 3)):
        stage.change("postedSalesInvoices", billed["invoice"], **said)
        assert stage.endings(stage.modified(HEADER)) == [("updated", "dataverse")]
        assert made(stage, billed["invoice"])[0]["statecode"] == state


def test_an_invoice_that_somebody_closed_in_dataverse_is_left_alone(stage, billed):
    stage.modified(HEADER)
    there, _ = made(stage, billed["invoice"])
    stage.change("invoice", there["invoiceid"], statecode=3, statuscode=100_003)
    stage.change("postedSalesInvoices", billed["invoice"], remainingAmount=0, status="Paid")
    assert stage.endings(stage.modified(HEADER)) == [("excluded", "changed_there")]
    assert made(stage, billed["invoice"])[0]["statecode"] == 3


def test_a_line_that_leads_to_nothing_coupled_holds_the_whole_document(stage, billed):
    lamp = stage.add("items", displayName="Lamp", baseUnitOfMeasureId=billed["item"]["baseUnitOfMeasureId"])
    line_of(stage, billed["invoice"], lamp, sequence=20_000)
    assert stage.endings(stage.modified(HEADER)) == [("waiting", "waiting_for")]
    assert nothing_was_written(stage)
    facts = stage.mapping(HEADER).problems.get().facts
    assert (facts["line"], facts["field"], facts["value"]) == ("20000", "No.", lamp["id"])


def test_the_document_follows_once_its_line_can(stage, billed):
    lamp, sold = thing(stage, number="P2")
    Coupling.objects.filter(bc_key=lamp["id"]).delete()
    line_of(stage, billed["invoice"], lamp, sequence=20_000)
    assert stage.endings(stage.modified(HEADER)) == [("waiting", "waiting_for")]
    coupled(stage, "ITEM-PRODUCT", lamp, sold)
    assert stage.endings(stage.modified(HEADER)) == CREATED
    assert len(made(stage, billed["invoice"])[1]) == 2


def test_a_value_that_does_not_fit_fails_the_whole_document_and_is_named(stage, billed):
    line_of(stage, billed["invoice"], billed["item"], sequence=20_000, quantity=10**12)
    assert stage.endings(stage.modified(HEADER)) == [("failed", "dataverse", "value_out_of_range")]
    assert nothing_was_written(stage)
    facts = stage.mapping(HEADER).problems.get().facts
    assert (facts["line"], facts["field"]) == ("20000", "Quantity")


def test_a_line_that_dataverse_refuses_fails_the_whole_document(stage, billed):
    stage.change("product", billed["product"]["productid"], statecode=1, statuscode=2)
    ((ending, *_),) = stage.endings(stage.modified(HEADER))
    assert ending == "failed"
    assert nothing_was_written(stage)


def test_an_invoice_without_lines_is_not_created(stage, billed):
    invoice_of(stage, billed["customer"], number="PS-INV2")
    endings = stage.endings(stage.modified(HEADER))
    assert sorted(endings) == sorted([*CREATED, ("failed", "document_without_lines")])


def test_a_lost_answer_makes_one_document(stage, billed):
    stage.sandbox.misbehave("POST", "batch", kind="lose_answer", times=1)
    assert stage.endings(stage.modified(HEADER)) == CREATED
    assert (len(stage.rows("invoice")), len(stage.rows("invoicedetail"))) == (1, 1)
    assert len(stage.coupled(LINES)) == 1


def test_a_document_that_is_created_anew_is_coupled_with_its_new_lines(stage, billed):
    stage.modified(HEADER)
    stage.uncouple(HEADER, billed["invoice"])
    stage.couple(HEADER, billed["invoice"])
    _, (line,) = made(stage, billed["invoice"])
    assert len(stage.rows("invoice")) == 2
    assert stage.coupled(LINES) == {billed["line"]["id"]: line["invoicedetailid"]}


def test_undo_deletes_the_document_and_forgets_its_lines(stage, billed):
    job = stage.modified(HEADER)
    assert stage.endings(undo(job)) == [("deleted", "dataverse")]
    assert nothing_was_written(stage)


def test_a_preview_shows_the_lines_and_can_be_carried_out(stage, billed, client, alice):
    client.force_login(alice)
    preview = stage.modified(HEADER, preview=True)
    page = client.get(f"/jobs/{preview.pk}/records/{preview.operations.get().pk}/").content.decode()
    assert "Line 10000" in page
    assert nothing_was_written(stage)
    client.post(f"/jobs/{preview.pk}/carry-out/", {"checksum": preview.checksum})
    assert stage.endings(finished(Job.objects.get(plan=preview))) == CREATED
    assert len(stage.coupled(LINES)) == 1


def test_lines_of_invoices_are_not_synchronized_on_their_own(stage, billed):
    assert stage.endings(stage.modified(LINES)) == [("job", "lines_on_their_own")]


def test_a_run_of_all_mappings_leaves_the_lines_to_their_documents(stage):
    names = set(synchronize_all(stage.connection).lines.values_list("mapping__name", flat=True))
    assert HEADER in names
    assert LINES not in names


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", [1, 3, 6, 10])
def test_a_worker_that_dies_once_the_document_is_there_doubles_and_forgets_nothing(stage, billed, statement):
    job = start(stage.mapping(HEADER), Job.Kind.MODIFIED)
    with dying_after(lambda: stage.sandbox.count("invoice"), statement), suppress(Killed):
        run_job(job.pk)
    Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=1))
    run_job(job.pk)
    stage.modified(HEADER)
    assert (len(stage.rows("invoice")), len(stage.rows("invoicedetail"))) == (1, 1)
    assert (len(stage.coupled(HEADER)), len(stage.coupled(LINES))) == (1, 1)
