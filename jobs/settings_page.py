"""*Settings*: what is set for the whole installation, and where: in its environment, or on pages of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from jobs.alerts.models import Recipient
from mappings.models import TableMapping
from syncadmin.engine.brakes import Effect
from syncadmin.ui.access import requires


@dataclass(frozen=True)
class Setting:
    """A setting of the environment: what it is called there, what it is for, and its value in words."""

    name: str
    caption: str
    value: str


@require_safe
@requires("jobs.change_recipient")
def installation(request: HttpRequest) -> HttpResponseBase:
    """Retention, ways to and from the outside, the brakes of every mapping and who is told."""
    context = {
        "title": _("Settings"),
        "groups": [(_("How long history is kept"), _retention()), (_("Ways to and from the outside"), _ways())],
        "effects": [TableMapping._meta.get_field(f"most_{one}") for one in Effect],
        "mappings": [(one, _limits(one)) for one in TableMapping.objects.select_related("connection")],
        "recipients": Recipient.objects.filter(on=True).count(),
    }
    return render(request, "jobs/settings.html", context)


def _retention() -> list[Setting]:
    return [
        Setting("JOB_RETENTION_DAYS", _("Jobs and their records"), _days(settings.JOB_RETENTION_DAYS)),
        Setting(
            "UNCHANGED_RETENTION_DAYS",
            _("Records that a job left as they were"),
            _days(settings.UNCHANGED_RETENTION_DAYS),
        ),
        Setting("CHANGE_RETENTION_DAYS", _("Change Log"), _days(settings.CHANGE_RETENTION_DAYS)),
    ]


def _ways() -> list[Setting]:
    unset = _("not set")
    return [
        Setting("PUBLIC_URL", _("Address from outside"), settings.PUBLIC_URL or unset),
        Setting("EMAIL_URL", _("Mail server"), settings.EMAIL_HOST if settings.HAS_MAIL else unset),
        Setting("TIME_ZONE", _("Time zone"), settings.TIME_ZONE),
    ]


def _days(number: int) -> str:
    if not number:
        return _("for ever")
    return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}


def _limits(mapping: TableMapping) -> list[str]:
    """The limit of each effect: a number or a share, whichever is more; blank without one."""
    found = ((getattr(mapping, f"most_{one}"), getattr(mapping, f"most_{one}_share")) for one in Effect)
    return [
        "" if most is None else _("%(number)d or %(share)d %%") % {"number": most, "share": share}
        for most, share in found
    ]
