"""Made-up material for the style page."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib.auth.models import Permission
from django.utils import timezone

from syncadmin.engine.problems import PROBLEMS, Problem
from syncadmin.ui.badges import bad, busy, good, info, neutral, waiting, warn
from syncadmin.ui.columns import CountColumn, SelectionColumn, StatusColumn
from syncadmin.ui.filters import FilterSet, SearchFilter

BADGES = [
    good("In sync"),
    info("Excluded"),
    waiting("Waiting"),
    busy("In Process"),
    warn("Conflict"),
    bad("Error"),
    neutral("Not coupled"),
]

COMPARISON = [
    {"field": "Name", "bc": "Adatum Corporation", "base": "Adatum Corporation", "dataverse": "Adatum Corporation"},
    {"field": "Phone", "bc": "+45 12 34 56 78", "base": "12345678", "dataverse": "12345678", "bc_changed": True},
    {"field": "City", "bc": "Århus", "base": "Aarhus", "dataverse": "Aarhus C", "conflict": True},
    {"field": "Credit limit", "bc": Decimal("12500.50"), "base": None, "dataverse": None, "bc_changed": True},
    {"field": "Notes", "bc": "<b>not bold</b>", "base": "", "dataverse": "\u202eright to left"},
]

STEPS = [
    {"name": "Name resolves", "tone": "good", "icon": "check", "note": "api.example.com", "time": "12 ms"},
    {"name": "Token", "tone": "good", "icon": "check", "note": "", "time": "208 ms"},
    {
        "name": "Company found",
        "tone": "bad",
        "icon": "x-mark",
        "problem": Problem("company_not_found", {"company": "CRONUS"}),
    },
    {"name": "Tables readable", "tone": "neutral", "icon": "minus", "note": "Not reached"},
]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(help_text="As it shall appear on documents.")
    direction = forms.ChoiceField(choices=[("bc", "Business Central"), ("sales", "Dynamics 365 Sales")])
    after = forms.ChoiceField(
        label="Synchronize after coupling",
        choices=[("no", "No"), ("bc", "Yes, use the Business Central data"), ("sales", "Yes, use the Sales data")],
        widget=forms.RadioSelect,
        initial="no",
    )
    create = forms.BooleanField(label="Create records that are missing", required=False)


class SampleTable(tables.Table):
    """A list over rows that every installation has."""

    selected = SelectionColumn()
    name = tables.Column(verbose_name="Name", attrs={"td": {"class": "main"}})
    app = tables.Column(accessor="content_type__app_label", verbose_name="Application")
    status = StatusColumn("family", empty_values=(), orderable=False, accessor="codename", verbose_name="Status")
    id = CountColumn(link=lambda record, number: f"?search={record.codename}", verbose_name="Count")

    class Meta:
        model = Permission
        fields = ("selected", "name", "app", "status", "id")


class SampleFilters(FilterSet):
    """Search and one choice."""

    search = SearchFilter("name", "codename")

    class Meta:
        model = Permission
        fields = ("content_type",)


def style_context() -> dict[str, Any]:
    """Everything the style page shows."""
    now = timezone.now()
    facts = {"fields": "City", "system": "Dataverse", "field": "Name", "message": "the value is <too> long"}
    return {
        "badges": BADGES,
        "problems": [Problem(code, facts) for code in ("conflict", "unreachable", "not_coupled", "internal_error")],
        "all_problems": [Problem(code, dict.fromkeys(kind.facts, "…")) for code, kind in PROBLEMS.items()],
        "comparison": COMPARISON,
        "steps": STEPS,
        "form": SampleForm(),
        "bad_form": SampleForm({"name": ""}),
        "moments": [now, now - timedelta(minutes=4), now - timedelta(days=3), None],
        "values": ["Text", "", None, True, Decimal("1234.50"), now, ["a", "b"], "<script>alert(1)</script>"],
        "bars": [{"x": 4 + 40 * n, "y": 60 - height, "height": height} for n, height in enumerate(_HEIGHTS)],
    }


_HEIGHTS = [12, 18, 9, 30, 44, 28, 36, 50, 22, 14, 8, 31, 40, 26, 19, 33]
