"""The bar above a list: its saved views as tabs, what is to be said about the open one, and where its menus lead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from syncadmin.ui.chosen import NAME as COLUMNS
from syncadmin.ui.models import SavedView
from syncadmin.ui.saved_views import KEEP, kept_query, may_change, same_query

# The address of a list in no view, also where a view is the default.
ALL = "all"
_OF_EVERY_LIST = {"sort", "per_page", "view", "page", COLUMNS, "choose", "export", ""}


@dataclass(frozen=True)
class Tab:
    """A view, or the list without one."""

    caption: str
    url: str
    active: bool
    is_default: bool = False
    shared: bool = False


@dataclass(frozen=True)
class ViewBar:
    """``changed``: the list shows something else than its view by now, which the user may keep (``replaceable``)."""

    tabs: Sequence[Tab]
    active: SavedView | None
    changed: bool
    replaceable: bool
    may_keep: bool
    notes: Sequence[str]
    query: str

    @property
    def clear_url(self) -> str:
        """The list without filters, also where a view is the default."""
        return f"?view={ALL}" if any(one.is_default for one in self.tabs) else ""


def bar_of(request: HttpRequest, views: Sequence[SavedView], filterset: Any, unknown: Collection[str]) -> ViewBar:
    """The bar of a list as its address has it; ``unknown`` are columns that the table does not have."""
    here = request.GET.get("view", "")
    active = next((one for one in views if str(one.pk) == here), None)
    changed = active is not None and not same_query(active.query, request.GET)
    return ViewBar(
        tabs=_tabs(views, active),
        active=active,
        changed=changed,
        replaceable=changed and active is not None and may_change(request.user, active),
        may_keep=request.user.has_perm(KEEP),
        notes=_notes(request.GET, filterset, unknown) if active else [],
        query=kept_query(request.GET),
    )


def url_of(view: SavedView) -> str:
    """A list in a view, as the rest of its address."""
    return f"?{view.query}{'&' if view.query else ''}view={view.pk}"


def _tabs(views: Sequence[SavedView], active: SavedView | None) -> list[Tab]:
    if not views:
        return []
    named = [Tab(one.name, url_of(one), one is active, one.is_default, one.shared) for one in views]  # type: ignore[attr-defined]
    return [Tab(_("All"), f"?view={ALL}", active is None), *named]


def _notes(query: QueryDict, filterset: Any, unknown: Collection[str]) -> list[str]:
    """What a view asks for and the list does not have any more."""
    lost = [_("the column %(name)s") % {"name": one} for one in unknown]
    lost += [_("the filter %(name)s") % {"name": one} for one in _lost_filters(query, filterset)]
    if not lost:
        return []
    return [_("Something of this view no longer exists and is left out: %(what)s.") % {"what": ", ".join(lost)}]


def _lost_filters(query: QueryDict, filterset: Any) -> list[str]:
    """Filters that the list does not have, and those with a choice that is gone."""
    if filterset is None:
        return sorted(set(query) - _OF_EVERY_LIST)
    fields = filterset.form.fields
    known = {f"{name}{end}" for name in fields for end in ("", "_min", "_max", "_after", "_before")}
    wrong = [str(fields[name].label or name) for name in filterset.form.errors if name in fields]
    return [*sorted(set(query) - known - _OF_EVERY_LIST), *wrong]
