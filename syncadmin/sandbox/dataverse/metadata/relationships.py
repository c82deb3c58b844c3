"""How tables refer to each other: a relationship for every lookup and each table it may lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...columns import Column, Kind, Table
from .items import Item, managed, metadata_id

KNOWN = {
    ("account", "primarycontactid", "contact"): "account_primary_contact",
    ("account", "parentaccountid", "account"): "account_parent_account",
    ("contact", "parentcustomerid", "account"): "contact_customer_accounts",
    ("contact", "parentcustomerid", "contact"): "contact_customer_contacts",
    ("invoice", "customerid", "account"): "invoice_customer_accounts",
    ("invoice", "customerid", "contact"): "invoice_customer_contacts",
    ("invoicedetail", "invoiceid", "invoice"): "invoice_details",
    ("opportunity", "customerid", "account"): "opportunity_customer_accounts",
    ("opportunity", "customerid", "contact"): "opportunity_customer_contacts",
    ("opportunity", "parentaccountid", "account"): "opportunity_parent_account",
    ("opportunity", "parentcontactid", "contact"): "opportunity_parent_contact",
    ("productpricelevel", "pricelevelid", "pricelevel"): "price_level_product_price_levels",
    ("productpricelevel", "productid", "product"): "product_price_levels",
    ("salesorder", "customerid", "account"): "order_customer_accounts",
    ("salesorder", "customerid", "contact"): "order_customer_contacts",
    ("salesorderdetail", "salesorderid", "salesorder"): "order_details",
    ("sdkmessagefilter", "sdkmessageid", "sdkmessage"): "sdkmessageid_sdkmessagefilter",
    ("uom", "uomscheduleid", "uomschedule"): "unit_of_measurement_schedule_conversions",
}


@dataclass(frozen=True)
class Relation:
    """One lookup of one table, to one of the tables it may lead to."""

    table: Table
    column: Column
    target: Table

    @property
    def name(self) -> str:
        """The name of the relationship, which is also what the target calls its rows here."""
        identity = (self.table.entity, self.column.logical, self.target.entity)
        return KNOWN.get(identity) or "_".join(identity)


def relations(tables: Iterable[Table]) -> Iterator[Relation]:
    """All of them, of these tables to each other."""
    by_name = {table.name: table for table in tables}
    for table in by_name.values():
        for column in table.columns:
            if column.kind is Kind.LOOKUP:
                found = (by_name[target] for target in column.targets if target in by_name)
                yield from (Relation(table, column, target) for target in found)


def relationship(relation: Relation) -> Item:
    """The description of one of them; it is one-to-many from one end and many-to-one from the other."""
    custom = relation.table.is_custom or relation.column.is_custom
    values = {
        "@odata.type": "#Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata",
        "MetadataId": metadata_id(f"relationship {relation.name}"),
        "SchemaName": relation.name,
        "RelationshipType": "OneToManyRelationship",
        "ReferencedEntity": relation.target.entity,
        "ReferencedAttribute": relation.target.key,
        "ReferencingEntity": relation.table.entity,
        "ReferencingAttribute": relation.column.logical,
        "ReferencingEntityNavigationPropertyName": relation.column.navigation_to(relation.target.name),
        "ReferencedEntityNavigationPropertyName": relation.name,
        "IsCustomRelationship": custom,
        "IsManaged": not custom,
        "IsHierarchical": False,
        "IsValidForAdvancedFind": True,
        "IsCustomizable": managed(custom),
        "SecurityTypes": "Append",
        "CascadeConfiguration": _cascades(relation.column),
        "HasChanged": None,
    }
    return Item("OneToManyRelationshipMetadata", values)


def _cascades(column: Column) -> dict[str, object]:
    others = ("Assign", "Share", "Unshare", "Reparent", "Merge", "RollupView")
    return {**dict.fromkeys(others, "NoCascade"), "Delete": column.on_delete.value}
