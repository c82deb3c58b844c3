"""Set Up Coupling for several records: what is proposed, what a person may change, and what OK does."""

import pytest

from couplings.models import Coupling
from tests.couplings.acting import act, read, row_of, text_of
from tests.runs.work import endings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three(sandbox, mapping):
    """A customer with one likely account, one with two that are equally likely, and one without any."""
    found = [sandbox.add("customers", displayName=name, city="Oslo") for name in ("Adatum", "Contoso", "Nobody's")]
    for name in ("Adatum", "Contoso East", "Contoso West"):
        sandbox.add("account", name=name, address1_city="Oslo", customertypecode=3)
    read(mapping)
    return found


def asked(client, *records, **posted):
    """The table."""
    response, job = act(client, "couple", *records, **{"ask": "1", **posted})
    assert job is None
    return response


def filled(response, **chosen):
    """The lines as a browser posts them, with some of the choices changed."""
    posted = {"do": "couple", "line": [one.pk for one in response.context["form"].lines]}
    for one in response.context["form"].lines:
        posted[f"partner-{one.pk}"] = chosen.get(one.record.title.split("'")[0], one.chosen)
    return posted


def account_named(sandbox, name):
    """The key of an account."""
    return next(one["accountid"] for one in sandbox.rows("account") if one["name"] == name)


def test_each_gets_a_proposal_and_the_doubtful_ones_are_on_top(as_bob, sandbox, three):
    response = asked(as_bob, *three)
    first, second, third = response.context["form"].lines
    assert (first.record.title, first.chosen) == ("Contoso", "")
    assert (second.record.title, second.chosen) == ("Nobody's", "")
    assert (third.record.title, third.chosen) == ("Adatum", account_named(sandbox, "Adatum"))
    text = text_of(response)
    assert "2 records are equally alike." in text
    assert "Adatum – same Name, same City" in text
    assert "1 record is coupled. 2 records stay as they are." in text


def test_ok_couples_and_creates_as_it_was_filled_in(as_bob, sandbox, three):
    east = account_named(sandbox, "Contoso East")
    response = asked(as_bob, *three)
    posted = filled(response, Contoso=east, Nobody="new")
    _response, job = act(as_bob, "couple", *three, after="dataverse", **posted)
    assert sorted(one[0] for one in endings(job)) == ["coupled", "coupled", "created", "unchanged", "updated"]
    assert Coupling.objects.filter(dataverse_key=east, bc_key=three[1]["id"]).exists()
    assert sandbox.row("customers", three[1]["id"])["displayName"] == "Contoso East"


def test_accounts_are_coupled_and_created_by_a_job_each(as_bob, sandbox, mapping, three):
    accounts = [one for one in sandbox.rows("account") if one["name"] != "Contoso West"]
    response = asked(as_bob, *accounts)
    chosen = {one.record.title: one.chosen for one in response.context["form"].lines}
    assert chosen["Adatum"] == three[0]["id"]
    posted = filled(response, **{"Contoso East": "new"})
    act(as_bob, "couple", *accounts, after="no", **posted)
    kinds = list(mapping.jobs.exclude(kind="read").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["couple", "records"]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"Adatum": "Contoso East", "Contoso": "Contoso East"}, "The same partner is chosen for several records."),
        ({"Adatum": ""}, "Choose a partner for at least one of the records."),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_started(as_bob, sandbox, three, chosen, said):
    keys = {name: account_named(sandbox, one) if one else "" for name, one in chosen.items()}
    response, job = act(as_bob, "couple", *three, after="no", **filled(asked(as_bob, *three), **keys))
    assert (response.status_code, job) == (422, None)
    assert said in text_of(response)


def test_another_partner_can_be_searched_for_and_the_order_stays(as_bob, sandbox, three):
    posted = filled(asked(as_bob, *three))
    row = row_of(three[2])
    again = asked(as_bob, *three, **{**posted, "do": "refresh", f"q-{row.pk}": "west"})
    lines = again.context["form"].lines
    assert [one.record.title for one in lines] == ["Contoso", "Nobody's", "Adatum"]
    assert [one.title for one in lines[1].candidates] == ["Contoso West"]


def test_no_partner_is_proposed_twice(as_bob, sandbox, mapping):
    twins = [sandbox.add("customers", displayName="Twin") for _ in range(2)]
    sandbox.add("account", name="Twin", customertypecode=3)
    read(mapping)
    response = asked(as_bob, *twins)
    assert [one.chosen for one in response.context["form"].lines] == ["", ""]
    assert "The same partner is likely for several of these records." in text_of(response)


def test_coupled_and_excluded_records_are_left_out_with_their_reasons(as_bob, sandbox, mapping, pair, three):
    blocked = sandbox.add("customers", displayName="Blocked", blocked="All")
    read(mapping)
    text = text_of(asked(as_bob, pair[0], three[0], blocked))
    assert "1 of 3 records take part. 1 coupled already. 1 excluded or deleted." in text


@pytest.mark.parametrize("line", ["x", "0", "9" * 30, "\0"])
def test_nonsense_in_its_lines_couples_nothing(as_bob, three, line):
    response, job = act(as_bob, "couple", *three, line=line, do="couple")
    assert (response.status_code, job) == (422, None)
