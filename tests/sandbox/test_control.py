"""The control endpoints and the request log."""

from urllib.parse import unquote

import requests

from syncadmin.sandbox.server import Sandbox


def control(sandbox, method, path, body=None):
    return requests.request(method, f"{sandbox.url}/_sandbox/{path}", json=body, timeout=10)


def test_the_connection_settings_are_told(sandbox):
    found = control(sandbox, "GET", "").json()
    assert found["business_central_url"] == sandbox.business_central_url
    assert found["client_secret"] == sandbox.client_secret


def test_requests_are_counted_by_service(sandbox, central, dataverse):
    central.get("/companies")
    dataverse.get("/WhoAmI")
    dataverse.get("/nobody")
    found = control(sandbox, "GET", "requests").json()
    assert found["counts"] == {"business_central": 1, "dataverse": 2}
    assert [entry["status"] for entry in found["requests"]] == [200, 200, 404]
    assert control(sandbox, "DELETE", "requests").json()["counts"] == {}


def test_the_log_is_like_a_list(sandbox, central):
    central.get("/companies", top=1)
    (entry,) = sandbox.requests
    assert (entry.service, entry.method, entry.status) == ("business_central", "GET", 200)
    assert (unquote(entry.path).endswith("/companies"), unquote(entry.query)) == (True, "$top=1")
    sandbox.requests.clear()
    assert len(sandbox.requests) == 0


def test_faults_come_and_go(sandbox, dataverse):
    body = {"method": "GET", "path": "WhoAmI", "status": 503}
    assert control(sandbox, "POST", "faults", body).status_code == 201
    assert dataverse.get("/WhoAmI").status_code == 503
    control(sandbox, "DELETE", "faults")
    assert dataverse.get("/WhoAmI").status_code == 200
    assert control(sandbox, "POST", "faults", {"kind": "sulk"}).status_code == 400
    assert control(sandbox, "POST", "faults", {"nobody": 1}).status_code == 400


def test_options_are_set_and_reset(sandbox):
    assert control(sandbox, "PATCH", "options", {"stale_status": 412}).json()["stale_status"] == 412
    assert sandbox.options.stale_status == 412
    assert control(sandbox, "PATCH", "options", {"nobody": 1}).status_code == 400
    assert control(sandbox, "POST", "reset", {"customers": 3}).status_code == 200
    assert (sandbox.options.stale_status, sandbox.count("customers")) == (409, 3)


def test_rows_can_be_added_seen_changed_and_removed(sandbox):
    row = control(sandbox, "POST", "rows/account", {"name": "A"}).json()
    path = f"rows/account/{row['accountid']}"
    assert control(sandbox, "PATCH", path, {"name": "B"}).json()["name"] == "B"
    assert control(sandbox, "GET", path).json()["name"] == "B"
    control(sandbox, "DELETE", path)
    assert control(sandbox, "GET", path).status_code == 404
    assert control(sandbox, "POST", "rows/nobody", {"name": "A"}).status_code == 400


def test_an_unknown_address_is_404_and_the_connection_goes_on(sandbox):
    with requests.Session() as session:
        for _ in range(2):
            answer = session.post(f"{sandbox.url}/nowhere/at/all", data=b"x" * 100_000, timeout=10)
            assert answer.status_code == 404


def test_a_schedule_is_put_in_force_and_shown(sandbox, dataverse):
    body = {"seed": 3, "share": 1, "kinds": ["503"]}
    assert len(control(sandbox, "POST", "schedule", body).json()) == 2
    assert dataverse.get("/WhoAmI").status_code == 503
    assert [fault["struck"] for fault in control(sandbox, "GET", "faults").json()] == [1, 0]
    for wrong in ({"kinds": ["sulk"]}, {"seed": 1, "share": "much"}, {"nobody": 1}, {}):
        assert control(sandbox, "POST", "schedule", wrong).status_code == 400


def test_rights_are_taken_and_given_back(sandbox, dataverse):
    assert control(sandbox, "POST", "rights", {"account:read": "none"}).json() == {"account:read": "none"}
    assert dataverse.get("/accounts").status_code == 403
    assert control(sandbox, "POST", "rights", {"account:sing": "none"}).status_code == 400
    assert control(sandbox, "DELETE", "rights").json() == {}
    assert dataverse.get("/accounts").status_code == 200


def test_the_clock_is_set_and_told(sandbox):
    told = control(sandbox, "POST", "clock", {"days": 2, "skew": {"dataverse": 120}}).json()
    assert (told["ahead"], told["skew"]) == (172_800, {"dataverse": 120})
    assert told["dataverse"] > told["business_central"]
    for wrong in ({"days": -1}, {"days": "many"}, {"moons": 1}, {"skew": {"dataverse": "x"}}):
        assert control(sandbox, "POST", "clock", wrong).status_code == 400


def test_an_option_takes_only_what_it_can_be(sandbox):
    for wrong in ({"stale_status": "late"}, {"extension": 1}, {"rights": {"account": "none"}}, {"basic_user": None}):
        assert control(sandbox, "PATCH", "options", wrong).status_code == 400
    assert control(sandbox, "PATCH", "options", {"limit_window": 2.5}).json()["limit_window"] == 2.5


def test_one_can_start_over_with_the_rows_of_the_beginning():
    with Sandbox(customers=4, accounts=3) as own:
        own.remove("account", own.rows("account")[0]["accountid"])
        own.reshape("customers", remove="website")
        assert control(own, "POST", "start-over").status_code == 200
        assert (own.count("customers"), own.count("account")) == (4, 3)
        assert "website" in own.store.tables["customers"].by_name
