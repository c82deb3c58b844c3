"""The entries of the sidebar: what the product's pages are, who sees them and which one is open.

Pages belong to apps that may not be imported here, so entries name them by URL name and permission.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """A page in the sidebar. ``badge`` names a URL whose fragment shows a number beside the caption."""

    caption: str | Promise
    name: str
    icon: str
    permission: str = ""
    badge: str = ""


@dataclass(frozen=True)
class Sublink:
    """A page below an entry; ``held`` marks one whose runs are held up."""

    caption: str | Promise
    url: str
    active: bool = False
    held: bool = False


@dataclass(frozen=True)
class Section:
    """Pages below an entry that belong together, unfolded or not."""

    caption: str | Promise
    links: tuple[Sublink, ...]
    opened: bool = False


@dataclass(frozen=True)
class Link:
    """An entry as one user sees it on one page."""

    caption: str | Promise
    url: str
    icon: str
    badge_url: str
    active: bool
    sections: tuple[Section, ...] = ()


ENTRIES = (
    Entry(_("Home"), "home", "home"),
    Entry(_("Records"), "couplings:tables", "table-cells", "couplings.view_remoterecord"),
    Entry(
        _("Coupled Data Synchronization Errors"),
        "couplings:problems",
        "exclamation-triangle",
        "couplings.view_recordproblem",
        "couplings:problem_count",
    ),
    Entry(_("Integration Synchronization Jobs"), "jobs:list", "arrow-path", "jobs.view_job"),
    Entry(_("Job Queue Entries"), "jobs:schedules", "clock", "jobs.view_schedule"),
    Entry(_("Integration Table Mappings"), "mappings:list", "arrows-right-left", "mappings.view_tablemapping"),
    Entry(_("Connection Setup"), "connections:setup", "cog-6-tooth", "connections.view_connection"),
)


_BELOW: dict[str, Callable[[HttpRequest], list[Section]]] = {}


def register_below(name: str, sections: Callable[[HttpRequest], list[Section]]) -> None:
    """Have an app say what there is below the entry of this URL name."""
    _BELOW[name] = sections


def links(request: HttpRequest) -> list[Link]:
    """The entries the user may open; one whose page does not exist is left out."""
    user = request.user
    if not user.is_authenticated:
        return []
    found = [(one, _reverse(one.name)) for one in ENTRIES if not one.permission or user.has_perm(one.permission)]
    active = _active(request.path, [url for _entry, url in found if url])
    return [_link(request, entry, url, active) for entry, url in found if url]


def _link(request: HttpRequest, entry: Entry, url: str, active: str) -> Link:
    """An entry with what is below it; where one of those pages is open, the entry itself is not."""
    below = tuple(_BELOW[entry.name](request)) if entry.name in _BELOW else ()
    inside = any(one.active for section in below for one in section.links)
    return Link(entry.caption, url, entry.icon, _reverse(entry.badge), url == active and not inside, below)


def _active(path: str, urls: list[str]) -> str:
    """The address that the open page lies below; the root is open only when it is the page itself."""
    below = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(below, key=len, default="")


def _reverse(name: str) -> str:
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""
