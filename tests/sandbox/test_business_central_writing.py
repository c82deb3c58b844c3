"""Writing to Business Central: versions, numbers, pairs, refusals."""

import pytest

from tests.sandbox.callers import error_of

NOBODY = "11111111-1111-1111-1111-111111111111"


@pytest.fixture
def adatum(sandbox):
    return sandbox.add("customers", displayName="Adatum", number="10000")


def patch(central, customers, row, body, **headers):
    return central("PATCH", f"{customers}({row['id']})", body=body, **headers)


def test_a_new_customer_comes_back_whole_with_number_and_stamp(central, customers):
    answer = central("POST", customers, body={"displayName": "Adatum"})
    row = answer.json()
    assert (answer.status_code, row["displayName"], row["number"][0]) == (201, "Adatum", "C")
    assert row["lastModifiedDateTime"].endswith("Z")


def test_two_new_customers_get_different_numbers(central, customers):
    numbers = {central("POST", customers, body={}).json()["number"] for _ in range(3)}
    assert len(numbers) == 3


def test_a_post_may_be_trimmed_or_silent(central, customers):
    answer = central("POST", f"{customers}?$select=id", body={"displayName": "A"})
    assert set(answer.json()) == {"@odata.context", "@odata.etag", "id"}
    assert central("POST", customers, body={}, Prefer="return-no-content").status_code == 204


def test_a_patch_with_the_current_etag_answers_the_changed_row(central, customers, adatum):
    answer = patch(central, customers, adatum, {"city": "Oslo"}, If_Match=adatum["@odata.etag"])
    assert (answer.status_code, answer.json()["city"]) == (200, "Oslo")
    assert answer.json()["@odata.etag"] != adatum["@odata.etag"]


@pytest.mark.parametrize("headers", [{}, {"If_Match": "nonsense"}])
def test_a_patch_without_a_valid_etag_is_a_bad_request(central, customers, adatum, headers):
    answer = patch(central, customers, adatum, {"city": "Oslo"}, **headers)
    assert error_of(answer) == (400, "BadRequest_InvalidToken")


@pytest.mark.parametrize("status", [409, 412])
def test_a_stale_etag_is_refused(central, customers, sandbox, adatum, status):
    sandbox.options.stale_status = status
    sandbox.change("customers", adatum["id"], city="Bergen")
    answer = patch(central, customers, adatum, {"city": "Oslo"}, If_Match=adatum["@odata.etag"])
    assert error_of(answer) == (status, "Request_EntityChanged")
    assert sandbox.row("customers", adatum["id"])["city"] == "Bergen"


def test_a_star_matches_any_version_but_not_a_missing_row(central, customers, adatum):
    assert patch(central, customers, adatum, {"city": "Oslo"}, If_Match="*").status_code == 200
    answer = patch(central, customers, {"id": NOBODY}, {"city": "Oslo"}, If_Match="*")
    assert error_of(answer) == (404, "Internal_RecordNotFound")


def test_a_calculated_value_changes_the_etag_and_not_the_stamp(sandbox, adatum):
    after = sandbox.change("customers", adatum["id"], balanceDue=5)
    assert after["@odata.etag"] != adatum["@odata.etag"]
    assert after["lastModifiedDateTime"] == adatum["lastModifiedDateTime"]


def test_a_delete_checks_the_etag_only_when_it_is_sent(central, customers, sandbox, adatum):
    path = f"{customers}({adatum['id']})"
    assert error_of(central("DELETE", path, If_Match='W/"b2xk"')) == (409, "Request_EntityChanged")
    assert central("DELETE", path).status_code == 204
    assert sandbox.count("customers") == 0


def test_a_patch_on_the_set_is_not_allowed(central, customers):
    assert error_of(central("PATCH", customers, body={})) == (405, "BadRequest_MethodNotAllowed")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"displayName": "x" * 101}, "Application_StringExceededLength"),
        ({"email": "x" * 81}, "Application_StringExceededLength"),
        ({"phoneNumber": "call me"}, "Application_FieldValidationException"),
        ({"balanceDue": 1}, "BadRequest_InvalidOperation"),
        ({"id": NOBODY}, "BadRequest_InvalidOperation"),
        ({"taxAreaDisplayName": "x"}, "BadRequest_InvalidOperation"),
        ({"nobody": 1}, "BadRequest"),
        ({"displayName": 1}, "BadRequest"),
        ({"taxLiable": "yes"}, "BadRequest"),
        ({"blocked": "Sometimes"}, "BadRequest"),
        ({"salespersonCode": "NOBODY"}, "Internal_InvalidTableRelation"),
        ({"currencyCode": "XXX"}, "Internal_InvalidTableRelation"),
        ({"currencyId": NOBODY}, "Application_DialogException"),
        ({"paymentTermsId": NOBODY}, "Application_DialogException"),
    ],
)
def test_a_body_is_refused(central, customers, sandbox, body, code):
    assert error_of(central("POST", customers, body=body)) == (400, code)
    assert sandbox.count("customers") == 0


def test_an_error_ends_with_a_correlation_id(central, customers):
    message = central("POST", customers, body={"nobody": 1}).json()["error"]["message"]
    assert "CorrelationId:" in message


@pytest.mark.parametrize("status", [400, 409])
def test_a_taken_number_is_refused(central, customers, sandbox, adatum, status):
    sandbox.options.duplicate_status = status
    answer = central("POST", customers, body={"number": "10000"})
    assert error_of(answer) == (status, "Internal_EntityWithSameKeyExists")


def test_codes_are_upper_cased_and_a_number_can_be_changed(central, customers, adatum):
    row = patch(central, customers, adatum, {"number": "a1", "country": "no"}, If_Match="*").json()
    assert (row["id"], row["number"], row["country"]) == (adatum["id"], "A1", "NO")


def test_numbers_may_be_the_services_own_business(central, customers, sandbox):
    sandbox.options.manual_numbers = False
    assert error_of(central("POST", customers, body={"number": "1"})) == (400, "Application_DialogException")


def test_a_client_id_is_kept_or_dropped_by_choice(central, customers, sandbox):
    sandbox.options.keep_client_ids = True
    assert central("POST", customers, body={"id": NOBODY}).json()["id"] == NOBODY
    sandbox.options.drop_client_ids = True
    assert central("POST", customers, body={"id": NOBODY}).json()["id"] != NOBODY


def test_currency_code_and_id_go_together(central, customers, sandbox):
    euro = next(row for row in sandbox.rows("currencies") if row["code"] == "EUR")
    row = central("POST", customers, body={"currencyCode": "eur"}).json()
    assert (row["currencyCode"], row["currencyId"]) == ("EUR", euro["id"])
    both = {"currencyCode": "USD", "currencyId": euro["id"]}
    assert error_of(central("POST", customers, body=both)) == (400, "Application_DialogException")


def test_the_local_currency_is_shown_where_none_is_stored(central, customers):
    row = central("POST", customers, body={"currencyCode": ""}).json()
    assert (row["currencyCode"], row["currencyId"]) == ("NOK", "00000000-0000-0000-0000-000000000000")


def test_blanks_of_enumerations_may_be_written_either_way(central, customers):
    for text in (" ", "_x0020_"):
        assert central("POST", customers, body={"blocked": text}).json()["blocked"] == "_x0020_"


@pytest.mark.parametrize("text", ["", "[]", "nope", '{"creditLimit": NaN}', '{"creditLimit": 1e999}', "[" * 9000])
def test_nonsense_is_a_bad_request(central, customers, text):
    url = f"{central.root}{customers}"
    answer = central.session.post(url, data=text, headers={"Content-Type": "application/json"}, timeout=10)
    assert answer.status_code == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", None])
def test_a_body_that_is_not_said_to_be_json_is_refused(central, customers, sandbox, kind):
    headers = {"Content-Type": kind} if kind else {}
    answer = central.session.post(f"{central.root}{customers}", data=b"{}", headers=headers, timeout=10)
    assert answer.status_code == 415
    assert sandbox.count("customers") == 0


def test_a_session_for_reading_changes_nothing(central, customers, sandbox, adatum):
    path, intent = f"{customers}({adatum['id']})", {"Data_Access_Intent": "ReadOnly"}
    assert central("GET", path, **intent).status_code == 200
    assert central("POST", customers, body={}, **intent).status_code == 400
    assert central("PATCH", path, body={}, If_Match="*", **intent).status_code == 400
    assert central("DELETE", path, **intent).status_code == 400
    assert sandbox.count("customers") == 1


def test_the_answer_to_a_patch_is_the_row_whatever_is_preferred(central, customers, adatum):
    answer = patch(central, customers, adatum, {"city": "Oslo"}, If_Match="*", Prefer="return=minimal")
    assert (answer.status_code, answer.json()["city"]) == (200, "Oslo")
