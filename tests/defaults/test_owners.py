"""Who owns rows in Dataverse: the salesperson's user, or the team or user that the connection names."""

import pytest

from syncadmin.connections.clients.contract import Right
from syncadmin.connections.models import Connection
from syncadmin.connections.needs import needs_of
from syncadmin.engine.values import Side
from tests.awaiting import tried_again
from tests.runs.work import endings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(play, sandbox):
    """CUSTOMER and SALESPEOPLE of a connection that goes by persons and names one of them for the rest."""
    default = sandbox.rows("systemuser")[-1]["systemuserid"]
    return play("SALESPEOPLE", "CUSTOMER", "CURRENCY", ownership="person", default_user_id=default)


@pytest.fixture
def seller(stage):
    """A salesperson and a user, not coupled yet."""
    person = stage.add("salespeoplePurchasers", code="AB", displayName="Ann Beck")
    return person, stage.rows("systemuser")[0]


def owner(stage, customer):
    return stage.partner("CUSTOMER", customer)["_ownerid_value"]


def test_the_user_of_the_salesperson_owns_the_account_before_anybody_the_connection_names(stage, seller):
    person, user = seller
    stage.couple("SALESPEOPLE", person, user)
    customer = stage.add("customers", displayName="Adatum", salespersonCode="AB")
    stage.couple("CUSTOMER", customer)
    assert owner(stage, customer) == user["systemuserid"]


def test_a_customer_waits_for_its_salesperson_and_follows(stage, seller):
    person, user = seller
    customer = stage.add("customers", displayName="Adatum", salespersonCode="AB")
    assert endings(stage.couple("CUSTOMER", customer)) == [("waiting", "waiting_for")]
    assert stage.mapping("CUSTOMER").problems.get().facts["mapping"] == "SALESPEOPLE"
    stage.couple("SALESPEOPLE", person, user)
    assert [endings(job) for job in tried_again(stage.mapping("CUSTOMER"))] == [[("created", "dataverse")]]
    assert owner(stage, customer) == user["systemuserid"]


def test_without_a_salesperson_the_default_user_owns_the_account_and_a_blank_leaves_the_owner(stage, seller):
    person, user = seller
    stage.couple("SALESPEOPLE", person, user)
    customer = stage.add("customers", displayName="Adatum")
    stage.couple("CUSTOMER", customer)
    assert owner(stage, customer) == str(stage.connection.default_user_id)
    stage.change("customers", customer, salespersonCode="AB")
    stage.modified("CUSTOMER")
    assert owner(stage, customer) == user["systemuserid"]
    stage.change("customers", customer, salespersonCode="")
    stage.modified("CUSTOMER")
    assert owner(stage, customer) == user["systemuserid"]


def test_an_owner_who_changes_in_dataverse_changes_no_salesperson(stage, seller):
    person, user = seller
    stage.couple("SALESPEOPLE", person, user)
    customer = stage.add("customers", displayName="Adatum", salespersonCode="AB")
    stage.couple("CUSTOMER", customer)
    other = str(stage.connection.default_user_id)
    stage.change("account", stage.partner("CUSTOMER", customer), _ownerid_value=other, _owninguser_value=other)
    stage.modified("CUSTOMER")
    assert (owner(stage, customer), stage.row("customers", customer)["salespersonCode"]) == (other, "AB")


def test_a_team_that_owns_the_account_leaves_the_salesperson_also_where_the_row_goes_both_ways(stage, seller):
    person, user = seller
    stage.couple("SALESPEOPLE", person, user)
    stage.mapping("CUSTOMER").fields.filter(caption="Salesperson Code").update(direction="bidirectional")
    customer = stage.add("customers", displayName="Adatum", salespersonCode="AB")
    stage.couple("CUSTOMER", customer)
    team = stage.rows("team")[0]["teamid"]
    account = stage.partner("CUSTOMER", customer)
    stage.change("account", account, _ownerid_value=team, _owningteam_value=team, _owninguser_value=None)
    stage.modified("CUSTOMER")
    assert stage.row("customers", customer)["salespersonCode"] == "AB"


def test_giving_rows_to_somebody_needs_the_right_to_assign_them(stage):
    def rights():
        return next(one.rights for one in needs_of(stage.connection, Side.DATAVERSE) if one.table == "account")

    assert Right.ASSIGN in rights()
    stage.mapping("CUSTOMER").fields.filter(caption="Salesperson Code").delete()
    Connection.objects.update(default_user_id=None)
    stage.connection.refresh_from_db()
    assert Right.ASSIGN not in rights()
