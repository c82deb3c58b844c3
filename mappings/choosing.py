"""A text input that offers what can be chosen: people type a part of a name or caption and pick, without any script.

The page puts the lists (``OfferForm.lists``) beside the inputs, see ``mappings/parts/offers.html``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _

from mappings.offers import Offer, named

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class OfferField(forms.CharField):
    """What is typed has to be among the ``offers``, by name or caption; where none are known, nothing can be chosen."""

    def __init__(self, label: str | StrPromise, *, help_text: str | StrPromise = "", required: bool = True) -> None:
        widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
        super().__init__(label=label, help_text=help_text, max_length=100, required=required, widget=widget)
        self.offers: Sequence[Offer] = ()

    def clean(self, value: str | None) -> str:
        """The name that is meant."""
        typed: str = super().clean(value)
        if not typed or not self.offers:
            return typed
        if found := named(typed, list(self.offers)):
            return found
        raise forms.ValidationError(_("There is no “%(name)s” to choose. Pick one of the list.") % {"name": typed})


class OfferForm(forms.Form):
    """A form with such inputs."""

    def offer(self, name: str, offers: Sequence[Offer]) -> None:
        """Say what an input offers."""
        field = self.fields[name]
        assert isinstance(field, OfferField)
        field.offers = offers
        field.widget.attrs["list"] = f"offers-{name}"

    def lists(self) -> Iterator[tuple[str, Sequence[Offer]]]:
        """The lists by the id that their inputs point to."""
        for name, field in self.fields.items():
            if isinstance(field, OfferField):
                yield f"offers-{name}", field.offers
