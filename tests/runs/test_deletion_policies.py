"""What a modified run does about deleted records, by the policy of the mapping, whichever side lost its record."""

import pytest

from couplings.models import Coupling, RemoteRecord
from jobs.models import Job
from tests.runs.work import coupled_pair, endings, pending, read_all_again, synchronize

pytestmark = pytest.mark.django_db(transaction=True)

SIDES = ("bc", "dataverse")
ARCHIVE = {"bc": {"blocked": "All"}, "dataverse": {"statecode": 1, "statuscode": 2}}


def policy(mapping, deletion, **more):
    """Set *Resolve Deletion Conflicts* and more of a mapping."""
    for name, value in {"deletion": deletion, **more}.items():
        setattr(mapping, name, value)
    mapping.save()
    return mapping


def delete(sandbox, pair, side):
    """Somebody deletes one record of a pair."""
    customer, account = pair
    sandbox.remove(*(("customers", customer["id"]) if side == "bc" else ("account", account["accountid"])))


def edit(sandbox, pair, side, city):
    """Somebody edits one record of a pair."""
    customer, account = pair
    if side == "bc":
        sandbox.change("customers", customer["id"], city=city)
    else:
        sandbox.change("account", account["accountid"], address1_city=city)


def other(side):
    """The side across."""
    return SIDES[side == "bc"]


def cities(sandbox):
    """Where customers and accounts are."""
    return [row["city"] for row in sandbox.rows("customers")], [row["address1_city"] for row in sandbox.rows("account")]


@pytest.fixture(params=SIDES)
def lost(request):
    """The side on which the record is deleted."""
    return request.param


@pytest.fixture
def pair(sandbox, mapping):
    """A customer and its account, in step."""
    both = coupled_pair(sandbox, mapping)
    synchronize(mapping)
    return both


def test_without_a_policy_a_person_is_asked_and_nothing_is_written(sandbox, mapping, pair, lost):
    delete(sandbox, pair, lost)
    job = read_all_again(mapping)
    assert endings(job) == [("failed", "partner_deleted")]
    assert [one.code for one in mapping.problems.all()] == ["partner_deleted"]
    assert sandbox.count("customers") + sandbox.count("account") == 1
    assert Coupling.objects.count() == 1


def test_restored_from_the_other_side_and_coupled_again(sandbox, mapping, pair, lost):
    policy(mapping, "restore")
    delete(sandbox, pair, lost)
    edit(sandbox, pair, other(lost), "Bergen")
    assert endings(read_all_again(mapping)) == [("created", lost, "restored")]
    assert cities(sandbox) == (["Bergen"], ["Bergen"])
    synchronize(mapping)  # looks at it once more where the new record shows a default for a blank
    assert (pending(mapping), endings(synchronize(mapping))) == (0, [])


def test_what_was_restored_is_in_step_and_keeps_flowing(sandbox, mapping, pair, lost):
    policy(mapping, "restore")
    delete(sandbox, pair, lost)
    read_all_again(mapping)
    coupling = Coupling.objects.get()
    assert (coupling.state, coupling.journal) == (Coupling.State.COUPLED, None)
    now = (sandbox.rows("customers")[0], sandbox.rows("account")[0])
    edit(sandbox, now, lost, "Bergen")
    assert endings(synchronize(mapping)) == [("updated", other(lost))]


def test_a_mapping_that_does_not_write_there_asks_and_says_so(sandbox, mapping, pair, lost):
    policy(mapping, "restore", direction=f"to_{other(lost)}")
    delete(sandbox, pair, lost)
    assert endings(read_all_again(mapping)) == [("failed", "partner_not_restorable")]
    assert sandbox.count("customers") + sandbox.count("account") == 1


def test_uncoupled_and_the_other_record_stays(sandbox, mapping, pair, lost):
    policy(mapping, "uncouple", only_coupled=False)
    delete(sandbox, pair, lost)
    assert endings(read_all_again(mapping)) == [("uncoupled", "uncoupled_from_deleted")]
    assert not Coupling.objects.exists()
    assert endings(read_all_again(mapping)) == []
    assert sandbox.count("customers") + sandbox.count("account") == 1


def test_archived_once_whatever_else_changes(sandbox, mapping, pair, lost):
    policy(mapping, "archive", archive=ARCHIVE)
    delete(sandbox, pair, lost)
    assert endings(read_all_again(mapping)) == [("updated", other(lost), "archived")]
    shown = sandbox.rows("account")[0]["statecode"] if lost == "bc" else sandbox.rows("customers")[0]["blocked"]
    assert shown == (1 if lost == "bc" else "All")
    edit(sandbox, pair, other(lost), "Bergen")
    assert endings(synchronize(mapping)) == [("unchanged", "archived")]
    assert Coupling.objects.get().archived_at


def test_what_is_archived_already_is_not_written_again(sandbox, mapping, pair):
    policy(mapping, "archive", archive=ARCHIVE)
    sandbox.change("customers", pair[0]["id"], blocked="All")
    delete(sandbox, pair, "dataverse")
    assert endings(synchronize(mapping)) == [("unchanged", "archived")]


def test_what_somebody_took_back_into_use_is_left_and_asked_about(sandbox, mapping, pair):
    policy(mapping, "archive", archive=ARCHIVE)
    delete(sandbox, pair, "dataverse")
    synchronize(mapping)
    sandbox.change("customers", pair[0]["id"], blocked="_x0020_")
    assert endings(synchronize(mapping)) == [("failed", "archived_and_changed_back")]
    assert sandbox.row("customers", pair[0]["id"])["blocked"] == "_x0020_"


def test_archiving_values_that_are_refused_are_told_with_the_answer(sandbox, mapping, pair):
    policy(mapping, "archive", archive=ARCHIVE)
    delete(sandbox, pair, "dataverse")
    sandbox.withdraw(**{"customers:write": "none"})
    ((ending, side, code),) = endings(synchronize(mapping))
    assert (ending, side) == ("failed", "bc")
    assert mapping.problems.get().code == code
    assert Coupling.objects.get().archived_at is None


def test_a_side_without_archive_values_asks(sandbox, mapping, pair):
    policy(mapping, "archive", archive={"dataverse": ARCHIVE["dataverse"]})
    delete(sandbox, pair, "dataverse")
    assert endings(synchronize(mapping)) == [("failed", "nothing_to_archive_with")]


def test_an_unfit_value_is_no_restoration_and_stays_listed(sandbox, mapping, pair):
    policy(mapping, "restore")
    sandbox.change("customers", pair[0]["id"], city="")
    delete(sandbox, pair, "bc")
    sandbox.change("account", pair[1]["accountid"], name="x" * 130)
    for _ in range(2):
        assert endings(read_all_again(mapping)) == [("failed", "value_too_long")]
    assert sandbox.count("customers") == 0
    assert mapping.problems.get().attempts == 2
    assert str(Coupling.objects.get().bc_key) == pair[0]["id"]


def test_a_refused_restoration_leaves_the_coupling_as_it_was(sandbox, mapping, pair, lost):
    policy(mapping, "restore")
    before = Coupling.objects.values().get()
    delete(sandbox, pair, lost)
    sandbox.withdraw(**{"account:create" if lost == "dataverse" else "customers:create": "none"})
    for _ in range(2):
        ((ending, side, _code),) = endings(read_all_again(mapping))
        assert (ending, side) == ("failed", lost)
        assert Coupling.objects.values().get() == before
    assert mapping.problems.count() == 1
    assert sandbox.count("customers") + sandbox.count("account") == 1


@pytest.mark.parametrize("deletion", ["ask", "restore", "uncouple", "archive"])
def test_when_both_are_gone_the_coupling_goes_too(sandbox, mapping, pair, deletion):
    policy(mapping, deletion, archive=ARCHIVE, only_coupled=False)
    for side in SIDES:
        delete(sandbox, pair, side)
    assert endings(synchronize(mapping)) == [("uncoupled", "both_deleted")]
    assert (Coupling.objects.count(), sandbox.count("customers"), sandbox.count("account")) == (0, 0, 0)


def test_a_record_that_comes_back_is_in_step_again(sandbox, mapping, pair):
    delete(sandbox, pair, "dataverse")
    synchronize(mapping)
    sandbox.add(
        "account",
        accountid=pair[1]["accountid"],
        name="Adatum",
        telephone1="555-0100",
        address1_city="Bergen",
        customertypecode=3,
    )
    assert endings(synchronize(mapping)) == [("updated", "bc")]
    assert not mapping.problems.exists()
    assert cities(sandbox) == (["Bergen"], ["Bergen"])


def test_a_record_that_comes_back_after_its_coupling_went_is_asked_about(sandbox, mapping, pair):
    policy(mapping, "uncouple", only_coupled=False)
    delete(sandbox, pair, "dataverse")
    synchronize(mapping)
    sandbox.add("account", accountid=pair[1]["accountid"], name="Adatum", customertypecode=3)
    assert endings(synchronize(mapping)) == [("failed", "partner_was_deleted")]
    assert sandbox.count("customers") == 1


@pytest.mark.parametrize(("deletion", "expected"), [("ask", "partner_deleted"), ("restore", "filtered_out")])
def test_a_partner_that_the_filter_leaves_out_is_not_written(sandbox, mapping, pair, deletion, expected):
    policy(mapping, deletion)
    sandbox.change("customers", pair[0]["id"], blocked="All")
    delete(sandbox, pair, "dataverse")
    ((_ending, code),) = endings(synchronize(mapping))
    assert code == expected
    assert sandbox.count("account") == 0


def test_a_record_found_gone_by_a_write_is_decided_about_in_the_same_run(sandbox, mapping, pair, halfway):
    policy(mapping, "restore")
    edit(sandbox, pair, "dataverse", "Bergen")
    go_on = halfway()
    delete(sandbox, pair, "bc")
    assert endings(go_on()) == [("created", "bc", "restored")]
    assert cities(sandbox) == (["Bergen"], ["Bergen"])


@pytest.mark.parametrize(
    ("deletion", "expected"),
    [
        ("ask", ("failed", "partner_deleted")),
        ("uncouple", ("uncoupled", "uncoupled_from_deleted")),
        ("archive", ("updated", "bc", "archived")),
    ],
)
def test_so_it_is_with_every_policy(sandbox, mapping, pair, halfway, deletion, expected):
    policy(mapping, deletion, archive=ARCHIVE)
    edit(sandbox, pair, "bc", "Bergen")
    go_on = halfway()
    delete(sandbox, pair, "dataverse")
    assert endings(go_on()) == [expected]


def test_what_becomes_of_many_deletions_is_braked_as_changes_are(sandbox, mapping):
    policy(mapping, "archive", archive=ARCHIVE, most_changes=2, most_changes_share=0)
    pairs = [coupled_pair(sandbox, mapping, displayName=f"Adatum {number}") for number in range(3)]
    for one in pairs:
        delete(sandbox, one, "dataverse")
    job = synchronize(mapping)
    assert job.status == Job.Status.APPROVAL
    assert {row["blocked"] for row in sandbox.rows("customers")} == {"_x0020_"}


@pytest.mark.parametrize("deletion", ["restore", "uncouple", "archive"])
def test_no_policy_is_followed_where_suspiciously_much_is_gone(sandbox, mapping, deletion):
    policy(mapping, deletion, archive=ARCHIVE, most_changes=None)
    pairs = [coupled_pair(sandbox, mapping, displayName=f"Adatum {number}") for number in range(12)]
    synchronize(mapping)
    for one in pairs:
        delete(sandbox, one, "dataverse")
    assert synchronize(mapping).code == "rows_disappeared"
    assert (sandbox.count("account"), Coupling.objects.count()) == (0, 12)
    assert not RemoteRecord.objects.filter(deleted=True).exists()
