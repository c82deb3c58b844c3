"""Dataverse's multipart batches and change sets."""

import re

import pytest

from tests.sandbox.callers import change_set, multipart, part, send_batch

ROOT = "/api/data/v9.2"


def statuses(answer):
    return [int(status) for status in re.findall(r"^HTTP/1.1 (\d+)", answer.text, re.MULTILINE)]


def names(sandbox):
    return sorted(row["name"] for row in sandbox.rows("account"))


def create(name, content_id=None):
    return part("POST", f"{ROOT}/accounts", {"name": name}, content_id)


def broken(content_id=None):
    return part("POST", f"{ROOT}/accounts", {"nobody": 1}, content_id)


def test_requests_are_answered_in_order(dataverse, sandbox):
    answer = send_batch(dataverse, multipart(create("A"), part("GET", f"{dataverse.root}/accounts?$select=name")))
    assert (answer.status_code, statuses(answer)) == (200, [204, 200])
    assert '"name":"A"' in answer.text


def test_the_first_failure_ends_it_and_gives_the_status(dataverse, sandbox):
    answer = send_batch(dataverse, multipart(create("A"), broken(), create("B")))
    assert (answer.status_code, statuses(answer), names(sandbox)) == (400, [204, 400], ["A"])


def test_it_goes_on_when_asked_to(dataverse, sandbox):
    text = multipart(create("A"), broken(), create("B"))
    answer = send_batch(dataverse, text, Prefer="odata.continue-on-error")
    assert (answer.status_code, statuses(answer), names(sandbox)) == (200, [204, 400, 204], ["A", "B"])


def test_a_change_set_is_all_or_nothing_and_fails_as_one_part(dataverse, sandbox):
    text = multipart(create("A"), change_set(create("B", 1), broken(2)), create("C"))
    answer = send_batch(dataverse, text, Prefer="odata.continue-on-error")
    assert (statuses(answer), names(sandbox)) == ([204, 400, 204], ["A", "C"])


def test_later_changes_refer_to_earlier_ones(dataverse, sandbox):
    rename = part("PATCH", "$1", {"telephone1": "7"}, 2)
    answer = send_batch(dataverse, multipart(change_set(create("A", 1), rename)))
    assert statuses(answer) == [204, 204]
    assert sandbox.rows("account")[0]["telephone1"] == "7"


def test_an_unknown_reference_undoes_the_set(dataverse, sandbox):
    answer = send_batch(dataverse, multipart(change_set(create("A", 1), part("PATCH", "$9", {"name": "B"}, 2))))
    assert (answer.status_code, names(sandbox)) == (400, [])


def test_if_match_works_inside(dataverse, sandbox):
    row = sandbox.add("account", name="A")
    url = f"{ROOT}/accounts({row['accountid']})"
    changes = [part("PATCH", url, {"name": name}, If_Match=row["@odata.etag"]) for name in "BC"]
    assert statuses(send_batch(dataverse, multipart(*changes))) == [204, 412]


def test_bare_line_feeds_are_not_readable(dataverse, sandbox):
    answer = send_batch(dataverse, multipart(create("A")).replace("\r\n", "\n"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "0x80048d19")
    assert sandbox.count("account") == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        multipart("Content-Type: text/plain\r\n\r\nGET x HTTP/1.1\r\n\r\n"),
        multipart(part("GET", "with spaces in it")),
        multipart(change_set(part("GET", "/api/data/v9.2/accounts", content_id=1))),
        multipart(change_set(part("POST", "/api/data/v9.2/accounts", {"name": "A"}))),
        multipart(part("POST", "/api/data/v9.2/$batch", {})),
        multipart(part("GET", "http://[")),
    ],
)
def test_nonsense_is_a_bad_request(dataverse, text):
    assert send_batch(dataverse, text).status_code == 400


def test_a_thousand_is_the_limit(dataverse, sandbox):
    sandbox.options.dataverse_batch_limit = 2
    assert send_batch(dataverse, multipart(create("A"), create("B"), create("C"))).status_code == 400


def test_references_are_followed_in_addresses_and_binds_but_not_in_text(dataverse, sandbox):
    person = part("POST", f"{ROOT}/contacts", {"firstname": "$1"}, 1)
    account = part("POST", f"{dataverse.root}/accounts", {"name": "$1", "primarycontactid@odata.bind": "$1"}, 2)
    home = part("PUT", "$1/parentcustomerid_account/$ref", {"@odata.id": "$2"}, 3)
    answer = send_batch(dataverse, multipart(change_set(person, account, home)))
    assert statuses(answer) == [204, 204, 204], answer.text
    (made,), (row,) = sandbox.rows("contact"), sandbox.rows("account")
    assert (row["name"], row["_primarycontactid_value"]) == ("$1", made["contactid"])
    assert made["_parentcustomerid_value"] == row["accountid"]


def test_a_row_that_was_shown_can_be_referred_to_as_well(dataverse, sandbox):
    create = part("POST", f"{ROOT}/accounts", {"name": "A"}, 1, Prefer="return=representation")
    answer = send_batch(dataverse, multipart(change_set(create, part("PATCH", "$1", {"name": "B"}, 2))))
    assert (statuses(answer), names(sandbox)) == ([201, 204], ["B"])


def test_addresses_may_be_longer_inside(dataverse, sandbox):
    sandbox.add("account", name="A")
    for length, alone, inside in ((30_000, 200, [200]), (40_000, 414, [200]), (66_000, 414, [414])):
        texts = " or ".join(f"name eq '{number:0100}'" for number in range(length // 120))
        url = f"{ROOT}/accounts?$filter={texts.replace(' ', '%20')}"
        assert dataverse("GET", f"{sandbox.dataverse_url}{url}").status_code == alone
        assert statuses(send_batch(dataverse, multipart(part("GET", url)))) == inside
