"""The sandbox's own clock: put forward for all, wrong for one service, and real again after a reset."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest


def test_putting_it_forward_shows_in_stamps_and_answers(sandbox, central, customers):
    sandbox.clock.advance(minutes=40)
    row = central("POST", customers, body={}).json()
    expected = datetime.now(UTC) + timedelta(minutes=40)
    assert abs(datetime.fromisoformat(row["lastModifiedDateTime"]) - expected) < timedelta(minutes=1)
    assert abs(parsedate_to_datetime(central.get("/companies").headers["Date"]) - expected) < timedelta(minutes=1)


def test_time_that_passes_makes_tokens_worthless(sandbox, dataverse):
    sandbox.clock.advance(hours=2)
    assert dataverse.get("/WhoAmI").status_code == 401
    dataverse.sign_in()
    assert dataverse.get("/WhoAmI").status_code == 200
    sandbox.reset()
    dataverse.sign_in()


def test_time_that_passes_makes_room_in_a_limit(sandbox, dataverse):
    sandbox.options.dataverse_limit = 1
    assert [dataverse.get("/WhoAmI").status_code for _ in range(2)] == [200, 429]
    sandbox.clock.advance(minutes=6)
    assert dataverse.get("/WhoAmI").status_code == 200


@pytest.mark.parametrize("seconds", [7200, -7200])
def test_one_service_can_be_wrong(sandbox, central, customers, dataverse, seconds):
    sandbox.clock.skew("business_central", seconds=seconds)
    row = central("POST", customers, body={}).json()
    wrong = datetime.fromisoformat(row["lastModifiedDateTime"]) - datetime.now(UTC)
    assert abs(wrong - timedelta(seconds=seconds)) < timedelta(minutes=1)
    right = parsedate_to_datetime(dataverse.get("/WhoAmI").headers["Date"]) - datetime.now(UTC)
    assert abs(right) < timedelta(minutes=1)


def test_a_reset_sets_it_right(sandbox, central, customers):
    sandbox.clock.skew("business_central", seconds=7200)
    sandbox.clock.advance(days=400)
    sandbox.reset()
    row = central("POST", customers, body={}).json()
    assert abs(datetime.fromisoformat(row["lastModifiedDateTime"]) - datetime.now(UTC)) < timedelta(minutes=1)


def test_it_does_not_go_back(sandbox):
    with pytest.raises(ValueError, match="does not go back"):
        sandbox.clock.advance(days=-1)


def test_tokens_can_run_out_earlier_than_they_say(sandbox, dataverse):
    sandbox.options.token_skew = 3_000
    dataverse.sign_in()
    assert dataverse.get("/WhoAmI").status_code == 200
    sandbox.clock.advance(minutes=45)
    assert dataverse.get("/WhoAmI").status_code == 401
    sandbox.reset()
    dataverse.sign_in()
