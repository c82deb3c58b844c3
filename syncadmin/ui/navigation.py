"""The entries of the sidebar: what the product's pages are, who sees them and which one is open.

Pages belong to apps that may not be imported here, so entries name them by URL name and permission.
"""

from __future__ import annotations

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
class Link:
    """An entry as one user sees it on one page."""

    caption: str | Promise
    url: str
    icon: str
    badge_url: str
    active: bool


ENTRIES = (
    Entry(_("Home"), "home", "home"),
    Entry(_("Customers"), "couplings:customers", "user-group", "couplings.view_remoterecord"),
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


def links(request: HttpRequest) -> list[Link]:
    """The entries the user may open; one whose page does not exist is left out."""
    user = request.user
    if not user.is_authenticated:
        return []
    found = [(one, _reverse(one.name)) for one in ENTRIES if not one.permission or user.has_perm(one.permission)]
    active = _active(request.path, [url for _entry, url in found if url])
    return [Link(one.caption, url, one.icon, _reverse(one.badge), url == active) for one, url in found if url]


def _active(path: str, urls: list[str]) -> str:
    """The address that the open page lies below; the root is open only when it is the page itself."""
    below = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(below, key=len, default="")


def _reverse(name: str) -> str:
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""
