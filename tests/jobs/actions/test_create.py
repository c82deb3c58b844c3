"""*Create in Dataverse* and *Create in Business Central*, and leaving records out whose partner was deleted."""

import pytest

from couplings.models import RemoteRecord
from tests.couplings.acting import act, card, list_of, text_of
from tests.runs.test_deletion_policies import delete, edit, policy
from tests.runs.work import endings, read_all_again, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def orphan(sandbox, mapping, pair):
    """A customer whose account was deleted and whose coupling went, and that was edited since."""
    policy(mapping, "uncouple", only_coupled=False)
    delete(sandbox, pair, "dataverse")
    synchronize(mapping)
    edit(sandbox, pair, "bc", "Bergen")
    assert endings(synchronize(mapping)) == [("failed", "partner_was_deleted")]
    return pair[0]


@pytest.fixture
def left(sandbox, mapping, pair):
    """An account whose customer was deleted and whose coupling went, and that was edited since."""
    policy(mapping, "uncouple", only_coupled=False)
    delete(sandbox, pair, "bc")
    read_all_again(mapping)
    edit(sandbox, pair, "dataverse", "Bergen")
    assert endings(synchronize(mapping)) == [("failed", "partner_was_deleted")]
    return pair[1]


def test_the_list_shows_accounts_without_a_customer_and_why(as_bob, sandbox, mapping, pair, account):
    page = text_of(as_bob.get(list_of(side="dataverse"), {"state": "not_coupled"}))
    assert "Adatum Ltd" in page
    assert "Not coupled" in page
    assert page.count("Oslo") == 1


def test_an_account_alone_is_created_in_business_central(as_bob, sandbox, account, customer):
    response, job = act(as_bob, "create", account, ask="1")
    assert job is None
    assert "1 of 1 record takes part." in text_of(response)
    assert "Create in Business Central" in text_of(response)
    response, job = act(as_bob, "create", account)
    assert (endings(job), response.url) == ([("created", "bc")], list_of(side="dataverse"))
    assert "Adatum Ltd" in [one["displayName"] for one in sandbox.rows("customers")]


@pytest.mark.parametrize("side", ["bc", "dataverse"])
def test_a_preview_shows_the_plan_and_writes_nothing(as_bob, sandbox, account, customer, side):
    record = customer if side == "bc" else account
    response, job = act(as_bob, "create", record, do="preview")
    assert response.url == f"/jobs/{job.pk}/"
    assert endings(job) == [({"bc": "dataverse", "dataverse": "bc"}[side],)]
    assert (sandbox.count("customers"), sandbox.count("account")) == (1, 1)


def test_nothing_is_created_against_the_direction(as_bob, mapping, account):
    policy(mapping, "ask", direction="to_dataverse")
    response, job = act(as_bob, "create", account, ask="1")
    assert "The mapping does not create records in Business Central." in text_of(response)
    assert act(as_bob, "create", account)[1] is None


def test_the_whole_list_of_accounts_can_be_created(as_bob, mapping, account, customer):
    _response, job = act(
        as_bob, "create", side="dataverse", everything="1", mapping=mapping.pk, query="state=not_coupled"
    )
    assert endings(job) == [("created", "bc")]


def test_the_card_offers_to_create_what_has_no_account(as_bob, customer):
    assert "Create in Dataverse" in text_of(as_bob.get(card(customer)))


def test_the_card_of_a_customer_whose_account_was_deleted_offers_both_ways(as_bob, orphan):
    page = text_of(as_bob.get(card(orphan)))
    assert "Leave Out" in page
    assert page.count("Create in Dataverse") == 1


def test_created_anew_by_request(as_bob, sandbox, orphan):
    _response, job = act(as_bob, "create", orphan)
    assert endings(job) == [("created", "dataverse")]
    assert sandbox.count("account") == 1


def test_left_out_by_request(as_bob, mapping, orphan):
    response, job = act(as_bob, "leave_out_records", orphan)
    assert endings(job) == [("excluded", "partner_left_out")]
    assert not mapping.problems.exists()
    assert (job.requested_by.username, response.status_code) == ("bob", 302)


def test_an_account_left_out_says_so_in_the_list(as_bob, mapping, left):
    assert "Partner deleted" in text_of(as_bob.get(list_of(side="dataverse"), {"state": "asked"}))
    act(as_bob, "leave_out_records", left)
    assert "Adatum" not in text_of(as_bob.get(list_of(side="dataverse"), {"state": "asked"}))
    assert "Left out" in text_of(as_bob.get(list_of(side="dataverse"), {"state": "left_out"}))


def test_a_record_that_had_no_partner_is_not_left_out(as_bob, customer):
    response, job = act(as_bob, "leave_out_records", customer)
    assert job is None
    assert RemoteRecord.objects.get(side="bc").left_out == ""


def test_a_viewer_sees_the_accounts_and_may_do_nothing(as_charlie, account):
    assert "Adatum Ltd" in text_of(as_charlie.get(list_of(side="dataverse")))
    assert act(as_charlie, "create", account)[0].status_code == 403
