"""The projects of some customers, on the page that somebody added to Business Central."""

from __future__ import annotations

from decimal import Decimal

from .businesses import draw
from .codes import Row
from .parts import DAYS, bc_stamp

WORK = ("New hall", "Moving the workshop", "Refit", "Maintenance", "Training")
STAGES = ("Planned", "Running", "Done")


def bc_project(seed: int, number: int, customer: object) -> Row:
    """A project of a customer."""
    guid, picks = draw("project", seed, number)
    return {
        "id": guid,
        "code": f"PROJ{number + 1:04d}",
        "displayName": f"{WORK[picks[1] % len(WORK)]} {number + 1}",
        "customerId": customer,
        "stage": STAGES[picks[2] % len(STAGES)],
        "budget": Decimal(picks[3] % 400 * 500),
        "startDate": DAYS[picks[8] % 365],
        "billable": picks[4] % 3 > 0,
        "lastModifiedDateTime": bc_stamp(picks),
    }
