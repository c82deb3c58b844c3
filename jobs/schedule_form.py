"""The form of the rhythm of a mapping: how often, on which days, between which times."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.schedule_models import EVERY, LONGEST, Schedule


def _time(label: Any, help_text: Any = "") -> forms.TimeField:
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, help_text=help_text)


class ScheduleForm(forms.Form):
    """The rhythm of a mapping."""

    every = forms.IntegerField(
        label=gettext_lazy("No. of Minutes between Runs"),
        min_value=1,
        max_value=LONGEST,
        help_text=gettext_lazy("A run with nothing to do costs a few requests only."),
    )
    idle_after = forms.IntegerField(
        label=gettext_lazy("Inactivity Timeout Period"),
        min_value=0,
        max_value=LONGEST,
        required=False,
        help_text=gettext_lazy(
            "Minutes. If nothing happened to the mapping for so long, it runs only every so often, until something "
            "does. Empty or 0: it keeps its rhythm."
        ),
    )
    starting_time = _time(gettext_lazy("Starting Time"), gettext_lazy("Empty: all day."))
    ending_time = _time(
        gettext_lazy("Ending Time"), gettext_lazy("Before the starting time: it is that of the next day.")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Run on"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    undisturbed = forms.BooleanField(
        label=gettext_lazy("Disable event-based rescheduling"),
        required=False,
        help_text=gettext_lazy("Wake-ups do not have it run before its turn."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)

    def __init__(self, data: Any = None, *, schedule: Schedule | None = None, seen: str = "") -> None:
        shown = schedule or Schedule(every=EVERY)
        names = ("every", "idle_after", "starting_time", "ending_time", "undisturbed")
        initial = {name: getattr(shown, name) for name in names}
        initial |= {"weekdays": shown.weekdays or list(WEEKDAYS), "seen": seen}
        super().__init__(data, initial=initial, label_suffix="")

    def clean_weekdays(self) -> list[int]:
        """All of them, or none, are no limit."""
        days = sorted(self.cleaned_data["weekdays"])
        return [] if len(days) == len(WEEKDAYS) else days

    def clean(self) -> dict[str, Any]:
        """An entry that is idle runs less often, not more; a window has a length."""
        values = self.cleaned_data
        every, idle_after = values.get("every"), values.get("idle_after") or 0
        if every and 0 < idle_after < every:
            self.add_error("idle_after", _("Choose at least the minutes between runs, or 0."))
        starting, ending = values.get("starting_time"), values.get("ending_time")
        if starting and starting == ending:
            self.add_error("ending_time", _("Choose another time than the starting time, or none."))
        return {**values, "idle_after": idle_after}
