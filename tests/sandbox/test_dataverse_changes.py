"""Dataverse's change tracking: the first reading, what changed since, deletions, and tokens that are no good."""

from datetime import timedelta

import pytest

from syncadmin.sandbox.clock import utc_now
from syncadmin.sandbox.server import Sandbox
from tests.sandbox.callers import Caller, error_of

SELECT = "/accounts?$select=name"
TRACK = "odata.track-changes"


def entries(dataverse, url, **headers):
    """All entries from an address on, and the delta link the last page ends with."""
    found = []
    while True:
        body = dataverse("GET", url, **headers).json()
        found += body["value"]
        if "@odata.deltaLink" in body:
            return found, body["@odata.deltaLink"]
        url = body["@odata.nextLink"]


def known(found):
    return [row.get("name") or row["reason"] for row in found]


@pytest.fixture
def five(sandbox):
    return [sandbox.add("account", name=name) for name in "ABCDE"]


@pytest.fixture
def link(dataverse, five):
    return entries(dataverse, SELECT, Prefer=TRACK)[1]


def test_the_first_reading_is_the_whole_table_in_pages_with_a_delta_link_on_the_last(dataverse, five):
    answer = dataverse("GET", SELECT, Prefer=f"{TRACK}, odata.maxpagesize=2")
    assert "@odata.nextLink" in answer.json()
    assert answer.headers["Preference-Applied"] == "odata.track-changes, odata.maxpagesize=2"
    found, link = entries(dataverse, SELECT, Prefer=f"{TRACK}, odata.maxpagesize=2")
    assert sorted(known(found)) == list("ABCDE")
    assert "$select=name" in link


def test_only_a_selection_goes_with_it(dataverse, five):
    for option in ("$filter=name eq 'A'", "$orderby=name", "$expand=ownerid", "$top=1", "$count=true"):
        assert error_of(dataverse("GET", f"{SELECT}&{option}", Prefer=TRACK)) == (400, "0x80060888")


def test_not_every_table_is_tracked(dataverse, sandbox):
    table = next(table for table in sandbox.store.sets("dataverse").values() if not table.tracked)
    assert error_of(dataverse("GET", f"/{table.entity_set}", Prefer=TRACK)) == (400, "0x80060888")
    assert error_of(dataverse("GET", f"/{table.entity_set}/$count?$deltatoken=1"))[0] == 400


def test_nothing_changed_gives_an_empty_answer_and_a_new_link(dataverse, link, sandbox):
    sandbox.add("team", name="Another table")
    found, new = entries(dataverse, link)
    assert (found, new != link) == ([], True)


def test_changes_come_by_version_with_the_selected_columns_and_then_deletions(dataverse, sandbox, five, link):
    sandbox.remove("account", five[1]["accountid"])
    sandbox.change("account", five[3]["accountid"], telephone1="7")
    sandbox.change("account", five[0]["accountid"], name="A2")
    answer = dataverse("GET", link).json()
    assert answer["@odata.context"].endswith("#accounts(name,accountid)/$delta")
    assert known(answer["value"]) == ["D", "A2", "deleted"]
    assert set(answer["value"][0]) == {"@odata.etag", "accountid", "name"}
    gone = answer["value"][2]
    assert (gone["id"], gone["reason"]) == (five[1]["accountid"], "deleted")
    assert gone["@odata.context"].endswith("/$metadata#accounts/$deletedEntity")
    assert entries(dataverse, answer["@odata.deltaLink"])[0] == []


def test_a_row_that_came_and_went_between_two_readings_is_told_as_a_deletion(dataverse, sandbox, link):
    row = sandbox.add("account", name="Short")
    dataverse("DELETE", f"/accounts({row['accountid']})")
    assert known(entries(dataverse, link)[0]) == ["deleted"]


def test_a_row_made_again_under_its_id_is_there_and_deleted(dataverse, sandbox, five, link):
    key = five[0]["accountid"]
    sandbox.remove("account", key)
    sandbox.add("account", name="Again", accountid=key)
    assert known(entries(dataverse, link)[0]) == ["Again", "deleted"]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_changes_come_in_pages(dataverse, sandbox, five, link, size):
    for row in five[:2]:
        sandbox.remove("account", row["accountid"])
    for row in five[2:]:
        sandbox.change("account", row["accountid"], fax="1")
    found, new = entries(dataverse, link, Prefer=f"odata.maxpagesize={size}")
    assert known(found) == ["C", "D", "E", "deleted", "deleted"]
    assert entries(dataverse, new)[0] == []


def test_what_changes_while_pages_are_read_is_told_next_time(dataverse, sandbox, five):
    first = dataverse("GET", SELECT, Prefer=f"{TRACK}, odata.maxpagesize=2").json()
    for row in five:
        sandbox.change("account", row["accountid"], name=row["name"].lower())
    _, link = entries(dataverse, first["@odata.nextLink"], Prefer="odata.maxpagesize=2")
    changes = dataverse("GET", link, Prefer="odata.maxpagesize=2").json()
    sandbox.change("account", five[4]["accountid"], name="late")
    rest, new = entries(dataverse, changes["@odata.nextLink"], Prefer="odata.maxpagesize=2")
    assert known(changes["value"] + rest + entries(dataverse, new)[0]) == [*"abcd", "late"]


def test_changes_can_be_counted(dataverse, sandbox, five, link):
    sandbox.remove("account", five[0]["accountid"])
    sandbox.change("account", five[1]["accountid"], fax="1")
    assert dataverse("GET", link.replace("/accounts?", "/accounts/$count?")).text == "2"


def test_a_token_fits_one_table_and_one_selection_and_cannot_be_changed(dataverse, link):
    strange = [
        link.replace("accounts?", "teams?"),
        link.replace("$select=name", "$select=fax"),
        link.replace("deltatoken=1", "deltatoken=2"),
        link[:-1],
        f"{dataverse.root}/accounts?$deltatoken=",
        f"{dataverse.root}/accounts?$deltatoken=1%2199/99/2020 00:00:00%210%210123456789abcdef",
    ]
    for url in strange:
        assert error_of(dataverse("GET", url)) == (400, "0x80060888")


@pytest.fixture
def later():
    """A sandbox of its own, its Dataverse caller, and the way to let days go by."""
    ahead = [timedelta(0)]
    with Sandbox(clock=lambda: utc_now() + ahead[0]) as sandbox:
        sandbox.options.token_lifetime = 10**9
        dataverse = Caller(sandbox, f"{sandbox.dataverse_url}/api/data/v9.2", f"{sandbox.dataverse_url}/.default")
        yield sandbox, dataverse, lambda days: ahead.insert(0, timedelta(days=days))


def test_a_token_expires_after_as_many_days_as_the_organization_says(later):
    sandbox, dataverse, wait = later
    link = entries(dataverse, SELECT, Prefer=TRACK)[1]
    wait(6)
    assert dataverse("GET", link).status_code == 200
    wait(8)
    assert error_of(dataverse("GET", link)) == (400, "0x80044352")
    sandbox.change("organization", sandbox.rows("organization")[0]["organizationid"], expirechangetrackingindays=30)
    assert dataverse("GET", link).status_code == 200
    wait(31)
    sandbox.options.delta_gone = True
    assert error_of(dataverse("GET", link)) == (410, "0x80044352")


def test_a_token_is_worth_nothing_once_the_table_was_changed(dataverse, sandbox, link):
    sandbox.store.reshape("account", remove=("fax",))
    assert error_of(dataverse("GET", link)) == (400, "0x80044352")


def test_deletions_survive_a_restart(tmp_path):
    with Sandbox(customers=1, path=tmp_path / "data") as sandbox:
        row = sandbox.rows("account")[0]
        before = sandbox.store.version()
        sandbox.remove("account", row["accountid"])
        after = sandbox.store.version()
    with Sandbox(path=tmp_path / "data") as sandbox:
        assert sandbox.store.version() == after
        ((_, key),) = sandbox.store.deletions.between("account", before, after)
        assert key == row["accountid"]
