"""Subscriptions of Business Central: handshake, renewal, expiry, and what is told of changes."""

from datetime import datetime

import pytest

from tests.sandbox.callers import BC_SCOPE, Caller, error_of
from tests.sandbox.receivers import Receiver


@pytest.fixture
def receiver(sandbox):
    sandbox.options.webhook_delay = 0.05
    sandbox.options.webhook_retry_after = 0.05
    server = Receiver()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def subscribe(central, receiver):
    def make(table="customers", root=None, **more):
        path = f"companies({central.sandbox.company_id})/{table}"
        body = {"notificationUrl": receiver.url, "resource": path, "clientState": "secret", **more}
        return central("POST", f"{root or central.root}/subscriptions", body=body)

    return make


def told(receiver, count=1):
    """What was told, without the address before the key."""
    values = [value for heard in receiver.wait(count) for value in heard["value"]]
    return [(value["changeType"], value["resource"].rpartition("/")[2]) for value in values]


def later(sandbox, **time):
    """Business Central after a while, with a token that is good then."""
    sandbox.clock.advance(**time)
    return Caller(sandbox, sandbox.business_central_url, BC_SCOPE)


def test_a_subscription_is_made_after_a_handshake_and_lasts_three_days(subscribe, receiver, central):
    answer = subscribe()
    made = answer.json()
    assert (answer.status_code, receiver.handshakes, made["clientState"]) == (201, 1, "secret")
    begin, end = (datetime.fromisoformat(made[name]) for name in ("lastModifiedDateTime", "expirationDateTime"))
    assert (end - begin).days == 3
    (listed,) = central.get("/subscriptions").json()["value"]
    assert listed["subscriptionId"] == made["subscriptionId"]


def test_a_receiver_that_does_not_answer_the_token_is_refused(subscribe, receiver, central):
    receiver.shakes = False
    assert error_of(subscribe())[0] == 400
    assert central.get("/subscriptions").json()["value"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"notificationUrl": "http://example.com/hook"},
        {"notificationUrl": "ftp://127.0.0.1/hook"},
        {"notificationUrl": "http://127.0.0.1:1/hook"},
        {"notificationUrl": 5},
        {"notificationUrl": ""},
        {"resource": "companies(x)/customers"},
        {"resource": "customers"},
        {"resource": ""},
        {"clientState": "x" * 2049},
        {"subscriptionId": "mine"},
    ],
)
def test_a_subscription_is_refused(subscribe, body):
    assert 400 <= subscribe(**body).status_code < 500


@pytest.mark.parametrize("name", ["nobody", "companies", "generalLedgerSetup/x", "salesOrderLines"])
def test_not_everything_can_be_subscribed_to(subscribe, name):
    assert 400 <= subscribe(name).status_code < 500


@pytest.mark.parametrize("before", ["", "/api/v2.0/", "api/v2.0/", "https://bc.example/v2.0/t/e/api/v2.0/"])
def test_a_resource_may_be_written_in_several_ways(subscribe, sandbox, receiver, before):
    resource = f"{before}companies({sandbox.company_id})/customers"
    assert subscribe(**{"resource": resource}).status_code == 201
    key = sandbox.add("customers")["id"]
    assert receiver.wait()[0]["value"][0]["resource"] == f"{resource}({key})"


def test_changes_are_told_together_after_a_while(subscribe, sandbox, receiver):
    subscribe()
    first, second = sandbox.add("customers")["id"], sandbox.add("customers")["id"]
    sandbox.change("customers", first, city="Oslo")
    sandbox.remove("customers", second)
    assert told(receiver) == [("created", f"customers({first})"), ("deleted", f"customers({second})")]
    assert {value["clientState"] for value in receiver.heard[0]["value"]} == {"secret"}


def test_one_call_may_tell_several_subscriptions(subscribe, sandbox, receiver):
    subscribe()
    subscribe("vendors")
    sandbox.add("customers", displayName="A")
    sandbox.add("vendors", displayName="B")
    assert [kind for kind, _ in told(receiver)] == ["created", "created"]
    assert len({value["subscriptionId"] for value in receiver.heard[0]["value"]}) == 2


def test_only_the_company_of_the_subscription_counts(subscribe, sandbox, receiver):
    subscribe()
    sandbox.company(sandbox.second_company_id).create("customers", {"displayName": "Elsewhere"})
    key = sandbox.add("customers")["id"]
    assert told(receiver) == [("created", f"customers({key})")]


def test_what_is_undone_is_not_told(subscribe, central, customers, sandbox, receiver):
    subscribe()
    good = {"method": "POST", "url": customers[1:], "headers": {"Content-Type": "application/json"}, "body": {}}
    central("POST", "/$batch", body={"requests": [good, {**good, "body": {"nobody": 1}}]}, Isolation="snapshot")
    key = sandbox.add("customers")["id"]
    assert told(receiver) == [("created", f"customers({key})")]


def test_a_change_of_a_line_tells_of_the_document(subscribe, sandbox, receiver):
    customer = sandbox.add("customers", displayName="A")
    order = sandbox.add("salesOrders", customerId=customer["id"])
    subscribe("salesOrders")
    sandbox.add("salesOrderLines", documentId=order["id"], lineType="Comment", description="x")
    assert told(receiver) == [("updated", f"salesOrders({order['id']})")]


def test_very_many_changes_are_told_as_one(subscribe, sandbox, receiver):
    sandbox.options.webhook_collection = 3
    subscribe()
    sandbox.add_many("customers", ({} for _ in range(4)))
    ((kind, resource),) = told(receiver)
    assert kind == "collection"
    assert resource.startswith("customers?$filter=lastModifiedDateTime%20ge%20")


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_busy_receiver_is_told_again(subscribe, sandbox, receiver, central, status):
    subscribe()
    receiver.statuses = [status, status]
    sandbox.add("customers")
    heard = receiver.wait(3)
    assert heard == [heard[0]] * 3
    assert central.get("/subscriptions").json()["value"]


@pytest.mark.parametrize("status", [302, 400, 401, 404, 410])
def test_any_other_answer_loses_the_subscription(subscribe, sandbox, receiver, central, status):
    subscribe()
    receiver.statuses = [status]
    sandbox.add("customers")
    assert receiver.wait()
    for _ in range(200):
        left = central.get("/subscriptions").json()["value"]
        if not left:
            break
    assert left == []


def test_a_renewal_needs_the_version_and_another_handshake(subscribe, central, sandbox, receiver):
    made = subscribe().json()
    path = f"/subscriptions('{made['subscriptionId']}')"
    central = later(sandbox, days=2)
    assert error_of(central("PATCH", path, body={})) == (400, "BadRequest_InvalidToken")
    assert error_of(central("PATCH", path, body={}, If_Match='W/"b2xk"')) == (409, "Request_EntityChanged")
    renewed = central("PATCH", path, body={}, If_Match=made["@odata.etag"])
    assert (renewed.status_code, receiver.handshakes) == (200, 2)
    assert renewed.json()["expirationDateTime"] > made["expirationDateTime"]
    assert later(sandbox, days=2).get("/subscriptions").json()["value"]


def test_a_subscription_ends_after_three_days(subscribe, sandbox):
    subscribe()
    assert later(sandbox, days=3, seconds=1).get("/subscriptions").json()["value"] == []


def test_a_deleted_subscription_is_told_nothing(subscribe, central, sandbox, receiver):
    path = f"/subscriptions('{subscribe().json()['subscriptionId']}')"
    assert central("DELETE", path).status_code == 204
    assert central("GET", path).status_code == 404
    sandbox.add("customers")
    subscribe("vendors")
    sandbox.add("vendors", displayName="B")
    assert [resource[:8] for _, resource in told(receiver)] == ["vendors("]


def test_there_are_only_so_many(subscribe, sandbox):
    sandbox.options.webhook_subscriptions = 1
    assert [subscribe().status_code for _ in range(2)] == [201, 400]


def test_each_api_has_its_own(subscribe, central, sandbox):
    assert subscribe("resources", root=sandbox.extension_url).status_code == 201
    assert central.get("/subscriptions").json()["value"] == []
    assert len(central("GET", f"{sandbox.extension_url}/subscriptions").json()["value"]) == 1
