"""The token endpoint."""

import base64
import time

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

from syncadmin.connections.clients.certificates import read_certificate
from tests.connections import certificates
from tests.sandbox.callers import BC_SCOPE, ask_token


def test_a_token_lasts_between_60_and_90_minutes_and_is_bearer(sandbox):
    answer = ask_token(sandbox).json()
    assert answer["token_type"] == "Bearer"
    assert 3_500 <= answer["expires_in"] <= 5_400


def test_credentials_may_come_as_basic_authentication(sandbox):
    pair = base64.b64encode(f"{sandbox.client_id}:{sandbox.client_secret}".encode()).decode()
    form = {"grant_type": "client_credentials", "scope": BC_SCOPE}
    answer = requests.post(sandbox.token_url, data=form, headers={"Authorization": f"Basic {pair}"}, timeout=10)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "error", "number"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"client_secret": ""}, 401, "invalid_client", 7000216),
        ({"client_id": "nobody"}, 400, "unauthorized_client", 700016),
        ({"scope": "https://elsewhere.example/.default"}, 400, "invalid_resource", 500011),
        ({"scope": "nonsense"}, 400, "invalid_scope", 70011),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
        ({"grant_type": ""}, 400, "invalid_request", 900144),
    ],
)
def test_a_refusal_names_its_cause(sandbox, changes, status, error, number):
    answer = ask_token(sandbox, **changes)
    body = answer.json()
    assert (answer.status_code, body["error"], body["error_codes"]) == (status, error, [number])
    assert body["error_description"].startswith(f"AADSTS{number}:")


def test_an_unknown_tenant_is_refused(sandbox):
    answer = ask_token(sandbox, url=f"{sandbox.url}/nobody.example/oauth2/v2.0/token")
    assert answer.json()["error_codes"] == [90002]


def test_one_token_cannot_be_for_two_services(sandbox):
    assert ask_token(sandbox, scope=f"{BC_SCOPE} {sandbox.url}/.default").json()["error_codes"] == [70011]


def test_a_token_opens_only_the_service_it_was_asked_for(sandbox, dataverse):
    token = ask_token(sandbox).json()["access_token"]
    answer = dataverse("GET", "/WhoAmI", Authorization=f"Bearer {token}")
    assert answer.status_code == 401
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_without_a_token_business_central_says_401_with_its_code(central):
    answer = central("GET", "/companies", Authorization="Bearer nothing")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "Authentication_InvalidCredentials")


def test_expired_tokens_are_worth_nothing(sandbox):
    token = ask_token(sandbox).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    url = f"{sandbox.business_central_url}/companies"
    before = requests.get(url, headers=bearer, timeout=10).status_code
    tokens, sandbox.tokens._good = dict(sandbox.tokens._good), {token: sandbox.tokens._good[token]}
    sandbox.expire_tokens()
    after = requests.get(url, headers=bearer, timeout=10).status_code
    sandbox.tokens._good.update(tokens)
    assert (before, after) == (200, 401)


def test_a_lifetime_can_be_set(sandbox):
    sandbox.options.token_lifetime = 0
    token = ask_token(sandbox).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert requests.get(f"{sandbox.business_central_url}/companies", headers=bearer, timeout=10).status_code == 401


def test_the_same_seed_gives_the_same_lifetimes():
    from syncadmin.sandbox.server import Sandbox

    with Sandbox(seed=5) as first, Sandbox(seed=5) as second:
        lifetimes = [[ask_token(box).json()["expires_in"] for _ in range(3)] for box in (first, second)]
    assert lifetimes[0] == lifetimes[1]
    assert len(set(lifetimes[0])) > 1


def test_an_application_without_a_user_in_dataverse_is_told_so(sandbox, dataverse):
    sandbox.options.not_a_member = True
    answer = dataverse("GET", "/WhoAmI")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "0x80072560")


def test_an_expired_secret_is_refused_as_such(sandbox):
    sandbox.options.secret_expired = True
    assert ask_token(sandbox).json()["error_codes"] == [7000222]


def assertion_of(sandbox, number=0, headers=None, **claims):
    """A client assertion signed with a certificate made up for tests."""
    certificate = read_certificate(certificates.pair(number))
    now = int(time.time())
    known = {"iss": sandbox.client_id, "sub": sandbox.client_id, "aud": sandbox.token_url, "jti": "1", "exp": now + 600}
    head = {"alg": "RS256", **(certificate.headers if headers is None else headers)}
    return jwt.encode(head, {**known, **claims}, RSAKey.import_key(certificate.key))


def ask_with(sandbox, assertion):
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    return ask_token(sandbox, client_secret="", client_assertion=assertion, client_assertion_type=kind)


def test_a_certificate_that_is_registered_takes_the_place_of_the_secret(sandbox):
    sandbox.options.certificate = certificates.pair()
    assert ask_with(sandbox, assertion_of(sandbox)).json()["token_type"] == "Bearer"


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"number": 1}, 700027),
        ({"headers": {}}, 700027),
        ({"iss": "somebody"}, 700021),
        ({"aud": "https://elsewhere.example"}, 700023),
        ({"exp": 1_000_000}, 700024),
        ({"exp": "soon"}, 50027),
        ({"nbf": 9_999_999_999}, 700024),
    ],
)
def test_an_assertion_that_proves_nothing_is_refused_with_the_number_for_it(sandbox, change, number):
    sandbox.options.certificate = certificates.pair()
    assert ask_with(sandbox, assertion_of(sandbox, **change)).json()["error_codes"] == [number]


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "e30.e30.e30", "é.é.é"])
def test_what_is_no_assertion_is_a_refusal_and_no_failure(sandbox, text):
    assert ask_with(sandbox, text).status_code in (400, 401)


def test_without_a_registered_certificate_no_assertion_is_good(sandbox):
    assert ask_with(sandbox, assertion_of(sandbox)).json()["error_codes"] == [700027]
