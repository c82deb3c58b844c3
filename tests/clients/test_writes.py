"""Each write gets its own answer, whatever happens to its neighbours."""

from decimal import Decimal

import pytest

from syncadmin.connections.clients.contract import Answer
from tests.clients.builders import add_many, answers, counting, create, delete, read, update

GONE = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(params=["customers", "account"])
def place(request, sandbox, bc, dv):
    """One side: its remote, its table, the name column and how to add a row behind its back."""
    if request.param == "customers":
        return Place(bc, "customers", "displayName", sandbox, "id")
    return Place(dv, "account", "name", sandbox, "accountid")


class Place:
    def __init__(self, remote, table, name, sandbox, key):
        self.remote, self.table, self.name = remote, table, name
        self.sandbox, self.key = sandbox, key

    def add(self, *names):
        for name in names:
            self.sandbox.add(self.table, **{self.name: name})
        found = {record.values[self.name]: record for record in read(self.remote, self.table, self.name)}
        return [found[name] for name in names]

    def new(self, ref, name):
        key = "" if self.table == "customers" else "new"
        return create(ref, key, **{self.name: name})

    def write(self, *writes):
        return self.remote.write(self.table, [self.name], writes)

    def names(self):
        return sorted(row[self.name] for row in self.sandbox.rows(self.table))


def test_a_created_row_comes_back_as_it_stands(place):
    (written,) = place.write(place.new(1, "Adatum"))
    assert written.answer is Answer.DONE
    (row,) = place.sandbox.rows(place.table)
    assert (written.record.key, written.record.version) == (row[place.key], row["@odata.etag"])
    assert written.record.values[place.name] == "Adatum"


def test_an_updated_row_comes_back_as_it_stands(place):
    (old,) = place.add("Adatum")
    (written,) = place.write(update(old, **{place.name: " Contoso "}))
    (row,) = place.sandbox.rows(place.table)
    assert (written.answer, written.record.values[place.name]) == (Answer.DONE, "Contoso")
    assert written.record.version == row["@odata.etag"] != old.version
    assert row[place.name] == "Contoso"


def test_a_deleted_row_is_gone(place):
    (old,) = place.add("Adatum")
    assert answers(place.write(delete(old))) == {1: "done"}
    assert place.names() == []


def test_each_write_of_a_batch_has_its_own_answer(place):
    stale, gone, fine, leaving = place.add("Stale", "Gone", "Fine", "Leaving")
    place.sandbox.change(place.table, stale.key, **{place.name: "Changed"})
    place.sandbox.remove(place.table, gone.key)
    written = place.write(
        update(stale, 1, **{place.name: "A"}),
        update(gone, 2, **{place.name: "B"}),
        update(fine, 3, **{place.name: "x" * 200}),
        place.new(4, "New"),
        delete(leaving, 5),
        update(fine, 6, colour="red"),
    )
    assert answers(written) == {1: "stale", 2: "gone", 3: "refused", 4: "done", 5: "done", 6: "refused"}
    assert place.names() == ["Changed", "Fine", "New"]
    problems = {one.ref: one.problem.code for one in written if one.problem}
    assert problems == {1: "keeps_changing", 2: "record_deleted", 3: "value_too_long", 6: "column_missing"}


def test_a_hundred_updates_take_one_request(place):
    add_many(place.sandbox, place.table, place.name, 100)
    rows = read(place.remote, place.table, place.name)
    with counting(place.sandbox) as sent:
        written = place.write(*(update(row, ref, **{place.name: f"Other {ref}"}) for ref, row in enumerate(rows)))
    assert len(sent) == 1
    assert {one.answer for one in written} == {Answer.DONE}
    assert all(one.record.values[place.name] == f"Other {one.ref}" for one in written)


def test_values_of_every_kind_arrive(bc, dv, sandbox):
    customer = create(1, displayName="Ærø & Söhne <1>", creditLimit=Decimal("1234567.89"), blocked="All", email=None)
    account = create(1, "new", name="日本 '株式'", creditlimit=Decimal("0.50"), customertypecode=3, telephone1=None)
    (left,) = bc.write("customers", ["displayName", "creditLimit", "blocked", "email"], [customer])
    (right,) = dv.write("account", ["name", "creditlimit", "customertypecode", "telephone1"], [account])
    assert left.record.values == dict(customer.values)
    assert right.record.values == dict(account.values)


def test_a_guid_that_is_taken_is_told_with_its_row(dv, sandbox):
    taken = sandbox.add("account", name="Old")["accountid"]
    (written,) = dv.write("account", ["name"], [create(1, taken, name="New")])
    assert (written.answer, written.record.values["name"]) == (Answer.EXISTS, "Old")


def test_a_business_key_that_is_taken_is_a_duplicate(bc, sandbox):
    number = sandbox.add("customers", displayName="Old")["number"]
    (written,) = bc.write("customers", ["displayName"], [create(1, displayName="New", number=number)])
    assert (written.answer, written.problem.code) == (Answer.REFUSED, "duplicate_key")


def test_one_bad_row_holds_up_no_other_in_bulk(dv, sandbox):
    taken = sandbox.add("account", name="Old")["accountid"]
    writes = [create(ref, "new", name=f"Name {ref}") for ref in range(20)]
    writes += [create(20, taken, name="New"), create(21, "new", name="x" * 200)]
    found = answers(dv.write("account", ["name"], writes))
    assert found == {**dict.fromkeys(range(20), "done"), 20: "exists", 21: "refused"}
    assert len(sandbox.rows("account")) == 21


def test_two_thousand_creates_take_few_requests(dv, sandbox):
    dv.describe("account")
    writes = [create(ref, "new", name=f"Name {ref}") for ref in range(2_000)]
    with counting(sandbox) as sent:
        written = dv.write("account", ["name"], writes)
    assert {one.answer for one in written} == {Answer.DONE}
    assert len(sent) <= 22
    assert all(one.record.values["name"] == f"Name {one.ref}" for one in written)


def test_many_creates_in_business_central_go_in_batches(bc, sandbox):
    writes = [create(ref, displayName=f"Name {ref}") for ref in range(450)]
    with counting(sandbox, "$batch") as sent:
        written = bc.write("customers", ["displayName"], writes)
    assert (len(sent), {one.answer for one in written}) == (5, {Answer.DONE})
    assert {one.ref: one.record.values["displayName"] for one in written} == {n: f"Name {n}" for n in range(450)}
