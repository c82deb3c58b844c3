"""Mappings beside the default ones: a second table whose couplings the lookups of CUSTOMER lead through."""

from mappings.models import FieldMapping, TableMapping


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
    mapping.fields.filter(bc_property="currencyCode").update(
        obstacle="", dataverse_column="_transactioncurrencyid_value"
    )
    return mapping
