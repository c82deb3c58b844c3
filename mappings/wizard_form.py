"""The steps of *New Table Mapping*, a form each: name, tables, settings, fields (see ``wizard``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappings.choosing import OfferField, OfferForm
from mappings.columns import kind_words
from mappings.forms import MappingForm
from mappings.models import DeletionChoice, DirectionChoice, PolicyChoice, TableMapping
from mappings.offers import Offer
from mappings.proposals import LONGEST_NAME, Proposal
from mappings.wording import direction_icon
from syncadmin.connections.models import Connection

_ARCHIVE = DeletionChoice.ARCHIVE


def clean_name(name: str, connection: Connection | None, mapping: TableMapping | None = None) -> str:
    """A name as it is kept, in capitals; raises ValidationError where another mapping of the connection has it."""
    name = " ".join(name.upper().split())
    if "," in name or "|" in name:
        raise forms.ValidationError(_("A name has no commas and no vertical lines."))
    others = TableMapping.objects.filter(connection=connection, name=name)
    if mapping:
        others = others.exclude(pk=mapping.pk)
    if connection and others.exists():
        raise forms.ValidationError(_("Another mapping has this name."))
    return name


class NameStep(forms.Form):
    """What the mapping is called, and of which connection it is."""

    connection = forms.ModelChoiceField(
        label=gettext_lazy("Connection"), queryset=Connection.objects.order_by("name"), empty_label=None
    )
    name = forms.CharField(
        label=gettext_lazy("Integration Table Mapping Name"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Up to 20 characters, in capitals. It names the mapping everywhere, also in the log."),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        if Connection.objects.count() == 1:
            self.fields["connection"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """A name that is free."""
        if name := self.cleaned_data.get("name"):
            try:
                self.cleaned_data["name"] = clean_name(name, self.cleaned_data.get("connection"))
            except forms.ValidationError as error:
                self.add_error("name", error)
        return self.cleaned_data


class TablesStep(OfferForm):
    """Which table corresponds to which."""

    bc_table = OfferField(
        gettext_lazy("Table"), help_text=gettext_lazy("Of Business Central: type a part of its name and pick it.")
    )
    dataverse_table = OfferField(
        gettext_lazy("Integration Table"), help_text=gettext_lazy("Of Dataverse: type a part of its name and pick it.")
    )

    def __init__(self, data: Any = None, *, offers: dict[str, Sequence[Offer]], others: Sequence[TableMapping]) -> None:
        super().__init__(data, label_suffix="")
        self.others = others
        for name, offered in offers.items():
            self.offer(name, offered)

    def clean(self) -> dict[str, Any]:
        """Tables that are known, and not mapped to each other already."""
        for name, field in self.fields.items():
            if isinstance(field, OfferField) and not field.offers and name not in self.errors:
                self.add_error(name, _("The tables could not be read, so nothing can be chosen yet."))
        for one in self.others:
            same = (one.bc_table, one.dataverse_table)
            if same == (self.cleaned_data.get("bc_table"), self.cleaned_data.get("dataverse_table")):
                text = _("%(name)s maps these two tables already.") % {"name": one.name}
                self.add_error("dataverse_table", text)
        return self.cleaned_data


class SettingsStep(forms.Form):
    """The way records go, and what happens where both sides changed."""

    direction = forms.ChoiceField(
        label=gettext_lazy("Direction"), choices=DirectionChoice.choices, initial=DirectionChoice.BIDIRECTIONAL
    )
    only_coupled = forms.BooleanField(
        label=gettext_lazy("Synch. Only Coupled Records"),
        required=False,
        initial=True,
        help_text=MappingForm.declared_fields["only_coupled"].help_text,
    )
    policy = forms.ChoiceField(
        label=gettext_lazy("Resolve Update Conflicts"),
        choices=PolicyChoice.choices,
        help_text=MappingForm.declared_fields["policy"].help_text,
    )
    deletion = forms.ChoiceField(
        label=gettext_lazy("Resolve Deletion Conflicts"),
        choices=[one for one in DeletionChoice.choices if one[0] != _ARCHIVE],
        help_text=gettext_lazy("What happens to a coupled record whose partner was deleted."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")


@dataclass(frozen=True)
class ProposedLine:
    """A proposed row with its tick."""

    proposal: Proposal
    ticked: bool

    @property
    def types(self) -> tuple[str, str]:
        """Of both columns, in words."""
        return kind_words(self.proposal.bc), kind_words(self.proposal.dataverse)

    @property
    def arrow(self) -> SafeString:
        """The way values flow."""
        return direction_icon(self.proposal.direction)

    @property
    def way(self) -> str:
        """The same in words."""
        return str(DirectionChoice(self.proposal.direction).label)


class FieldsStep(forms.Form):
    """Which of the proposed rows are taken over. None is a choice as well: rows can be added later."""

    def __init__(self, data: Any = None, *, proposals: Sequence[Proposal]) -> None:
        super().__init__(data, label_suffix="")
        self.proposals = proposals
        self.ticked = {one.key for one in proposals} if data is None else set(data.getlist("row"))

    def lines(self) -> list[ProposedLine]:
        """As the page shows them."""
        return [ProposedLine(one, one.key in self.ticked) for one in self.proposals]

    def chosen(self) -> list[Proposal]:
        """The rows that are taken over."""
        return [one for one in self.proposals if one.key in self.ticked]
