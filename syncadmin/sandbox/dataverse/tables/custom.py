"""A made-up table somebody added to the organisation, with a column of every kind."""

from __future__ import annotations

from ...columns import Column, Kind, Option
from .choices import PRIORITIES
from .vocabulary import (
    OWNED,
    RESTRICT,
    STATES,
    boolean,
    choice,
    currency,
    day,
    decimal,
    integer,
    key,
    lookup,
    memo,
    money,
    table,
    text,
)

STAGES = tuple(Option(100_000_000 + step, name) for step, name in enumerate(("Planned", "Running", "Done")))
TAGS = tuple(Option(100_000_000 + step, name) for step, name in enumerate(("Installation", "Service", "Training")))

PROJECTS = table(
    "new_project",
    "Project",
    "new_name",
    key("new_projectid"),
    text("new_name", "Name", searched=True, indexed=True, required=True, schema_name="new_Name"),
    text("new_code", "Code", 20, searched=True, indexed=True, schema_name="new_Code"),
    memo("new_notes", "Notes", 4000),
    choice("new_stage", "Stage", *STAGES, default=100_000_000, schema_name="new_Stage"),
    choice("new_priority", "Priority", *PRIORITIES, option_set="new_priority", schema_name="new_Priority"),
    Column("new_tags", Kind.CHOICES, options=TAGS, label="Tags", schema_name="new_Tags"),
    boolean("new_isbillable", "Billable", ("Internal", "Billable"), default=True, schema_name="new_IsBillable"),
    *money("new_budget", "Budget"),
    decimal("new_hours", "Hours", scale=2),
    Column("new_score", Kind.DOUBLE, scale=5, minimum=-100, maximum=100, label="Score", schema_name="new_Score"),
    integer("new_headcount", "Headcount", 0, 1000),
    day("new_startdate", "Start Date", schema_name="new_StartDate"),
    Column("new_kickoff", Kind.TIME, local=True, label="Kick-off", schema_name="new_Kickoff"),
    Column("new_lastreview", Kind.TIME, label="Last Review", schema_name="new_LastReview"),
    lookup("new_accountid", "Account", "account", indexed=True, on_delete=RESTRICT, schema_name="new_AccountId"),
    lookup("new_sponsorid", "Sponsor", "account", "contact", schema_name="new_SponsorId"),
    *currency(),
    *OWNED,
    *STATES,
    schema_name="new_Project",
    tracked=True,
    keys=(("new_code",), ("new_name", "_new_accountid_value")),
    object_type=10_100,
)

TABLES = (PROJECTS,)
