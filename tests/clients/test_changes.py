"""What changed since a mark: nothing is lost by late commits, drifting pages, old links."""

from datetime import UTC, datetime, timedelta

import pytest

from syncadmin.connections.clients import errors
from syncadmin.connections.clients.marks import Mark, read_mark
from tests.clients.builders import changed, counting, path_of

CUSTOMER = ("bc", "customers", "displayName", "lastModifiedDateTime", "id")
ACCOUNT = ("dv", "account", "name", "modifiedon", "accountid")
UNTRACKED = ("dv", "pricelevel", "name", "modifiedon", "pricelevelid")
EACH = pytest.mark.parametrize("place", [CUSTOMER, ACCOUNT, UNTRACKED], indirect=True, ids=lambda one: one[1])
BY_STAMP = pytest.mark.parametrize("place", [CUSTOMER, UNTRACKED], indirect=True, ids=lambda one: one[1])


class Place:
    """A table of one of the systems, and short words for what people do there."""

    def __init__(self, remote, sandbox, table, name, stamp, key):
        self.remote, self.sandbox, self.table = remote, sandbox, table
        self.name, self.stamp, self.key = name, stamp, key

    def add(self, name, **values):
        return self.sandbox.add(self.table, **{self.name: name}, **values)

    def stamped(self, name, moment):
        return self.add(name, **{self.stamp: moment.isoformat().replace("+00:00", "Z")})

    def rename(self, row, name):
        return self.sandbox.change(self.table, row[self.key], **{self.name: name})

    def read(self, mark=""):
        """The names that changed, and the next mark."""
        records, _, mark = changed(self.remote, self.table, [self.name], mark)
        return sorted(record.values[self.name] for record in records), mark


@pytest.fixture
def place(request, sandbox):
    remote, *names = request.param
    return Place(request.getfixturevalue(remote), sandbox, *names)


def moments_ago(**ago):
    return datetime.now(UTC).replace(microsecond=0) - timedelta(**ago)


def since(mark):
    """The moment in a mark that is a stamp."""
    return read_mark(mark, mark.split()[1]).since


def small_pages(sandbox, size=2):
    sandbox.options.business_central_page = sandbox.options.dataverse_page = size


@EACH
def test_the_first_reading_is_of_the_whole_table_and_the_next_ones_are_not(place):
    place.stamped("Old", moments_ago(days=1))
    pages = list(place.remote.changes(place.table, [place.name], ""))
    assert all(page.whole for page in pages)
    assert [page.whole for page in place.remote.changes(place.table, [place.name], pages[-1].mark)] == [False]


@EACH
def test_what_changed_is_read_and_nothing_else(place):
    for name in ("One", "Two", "Three"):
        place.stamped(name, moments_ago(days=1))
    row = place.stamped("Late", moments_ago(hours=1))
    _, mark = place.read()
    place.rename(row, "Later")
    place.add("New")
    assert place.read(mark)[0] == ["Later", "New"]


@EACH
def test_a_row_committed_after_newer_stamps_were_read_comes_with_the_next_reading(place):
    place.stamped("Newer", moments_ago(seconds=1))
    _, mark = place.read()
    place.stamped("Committed late", moments_ago(seconds=100))
    assert "Committed late" in place.read(mark)[0]


@BY_STAMP
def test_the_overlap_is_five_minutes_in_business_central_and_two_in_dataverse(place):
    overlap = timedelta(minutes=5 if place.table == "customers" else 2)
    place.stamped("Newest", moments_ago(hours=1))
    _, mark = place.read()
    for name, late in (("Before", overlap + timedelta(seconds=1)), ("At", overlap), ("After", timedelta(seconds=9))):
        place.stamped(name, since(mark) - late)
    assert place.read(mark)[0] == ["After", "At", "Newest"]


@BY_STAMP
def test_the_mark_is_the_largest_stamp_seen_but_never_past_the_moment_reading_began(place):
    newest = moments_ago(hours=1)
    place.stamped("Newest", newest)
    place.stamped("Older", moments_ago(hours=2))
    _, mark = place.read()
    assert since(mark) == newest
    place.stamped("From the future", moments_ago(days=-1))
    assert moments_ago(seconds=10) < since(place.read(mark)[1]) <= datetime.now(UTC)


@EACH
def test_a_reading_that_is_not_carried_to_its_end_gives_no_mark(place):
    small_pages(place.sandbox)
    for number in range(5):
        place.add(f"Name {number}")
    pages = place.remote.changes(place.table, [place.name], "")
    assert [next(pages).mark, next(pages).mark] == ["", ""]
    pages.close()


@BY_STAMP
def test_stamps_are_compared_with_greater_or_equal(place):
    moment = moments_ago(hours=1)
    place.stamped("First", moment)
    _, mark = place.read()
    place.stamped("Same stamp", moment)
    assert place.read(mark)[0] == ["First", "Same stamp"]
    asked = [path_of(one) for one in place.sandbox.requests if "$filter" in one.query]
    assert all(" ge " in one.replace("+", " ") for one in asked)
    assert asked


@EACH
def test_what_drifts_while_pages_are_read_comes_with_the_next_reading_at_the_latest(place):
    small_pages(place.sandbox)
    rows = sorted((place.add(f"Name {number}") for number in range(9)), key=lambda row: row[place.key])
    pages = place.remote.changes(place.table, [place.name], "")
    seen = list(next(pages).records)
    place.rename(rows[0], "Changed behind")
    place.rename(rows[8], "Changed ahead")
    for number in range(6):
        place.add(f"Added {number}")
    for page in pages:
        seen += page.records
        mark = page.mark
    later = changed(place.remote, place.table, [place.name], mark)[0]
    wanted = {"Changed behind", "Changed ahead", *(f"Added {number}" for number in range(6))}
    assert wanted <= {one.values[place.name] for one in (*seen, *later)}
    last = {one.key: one.values[place.name] for one in (*seen, *later)}
    assert sorted(last.values()) == sorted(row[place.name] for row in place.sandbox.rows(place.table))


@EACH
def test_a_row_is_not_told_twice_at_one_version(place):
    small_pages(place.sandbox)
    for number in range(5):
        place.add(f"Name {number}")
    assert place.read()[0] == [f"Name {number}" for number in range(5)]


@EACH
def test_a_mark_for_other_columns_leads_to_the_whole_table(place):
    place.stamped("Old", moments_ago(days=1))
    _, _, mark = changed(place.remote, place.table, [])
    pages = list(place.remote.changes(place.table, [place.name], mark))
    assert all(page.whole for page in pages)
    assert [record.values[place.name] for page in pages for record in page.records] == ["Old"]


@EACH
@pytest.mark.parametrize("mark", ["?", "2026-01-01 00:00:00+00:00", "since x y", "delta x https://evil.example/"])
def test_a_mark_nobody_gave_leads_to_the_whole_table(place, mark):
    place.stamped("Old", moments_ago(days=1))
    assert place.read(mark)[0] == ["Old"]


@EACH
def test_an_empty_table_has_a_mark_too(place):
    _, mark = place.read()
    assert mark
    place.add("New")
    assert place.read(mark)[0] == ["New"]


def test_deletions_come_with_the_changes_those_of_rows_never_seen_included(dv, sandbox):
    known = sandbox.add("account", name="Known")
    _, _, mark = changed(dv, "account", ["name"])
    unknown = sandbox.add("account", name="Came and went")
    for row in (known, unknown):
        sandbox.remove("account", row["accountid"])
    records, gone, mark = changed(dv, "account", ["name"], mark)
    assert (records, set(gone)) == ([], {known["accountid"], unknown["accountid"]})
    assert changed(dv, "account", ["name"], mark)[:2] == ([], ())


def test_a_row_made_again_under_its_key_comes_as_a_row_and_the_deletion_is_to_be_confirmed(dv, sandbox):
    row = sandbox.add("account", name="Known")
    _, _, mark = changed(dv, "account", ["name"])
    sandbox.remove("account", row["accountid"])
    sandbox.add("account", name="Again", accountid=row["accountid"])
    records, _, _ = changed(dv, "account", ["name"], mark)
    assert [record.values["name"] for record in records] == ["Again"]
    assert row["accountid"] in dv.by_keys("account", ["name"], [row["accountid"]])


def test_only_a_selection_may_be_sent_where_changes_are_tracked(dv, sandbox):
    _, _, mark = changed(dv, "account", ["name"])
    with counting(sandbox, "accounts") as sent:
        changed(dv, "account", ["name"], mark)
    first = next(one for one in sandbox.requests if one.path.endswith("/accounts"))
    assert path_of(first).endswith("/accounts?$select=accountid,modifiedon,name")
    assert len(sent) == 1


def test_nothing_changed_costs_one_request_and_gives_a_new_link(dv, sandbox):
    sandbox.add("account", name="Old", modifiedon="2020-01-01T00:00:00Z")
    _, _, first = changed(dv, "account", ["name"])
    sandbox.add("pricelevel", name="Something else")  # the version moves on
    with counting(sandbox) as sent:
        records, _, second = changed(dv, "account", ["name"], first)
    assert (len(sent), records, second == first) == (1, [], False)


@pytest.mark.parametrize("gone", [False, True])
def test_a_link_that_expired_leads_to_the_whole_table(dv, sandbox, gone):
    sandbox.options.delta_gone = gone
    sandbox.add("account", name="Old", modifiedon="2020-01-01T00:00:00Z")
    _, _, mark = changed(dv, "account", ["name"])
    (organization,) = sandbox.rows("organization")
    sandbox.change("organization", organization["organizationid"], expirechangetrackingindays=0)
    pages = list(dv.changes("account", ["name"], mark))
    assert all(page.whole for page in pages)
    assert [record.values["name"] for page in pages for record in page.records] == ["Old"]


def test_a_first_reading_is_followed_by_one_by_stamp_so_that_the_link_may_mean_its_end(dv, sandbox):
    small_pages(sandbox)
    for number in range(5):
        sandbox.add("account", name=f"Name {number}")
    with counting(sandbox, "accounts") as sent:
        changed(dv, "account", ["name"])
    assert "modifiedon ge " in path_of(sent[-1]).replace("+", " ")
    assert not any("$filter" in one.query for one in sent[:3])


def test_a_link_to_another_host_is_refused_before_the_token_leaves(dv, sandbox):
    _, _, mark = changed(dv, "account", ["name"])
    foreign = str(Mark(mark.split()[1], delta="https://evil.example/api/data/v9.2/accounts?$deltatoken=1"))
    with counting(sandbox) as sent, pytest.raises(errors.AddressRefused):
        list(dv.changes("account", ["name"], foreign))
    assert sent == []


@pytest.mark.parametrize("status", [400, 403])
def test_where_tracking_is_refused_changes_are_read_by_stamp(dv, sandbox, status):
    dv.columns("account")
    sandbox.add("account", name="Old", modifiedon="2020-01-01T00:00:00Z")
    sandbox.misbehave("GET", "accounts", status=status, times=1)
    _, _, mark = changed(dv, "account", ["name"])
    sandbox.add("account", name="New")
    assert since(mark) == datetime(2020, 1, 1, tzinfo=UTC)
    assert {record.values["name"] for record in changed(dv, "account", ["name"], mark)[0]} == {"New", "Old"}


def test_a_lookup_to_several_tables_is_read_with_the_changes(dv, sandbox):
    account = sandbox.add("account", name="Adatum")
    sandbox.add("contact", lastname="Doe", _parentcustomerid_value=account["accountid"])
    (record,), _, mark = changed(dv, "contact", ["parentcustomerid_account", "parentcustomerid_contact"])
    assert record.values == {"parentcustomerid_account": account["accountid"], "parentcustomerid_contact": None}
    assert mark.startswith("delta")
