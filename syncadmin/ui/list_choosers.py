"""What can be chosen for a list in a dialog, or on a page of its own: columns, a new view, and all views.

Columns are part of the address, so choosing them changes nothing but the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from syncadmin.ui.chosen import NAME, Choice, choices_of, names_in
from syncadmin.ui.fragments import render_either
from syncadmin.ui.models import SavedView
from syncadmin.ui.saved_views import SHARE, may_change

_OWN = ("choose", "do", "order", "shown", "page", NAME)


class SaveViewForm(forms.Form):
    """A new view."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    default = forms.BooleanField(label=gettext_lazy("Open this list in this view"), required=False)
    shared = forms.BooleanField(label=gettext_lazy("Show it to everybody"), required=False)

    def __init__(self, data: Any = None, *, may_share: bool = False) -> None:
        super().__init__(data, label_suffix="")
        if not may_share:
            del self.fields["shared"]

    def clean_name(self) -> str:
        """Without blanks around it, and nothing that the database cannot keep."""
        name: str = self.cleaned_data["name"].strip()
        if not name.isprintable():
            raise forms.ValidationError(_("Use letters, digits and signs only."))
        return name


def choose_columns(request: HttpRequest, title: object, table: Any) -> HttpResponseBase:
    """The columns of a table with their order. Each button shows the form again; *Apply* leads back to the list."""
    query, asked = request.GET, request.GET.get("do", "")
    plain = _without(query, *_OWN)
    choices = _asked(table, query)
    if asked == "reset":
        return HttpResponseRedirect(f"{request.path}?{plain}" if plain else request.path)
    if asked == "apply" and (names := [one.name for one in choices if one.shown]):
        chosen = f"{NAME}={','.join(names)}"
        return HttpResponseRedirect(f"{request.path}?{plain}{'&' if plain else ''}{chosen}")
    error = _("Choose at least one column.") if asked == "apply" else ""
    context = {"title": title, "choices": _moved(choices, asked), "kept": _pairs(plain), "error": error}
    context["back"] = f"{request.path}?{_without(query, 'choose', 'do', 'order', 'shown')}"
    status = 422 if error else 200
    return render_either(request, "ui/choose_columns.html", "ui/_choose_columns.html", context, status)


def choose_save(
    request: HttpRequest, title: object, key: str, path: str, query: str, form: SaveViewForm | None = None
) -> HttpResponseBase:
    """The form of a new view of what the list shows."""
    form = form or SaveViewForm(may_share=request.user.has_perm(SHARE))
    context = {"title": title, "form": form, "list": key, "path": path, "query": query, "back": f"{path}?{query}"}
    status = 422 if form.is_bound else 200
    return render_either(request, "ui/save_view.html", "ui/_save_view.html", context, status)


def choose_views(request: HttpRequest, title: object, views: Sequence[SavedView]) -> HttpResponseBase:
    """All views of a list, with what can be done about each."""
    may_share = request.user.has_perm(SHARE)
    lines = [(one, may_change(request.user, one), one.owner_id == request.user.pk) for one in views]
    context = {"title": title, "lines": lines, "may_share": may_share, "back": request.path}
    return render_either(request, "ui/manage_views.html", "ui/_manage_views.html", context)


def _asked(table: Any, query: QueryDict) -> list[Choice]:
    """The columns as the form has them, or as the list shows them."""
    if "order" not in query:
        return choices_of(table, names_in(query.get(NAME)))
    known = {one.name: one.caption for one in choices_of(table)}
    shown = query.getlist("shown")
    order = [name for name in dict.fromkeys(query.getlist("order")) if name in known]
    return [Choice(name, known[name], name in shown) for name in (*order, *(known.keys() - set(order)))]


def _moved(choices: list[Choice], asked: str) -> list[Choice]:
    """The columns after ``up:name`` or ``down:name``."""
    way, _colon, name = asked.partition(":")
    place = next((at for at, one in enumerate(choices) if one.name == name), -1)
    other = place + {"up": -1, "down": 1}.get(way, 0)
    if place >= 0 and 0 <= other < len(choices):
        choices[place], choices[other] = choices[other], choices[place]
    return choices


def _without(query: QueryDict, *names: str) -> str:
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return rest.urlencode()


def _pairs(query: str) -> list[tuple[str, str]]:
    return [(name, value) for name, values in QueryDict(query).lists() for value in values]
