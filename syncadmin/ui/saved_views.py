"""Saving, finding, sharing and deleting views of lists."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.http import QueryDict

from syncadmin.ui.models import DefaultView, SavedView

SHARE = "ui.share_views"
KEEP = "ui.keep_views"
MOST = 50
LONGEST = 4_000
# What an address of a list may say that is no part of a view.
_PASSING = ("page", "view", "choose", "export", "do", "name", "csrfmiddlewaretoken")


class NameTaken(Exception):
    """The user has another view of this name."""


class TooMany(Exception):
    """The user has as many views of this list as there may be."""


def views_of(user: Any, key: str) -> QuerySet[SavedView]:
    """The views of a list that somebody may choose, each with ``is_default``."""
    default = DefaultView.objects.filter(user=user.pk, view=OuterRef("pk"), list=key)
    visible = SavedView.objects.filter(Q(owner=user.pk) | Q(shared=True), list=key)
    return visible.select_related("owner").annotate(is_default=Exists(default)).order_by(Lower("name"), "pk")


def visible_view(user: Any, pk: int) -> SavedView | None:
    """A view that somebody may choose."""
    return SavedView.objects.filter(Q(owner=user.pk) | Q(shared=True), pk=pk).first()


def may_change(user: Any, view: SavedView) -> bool:
    """Whether somebody may change a view: their own, and administrators those that are shared."""
    return bool(view.owner_id == user.pk or (view.shared and user.has_perm(SHARE)))


def kept_query(query: QueryDict | str) -> str:
    """What a view keeps of an address."""
    kept = (QueryDict(query.lstrip("?")) if isinstance(query, str) else query).copy()
    for name in _PASSING:
        kept.pop(name, None)
    for name in list(kept):
        values = [one.replace("\0", "") for one in kept.getlist(name) if one]
        kept.setlist(name, values) if values else kept.pop(name)
    return kept.urlencode()[:LONGEST]


def same_query(one: QueryDict | str, other: QueryDict | str) -> bool:
    """Whether two addresses show the same list."""
    found = [sorted(QueryDict(kept_query(query)).lists()) for query in (one, other)]
    return found[0] == found[1]


@transaction.atomic
def save_view(*, user: User, key: str, name: str, query: str, shared: bool = False, default: bool = False) -> SavedView:
    """Keep what a list shows under a new name."""
    if SavedView.objects.filter(owner=user, list=key).count() >= MOST:
        raise TooMany
    view = SavedView(owner=user, list=key, query=kept_query(query), shared=shared)
    _named(view, name)
    if default:
        set_default(user=user, view=view)
    return view


def rename_view(*, view: SavedView, name: str) -> None:
    """Give a view another name."""
    _named(view, name)


def replace_query(*, view: SavedView, query: str) -> None:
    """Have a view show what the list shows now."""
    view.query = kept_query(query)
    view.save(update_fields=["query"])


def share_view(*, view: SavedView, shared: bool) -> None:
    """Show a view to everybody, or to nobody but its owner; who had chosen it finds the list as it is without."""
    with transaction.atomic():
        SavedView.objects.filter(pk=view.pk).update(shared=shared)
        if not shared:
            DefaultView.objects.filter(view=view).exclude(user=view.owner_id).delete()


def delete_view(*, view: SavedView) -> None:
    """Forget a view."""
    view.delete()


def set_default(*, user: User, view: SavedView) -> None:
    """Have the list open in this view."""
    DefaultView.objects.update_or_create(user=user, list=view.list, defaults={"view": view})


def drop_default(*, user: User, view: SavedView) -> None:
    """Have the list open as it is without a view."""
    DefaultView.objects.filter(user=user, view=view).delete()


def _named(view: SavedView, name: str) -> None:
    """Save a view under a name that no other one of its owner has."""
    view.name = name
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise NameTaken from error
