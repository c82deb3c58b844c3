"""Small families of mappings: CUSTOMER alone, or with a second table whose couplings its lookups lead through.

All default mappings together are in ``tests.defaults``.
"""

from mappings.defaults import restore_defaults
from mappings.models import FieldMapping, TableMapping


def customer_mapping(connection):
    """The default CUSTOMER mapping, with only the rows that need neither another mapping nor our extension, and no
    field that is matched on."""
    return _alone(connection, "CUSTOMER")


def vendor_mapping(connection):
    """The default VENDOR mapping in the same way."""
    return _alone(connection, "VENDOR")


def _alone(connection, name):
    (mapping,) = restore_defaults(connection, [name])
    aside = mapping.fields.exclude(related_mapping="") | mapping.fields.exclude(obstacle="")
    mapping.fields.filter(pk__in=aside.values("pk")).update(status=FieldMapping.Status.DISABLED)
    mapping.fields.update(match_on=False)
    return mapping


def currency_mapping(connection):
    """Currencies by their ISO code, to Dataverse only, coupled records only."""
    mapping = TableMapping.objects.create(
        connection=connection,
        name="CURRENCY",
        bc_table="currencies",
        dataverse_table="transactioncurrency",
        direction="to_dataverse",
        templates=[{"side": "dataverse", "values": {"exchangerate": 1, "currencyprecision": 2}}],
    )
    for position, (caption, bc, dataverse) in enumerate(
        [("Code", "code", "isocurrencycode"), ("Description", "displayName", "currencyname")], start=1
    ):
        FieldMapping.objects.create(
            mapping=mapping,
            position=position,
            caption=caption,
            bc_property=bc,
            dataverse_column=dataverse,
            direction="to_dataverse",
        )
    return mapping


def with_currency(mapping):
    """Have the currency of a customer take part, through the couplings of CURRENCY."""
    mapping.fields.filter(bc_property="currencyCode").update(status=FieldMapping.Status.ENABLED)
    return mapping
