"""What tests of units, products and prices share: items and resources with their units, brought to Dataverse."""

GROUPS = ("UNIT GROUP", "ITEM UOM", "RESOURCE UOM")
UNITS = ("UNIT OF MEASURE",)
LIST = "DEFAULT PRICE LIST"
GOODS = (LIST, "ITEM-PRODUCT", "RESOURCE-PRODUCT")


def unit(stage, code="PCS"):
    """A unit of measure of Business Central."""
    found = stage.rows("unitsOfMeasure", code=code)
    return found[0] if found else stage.add("unitsOfMeasure", code=code, displayName=code)


def item(stage, code="PCS", **values):
    """An item that is counted in a unit."""
    known = {"displayName": "Lamp", "unitPrice": 10, "unitCost": 3, "baseUnitOfMeasureId": unit(stage, code)["id"]}
    return stage.add("items", **{**known, **values})


def resource(stage, code="HOUR", **values):
    """A resource that is counted in a unit."""
    known = {"displayName": "Fitter", "unitPrice": 50, "baseUnitOfMeasureId": unit(stage, code)["id"]}
    return stage.add("resources", **{**known, **values})


def boxed(stage, row, quantity=12):
    """Another unit of an item, which holds so many of the base unit."""
    unit(stage, "BOX")
    return stage.add("itemUnitsOfMeasure", itemId=row["id"], code="BOX", quantityPerUnitOfMeasure=quantity)


def base_unit(stage, row):
    """The base unit of an item among its units."""
    return stage.row("itemUnitsOfMeasure", itemId=row["id"], baseUnit=True)


def group_of(stage, row):
    """The unit group of an item or a resource in Business Central."""
    return stage.row("unitGroups", sourceId=row["id"])


def sold(stage, row, name="ITEM-PRODUCT"):
    """Bring an item or a resource to Dataverse with all it needs; its product."""
    stage.full(*(GROUPS if stage.connection.unit_groups else UNITS), LIST, name)
    return stage.partner(name, row)


def foreign_product(stage, name="Desk", **values):
    """A product that somebody made in Dataverse, active and with a unit group of its own."""
    group = stage.add("uomschedule", name=f"Units of {name}", baseuomname=values.pop("unit", "PCS"))["uomscheduleid"]
    base = stage.row("uom", _uomscheduleid_value=group)["uomid"]
    known = {"name": name, "productnumber": name.upper(), "quantitydecimal": 2}
    units = {"_defaultuomscheduleid_value": group, "_defaultuomid_value": base}
    made = stage.add("product", **{**known, **units, **values})
    return stage.change("product", made, statecode=0, statuscode=1)


def problem(stage, name):
    """The one problem of a mapping, as its code and facts."""
    found = stage.mapping(name).problems.get()
    return found.code, found.facts
