"""The stage itself: what other tests of default mappings build on."""

from mappings.checking import check_mappings


def test_only_the_mappings_that_are_named_are_there(play):
    stage = play("CURRENCY", "CUSTOMER")
    assert sorted(stage.connection.mappings.values_list("name", flat=True)) == ["CURRENCY", "CUSTOMER"]
    assert check_mappings(stage.connection) == []


def test_rows_go_from_one_system_to_the_other(play):
    stage = play("CUSTOMER", "CURRENCY")
    customer = stage.add("customers", displayName="Adatum", city="Oslo")
    assert stage.endings(stage.full("CUSTOMER")) == [("created", "dataverse")]
    stage.change("account", stage.partner("CUSTOMER", customer), address1_city="Bergen")
    assert stage.endings(stage.modified("CUSTOMER")) == [("updated", "bc")]
    assert stage.row("customers", customer)["city"] == "Bergen"
