"""Tokens are asked for once, renewed in time, and never told to anybody."""

import threading

import pytest

from syncadmin.connections.clients import errors
from syncadmin.connections.clients.auth import Basic, ClientCredentials, Tokens, client_credentials
from syncadmin.engine.values import Side
from tests.clients.scripted import Reply

SECRET = "s3cret~value"  # noqa: S105


def granted(token: str, lifetime: int = 3599) -> Reply:
    body = f'{{"token_type":"Bearer","expires_in":{lifetime},"access_token":"{token}"}}'
    return Reply(body=body.encode(), headers={"Content-Type": "application/json"})


def denied(number: str, status: int = 401) -> Reply:
    body = f'{{"error":"invalid_client","error_description":"AADSTS{number}: Sorry about {SECRET}.\\r\\nTrace ID: 1"}}'
    return Reply(status, body.encode(), {"Content-Type": "application/json"})


@pytest.fixture
def who(server, clock):
    url = f"{server.url}/tenant/oauth2/v2.0/token"
    return ClientCredentials(Side.DATAVERSE, url, "client", SECRET, "x/.default", clock=clock, tokens=Tokens())


def test_a_token_is_asked_for_once(server, who):
    server.replies = [granted("one"), granted("two")]
    assert [who.authorisation(), who.authorisation()] == ["Bearer one", "Bearer one"]
    assert b"grant_type=client_credentials" in server.seen[0].body
    assert b"client_secret=s3cret~value" in server.seen[0].body


def test_a_token_is_renewed_before_it_expires(server, who, clock):
    server.replies = [granted("one", 3600), granted("two")]
    who.authorisation()
    clock.sleep(3299)
    assert who.authorisation() == "Bearer one"
    clock.sleep(1)
    assert who.authorisation() == "Bearer two"


def test_a_token_is_shared_by_all_with_the_same_credentials(server, who, clock):
    server.replies = [granted("one"), granted("two")]
    twin = ClientCredentials(who.side, who.token_url, who.client_id, SECRET, who.scope, clock=clock, tokens=who.tokens)
    other = ClientCredentials(who.side, who.token_url, "other", SECRET, who.scope, clock=clock, tokens=who.tokens)
    assert [one.authorisation() for one in (who, twin, other)] == ["Bearer one", "Bearer one", "Bearer two"]


def test_many_threads_ask_for_one_token(server, who):
    server.replies = [granted("one"), granted("two")]
    threads = [threading.Thread(target=who.authorisation) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.seen) == 1


def test_a_refused_token_is_forgotten_once(server, who):
    server.replies = [granted("one"), granted("two")]
    who.discard(who.authorisation())
    assert who.authorisation() == "Bearer two"
    who.discard("Bearer one")
    assert who.authorisation() == "Bearer two"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("7000215", "secret_wrong"),
        ("7000222", "secret_expired"),
        ("700016", "client_unknown"),
        ("90002", "tenant_unknown"),
        ("900023", "tenant_unknown"),
        ("700027", "certificate_unknown"),
        ("70011", "sign_in_refused"),
        ("1", "sign_in_refused"),
    ],
)
def test_why_sign_in_was_refused(server, who, number, code):
    server.replies = [denied(number)]
    with pytest.raises(errors.SignInRefused) as refused:
        who.authorisation()
    assert refused.value.problem.code == code
    assert SECRET not in f"{refused.value} {refused.value.problem}"
    assert f"AADSTS{number}" in str(refused.value.problem.facts)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(429, b"", {"Retry-After": "3"}), errors.Throttled),
        (Reply(503, b"<html>"), errors.ServiceFailed),
        (Reply(200, b"<html>Sign in"), errors.BadAnswer),
        (Reply(200, b"{}"), errors.BadAnswer),
        (Reply(302, b"", {"Location": "https://evil.example"}), errors.BadAnswer),
        (Reply(drop=True), errors.Unreachable),
    ],
)
def test_trouble_of_the_token_endpoint_may_pass(server, who, reply, kind):
    server.replies = [reply]
    with pytest.raises(kind) as trouble:
        who.authorisation()
    assert trouble.value.transient
    assert trouble.value.undone


def test_a_secret_never_travels_in_the_clear(clock):
    who = client_credentials(
        Side.BC, tenant="t", client_id="c", client_secret=SECRET, scope="s", authority="http://login.example"
    )
    with pytest.raises(errors.AddressRefused):
        who.authorisation()


def test_no_representation_holds_a_secret(server, who):
    server.replies = [denied("1")]
    with pytest.raises(errors.SignInRefused) as refused:
        who.authorisation()
    told = f"{who!r} {who} {refused.value} {refused.value!r} {Basic('anna', SECRET)!r}"
    assert SECRET not in told


def test_basic_authentication_has_no_second_chance():
    who = Basic("anna", "pässword")
    assert who.authorisation() == "Basic YW5uYTpww6Rzc3dvcmQ="
    assert not who.discard(who.authorisation())
