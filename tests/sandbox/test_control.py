"""The control endpoints and the request log."""

from urllib.parse import unquote

import requests


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
