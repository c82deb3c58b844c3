"""The brakes of a mapping: how much a run may change, blank or delete before somebody has to approve its plan."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mappings.models import TableMapping
from mappings.parts import BRAKES
from mappings.versions import versioned
from syncadmin.engine.brakes import Brakes, Effect, Limit


def brakes_of(mapping: TableMapping) -> Brakes:
    """The limits of a mapping as they are now; an effect without a number is not limited."""
    row = TableMapping.objects.get(pk=mapping.pk)
    found = {one: (getattr(row, f"most_{one}"), getattr(row, f"most_{one}_share")) for one in Effect}
    limits = {one: Limit(number, Fraction(share, 100)) for one, (number, share) in found.items() if number is not None}
    return Brakes(limits)


class BrakesForm(forms.ModelForm):  # type: ignore[type-arg]
    """The limits on the page of a mapping; each is a number or a share of the coupled records, whichever is more."""

    class Meta:
        model = TableMapping
        fields = [f"most_{one}{part}" for one in Effect for part in ("", "_share")]

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)

    def __init__(self, data: Any = None, *, instance: TableMapping) -> None:
        super().__init__(
            data, instance=instance, initial={"seen": BRAKES.seen(instance)}, label_suffix="", auto_id="brakes_%s"
        )
        for one in Effect:
            self.fields[f"most_{one}"].help_text = _("Empty: no limit.")

    def save(self, commit: bool = True) -> TableMapping:
        """Keep the limits, and a version of the mapping; raises ChangedMeanwhile."""
        with versioned(self.instance):
            BRAKES.check(TableMapping.objects.select_for_update().get(pk=self.instance.pk), self.cleaned_data["seen"])
            self.instance.save(update_fields=BRAKES.names)
        saved: TableMapping = self.instance
        return saved
