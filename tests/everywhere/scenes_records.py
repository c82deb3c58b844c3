"""Scenes of one record: it is left alone, waits for a person, or cannot be written."""

from mappings.defaults import restore_defaults
from syncadmin.engine.values import Side
from tests.couplings.acting import card, conflicting
from tests.runs.work import couple, synchronize, synchronize_now, uncouple


def filtered_out(stage):
    stage.customer(blocked="All")
    return stage.pages_of(synchronize(stage.mapping))[1:]


def not_coupled(stage):
    stage.customer()
    return stage.pages_of(synchronize(stage.mapping))[1:]


def not_coupled_already(stage):
    return stage.pages_of(uncouple(stage.mapping, stage.customer()))[1:]


def wrong_direction(stage):
    stage.mapping.direction, stage.mapping.only_coupled = "to_bc", False
    stage.mapping.save()
    return not_coupled(stage)


def record_deleted(stage):
    account = stage.sandbox.add("account", name="Adatum", customertypecode=3)
    stage.sandbox.remove("account", account["accountid"])
    return stage.pages_of(couple(stage.mapping, stage.customer(), account))


def kept_by_direction(stage):
    customer, account = stage.pair()
    stage.mapping.fields.filter(caption="City").update(direction="to_dataverse")
    stage.sandbox.change("account", account["accountid"], address1_city="Bergen")
    return stage.pages_of(synchronize_now(stage.mapping, customer, winner=Side.DATAVERSE))[1:]


def conflict(stage):
    customer, account = stage.pair()
    conflicting(stage.sandbox, (customer, account), city=("Bergen", "Trondheim"))
    job = synchronize(stage.mapping)
    return [*stage.pages_of(job), "/problems/", card(customer)]


def already_coupled(stage):
    _customer, account = stage.pair()
    return stage.pages_of(couple(stage.mapping, stage.customer(displayName="Contoso"), account))


def value_too_long(stage):
    customer, account = stage.pair()
    stage.sandbox.change("account", account["accountid"], name="x" * 130)
    return [*stage.pages_of(synchronize(stage.mapping)), "/problems/", card(customer)]


def value_out_of_range(stage):
    customer, _account = stage.pair()
    stage.sandbox.change("customers", customer["id"], creditLimit=-5)
    return [*stage.pages_of(synchronize(stage.mapping)), "/problems/", card(customer)]


def value_refused(stage):
    _customer, account = stage.pair()
    stage.sandbox.change("account", account["accountid"], telephone1="call me")
    return [*stage.pages_of(synchronize(stage.mapping)), "/problems/"]


def duplicate_key(stage):
    stage.sandbox.misbehave("POST", "batch", status=412, code="0x80060892", times=99)
    return stage.pages_of(couple(stage.mapping, stage.customer()))


def permission_missing(stage):
    customer, _account = stage.pair()
    stage.sandbox.change("customers", customer["id"], city="Bergen")
    stage.sandbox.misbehave("POST", "batch", status=403, times=99)
    return [*stage.pages_of(synchronize(stage.mapping)), "/problems/"]


def keeps_changing(stage):
    customer, _account = stage.pair()
    stage.sandbox.change("customers", customer["id"], city="Bergen")
    stage.sandbox.misbehave("POST", "batch", kind="reset", times=99)
    return [*stage.pages_of(synchronize(stage.mapping)), "/problems/"]


def no_company_contact(stage):
    (setup,) = stage.sandbox.rows("integrationSetup")
    stage.sandbox.change("integrationSetup", setup["id"], customerRelationCode="")
    _customer, account = stage.pair()
    stage.sandbox.add("contact", lastname="Ek", parentcustomerid_account=account["accountid"])
    (contacts,) = restore_defaults(stage.mapping.connection, ["CONTACT"])
    contacts.fields.filter(related_mapping="CURRENCY").delete()
    contacts.only_coupled = False
    contacts.save()
    return [*stage.pages_of(synchronize(contacts))[1:], "/problems/", "/problems/records/"]
