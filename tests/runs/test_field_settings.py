"""What the settings of a field row do to records, set on its page and seen in real runs."""

import pytest

from mappings.models import FieldMapping
from tests.mappings.forms import add_rule, field_form
from tests.runs.work import coupled_pair, endings, partner, synchronize

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice_client(client, alice):
    """A client through which Alice works."""
    client.force_login(alice)
    return client


@pytest.fixture
def setting(alice_client, mapping):
    """Changes settings of a row on its page."""

    def change(caption, **changes):
        page = field_form(alice_client, mapping, caption).press(**changes)
        assert page.redirect_chain, page.content.decode()
        mapping.refresh_from_db()

    return change


@pytest.fixture
def pair(sandbox, mapping):
    """A customer and its account, in step, with settings that say whose city changed."""
    return coupled_pair(sandbox, mapping)


def change_city(sandbox, pair, bc=None, dataverse=None):
    """Somebody types a city in either system, or in both."""
    customer, account = pair
    if bc is not None:
        sandbox.change("customers", customer["id"], city=bc)
    if dataverse is not None:
        sandbox.change("account", account["accountid"], address1_city=dataverse)


def cities(sandbox, pair):
    """What both systems say."""
    customer, account = pair
    return sandbox.row("customers", customer["id"])["city"], sandbox.row("account", account["accountid"])[
        "address1_city"
    ]


@pytest.mark.parametrize(
    ("owner", "bc", "dataverse", "both"),
    [
        ("bc", "Bergen", None, "Bergen"),
        ("bc", None, "Turku", "Oslo"),
        ("bc", "Bergen", "Turku", "Bergen"),
        ("dataverse", "Bergen", None, "Oslo"),
        ("dataverse", "Bergen", "Turku", "Turku"),
    ],
)
def test_the_owners_value_stands_whoever_changed_it(sandbox, mapping, pair, setting, owner, bc, dataverse, both):
    setting("City", owner=owner)
    change_city(sandbox, pair, bc, dataverse)
    synchronize(mapping)
    assert cities(sandbox, pair) == (both, both)
    assert not mapping.problems.exists()


def test_a_field_written_on_new_records_only_is_left_alone_afterwards(sandbox, mapping, setting):
    setting("City", mode="on_create")
    pair = coupled_pair(sandbox, mapping)
    assert cities(sandbox, pair) == ("Oslo", "Oslo")
    change_city(sandbox, pair, bc="Bergen", dataverse="Turku")
    assert endings(synchronize(mapping)) == [("unchanged",)]
    assert cities(sandbox, pair) == ("Bergen", "Turku")


def test_a_field_written_only_if_empty_fills_and_never_overwrites(sandbox, mapping, setting):
    setting("City", mode="if_empty")
    pair = coupled_pair(sandbox, mapping)
    change_city(sandbox, pair, bc="Bergen")
    synchronize(mapping)
    assert cities(sandbox, pair) == ("Bergen", "Oslo")
    change_city(sandbox, pair, dataverse="")
    synchronize(mapping)
    assert cities(sandbox, pair) == ("Bergen", "Bergen")


def test_not_null_keeps_what_the_other_side_has(sandbox, mapping, pair, setting):
    setting("City", not_null="on")
    change_city(sandbox, pair, bc="")
    synchronize(mapping)
    assert cities(sandbox, pair) == ("", "Oslo")


def test_rules_work_on_their_way_only_and_what_is_in_step_stays(sandbox, mapping, alice_client, pair):
    form = field_form(alice_client, mapping, "Phone No.")
    for to in ("dataverse", "bc"):
        add_rule(form, to, "remove_non_alphanumeric")
    assert form.press().redirect_chain
    customer, account = pair
    assert endings(synchronize(mapping)) == [("unchanged",)]
    sandbox.change("customers", customer["id"], phoneNumber="555-0111")
    synchronize(mapping)
    assert sandbox.row("account", account["accountid"])["telephone1"] == "5550111"
    assert sandbox.row("customers", customer["id"])["phoneNumber"] == "555-0111"
    assert endings(synchronize(mapping)) == []
    sandbox.change("account", account["accountid"], telephone1="555 0199")
    synchronize(mapping)
    assert sandbox.row("customers", customer["id"])["phoneNumber"] == "5550199"
    assert sandbox.row("account", account["accountid"])["telephone1"] == "555 0199"


def test_a_value_no_rule_applies_to_is_named_and_the_record_waits_for_its_change(sandbox, mapping, pair, setting):
    mapping.fields.filter(caption="City").update(
        direction="to_dataverse", rules=[{"to": "dataverse", "kind": "round", "settings": {}}]
    )
    mapping.fields.filter(caption="City").update(dataverse_column="creditlimit")
    mapping.fields.filter(caption="Credit Limit (LCY)").update(status="disabled")
    customer, _ = pair
    sandbox.change("customers", customer["id"], city="twelve")
    assert endings(synchronize(mapping)) == [("failed", "cannot_transform")]
    sandbox.change("customers", customer["id"], city="12")
    assert endings(synchronize(mapping)) == [("updated", "dataverse")]


@pytest.fixture
def constant(mapping):
    """A row that gives accounts a fixed category, with the caption Kind."""
    return FieldMapping.objects.create(
        mapping=mapping,
        position=99,
        caption="Kind",
        dataverse_column="address1_shippingmethodcode",
        direction="to_dataverse",
        constant="1",
    )


def test_a_constant_is_given_to_every_record_new_or_not(sandbox, mapping, pair, constant, setting):
    setting("Kind", constant="2")
    fresh, account = coupled_pair(sandbox, mapping)
    assert account["address1_shippingmethodcode"] == 2
    synchronize(mapping)
    assert partner(sandbox, mapping, pair[0])["address1_shippingmethodcode"] == 2
