"""Scenes of a value that cannot be carried over to the other side."""

from tests.awaiting import awaiting, with_currencies
from tests.couplings.acting import card
from tests.family import currency_mapping
from tests.runs.work import couple, synchronize


def _told(stage, job, customer):
    return [*stage.pages_of(job)[1:], "/problems/", "/problems/records/", card(customer)]


def waiting_for(stage):
    customers, _currencies = with_currencies(stage.sandbox, stage.mapping)
    [(customer, _account)] = awaiting(stage.sandbox, customers, "EUR")
    return _told(stage, synchronize(customers), customer)


def relation_missing(stage):
    customers, currencies = with_currencies(stage.sandbox, stage.mapping)
    [(customer, _account)] = awaiting(stage.sandbox, customers, "EUR")
    currencies.delete()
    return _told(stage, synchronize(customers), customer)


def cannot_transform(stage):
    customer, _account = stage.pair()
    rule = {"to": "dataverse", "kind": "decimal_formatting", "settings": {"decimals": "0"}}
    stage.mapping.fields.filter(caption="City").update(rules=[rule], direction="to_dataverse")
    stage.sandbox.change("customers", customer["id"], city="Bergen")
    return _told(stage, synchronize(stage.mapping), customer)


def field_differs(stage):
    customer, _account = stage.pair()
    stage.mapping.fields.filter(caption="City").update(mode="fixed", direction="to_dataverse")
    stage.sandbox.change("customers", customer["id"], city="Bergen")
    return _told(stage, synchronize(stage.mapping), customer)


def value_missing(stage):
    currencies = currency_mapping(stage.mapping.connection)
    currencies.fields.create(
        position=9,
        caption="Exchange Rate",
        bc_property="exchangeRate",
        dataverse_column="exchangerate",
        direction="to_dataverse",
    )
    stage.set(facts={"local_currency": "NOK", "base_currency": "NOK"})
    yen = stage.sandbox.add("currencies", code="JPY", displayName="Yen")
    job = couple(currencies, yen)
    return [*stage.pages_of(job)[1:], "/problems/", "/problems/records/"]
