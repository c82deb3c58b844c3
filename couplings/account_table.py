"""The list of accounts without a customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from couplings.customers import refusal_of
from couplings.free_accounts import AccountState, state_of
from couplings.models import RemoteRecord
from couplings.tables import DetailColumn
from syncadmin.engine.mapping import Condition
from syncadmin.engine.problems import Problem
from syncadmin.ui import rendering, sentences
from syncadmin.ui.badges import badge_for
from syncadmin.ui.columns import MomentColumn, SelectionColumn


class AccountTable(tables.Table):  # type: ignore[misc]
    """Accounts of Dataverse that are not coupled, and why they have no customer."""

    selected = SelectionColumn()
    number = tables.Column(verbose_name=_("Account Number"), attrs={"td": {"class": "shrink"}})
    title = tables.Column(verbose_name=_("Name"), empty_values=(), attrs={"td": {"class": "main"}})
    place = DetailColumn("address1_city", "address1_country", verbose_name=_("City"))
    reach = DetailColumn("telephone1", "emailaddress1", verbose_name=_("Phone and e-mail"))
    state = tables.Column(empty_values=(), orderable=False, verbose_name=_("State"), accessor="orphan")
    modified_at = MomentColumn(verbose_name=_("Modified"))

    class Meta:
        model = RemoteRecord
        fields = ("selected", "number", "title", "place", "reach", "state", "modified_at")

    def __init__(self, data: Any, conditions: Iterable[Condition] = (), **extra: Any) -> None:
        self.conditions = tuple(conditions)
        super().__init__(data, **extra)

    def render_number(self, value: str) -> SafeString:
        """Isolated from what stands around it."""
        return format_html("<bdi>{}</bdi>", rendering.plain(value))

    def render_title(self, value: str) -> SafeString:
        """In three lines at most, whole in its title."""
        return format_html('<span class="clamp" title="{}">{}</span>', value, rendering.value(value))

    def render_state(self, record: Any) -> SafeString:
        """The state, and the sentence behind it."""
        state = state_of(record)
        badge, reason = rendering.badge(badge_for("account", state)), self._reason(record, state)
        if not reason:
            return badge
        return format_html(
            '<span>{0}<small class="muted clamp" title="{1}"><bdi>{1}</bdi></small></span>', badge, reason
        )

    def value_state(self, record: Any) -> str:
        """The label."""
        return str(badge_for("account", state_of(record)).label)

    def _reason(self, record: Any, state: AccountState) -> str:
        if state is AccountState.EXCLUDED and (refusal := refusal_of(record, self.conditions)):
            return sentences.title(refusal)
        return sentences.title(Problem(record.problem_code, record.problem_facts)) if record.problem_code else ""
