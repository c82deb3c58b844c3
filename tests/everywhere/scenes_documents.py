"""Scenes of documents, and of records that are left alone."""

from mappings.models import DirectionChoice, ModeChoice, TableMapping
from tests.defaults.documents import (
    INVOICES,
    ORDERS,
    RELATED,
    customer_of,
    invoice_of,
    line_of,
    order_line_of,
    order_of,
    post,
    submit,
    thing,
)
from tests.defaults.stage import set_up
from tests.runs.work import synchronize


def document_without_lines(stage):
    shop = set_up(stage.sandbox, stage.mapping.connection, *RELATED, *INVOICES)
    customer, _account = customer_of(shop)
    invoice = invoice_of(shop, customer)
    return stage.pages_of(shop.records(INVOICES[0], invoice, create=True))[1:]


def no_write_in_product(stage):
    shop = set_up(stage.sandbox, stage.mapping.connection, *RELATED, *ORDERS, orders="legacy")
    _customer, account = customer_of(shop)
    order = order_of(shop, account)
    order_line_of(shop, order)
    submit(shop, order)
    shop.change("integrationSetup", shop.rows("integrationSetup")[0], writeInProductNumber="")
    return stage.pages_of(shop.modified(ORDERS[0]))[1:]


def no_freight_account(stage):
    shop = set_up(stage.sandbox, stage.mapping.connection, *RELATED, *ORDERS, orders="legacy")
    _customer, account = customer_of(shop)
    order = order_of(shop, account, freightamount=15)
    order_line_of(shop, order, thing(shop)[1])
    submit(shop, order)
    return stage.pages_of(shop.modified(ORDERS[0]))[1:]


def order_of_another(stage):
    shop = set_up(stage.sandbox, stage.mapping.connection, *RELATED, *INVOICES)
    customer, _account = customer_of(shop)
    order_of(shop, customer_of(shop, "Litware")[1])
    invoice = invoice_of(shop, customer, customerPurchaseOrderReference="ORD-1")
    line_of(shop, invoice, thing(shop)[0])
    return stage.pages_of(shop.records(INVOICES[0], invoice, create=True))[1:]


def posted(stage):
    shop = set_up(stage.sandbox, stage.mapping.connection, *RELATED, *ORDERS, orders="legacy")
    order = order_of(shop, customer_of(shop)[1])
    order_line_of(shop, order, thing(shop)[1])
    submit(shop, order)
    shop.modified(ORDERS[0])
    post(shop, shop.rows("salesOrders")[0])
    return stage.pages_of(shop.sweep(ORDERS[0]))[1:]


def lines_not_mapped(stage):
    TableMapping.objects.filter(pk=stage.mapping.pk).update(lines="NOTHING")
    return stage.read()[:1]


def lines_on_their_own(stage):
    tables = {"bc_table": "currencies", "dataverse_table": "transactioncurrency"}
    way = DirectionChoice.TO_DATAVERSE
    stage.mapping.connection.mappings.create(name="DOCUMENTS", lines="CUSTOMER", direction=way, **tables)
    TableMapping.objects.filter(pk=stage.mapping.pk).update(direction=way)
    return stage.read()[:1]


def changed_there(stage):
    customer, account = stage.pair()
    stage.mapping.fields.filter(caption="City").update(direction="to_dataverse", mode=ModeChoice.UNTOUCHED)
    stage.sandbox.change("account", account["accountid"], address1_city="Narvik")
    stage.sandbox.change("customers", customer["id"], city="Bergen")
    return stage.pages_of(synchronize(stage.mapping))[1:]
