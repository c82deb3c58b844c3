"""The form of a mapping's settings."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappings.models import DeletionChoice, DirectionChoice, PolicyChoice, TableMapping
from mappings.parts import SETTINGS
from mappings.services import MappingSettings, accepts_direction, creates_more, settings_of


class MappingForm(forms.Form):
    """Direction, *Synch. Only Coupled Records*, *Resolve Update Conflicts*, and how many rows may disappear.

    Letting runs create records has to be confirmed: the form then comes back with a box to tick.
    """

    direction = forms.ChoiceField(label=gettext_lazy("Direction"), choices=DirectionChoice.choices)
    only_coupled = forms.BooleanField(
        label=gettext_lazy("Synch. Only Coupled Records"),
        required=False,
        help_text=gettext_lazy("If it is off, modified runs create records that are not coupled yet."),
    )
    policy = forms.ChoiceField(
        label=gettext_lazy("Resolve Update Conflicts"),
        choices=PolicyChoice.choices,
        help_text=gettext_lazy("What happens to a field that was changed on both sides to different values."),
    )
    by_record = forms.BooleanField(
        label=gettext_lazy("Conflicts by record, not by field"),
        required=False,
        help_text=gettext_lazy(
            "As Business Central judges: both records changed, so they conflict, even in different fields."
        ),
    )
    deletion = forms.ChoiceField(
        label=gettext_lazy("Resolve Deletion Conflicts"),
        choices=DeletionChoice.choices,
        help_text=gettext_lazy(
            "What happens to a coupled record whose partner was deleted. To delete it as well is asked for one by one."
        ),
    )
    waits_quietly = forms.BooleanField(
        label=gettext_lazy("New Records Wait Unnoticed"),
        required=False,
        help_text=gettext_lazy(
            "A record that is not coupled yet and waits for a related one is no problem: it is snoozed until that is "
            "known."
        ),
    )
    most_missing = forms.IntegerField(
        label=gettext_lazy("Rows that may disappear in a day (%)"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=gettext_lazy(
            "If more of a table seem to be deleted (and at least 10 rows), runs stop and ask, as an application that "
            "lost the right to read rows sees the same."
        ),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    confirmed = forms.BooleanField(
        label=gettext_lazy("Yes, let modified runs create records in the other system"), required=False
    )

    def __init__(self, data: Any = None, *, mapping: TableMapping) -> None:
        self.mapping = mapping
        super().__init__(data, initial=asdict(settings_of(mapping)) | {"seen": SETTINGS.seen(mapping)}, label_suffix="")
        self.asks = False

    def clean_direction(self) -> str:
        """A direction that at least one enabled field row has."""
        direction: str = self.cleaned_data["direction"]
        if direction != self.mapping.direction and not accepts_direction(self.mapping, direction):
            label = DirectionChoice(direction).label
            message = _("No enabled field mapping has exactly the direction “%(direction)s”.")
            raise forms.ValidationError(message % {"direction": label})
        return direction

    def clean_deletion(self) -> str:
        """To archive, the mapping has to know what archived records get."""
        deletion: str = self.cleaned_data["deletion"]
        if deletion == DeletionChoice.ARCHIVE and not self.mapping.archive:
            raise forms.ValidationError(_("Choose first what archived records get, in Archived records."))
        return deletion

    def clean(self) -> dict[str, Any]:
        """Ask before runs are allowed to create records."""
        if not self.errors and not self.cleaned_data["confirmed"]:
            self.asks = creates_more(settings_of(self.mapping), self.settings())
            if self.asks:
                self.add_error("confirmed", _("Confirm this, or leave Synch. Only Coupled Records on."))
        return self.cleaned_data

    def settings(self) -> MappingSettings:
        """What is to be saved."""
        values = self.cleaned_data
        share = values["most_missing"] or self.mapping.most_missing
        return MappingSettings(
            values["direction"],
            values["only_coupled"],
            values["policy"],
            share,
            by_record=values["by_record"],
            deletion=values["deletion"],
            waits_quietly=values["waits_quietly"],
        )
