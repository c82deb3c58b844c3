"""*Change Log*: who changed what in the configuration, with the old and the new value."""

from __future__ import annotations

from collections.abc import Mapping

import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django_filters import AllValuesFilter, DateFilter

from jobs.change_words import Told, tell
from syncadmin.audit.models import Change
from syncadmin.ui.columns import MomentColumn
from syncadmin.ui.filters import FilterSet, SearchFilter
from syncadmin.ui.listing import Empty, ListPage


class ChangeTable(tables.Table):  # type: ignore[misc]
    """Changes, each with what it changed."""

    at = MomentColumn(verbose_name=gettext_lazy("Date and Time"), order_by=("pk",))
    who = tables.Column(verbose_name=gettext_lazy("User ID"), empty_values=())
    kind = tables.Column(verbose_name=gettext_lazy("Kind"))
    subject = tables.Column(verbose_name=gettext_lazy("Name"), attrs={"td": {"class": "main"}})
    event = tables.Column(verbose_name=gettext_lazy("Type of Change"))
    edits = tables.Column(
        verbose_name=gettext_lazy("What changed"),
        empty_values=(),
        orderable=False,
        attrs={"td": {"class": "sentence"}},
    )

    class Meta:
        model = Change
        fields = ("at", "who", "kind", "subject", "event", "edits")

    @cached_property
    def told(self) -> Mapping[int, Told]:
        """What the changes that are shown mean, with what is asked of the database for all of them at once."""
        return tell([row.record for row in self.paginated_rows])

    def render_who(self, value: str) -> str:
        """The person; runs and commands have none."""
        return render_to_string("jobs/users/who.html", {"who": value})

    def value_who(self, value: str) -> str:
        """The name alone."""
        return value

    def render_subject(self, value: str, record: Change) -> str:
        """The name, leading to what it names."""
        return render_to_string("jobs/users/subject.html", {"name": value, "url": self.told[record.pk].url})

    def value_subject(self, value: str) -> str:
        """The name alone."""
        return value

    def render_edits(self, record: Change) -> str:
        """The fields with their old and new values; of a mapping, what its version says."""
        return render_to_string("jobs/users/edits.html", {"told": self.told[record.pk]})

    def value_edits(self, record: Change) -> str:
        """The same as text."""
        return "\n".join(self.told[record.pk].lines)


class _Day(forms.DateInput):
    input_type = "date"


class ChangeFilters(FilterSet):
    """Name, person, kind and period."""

    search = SearchFilter("subject")
    who = AllValuesFilter(field_name="who", label=gettext_lazy("User ID"))
    since = DateFilter("at", "date__gte", label=gettext_lazy("From"), widget=_Day)
    until = DateFilter("at", "date__lte", label=gettext_lazy("To"), widget=_Day)

    class Meta:
        model = Change
        fields = ("who", "kind", "since", "until")


class ChangeList(ListPage):
    """Every change that is kept."""

    title = gettext_lazy("Change Log")
    permission = "audit.view_change"
    table_class = ChangeTable
    filterset_class = ChangeFilters
    default_sort = "-at"
    empty = Empty(
        gettext_lazy("No changes yet"),
        gettext_lazy("Whoever changes a connection, a mapping, a job queue entry or a user appears here."),
        "clipboard-document-list",
    )

    def get_queryset(self) -> QuerySet[Change]:
        """All of them."""
        return Change.objects.all()
