"""A page that stands for what a customer's own developers added: a made-up table behind an API of their own."""

from __future__ import annotations

from .vocabulary import code, day, decimal, enum, flag, guid, page, text

API = "contoso/projects/v1.0"

PROJECTS = page(
    "customerProjects",
    "customerProject",
    "Customer Project",
    code("code", "Code", 20, unique=True, searched=True),
    text("displayName", "Name", 100, searched=True),
    guid("customerId", "Customer Id", "customers"),
    enum("stage", "Stage", "Planned", "Running", "Done"),
    decimal("budget", "Budget", scale=2),
    day("startDate", "Start Date"),
    flag("billable", "Billable"),
    api=API,
)

TABLES = (PROJECTS,)
