"""The lines in which administrators say which field gets which value: of templates and archiving.

The columns are live ones; what is typed is checked against them and kept in their type. Lines of conditions, which say
which value a field has, are in ``condition_lines``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappings.lines import Line
from mappings.typed import Unfit, option_choices, typed
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.engine.encoding import decode, encode
from syncadmin.engine.values import Side, Value

Columns = Mapping[str, Column]
_NO_FIXED_VALUE = {ColumnKind.OPTIONS}


class ValueLine(forms.Form):
    """A field and the value it gets. The control of the value goes by the type of the field."""

    column = forms.ChoiceField(label=gettext_lazy("Field"))
    value = forms.CharField(label=gettext_lazy("Value"), max_length=250)

    def __init__(self, data: Any = None, *, prefix: str, columns: Columns, side: Side, initial: Line) -> None:
        super().__init__(data, prefix=prefix, initial=initial, label_suffix="")
        self.columns, self.side = columns, side
        chosen = (data or {}).get(self.add_prefix("column"), "") if data is not None else initial.get("column", "")
        self.chosen = columns.get(chosen)
        self._offer(chosen)

    def clean(self) -> dict[str, Any]:
        """Take the value in the type of its field."""
        name, text = self.cleaned_data.get("column", ""), self.cleaned_data.get("value")
        if self.columns and name and name not in self.columns and "column" not in self.errors:
            self.add_error("column", _("%(field)s cannot be chosen here.") % {"field": name})
        elif name in self.columns and text is not None:
            try:
                self.take(self.columns[name], text)
            except Unfit as error:
                facts = {"value": text, "field": self.columns[name].caption or name, "why": error}
                self.add_error("value", _("%(field)s cannot be %(value)s: %(why)s.") % facts)
        return self.cleaned_data

    def take(self, column: Column, text: str) -> None:
        """Keep what a text is in the type of the column; raises Unfit."""
        self.result = encode(typed(text, column, self.side))

    def _offer(self, chosen: str) -> None:
        named = [(one.name, _caption(one)) for one in self.columns.values()]
        if chosen and chosen not in self.columns:
            named.append((chosen, chosen))
        choices = [("", ""), *sorted(named, key=lambda pair: pair[1].casefold())]
        field = self.fields["column"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if choices := self.options():
            self.fields["value"].widget = forms.Select(choices=[("", ""), *choices])

    def options(self) -> list[tuple[str, str]]:
        """What the value is chosen from, if the type of the field says that."""
        if self.chosen is None:
            return []
        if self.chosen.kind is ColumnKind.BOOLEAN:
            return [("true", _("Yes")), ("false", _("No"))]
        return option_choices(self.chosen, self.side) if self.chosen.kind is ColumnKind.OPTION else []


def settable(columns: Columns, *, on_new: bool) -> Columns:
    """The columns that can be given a fixed value, on new records or on those that are there."""
    return {
        name: one
        for name, one in columns.items()
        if (one.creatable if on_new else one.updatable) and one.kind not in _NO_FIXED_VALUE
    }


def as_lines(values: Mapping[str, Any]) -> list[Line]:
    """Stored values as lines."""
    return [{"column": name, "value": as_typed(decode(stored))} for name, stored in values.items()]


def as_typed(value: Value) -> str:
    """A value as one would type it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _caption(column: Column) -> str:
    named = column.caption if column.caption.casefold() != column.name.casefold() else ""
    return f"{named} ({column.name})" if named else column.name
