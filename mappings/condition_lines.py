"""The lines in which administrators say which records are meant: a field, how it is compared, and with which values.

Used by the filters of a mapping and by the conditions of its templates. What cannot be compared so is refused at the
input it was entered in; what is kept is in the type of the column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mappings.compile import condition
from mappings.lines import Line, posted_lines
from mappings.typed import Unfit, option_choices, typed
from mappings.value_lines import Columns, ValueLine, as_typed
from syncadmin.connections.clients.conditions import may_be_blank, operators
from syncadmin.connections.clients.contract import Column, ColumnKind
from syncadmin.connections.clients.values import settled
from syncadmin.engine.conditions import Operator
from syncadmin.engine.encoding import decode, encode
from syncadmin.engine.mapping import Condition
from syncadmin.engine.values import Side, Value

IS_NOT = "not"
COMPARED: Mapping[str, Promise] = {
    Operator.IS.value: gettext_lazy("is one of"),
    IS_NOT: gettext_lazy("is none of"),
    Operator.LESS.value: gettext_lazy("is less than"),
    Operator.AT_MOST.value: gettext_lazy("is at most"),
    Operator.MORE.value: gettext_lazy("is more than"),
    Operator.AT_LEAST.value: gettext_lazy("is at least"),
    Operator.BETWEEN.value: gettext_lazy("is between"),
    Operator.CONTAINS.value: gettext_lazy("contains"),
    Operator.BEGINS.value: gettext_lazy("begins with"),
}
BLANK_CONDITION: Line = {"column": "", "operator": Operator.IS.value, "value": "", "blank": "", "new": ""}
_SEVERAL = frozenset({Operator.IS, Operator.CONTAINS, Operator.BEGINS})
_BAR = " | "


class SeveralChoices(forms.CheckboxSelectMultiple):
    """Options to tick; what is ticked is one text, parted by bars as people type it."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """The ticked ones as one text."""
        ticked = data.getlist(name) if isinstance(data, QueryDict) else [data.get(name, "")]
        return _BAR.join(filter(None, ticked))

    def format_value(self, value: Any) -> list[str]:
        """The text as what is ticked."""
        return [part.strip() for part in str(value or "").split("|")]


class ConditionLine(ValueLine):
    """A condition on a field. Several values are separated by ``|``; options are ticked. ``names`` are those of keys,
    which are shown and typed by them."""

    operator = forms.ChoiceField(
        label=gettext_lazy("Condition"),
        error_messages={"invalid_choice": gettext_lazy("Such a field cannot be compared so.")},
    )
    value = forms.CharField(
        label=gettext_lazy("Values"), max_length=1000, required=False, help_text=gettext_lazy("Several: A | B")
    )
    blank = forms.BooleanField(label=gettext_lazy("or blank"), required=False)
    new = forms.BooleanField(
        label=gettext_lazy("only for records that are not coupled"), widget=forms.HiddenInput, required=False
    )
    field_order = ("column", "operator", "value", "blank")

    def __init__(
        self,
        data: Any = None,
        *,
        prefix: str,
        columns: Columns,
        side: Side,
        initial: Line,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self._names = dict(names or {})
        shown = {**initial, "value": _BAR.join(self._names.get(one, one) for one in _parts(initial.get("value", "")))}
        super().__init__(data, prefix=prefix, columns=columns, side=side, initial=shown)
        possible = self._possible()
        operator = self.fields["operator"]
        assert isinstance(operator, forms.ChoiceField)
        operator.choices = [(name, caption) for name, caption in COMPARED.items() if name in possible]
        if self.options():
            self.fields["value"].help_text = ""
        if self.chosen and not may_be_blank(self.chosen, side):
            self.fields["blank"].disabled = True
        if self.chosen and self.chosen.kind is ColumnKind.OPTION and option_choices(self.chosen, side):
            self.fields["value"].widget = SeveralChoices(choices=option_choices(self.chosen, side))
            self.fields["value"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """A field that can be compared, and values that fit both."""
        if self.chosen and not operators(self.chosen):
            self.add_error("column", _("A field with several options in one cannot be filtered on."))
            return self.cleaned_data
        if self.cleaned_data.get("operator"):
            super().clean()
        return self.cleaned_data

    def take(self, column: Column, text: str) -> None:
        """Keep the values; raises Unfit."""
        keys = {name.casefold(): key for key, name in self._names.items()}
        values = [_comparable(keys.get(part.casefold(), part), column, self.side) for part in _parts(text)]
        self._require_number(values)
        blank = [""] if self.cleaned_data.get("blank") else []
        self.result = [*map(encode, values), *blank]

    def options(self) -> list[tuple[str, str]]:
        """Yes and no are chosen; options are ticked, see above."""
        boolean = self.chosen is not None and self.chosen.kind is ColumnKind.BOOLEAN
        return super().options() if boolean else []

    def as_json(self) -> dict[str, Any]:
        """The condition as a mapping keeps it."""
        column, operator = self.columns[self.cleaned_data["column"]], self.cleaned_data["operator"]
        found = {
            "side": self.side.value,
            "property": column.name,
            "caption": column.caption or column.name,
            "values": self.result,
            "negated": operator == IS_NOT,
        }
        found |= {"new": True} if self.cleaned_data.get("new") else {}
        return found if operator in (IS_NOT, Operator.IS) else {**found, "operator": operator}

    def as_condition(self) -> Condition:
        """The condition as a run uses it."""
        return condition(self.as_json())

    def _possible(self) -> set[str]:
        known = operators(self.chosen) if self.chosen else tuple(Operator)
        return {one.value for one in known} | ({IS_NOT} if Operator.IS in known else set())

    def _require_number(self, values: list[Value]) -> None:
        """As many values as the comparison takes; raises Unfit."""
        name = self.cleaned_data["operator"]
        operator = Operator.IS if name == IS_NOT else Operator(name)
        if operator is Operator.BETWEEN:
            if len(values) != 2 or values[0] > values[1]:  # type: ignore[operator]
                raise Unfit(_("it takes two values, the smaller one first: 1 | 9"))
        elif operator is Operator.IS and not values and not (self.cleaned_data.get("blank") or self._lets_none_in()):
            raise Unfit(_("choose a value, or “or blank”"))
        elif operator is not Operator.IS and (not values or (operator not in _SEVERAL and len(values) > 1)):
            raise Unfit(_("it takes one value"))

    def _lets_none_in(self) -> bool:
        """A condition for new records without any value: none of them passes, so that runs never create one."""
        return bool(self.cleaned_data.get("new")) and self.cleaned_data["operator"] == Operator.IS


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def posted_conditions(data: QueryDict, name: str) -> list[Line]:
    """The lines of a list of conditions as they were posted."""
    lines = posted_lines(data, name, BLANK_CONDITION)
    for place, line in enumerate(lines):
        line["value"] = _BAR.join(filter(None, data.getlist(f"{name}-{place}-value")))
    return lines


def as_condition_lines(conditions: Iterable[Mapping[str, Any]]) -> list[Line]:
    """Stored conditions as lines."""
    return [
        {
            "column": one["property"],
            "operator": IS_NOT if one.get("negated") else one.get("operator", Operator.IS.value),
            "value": _BAR.join(as_typed(decode(value)) for value in one["values"] if value not in ("", None)),
            "blank": "on" if any(value in ("", None) for value in one["values"]) else "",
            "new": "on" if one.get("new") else "",
        }
        for one in conditions
    ]


def _comparable(text: str, column: Column, side: Side) -> Value:
    """What a text is in the type of a column, in the form in which records carry it; raises Unfit."""
    value = typed(text, column, side)
    try:
        found = settled(side, column, value)
    except ValueError as error:
        raise Unfit(str(error)) from None
    if not isinstance(value, str) and found != value:
        raise Unfit(_("the field does not hold it so exactly"))
    return found
