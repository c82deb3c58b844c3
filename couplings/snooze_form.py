"""The form that puts problems aside: why, and until when."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from couplings.models import RecordProblem

_DAY, _WEEK, _CHANGE, _DATE = "day", "week", "change", "date"
_FOR = {_DAY: timedelta(days=1), _WEEK: timedelta(days=7)}
_LONGEST_REASON = RecordProblem._meta.get_field("snooze_reason").max_length


class SnoozeForm(forms.Form):
    """A reason and an end."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=_LONGEST_REASON,
        help_text=gettext_lazy("Shown beside the records, for whoever looks at them next."),
    )
    until = forms.ChoiceField(
        label=gettext_lazy("Snooze"),
        choices=[
            (_CHANGE, gettext_lazy("Until the record changes")),
            (_DAY, gettext_lazy("For a day")),
            (_WEEK, gettext_lazy("For a week")),
            (_DATE, gettext_lazy("Until a date")),
        ],
        widget=forms.RadioSelect,
        initial=_CHANGE,
    )
    date = forms.DateField(
        label=gettext_lazy("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        """A date where one is needed, and one that is still to come."""
        cleaned = super().clean() or {}
        if cleaned.get("until") == _DATE and "date" not in self.errors:
            if cleaned.get("date") is None:
                self.add_error("date", _("Choose a date."))
            elif cleaned["date"] <= timezone.localdate():
                self.add_error("date", _("Choose a date that is still to come."))
        return cleaned

    def end(self) -> datetime | None:
        """When the snooze ends by itself, if it does."""
        until = self.cleaned_data["until"]
        if until == _DATE:
            return timezone.make_aware(datetime.combine(self.cleaned_data["date"], time.min))
        return timezone.now() + _FOR[until] if until in _FOR else None
