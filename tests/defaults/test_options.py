"""PAYMENT TERMS, SHIPMENT METHOD and SHIPPING AGENT: codes of Business Central are options in Dataverse."""

import pytest

from couplings.models import Wait
from syncadmin.connections.options.keys import key_of, value_of
from tests.awaiting import tried_again
from tests.defaults.options import label_of, labels, published, set_options, terms_only
from tests.runs.undoing import undo
from tests.runs.work import ask_for, endings

TERMS = "account.paymenttermscode"
NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def stage(play, transactional_db):
    """The three mappings, and customers whose fields they carry."""
    return play("PAYMENT TERMS", "SHIPMENT METHOD", "SHIPPING AGENT", "CURRENCY", "CUSTOMER", ownership="team")


def test_a_key_says_which_option_it_is():
    assert value_of(TERMS, key_of(TERMS, 4)) == 4
    assert value_of(TERMS, key_of(TERMS, -1)) == -1
    assert 100_000_000 <= value_of(TERMS, "11111111-2222-4333-8444-555555555555") <= 999_999_999


def test_codes_are_coupled_to_options_of_that_label_and_new_options_are_created(stage):
    net, cash = terms_only(stage, "NET 30", "COD")
    stage.match("PAYMENT TERMS")
    coupled = stage.coupled("PAYMENT TERMS")
    assert coupled[net["id"]] == key_of(TERMS, 1)
    assert label_of(stage, TERMS, value_of(TERMS, coupled[cash["id"]])) == "COD"
    assert label_of(stage, TERMS, 1) == "Net 30"
    assert ("updated", "dataverse") not in stage.endings(stage.modified("PAYMENT TERMS"))


def test_a_preview_names_the_option_and_makes_none(stage):
    (cash,) = terms_only(stage, "COD")
    job = ask_for(stage.mapping("PAYMENT TERMS"), cash, create=True, preview=True)
    assert job.operations.get().values == {"label": "COD"}
    assert "COD" not in labels(stage, TERMS).values()


@pytest.mark.parametrize("fault", ["lose_answer", "reset"])
def test_an_option_whose_answer_was_lost_is_not_created_twice(stage, fault):
    (cash,) = terms_only(stage, "COD")
    stage.sandbox.misbehave("POST", "InsertOptionValue", kind=fault, times=5)
    stage.couple("PAYMENT TERMS", cash)
    stage.modified("PAYMENT TERMS")
    assert list(labels(stage, TERMS).values()).count("COD") == 1
    assert label_of(stage, TERMS, value_of(TERMS, stage.coupled("PAYMENT TERMS")[cash["id"]])) == "COD"


def test_options_that_were_added_and_not_published_are_found_again(stage):
    (cash,) = terms_only(stage, "COD")
    stage.sandbox.options.publish_options = True
    stage.sandbox.misbehave("POST", "PublishXml", status=403, times=1)
    assert stage.endings(stage.couple("PAYMENT TERMS", cash)) == [("failed", "dataverse", "permission_missing")]
    assert "COD" not in published(stage, TERMS).values()
    assert stage.endings(stage.couple("PAYMENT TERMS", cash)) == [("created", "dataverse")]
    assert list(published(stage, TERMS).values()).count("COD") == 1


@pytest.mark.parametrize(
    ("name", "table", "columns"),
    [
        ("PAYMENT TERMS", "paymentTerms", ["salesorder.paymenttermscode", "invoice.paymenttermscode"]),
        ("SHIPMENT METHOD", "shipmentMethods", ["salesorder.freighttermscode"]),
        ("SHIPPING AGENT", "shippingAgents", ["salesorder.shippingmethodcode"]),
    ],
)
def test_an_option_is_repeated_on_documents_and_renamed_there_as_well(stage, name, table, columns):
    row = stage.add(table, code="DOG SLED")
    stage.couple(name, row)
    own = stage.mapping(name).dataverse_table
    value = value_of(own, stage.coupled(name)[row["id"]])
    assert [label_of(stage, one, value) for one in (own, *columns)] == ["DOG SLED", *["DOG SLED"] * len(columns)]
    stage.change(table, row, code="HUSKY")
    assert ("updated", "dataverse") in stage.endings(stage.modified(name))
    assert [label_of(stage, one, value) for one in (own, *columns)] == ["HUSKY", *["HUSKY"] * len(columns)]


def test_an_option_of_that_label_is_not_created_once_more(stage):
    (net,) = terms_only(stage, "NET 45")
    assert stage.endings(stage.couple("PAYMENT TERMS", net))[-1] == ("failed", "dataverse", "option_exists")
    assert stage.mapping("PAYMENT TERMS").problems.get().facts == {"table": "Payment Terms", "value": "NET 45"}


def test_a_label_that_somebody_else_changed_stands_until_the_code_changes(stage):
    (net,) = terms_only(stage, "NET 30")
    stage.match("PAYMENT TERMS")
    set_options(stage, TERMS, {1: "Thirty days"})
    stage.modified("PAYMENT TERMS")
    assert label_of(stage, TERMS, 1) == "Thirty days"
    stage.change("paymentTerms", net, code="30 DAYS")
    assert ("updated", "dataverse") in stage.endings(stage.modified("PAYMENT TERMS"))
    assert label_of(stage, TERMS, 1) == "30 DAYS"


def test_an_option_that_is_deleted_in_dataverse_is_told_of(stage):
    (net,) = terms_only(stage, "NET 30")
    stage.match("PAYMENT TERMS")
    set_options(stage, TERMS, {1: None})
    assert ("failed", "partner_deleted") in stage.endings(stage.modified("PAYMENT TERMS"))


def test_a_new_option_is_not_taken_back_by_an_undo(stage):
    (cash,) = terms_only(stage, "COD")
    undone = undo(stage.couple("PAYMENT TERMS", cash))
    assert ("failed", "dataverse", "option_not_deleted") in endings(undone)
    assert "COD" in labels(stage, TERMS).values()


def test_a_customer_carries_the_terms_by_key_and_the_agent_by_code(stage):
    (net,) = terms_only(stage, "NET 30")
    agent = stage.add("shippingAgents", code="DHL")
    method = stage.row("shipmentMethods", code="FOB")
    stage.match("PAYMENT TERMS", "SHIPMENT METHOD", "SHIPPING AGENT")
    customer = stage.add(
        "customers",
        displayName="Adatum",
        paymentTermsId=net["id"],
        shipmentMethodId=method["id"],
        shippingAgentCode=agent["code"],
    )
    stage.couple("CUSTOMER", customer)
    account = stage.partner("CUSTOMER", customer)
    shown = ("paymenttermscode", "address1_freighttermscode", "address1_shippingmethodcode")
    assert [account[one] for one in shown] == [1, 1, 2]
    stage.change("account", account, **dict.fromkeys(shown))
    assert stage.endings(stage.modified("CUSTOMER")) == [("updated", "bc")]
    customer = stage.row("customers", customer)
    assert (customer["paymentTermsId"], customer["shippingAgentCode"]) == (NOBODY, "")


def test_terms_that_are_not_coupled_make_a_customer_wait_until_they_are(stage):
    net, cash = terms_only(stage, "NET 30", "COD")
    stage.couple("PAYMENT TERMS", net, key_of(TERMS, 1))
    customer = stage.add("customers", displayName="Adatum", paymentTermsId=cash["id"])
    assert stage.endings(stage.couple("CUSTOMER", customer))[-1] == ("waiting", "waiting_for")
    facts = stage.mapping("CUSTOMER").problems.get().facts
    assert (facts["field"], facts["mapping"]) == ("Payment Terms Code", "PAYMENT TERMS")
    stage.couple("PAYMENT TERMS", cash)
    assert [endings(job) for job in tried_again(stage.mapping("CUSTOMER"))] == [[("created", "dataverse")]]
    assert label_of(stage, TERMS, stage.partner("CUSTOMER", customer)["paymenttermscode"]) == "COD"


def test_an_option_that_is_not_coupled_makes_a_customer_wait_and_is_called_by_its_label(stage):
    (net,) = terms_only(stage, "NET 30")
    stage.match("PAYMENT TERMS")
    customer = stage.add("customers", displayName="Adatum", paymentTermsId=net["id"])
    stage.couple("CUSTOMER", customer)
    stage.change("account", stage.partner("CUSTOMER", customer), paymenttermscode=4)
    assert stage.endings(stage.modified("CUSTOMER")) == [("waiting", "waiting_for")]
    assert list(Wait.objects.values_list("relation", "side", "value")) == [("PAYMENT TERMS", "dataverse", "4")]
    assert stage.mapping("CUSTOMER").problems.get().facts["value"] == "Net 60"
    assert stage.row("customers", customer)["paymentTermsId"] == net["id"]
    sixty = stage.add("paymentTerms", code="NET 60")
    stage.couple("PAYMENT TERMS", sixty, key_of(TERMS, 4))
    assert [endings(job) for job in tried_again(stage.mapping("CUSTOMER"))] == [[("updated", "bc")]]
    assert stage.row("customers", customer)["paymentTermsId"] == sixty["id"]
