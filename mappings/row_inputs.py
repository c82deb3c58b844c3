"""The inputs that the form of a new field row and the form of one that is there have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy

from mappings.compile import Columns
from mappings.models import DirectionChoice, FieldMapping
from mappings.row_agreement import name_on
from mappings.typed import kept_constant
from syncadmin.engine.values import Side

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def direction_input() -> forms.ChoiceField:
    """The way values flow."""
    return forms.ChoiceField(label=gettext_lazy("Direction"), choices=DirectionChoice.choices)


def constant_input(help_text: StrPromise) -> forms.CharField:
    """What a row with one field writes."""
    return forms.CharField(label=gettext_lazy("Constant Value"), max_length=100, required=False, help_text=help_text)


def relation_input(help_text: StrPromise) -> forms.ChoiceField:
    """Whose couplings carry the value over."""
    return forms.ChoiceField(label=gettext_lazy("Related mapping"), required=False, help_text=help_text)


def constant_of(row: FieldMapping, columns: Columns) -> str:
    """The constant of a row as it is kept."""
    side = Side.BC if row.bc_property else Side.DATAVERSE
    return kept_constant(row.constant, columns[side].get(name_on(row, side)), side)
