"""Some schedules of the simulator with each run of the tests; ``make simulate`` plays as many as one likes."""

import json
import subprocess
import sys

import pytest

from tests.environment import ROOT
from tests.simulate.report import VIOLATIONS

pytestmark = pytest.mark.slow

PIECES, SIZE = 2, 50


def simulate(*options):
    """Play schedules in processes of their own: the end of what was printed, as JSON, and all of it."""
    command = [sys.executable, "-m", "tests.simulate", *map(str, options)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return json.loads(said.stdout.splitlines()[-1]), said.stdout + said.stderr


@pytest.mark.parametrize("piece", range(PIECES))
def test_nothing_is_lost_doubled_or_invented_whatever_happens(piece):
    options = ("--processes", 2, "--first", 1 + piece * SIZE, "--schedules", SIZE)
    report, said = simulate(*options)
    wrong = {name: count for name, count in report.items() if name in VIOLATIONS and count}
    assert (report["schedules"], wrong) == (SIZE, {}), said
    assert report["crash_points"]
    assert sum(report["faults"].values()) > SIZE


def test_the_same_seed_gives_the_same_run():
    one, _ = simulate("--seed", 7, "--schedules", 4, "--processes", 1)
    again, _ = simulate("--seed", 7, "--schedules", 4, "--processes", 1)
    assert one == again
    other, _ = simulate("--seed", 8, "--schedules", 2, "--processes", 1)
    assert other != one


def test_one_schedule_can_be_played_again_and_tells_its_story():
    report, said = simulate("--seed", 7, "--only", 3)
    assert report["schedules"] == 1
    assert "make simulate SEED=7 ONLY=3" in said
    assert "somebody makes" in said
