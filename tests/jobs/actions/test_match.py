"""Match-Based Coupling of selected records, and the candidates a person chooses from."""

import pytest
from django.urls import reverse

from couplings.models import Coupling
from jobs.models import Job
from tests.couplings.acting import act, card, markup_of, read, text_of
from tests.runs.matching import accounts, coupled, match_on, matched
from tests.runs.work import endings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def matching(mapping):
    """The mapping, matching on the name."""
    return match_on(mapping, "Name")


@pytest.fixture
def doubtful(sandbox, matching, customer):
    """Two accounts of the customer's name, of which one has its city."""
    both = accounts(sandbox, "Adatum", {"name": "Adatum", "address1_city": "Oslo"})
    matched(matching)
    return both


def test_selected_customers_are_coupled_with_their_match(as_bob, sandbox, matching, customer):
    (account,) = accounts(sandbox, "ADATUM")
    _response, job = act(as_bob, "match", customer)
    assert (job.kind, endings(job)) == (Job.Kind.MATCH, [("coupled",)])
    assert coupled(matching) == {customer["id"]: account["accountid"]}


def test_the_dialog_says_who_takes_part_and_by_what(as_bob, sandbox, matching, customer, pair):
    blocked = sandbox.add("customers", displayName="Blocked", blocked="All")
    read(matching)
    response, job = act(as_bob, "match", customer, blocked, pair[0], ask="1")
    shown = text_of(response)
    assert job is None
    assert "1 of 3 records take part. 1 coupled already. 1 excluded or deleted." in shown
    assert "Name priority 0" in shown
    assert "Select Coupling Criteria" not in shown


def test_what_is_ticked_is_done_afterwards(as_bob, sandbox, matching, customer):
    _response, job = act(as_bob, "match", customer, create="1", synchronize="1")
    assert endings(job) == [("created", "dataverse")]
    assert job.request["synchronize"]


def test_nothing_is_created_against_the_direction_of_the_mapping(as_bob, matching, customer):
    matching.direction = "to_bc"
    matching.save()
    _response, job = act(as_bob, "match", customer, create="1")
    assert endings(job) == [("excluded", "no_match")]


def test_without_criteria_it_is_refused_with_words(as_bob, customer):
    response, _job = act(as_bob, "match", customer, ask="1")
    assert "There is no field to match on" in text_of(response)
    assert "disabled" in markup_of(response).split("Couple</button>")[0].rpartition("<button")[2]
    _response, job = act(as_bob, "match", customer)
    assert job is None
    assert "There is no field to match on" in text_of(as_bob.get(card(customer)))


def test_customers_that_are_coupled_already_start_no_job(as_bob, matching, pair):
    _response, job = act(as_bob, "match", pair[0])
    assert job is None
    assert "None of the selected records can be coupled." in text_of(as_bob.get(card(pair[0])))


def test_a_doubtful_customer_is_listed_with_its_candidates_likeliest_first(as_bob, doubtful):
    shown = text_of(as_bob.get(reverse("couplings:problem_records")))
    assert "(candidates: 2, likeliest: Adatum)" in shown
    assert "Couple Adatum Name, City Couple Adatum Name" in shown


def test_each_candidate_has_a_button_that_opens_set_up_coupling_with_it(as_bob, customer, doubtful):
    for page in (reverse("couplings:problem_records"), card(customer)):
        for account in doubtful:
            assert f"/couple/?partner={account['accountid']}&amp;next={page}" in markup_of(as_bob.get(page))
    dialog = markup_of(as_bob.get(f"{card(customer)}couple/?partner={doubtful[1]['accountid']}"))
    assert f'value="{doubtful[1]["accountid"]}" checked' in dialog
    assert f'value="{doubtful[0]["accountid"]}"' in dialog


def test_choosing_one_of_them_settles_the_doubt(as_bob, matching, customer, doubtful):
    act(as_bob, "couple", customer, partner=doubtful[1]["accountid"], after="no")
    assert matching.problems.count() == 0
    assert coupled(matching) == {customer["id"]: doubtful[1]["accountid"]}


def test_set_up_coupling_offers_candidates_that_look_different(as_bob, sandbox, mapping, customer):
    both = accounts(sandbox, *({"name": f"Other {one}", "address1_city": "Oslo"} for one in range(2)))
    matched(match_on(mapping, "City"))
    dialog = markup_of(as_bob.get(f"{card(customer)}couple/"))
    assert all(f'value="{one["accountid"]}"' in dialog for one in both)


def test_trying_again_leaves_the_doubtful_to_a_person(as_bob, sandbox, matching, doubtful):
    problem = matching.problems.get()
    as_bob.post(reverse("jobs:retry"), {"selected": problem.pk})
    assert sandbox.count("account") == 2
    assert "choose on its card what to do" in text_of(as_bob.get(reverse("couplings:problem_records")))


def test_a_viewer_sees_the_candidates_and_no_buttons(client, charlie, doubtful):
    client.force_login(charlie)
    page = markup_of(client.get(reverse("couplings:problem_records")))
    assert "Candidates" in page
    assert "/couple/?partner=" not in page


def test_a_viewer_may_not(as_charlie, matching, customer):
    response, job = act(as_charlie, "match", customer)
    assert (response.status_code, job, Coupling.objects.count()) == (403, None, 0)


def test_the_list_names_the_likeliest_three_and_the_card_all_of_them(as_bob, sandbox, matching, customer):
    accounts(sandbox, *["Adatum"] * 5)
    matched(matching)
    pages = [markup_of(as_bob.get(one)) for one in (reverse("couplings:problem_records"), card(customer))]
    assert [one.count("/couple/?partner=") for one in pages] == [3, 5]
    assert "2 more" in pages[0]
