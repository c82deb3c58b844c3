"""The form that chooses which related record stands in for those that are not coupled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from couplings.cause_panel import Awaited
from couplings.models import Coupling, RemoteRecord
from couplings.related import as_key
from mappings.models import FieldMapping, TableMapping
from syncadmin.engine.values import Side

_SUGGESTED = 200
_KEYED = "Id"  # how properties that hold keys end


class DefaultForm(forms.Form):
    """One coupled record of the related mapping, by what it is called in Business Central."""

    default = forms.CharField(
        label=gettext_lazy("Use instead"),
        max_length=FieldMapping._meta.get_field("default").max_length,
        widget=forms.TextInput(attrs={"list": "default-choices", "autocomplete": "off"}),
        help_text=gettext_lazy("The number or code, in Business Central, of a record that is coupled."),
    )

    def __init__(self, data: Any, *, awaited: Awaited) -> None:
        self.related = awaited.related
        former = awaited.field.default if awaited.field else ""
        self.keyed = awaited.field is not None and awaited.field.bc_property.endswith(_KEYED)
        super().__init__(data, initial={"default": former})

    def clean_default(self) -> str:
        """What the field mapping keeps: the number of the record, or its key if it has none or the field holds keys."""
        said = str(self.cleaned_data["default"]).strip()
        key = as_key(said)
        wanted = {"key": key} if key else {"number__iexact": said}
        row = coupled_in_bc(self.related).filter(**wanted).order_by("key").first()
        if row is None:
            text = _("No record of %(mapping)s that is called “%(value)s” in Business Central is coupled.")
            raise forms.ValidationError(text % {"mapping": self.related, "value": said})
        return str(row.key) if key or self.keyed else row.number

    def choices(self) -> list[tuple[str, str]]:
        """Records to choose from, by number."""
        rows = coupled_in_bc(self.related).exclude(number="").order_by("number")
        return list(rows.values_list("number", "title")[:_SUGGESTED])


def coupled_in_bc(related: TableMapping) -> QuerySet[RemoteRecord]:
    """The BC records of a mapping that have a partner."""
    couplings = Coupling.objects.filter(mapping=related, state=Coupling.State.COUPLED, dataverse_key__isnull=False)
    rows = RemoteRecord.objects.filter(mapping=related, side=Side.BC.value, deleted=False)
    return rows.filter(Exists(couplings.filter(bc_key=OuterRef("key"))))
