"""The lists of customers and of problems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from couplings.customers import CustomerState, refusal_of, state_of
from couplings.models import RecordProblem, RemoteRecord
from syncadmin.engine.encoding import decode
from syncadmin.engine.mapping import Condition
from syncadmin.engine.problems import Problem
from syncadmin.ui import rendering, sentences
from syncadmin.ui.badges import badge_for
from syncadmin.ui.columns import CountColumn, MomentColumn, ProblemColumn, SelectionColumn, StatusColumn

# How many of the candidates of a doubtful match the list shows; its card shows all that are kept.
_MOST_CANDIDATES = 3


def customer_url(record: Any, table: CustomerTable) -> str:
    """The card of a customer."""
    return reverse("couplings:customer", args=[record.key]) + table.ending


def problem_url(record: RecordProblem, table: ProblemTable) -> str | None:
    """The card of the customer a problem is about."""
    if not record.bc_key:
        return None
    url = reverse("couplings:customer", args=[record.bc_key])
    return f"{url}?connection={record.mapping.connection_id}" if table.several else url


class DetailColumn(tables.Column):
    """One or more properties of the record, each on a line of its own."""

    empty_values = ()

    def __init__(self, *names: str, **extra: Any) -> None:
        self.names = names
        super().__init__(**{"accessor": "values", "orderable": False, **extra})

    def render(self, record: RemoteRecord) -> SafeString:
        """The properties that are not blank."""
        values = [decode(record.values.get(name)) for name in self.names]
        filled = [(rendering.plain(one),) * 2 for one in values if one not in (None, "")]
        lines = format_html_join("", '<bdi class="line" title="{}">{}</bdi>', filled)
        return format_html("<span>{}</span>", lines) if filled else rendering.blank()

    def value(self, record: RemoteRecord) -> str:
        """The properties in one line."""
        lines = [rendering.plain(decode(record.values.get(name))) for name in self.names]
        return " ".join(filter(None, lines))


class CustomerTable(tables.Table):
    """Customers of Business Central with their accounts."""

    selected = SelectionColumn()
    number = tables.Column(verbose_name=_("No."), linkify=customer_url, attrs={"td": {"class": "shrink"}})
    title = tables.Column(
        verbose_name=_("Name"), linkify=customer_url, empty_values=(), attrs={"td": {"class": "main"}}
    )
    place = DetailColumn("city", "country", verbose_name=_("City"), exclude_from_export=True)
    reach = DetailColumn("phoneNumber", "email", verbose_name=_("Phone and e-mail"), exclude_from_export=True)
    city = DetailColumn("city", verbose_name=_("City"), visible=False)
    country = DetailColumn("country", verbose_name=_("Country/Region Code"), visible=False)
    phone = DetailColumn("phoneNumber", verbose_name=_("Phone No."), visible=False)
    email = DetailColumn("email", verbose_name=_("E-Mail"), visible=False)
    state = tables.Column(accessor="coupling_state", verbose_name=_("Coupling"), empty_values=(), orderable=False)
    account = tables.Column(verbose_name=_("Account"), visible=False)
    synchronized_at = MomentColumn(
        verbose_name=_("Last synchronized"), orderable=False, attrs={"th": {"class": "text-wrap"}}
    )
    modified_at = MomentColumn(verbose_name=_("Modified"))

    class Meta:
        model = RemoteRecord
        fields = ("selected", "number", "title", "place", "reach", "state", "synchronized_at", "modified_at")

    def __init__(self, data: Any, conditions: Iterable[Condition] = (), ending: str = "", **extra: Any) -> None:
        self.conditions, self.ending = tuple(conditions), ending
        super().__init__(data, **extra)

    def render_number(self, value: str) -> SafeString:
        """Isolated from what stands around it, in one line."""
        return format_html("<bdi>{}</bdi>", rendering.plain(value))

    def render_title(self, value: str) -> SafeString:
        """Isolated from what stands around it; a blank name can be clicked as well."""
        return _clamped(value)

    def render_state(self, record: Any) -> SafeString:
        """The state with its reason or the account, and whether something changed since the last run."""
        state = _state(record)
        shown = [(rendering.badge(badge_for("customer", state)),)]
        if record.coupling_state and (record.pending or record.account_pending):
            shown.append((rendering.badge(badge_for("pending", "True")),))
        badges = format_html_join(" ", "{}", shown)
        if record.account:
            badges += format_html(
                '<small class="muted"><bdi class="line" title="{0}">{0}</bdi></small>', record.account
            )
        if reason := self._reason(record, state):
            badges += format_html('<small class="muted clamp" title="{0}"><bdi>{0}</bdi></small>', reason)
        return format_html("<span>{}</span>", badges)

    def value_state(self, record: Any) -> str:
        """The label."""
        return str(badge_for("customer", _state(record)).label)

    def _reason(self, record: Any, state: CustomerState) -> str:
        if state in (CustomerState.PROBLEM, CustomerState.CONFLICT):
            return _cut(sentences.title(Problem(record.problem_code, record.problem_facts)))
        if state is CustomerState.EXCLUDED and (refusal := refusal_of(record, self.conditions)):
            return f"{refusal.facts['field']}: {refusal.facts['value']}"
        return ""


class ProblemTable(tables.Table):
    """Records that are not in step, and why."""

    selected = SelectionColumn()
    title = tables.Column(
        verbose_name=_("Record"), linkify=problem_url, empty_values=(), attrs={"td": {"class": "main"}}
    )
    problem = ProblemColumn(
        verbose_name=_("Error Message"), order_by=("code", "title"), attrs={"td": {"class": "sentence"}}
    )
    family = StatusColumn("family", accessor="problem__kind__family", verbose_name=_("Who acts"), orderable=False)
    attempts = CountColumn(verbose_name=_("Attempts"))
    first_seen_at = MomentColumn(verbose_name=_("First seen"), visible=False)
    last_seen_at = MomentColumn(verbose_name=_("Last seen"))
    retry_at = tables.Column(verbose_name=_("Next try"), empty_values=())
    mapping = tables.Column(verbose_name=_("Mapping"), order_by="mapping__name", visible=False)
    snoozed = tables.Column(verbose_name=_("Snoozed"), accessor="snooze_reason", visible=False)

    class Meta:
        model = RecordProblem
        fields = (
            "selected",
            "title",
            "problem",
            "family",
            "attempts",
            "first_seen_at",
            "last_seen_at",
            "retry_at",
        )

    def __init__(self, data: Any, several: bool = False, **extra: Any) -> None:
        self.several = several
        super().__init__(data, **extra)

    def render_title(self, value: str, record: RecordProblem) -> SafeString:
        """Isolated from what stands around it; a blank name can be clicked as well."""
        name = _clamped(value)
        if not self.several:
            return name
        return format_html('{}<small class="muted d-block"><bdi>{}</bdi></small>', name, record.mapping.connection)

    def render_problem(self, value: Problem, record: RecordProblem) -> SafeString:
        """The sentence, and the records among which somebody has to choose."""
        shown = format_html('<span title="{}">{}</span>', sentences.remedy(value), sentences.title(value))
        if not record.candidates:
            return shown
        known = {"problem": record, "several": self.several, "candidates": record.candidates[:_MOST_CANDIDATES]}
        known["more"] = len(record.candidates) - len(known["candidates"])
        doubt = render_to_string("couplings/parts/doubt.html", known, request=self.request)
        return format_html("<div>{}{}</div>", shown, doubt)

    def render_retry_at(self, value: Any, record: RecordProblem) -> SafeString:
        """When it is tried again by itself, if it is, or how long and why somebody put it aside."""
        if record.is_snoozed:
            return _snooze(record)
        return rendering.moment(value) if value else format_html('<span class="muted">{}</span>', _("not by itself"))

    def value_retry_at(self, value: Any) -> str:
        """ISO 8601."""
        return value.isoformat() if value else ""


def _state(record: Any) -> CustomerState:
    return state_of(
        deleted=record.deleted,
        problem=record.problem_code,
        coupling=record.coupling_state,
        admitted=record.admitted,
    )


def _snooze(one: RecordProblem) -> SafeString:
    """Until when, why and by whom a problem is put aside."""
    end = rendering.moment(one.snoozed_until, relative=False) if one.snoozed_until else _("until it changes")
    why = f"{one.snooze_reason} ({one.snoozed_by})" if one.snoozed_by else one.snooze_reason
    shown = rendering.badge(badge_for("snoozed", "True"))
    shown = format_html('{}<small class="d-block">{}</small>', shown, end)
    return format_html('<span>{0}<small class="muted clamp" title="{1}"><bdi>{1}</bdi></small></span>', shown, why)


def _clamped(name: str) -> SafeString:
    """A name in three lines at most, whole in its title."""
    return format_html('<span class="clamp" title="{}">{}</span>', name, rendering.value(name))


def _cut(sentence: str, most: int = 90) -> str:
    return sentence if len(sentence) <= most else f"{sentence[: most - 1]}…"
