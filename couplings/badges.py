"""How the states of records and fields look."""

from django.utils.translation import gettext_lazy as _

from couplings.states import RecordState
from syncadmin.ui.badges import bad, busy, good, info, neutral, register, warn

register(
    "record",
    {
        RecordState.COUPLED: good(_("Coupled"), "link"),
        RecordState.NOT_COUPLED: neutral(_("Not coupled"), "link-slash"),
        RecordState.CREATING: busy(_("Being created")),
        RecordState.CONFLICT: warn(_("Conflict")),
        RecordState.PROBLEM: bad(_("Problem")),
        RecordState.EXCLUDED: neutral(_("Excluded"), "funnel"),
        RecordState.ASKED: bad(_("Partner deleted"), "trash"),
        RecordState.LEFT_OUT: neutral(_("Left out"), "no-symbol"),
        RecordState.DELETED: neutral(_("Deleted"), "trash"),
    },
)
register(
    "cause",
    {
        "open": neutral(_("Open"), "inbox"),
        "retried": info(_("Retried by itself"), "arrow-path"),
        "snoozed": neutral(_("Snoozed"), "clock"),
    },
)
register("snoozed", {"True": neutral(_("Snoozed"), "clock")})
register("pending", {"True": info(_("Changed"), "pencil")})
