"""Dataverse's webhooks: which changes are told, what is in the context, how the receiver knows who calls."""

import pytest

from tests.sandbox.callers import change_set, multipart, part, send_batch, targets
from tests.sandbox.receivers import Receiver

ASYNCHRONOUS, HTTP_HEADER, QUERY, WEBHOOK_KEY = 1, 5, 6, 4


@pytest.fixture
def receiver(sandbox):
    sandbox.options.webhook_retry_after = 0.02
    server = Receiver()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def register(dataverse, receiver):
    """Have a message of a table told."""

    def one(path, **query):
        return dataverse.get(path, **query).json()["value"][0]

    def make(message="Update", table="account", columns=None, mode=ASYNCHRONOUS, **endpoint):
        body = {"name": "Us", "contract": 8, "url": receiver.url, "authtype": WEBHOOK_KEY, **endpoint}
        made = dataverse("POST", "/serviceendpoints", body=body, Prefer="return=representation").json()
        found = one("/sdkmessages", filter=f"name eq '{message}'")
        text = f"primaryobjecttypecode eq '{table}' and _sdkmessageid_value eq {found['sdkmessageid']}"
        about = one("/sdkmessagefilters", filter=text)
        step = {
            "name": f"{message} of {table}",
            "mode": mode,
            "filteringattributes": columns,
            "sdkmessageid@odata.bind": f"/sdkmessages({found['sdkmessageid']})",
            "sdkmessagefilterid@odata.bind": f"/sdkmessagefilters({about['sdkmessagefilterid']})",
            "eventhandler_serviceendpoint@odata.bind": f"/serviceendpoints({made['serviceendpointid']})",
        }
        answer = dataverse("POST", "/sdkmessageprocessingsteps", body=step, Prefer="return=representation")
        assert answer.status_code == 201, answer.text
        return answer.json()["sdkmessageprocessingstepid"]

    return make


def attributes(heard):
    return {pair["key"]: pair["value"] for pair in heard["InputParameters"][0]["value"]["Attributes"]}


def test_an_update_is_told_with_the_columns_that_changed(dataverse, sandbox, receiver, register):
    row = sandbox.add("account", name="A", paymenttermscode=1)
    register()
    body = {"name": "B", "paymenttermscode": 2, "creditlimit": 5}
    dataverse("PATCH", f"/accounts({row['accountid']})?tag=ours", body=body)
    (heard,) = receiver.wait()
    found = attributes(heard)
    assert (found["name"], found["paymenttermscode"]["Value"], found["creditlimit"]["Value"]) == ("B", 2, 5)
    assert found["modifiedon"].startswith("/Date(")
    assert "address1_city" not in found
    assert (heard["MessageName"], heard["PrimaryEntityName"]) == ("Update", "account")
    assert (heard["PrimaryEntityId"], heard["SharedVariables"]) == (row["accountid"], [{"key": "tag", "value": "ours"}])
    assert heard["UserId"] == dataverse.get("/WhoAmI").json()["UserId"]


def test_the_call_says_what_it_is_about(dataverse, sandbox, receiver, register):
    register("Create", authvalue="secret&1")
    dataverse("POST", "/accounts", body={"name": "A"})
    receiver.wait()
    ((path, headers),) = receiver.envelopes
    assert path == "/hook?code=secret%261"
    assert headers["x-ms-dynamics-entity-name"] == "account"
    assert headers["x-ms-dynamics-request-name"] == "Create"
    assert headers["x-ms-correlation-request-id"]
    assert headers["x-ms-dynamics-organization"]


@pytest.mark.parametrize("kind", [HTTP_HEADER, QUERY])
def test_the_receiver_may_be_told_pairs(dataverse, receiver, register, kind):
    pairs = '<settings><setting name="x-who" value="a &amp; b" /><setting name="n" value="1" /></settings>'
    register("Create", authtype=kind, authvalue=pairs)
    dataverse("POST", "/accounts", body={"name": "A"})
    receiver.wait()
    ((path, headers),) = receiver.envelopes
    assert headers.get("x-who") == ("a & b" if kind == HTTP_HEADER else None)
    assert path == ("/hook" if kind == HTTP_HEADER else "/hook?x-who=a+%26+b&n=1")


def test_only_the_columns_of_the_step_count(dataverse, sandbox, receiver, register):
    row = sandbox.add("account", name="A")
    register(columns="name,telephone1")
    dataverse("PATCH", f"/accounts({row['accountid']})", body={"fax": "1"})
    dataverse("PATCH", f"/accounts({row['accountid']})", body={"telephone1": "2"})
    (heard,) = receiver.wait()
    assert attributes(heard)["telephone1"] == "2"


def test_other_tables_and_disabled_steps_are_not_told(dataverse, sandbox, receiver, register):
    step = register("Create")
    dataverse("POST", "/contacts", body={"firstname": "A"})
    dataverse("PATCH", f"/sdkmessageprocessingsteps({step})", body={"statecode": 1, "statuscode": 2})
    dataverse("POST", "/accounts", body={"name": "off"})
    dataverse("PATCH", f"/sdkmessageprocessingsteps({step})", body={"statecode": 0, "statuscode": 1})
    dataverse("POST", "/accounts", body={"name": "on"})
    (heard,) = receiver.wait()
    assert attributes(heard)["name"] == "on"


def test_a_deletion_is_told_with_a_reference(dataverse, sandbox, receiver, register):
    row = sandbox.add("account", name="A")
    register("Delete")
    dataverse("DELETE", f"/accounts({row['accountid']})")
    (heard,) = receiver.wait()
    target = heard["InputParameters"][0]["value"]
    assert (target["Id"], target["LogicalName"]) == (row["accountid"], "account")


def test_each_row_of_a_bulk_message_is_told_and_a_failed_change_set_is_not(dataverse, receiver, register):
    register("Create")
    create = part("POST", f"{dataverse.root}/accounts", {"name": "undone"}, 1)
    send_batch(dataverse, multipart(change_set(create, part("PATCH", "$9", {}, 2))))
    dataverse("POST", "/accounts/Microsoft.Dynamics.CRM.CreateMultiple", body=targets("A", "B"))
    assert [attributes(heard)["name"] for heard in receiver.wait(2)] == ["A", "B"]


@pytest.mark.parametrize(("statuses", "calls"), [([503, 200], 2), ([502, 504, 200], 2), ([500], 1), ([429], 1)])
def test_a_gateway_error_is_tried_again_once(dataverse, receiver, register, statuses, calls):
    register("Create")
    receiver.statuses = [*statuses]
    dataverse("POST", "/accounts", body={"name": "A"})
    receiver.wait(calls)
    dataverse("POST", "/accounts", body={"name": "last"})
    names = [attributes(heard)["name"] for heard in receiver.wait(calls + 1)]
    assert names == ["A"] * calls + ["last"]


def test_a_synchronous_step_is_told_before_the_answer(dataverse, receiver, register):
    register("Create", mode=0)
    dataverse("POST", "/accounts", body={"name": "A"})
    assert len(receiver.heard) == 1


def test_a_large_context_is_cut_and_says_so(dataverse, sandbox, receiver, register):
    register("Create", mode=0)
    sandbox.reshape("account", alter={"description": {"length": 1_000_000}})
    dataverse("POST", "/accounts", body={"name": "A", "description": "x" * 300_000})
    ((_, headers),) = receiver.envelopes
    assert headers["x-ms-dynamics-msg-size-exceeded"] == "true"
    assert receiver.heard[0]["InputParameters"] == []


def test_webhooks_are_known_after_a_restart_and_forgotten_by_a_reset(dataverse, sandbox, receiver, register):
    register("Create", mode=0)
    sandbox.dataverse.webhooks.begin()
    sandbox.add("account", name="A")
    sandbox.reset()
    sandbox.add("account", name="B")
    assert [attributes(heard)["name"] for heard in receiver.heard] == ["A"]


def test_a_half_finished_or_broken_registration_hurts_nobody(dataverse, sandbox, receiver, register):
    step = register("Create", mode=0, url="ftp://nowhere")
    assert dataverse("POST", "/accounts", body={"name": "A"}).status_code == 204
    nothing = {"mode": None, "stage": None, "eventhandler_serviceendpoint": None, "sdkmessagefilterid": None}
    assert dataverse("PATCH", f"/sdkmessageprocessingsteps({step})", body=nothing).status_code == 204
    assert dataverse("POST", "/accounts", body={"name": "B"}).status_code == 204
    sandbox.drop_table("sdkmessageprocessingstep")
    assert dataverse("POST", "/accounts", body={"name": "C"}).status_code == 204
    assert receiver.heard == []
