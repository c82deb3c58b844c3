"""*New Table Mapping*: five steps, each a page of its own that works without any script.

What was entered travels along in the form, so nothing is kept before the last step, and *Back* or a system that does
not answer loses nothing. Every step is judged again before the mapping is made.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from mappings.columns import describe_tables, problems_of
from mappings.making import NewMapping
from mappings.models import TableMapping
from mappings.offers import read_tables, table_offers
from mappings.proposals import Proposal, Related, proposals
from mappings.trial import known_columns
from mappings.wizard_form import FieldsStep, NameStep, SettingsStep, TablesStep
from syncadmin.connections.models import Connection
from syncadmin.engine.mapping import Direction
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Side

STEPS: tuple[tuple[str, Promise], ...] = (
    ("name", gettext_lazy("Name")),
    ("tables", gettext_lazy("Tables")),
    ("settings", gettext_lazy("Settings")),
    ("fields", gettext_lazy("Fields")),
    ("summary", gettext_lazy("Summary")),
)
LAST = len(STEPS) - 1
_OF_STEP = (
    ("connection", "name"),
    ("bc_table", "dataverse_table"),
    ("direction", "only_coupled", "policy", "deletion"),
    ("row", "offered"),
)
_TABLES = {Side.BC: "bc_table", Side.DATAVERSE: "dataverse_table"}


class Wizard:
    """The steps over what was entered so far. ``seen`` is the last step that was shown, so that a box which is not
    ticked can be told from one that nobody has seen yet."""

    def __init__(self, data: QueryDict) -> None:
        self.data = data
        self.step, self.seen = max(0, _number(data.get("step"))), _number(data.get("seen"))
        self.problems: dict[int, list[Problem]] = {}

    def form(self, step: int) -> forms.Form | None:
        """The form of a step with what was entered; blank where it was not reached yet, none for the summary."""
        makers = (self._name, self._tables, self._settings, self._fields)
        return makers[step](self._entered(step)) if step < LAST else None

    @property
    def offered(self) -> str:
        """For what rows were proposed: ticks that were made for other tables count no more."""
        return " ".join(self.data.get(name, "") for name in (*_TABLES.values(), "direction"))

    def first_fault(self, last: int) -> tuple[int, forms.Form] | None:
        """The first step up to the last named that cannot stand as it is."""
        for step in range(last + 1):
            form = self.form(step)
            if form is not None and (not form.is_valid() or self.problems.get(step)):
                return step, form
        return None

    def carried(self, step: int) -> list[tuple[str, str]]:
        """What was entered in the other steps, for hidden inputs."""
        names = [name for other, several in enumerate(_OF_STEP) if other != step for name in several]
        return [(name, value) for name in names for value in self.data.getlist(name)]

    @cached_property
    def connection(self) -> Connection | None:
        """The connection that was chosen, or the only one."""
        key = self.data.get("connection", "")
        rows = Connection.objects.order_by("name")
        if key:
            rows = rows.filter(pk=int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else rows.none()
        return rows.first()

    def wanted(self) -> NewMapping:
        """What is to be made; only for steps that were found to be right."""
        name, tables, settings = (_cleaned(self.form(step)) for step in range(3))
        return NewMapping(
            name["connection"],
            name["name"],
            tables["bc_table"],
            tables["dataverse_table"],
            settings,
        )

    def chosen(self) -> list[Proposal]:
        """The field rows that are taken over."""
        return self._fields(self.data).chosen()

    def proposed(self) -> list[Proposal]:
        """All rows that were offered."""
        return self._proposals

    def _entered(self, step: int) -> QueryDict | None:
        return self.data if self.seen >= step else None

    def _name(self, data: QueryDict | None) -> NameStep:
        return NameStep(data, initial={"connection": self.connection})

    def _tables(self, data: QueryDict | None) -> TablesStep:
        offers: dict[str, Any] = dict.fromkeys(_TABLES.values(), ())
        for side, answer in self._known_tables.items():
            if not isinstance(answer, Problem):
                offers[_TABLES[side]] = table_offers(answer, side)
        self.problems[1] = [one for one in self._known_tables.values() if isinstance(one, Problem)]
        return TablesStep(data, offers=offers, others=list(self.connection.mappings.all()) if self.connection else [])

    def _settings(self, data: QueryDict | None) -> SettingsStep:
        return SettingsStep(data)

    def _fields(self, data: QueryDict | None) -> FieldsStep:
        known = data is not None and data.get("offered") == self.offered
        return FieldsStep(data if known else None, proposals=self._proposals)

    @cached_property
    def _known_tables(self) -> dict[Side, Any]:
        return read_tables(self.connection) if self.connection else {}

    @cached_property
    def _proposals(self) -> list[Proposal]:
        tables, settings = self._tables(self.data), SettingsStep(self.data)
        if not tables.is_valid() or not settings.is_valid() or self.connection is None:
            return []
        names = {name: tables.cleaned_data[name] for name in _TABLES.values()}
        answers = describe_tables(TableMapping(connection=self.connection, **names))
        self.problems[3] = list(problems_of(answers))
        related = [Related(one.name, one.bc_table, one.dataverse_table) for one in self.connection.mappings.all()]
        if self.problems[3]:
            return []
        return proposals(known_columns(answers), Direction(settings.cleaned_data["direction"]), related)


def _cleaned(form: forms.Form | None) -> dict[str, Any]:
    assert form is not None
    form.full_clean()
    return form.cleaned_data


def _number(text: str | None) -> int:
    return min(int(text), LAST) if text and text.isascii() and text.isdigit() and len(text) < 3 else -1
