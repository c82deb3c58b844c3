"""What the settings of a mapping do to records, set on its page: policies for conflicts and deletions, templates."""

import pytest

from tests.mappings.forms import Form
from tests.mappings.pages import save, words
from tests.runs.work import couple, coupled_pair, endings, partner, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def administrator(client, alice):
    """A client through which Alice works."""
    client.force_login(alice)
    return client


@pytest.fixture
def contested(sandbox, mapping):
    """A pair of which both sides changed the phone number, and Dataverse the city as well."""
    customer, account = coupled_pair(sandbox, mapping)

    def change():
        sandbox.change("customers", customer["id"], phoneNumber="1")
        sandbox.change("account", account["accountid"], telephone1="2", address1_city="Turku")

    return customer, account, change


def test_to_merge_writes_the_rest_and_leaves_only_the_contested_field(sandbox, mapping, administrator, contested):
    customer, account, change = contested
    save(administrator, mapping, policy="merge")
    change()
    assert endings(synchronize(mapping)) == [("updated", "bc"), ("conflict", "conflict")]
    shown = sandbox.row("customers", customer["id"])
    assert (shown["city"], shown["phoneNumber"]) == ("Turku", "1")
    assert mapping.problems.get().facts["fields"] == "Phone No."


def test_to_ask_holds_the_whole_record(sandbox, mapping, contested):
    customer, account, change = contested
    change()
    assert endings(synchronize(mapping)) == [("conflict", "conflict")]
    assert sandbox.row("customers", customer["id"])["city"] == "Oslo"


def test_a_held_conflict_is_merged_once_the_mapping_says_so(sandbox, mapping, administrator, contested):
    customer, account, change = contested
    change()
    synchronize(mapping)
    assert "The next run settles 1 conflict as set here." in words(save(administrator, mapping, policy="merge"))
    synchronize(mapping)
    assert sandbox.row("customers", customer["id"])["city"] == "Turku"


@pytest.mark.parametrize(
    ("by_record", "ending"),
    [(False, [("updated", "bc"), ("updated", "dataverse")]), ("on", [("conflict", "conflict")])],
)
def test_by_record_changes_of_different_fields_conflict(sandbox, mapping, administrator, by_record, ending):
    customer, account = coupled_pair(sandbox, mapping)
    save(administrator, mapping, by_record=by_record)
    sandbox.change("customers", customer["id"], phoneNumber="1")
    sandbox.change("account", account["accountid"], address1_city="Turku")
    assert sorted(endings(synchronize(mapping))) == ending


def archive_form(administrator, mapping, side, column, value):
    """Say on the page of archived records what those of a side get."""
    form = Form(administrator, f"/mappings/{mapping.pk}/archive/", "archive")
    form.press(f"add:{side}")
    form.press("save", **{f"{side}-0-column": column, f"{side}-0-value": value})
    return form


def test_to_archive_writes_the_chosen_value_once_the_partner_is_deleted(sandbox, mapping, administrator):
    customer, account = coupled_pair(sandbox, mapping)
    archive_form(administrator, mapping, "bc", "blocked", "All")
    save(administrator, mapping, deletion="archive")
    sandbox.remove("account", account["accountid"])
    synchronize(mapping)
    assert sandbox.row("customers", customer["id"])["blocked"] == "All"
    assert not mapping.problems.exists()


def test_a_deleted_partner_that_waited_for_a_person_follows_the_policy_set_since(sandbox, mapping, administrator):
    customer, account = coupled_pair(sandbox, mapping)
    sandbox.remove("account", account["accountid"])
    assert endings(synchronize(mapping)) == [("failed", "partner_deleted")]
    page = words(save(administrator, mapping, deletion="restore"))
    assert "The next run decides anew about 1 record whose partner was deleted." in page
    mapping.refresh_from_db()
    synchronize(mapping)
    assert partner(sandbox, mapping, customer)["name"] == "Adatum"


def add_template(administrator, mapping, value, priority, city=None):
    """A template that gives new accounts an industry, for customers of a city."""
    form = Form(administrator, f"/mappings/{mapping.pk}/templates/new/dataverse/", "template")
    if city:
        form.press("add:conditions")
        form.values |= {"conditions-0-column": "city", "conditions-0-value": city}
    form.press("save", values__0__column="address1_shippingmethodcode", values__0__value=str(value), priority=priority)
    assert form.page.redirect_chain
    mapping.refresh_from_db()


def test_of_the_templates_that_apply_the_lowest_priority_counts(sandbox, mapping, administrator):
    add_template(administrator, mapping, 3, priority=20)
    add_template(administrator, mapping, 2, priority=10, city="Bergen | Turku")
    add_template(administrator, mapping, 1, priority=5, city="Bergen")
    mapping.templates = mapping.templates[1:]  # the default one has priority 0 and no condition
    mapping.save()
    found = {}
    for city in ("Bergen", "Turku", "Oslo"):
        customer = sandbox.add("customers", displayName=city, city=city)
        couple(mapping, customer)
        found[city] = partner(sandbox, mapping, customer)["address1_shippingmethodcode"]
    assert found == {"Bergen": 1, "Turku": 2, "Oslo": 3}
