"""The lists, cards and actions of mappings other than CUSTOMER, from both sides: currencies and vendors."""

from dataclasses import dataclass

import pytest

from couplings.models import Coupling, RemoteRecord
from couplings.paths import card_url, list_url
from couplings.record_table import details_of
from couplings.shown import layout_of
from mappings.criteria import AfterMatching, CriteriaRow, save_criteria
from mappings.models import TableMapping
from syncadmin.engine.values import Side
from tests.couplings.acting import HTMX, act_on, markup_of, read, text_of
from tests.family import currency_mapping, vendor_mapping
from tests.runs.work import couple, endings, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Family:
    """A mapping with a record on each side that are not coupled yet, as rows."""

    mapping: TableMapping
    bc: RemoteRecord
    dataverse: RemoteRecord

    def list(self, side="bc"):
        """The address of the list of a side."""
        return list_url(self.mapping.pk, side)

    def card(self, side="bc"):
        """The address of the card of the record of a side."""
        return card_url(self.mapping.pk, side, self.row(side).key)

    def row(self, side):
        """The record of a side."""
        return {"bc": self.bc, "dataverse": self.dataverse}[side]

    def coupled(self):
        """The same, with its records coupled."""
        couple(self.mapping, {"id": str(self.bc.key)}, {"accountid": str(self.dataverse.key)})
        return self


def currencies(sandbox, connection):
    """The Swedish krona, which both systems have under other names."""
    mapping = currency_mapping(connection)
    (one,) = [row for row in sandbox.rows("currencies") if row["code"] == "SEK"]
    sandbox.change("currencies", one["id"], displayName="Krona of Sweden")
    read(mapping)
    return Family(mapping, *(mapping.records.get(side=side, number="SEK") for side in Side))


def vendors(sandbox, connection):
    """A vendor, and an account that is one."""
    mapping = vendor_mapping(connection)
    sandbox.add("vendors", displayName="Fabrikam", city="Oslo", email="f@fabrikam.example")
    sandbox.add("account", name="Fabrikam Ltd", emailaddress1="f@fabrikam.example", customertypecode=11)
    read(mapping)
    rows = mapping.records
    return Family(mapping, rows.get(side="bc", title="Fabrikam"), rows.get(side="dataverse", title="Fabrikam Ltd"))


def match_on(family, caption):
    """Match the records on this field alone."""
    rows = [CriteriaRow(one, one.caption == caption, False, 0) for one in family.mapping.fields.all()]
    save_criteria(family.mapping, rows, AfterMatching())


@pytest.fixture(params=[currencies, vendors], ids=["CURRENCY", "VENDOR"])
def family(request, sandbox, connection):
    """Each of the mappings in turn."""
    return request.param(sandbox, connection)


@pytest.mark.parametrize("side", ["bc", "dataverse"])
def test_the_list_shows_the_records_and_leads_to_their_cards(as_bob, family, side):
    page = as_bob.get(family.list(side))
    row = family.row(side)
    for shown in (row.number, row.title, "Not coupled"):
        assert shown in text_of(page)
    assert f'href="{family.card(side)}"' in markup_of(page)


@pytest.mark.parametrize("side", ["bc", "dataverse"])
def test_the_search_finds_a_record(as_bob, family, side):
    row = family.row(side)
    found = as_bob.get(family.list(side), {"search": f"{row.title} {row.number}".upper()}).context["table"]
    assert [one.record.pk for one in found.paginated_rows] == [row.pk]
    assert not as_bob.get(family.list(side), {"search": "nowhere"}).context["table"].paginated_rows


@pytest.mark.parametrize("side", ["bc", "dataverse"])
def test_the_list_is_narrowed_by_state(as_bob, family, side):
    family.coupled()
    for state, number in (("coupled", 1), ("problem", 0), ("changed", 1)):
        assert as_bob.get(family.list(side), {"state": state}).context["table"].paginator.count == number
    alone = as_bob.get(family.list(side), {"state": "not_coupled"}).context["table"]
    assert family.row(side).pk not in [one.record.pk for one in alone.paginated_rows]


@pytest.mark.parametrize("side", list(Side))
def test_the_columns_are_those_of_the_table(family, side):
    layout = layout_of(family.mapping, side)
    assert layout.number
    shared = [one for one in layout.cells if len(one) > 1]
    assert len(details_of(layout)) == len(shared) + len(layout.values) + len(layout.others)


@pytest.mark.parametrize("side", ["bc", "dataverse"])
def test_the_card_shows_both_records(as_bob, family, side):
    family.coupled()
    text = text_of(as_bob.get(family.card(side)))
    other = family.row(Side(side).other)
    assert "Coupled" in text
    assert other.title in text
    assert family.card(Side(side).other) in markup_of(as_bob.get(family.card(side)))
    assert "What would happen now?" in text


@pytest.mark.parametrize("side", ["bc", "dataverse"])
def test_set_up_coupling_suggests_the_other_record_and_couples_it(as_bob, family, side):
    row, other = family.row(side), family.row(Side(side).other)
    dialog = as_bob.get(f"{family.card(side)}couple/", headers=HTMX)
    assert f'name="partner" value="{other.key}"' in markup_of(dialog)
    chosen = {"partner": str(other.key), "after": "no"}
    preview = as_bob.get(f"{family.card(side)}couple/preview/", chosen, headers=HTMX)
    assert f"{row.title} is coupled with {other.title}." in text_of(preview)
    response, job = act_on(as_bob, "couple", row, **chosen)
    assert (endings(job), response.url) == ([("coupled",)], family.card(side))
    coupling = Coupling.objects.get(mapping=family.mapping)
    assert (coupling.bc_key, coupling.dataverse_key) == (family.bc.key, family.dataverse.key)


def test_a_dataverse_record_is_moved_to_another_partner(as_bob, sandbox, connection):
    family = vendors(sandbox, connection).coupled()
    sandbox.add("vendors", displayName="Fabrikam 2")
    read(family.mapping)
    other = family.mapping.records.get(title="Fabrikam 2")
    moved = {"partner": str(other.key), "after": "no", "coupled_to": str(family.bc.key)}
    _response, job = act_on(as_bob, "couple", family.dataverse, **moved)
    assert endings(job) == [("coupled",)]
    assert Coupling.objects.get(mapping=family.mapping).bc_key == other.key


def test_a_record_that_got_a_partner_meanwhile_keeps_it(as_bob, sandbox, connection):
    family = vendors(sandbox, connection).coupled()
    sandbox.add("account", name="Fabrikam 2", customertypecode=11)
    read(family.mapping)
    other = family.mapping.records.get(title="Fabrikam 2")
    response, job = act_on(as_bob, "couple", other, partner=str(family.bc.key), after="no")
    assert (response.status_code, job) == (422, None)
    assert "Fabrikam is already coupled to Fabrikam Ltd." in text_of(response)


@pytest.mark.parametrize("side", ["bc", "dataverse"])
def test_synchronize_now_writes_the_value_of_the_chosen_side(as_bob, family, side):
    family.coupled()
    _response, job = act_on(as_bob, "synchronize", family.row(side), direction="bc")
    assert (endings(job), job.request["bc_keys"]) == ([("updated", "dataverse")], [str(family.bc.key)])
    family.dataverse.refresh_from_db()
    assert family.dataverse.title == family.bc.title


@pytest.mark.parametrize("side", ["bc", "dataverse"])
def test_delete_coupling_leaves_both_records(as_bob, family, side):
    family.coupled()
    response, job = act_on(as_bob, "uncouple", family.row(side))
    assert (endings(job), response.url) == ([("uncoupled",)], family.list(side))
    assert not family.mapping.couplings.exists()
    assert "Not coupled" in text_of(as_bob.get(family.card(side)))


def test_what_has_no_partner_is_created_in_dataverse(as_bob, sandbox, family):
    family.dataverse.delete()
    table, number = family.mapping.dataverse_table, sandbox.count(family.mapping.dataverse_table)
    if table == "transactioncurrency":
        sandbox.remove(table, str(family.dataverse.key))
        number -= 1
    _response, job = act_on(as_bob, "create", family.bc)
    assert endings(job) == [("created", "dataverse")]
    assert sandbox.count(table) == number + 1


def test_a_new_record_in_business_central_is_made_with_create_new(as_bob, sandbox, connection):
    family = vendors(sandbox, connection)
    _response, job = act_on(as_bob, "couple", family.dataverse, create_new="1")
    assert endings(job) == [("created", "bc")]
    assert "Fabrikam Ltd" in [one["displayName"] for one in sandbox.rows("vendors")]


def test_create_new_is_not_offered_against_the_direction(as_bob, sandbox, connection):
    family = currencies(sandbox, connection)
    assert "Create New" not in text_of(as_bob.get(f"{family.card('dataverse')}couple/", headers=HTMX))
    assert "Create in Business Central" not in text_of(as_bob.get(family.list("dataverse")))


@pytest.mark.parametrize("side", ["bc", "dataverse"])
def test_match_based_coupling_of_selected_records(as_bob, family, side):
    caption = {"CURRENCY": "Code", "VENDOR": "E-Mail"}[family.mapping.name]
    match_on(family, caption)
    assert "Match-Based Coupling" in text_of(act_on(as_bob, "match", family.row(side), ask="1")[0])
    _response, job = act_on(as_bob, "match", family.row(side))
    assert endings(job) == [("coupled",)]
    assert family.mapping.couplings.get().bc_key == family.bc.key


def test_a_dataverse_record_without_a_match_is_accounted_for(as_bob, sandbox, connection):
    family = vendors(sandbox, connection)
    match_on(family, "Name")
    _response, job = act_on(as_bob, "match", family.dataverse)
    assert endings(job) == [("excluded", "no_match")]
    _response, job = act_on(as_bob, "match", family.dataverse, create="1")
    assert endings(job) == [("created", "bc")]


def test_a_row_of_the_list_of_errors_offers_what_the_card_offers(as_bob, sandbox, connection):
    family = vendors(sandbox, connection).coupled()
    sandbox.remove("account", str(family.dataverse.key))
    synchronize(family.mapping)
    page = markup_of(as_bob.get("/problems/records/"))
    assert f'<input type="hidden" name="selected" value="{family.bc.pk}">' in page
    assert "Restore in Dataverse" in page
    assert f'href="{family.card()}"' in page
