"""How the steps of Test Connection and the state of a connection look."""

from django.utils.translation import gettext_lazy as _

from syncadmin.ui.badges import bad, busy, good, neutral, register, warn

register(
    "check",
    {
        "passed": good(_("Passed"), "check"),
        "failed": bad(_("Failed"), "x-mark"),
        "warning": warn(_("Warning")),
        "testing": busy(_("Testing …")),
        "untested": neutral(_("Not tested"), "minus"),
    },
)
register(
    "test",
    {
        "True": good(_("Test passed")),
        "warning": warn(_("With warnings")),
        "False": bad(_("Test failed")),
        "None": neutral(_("Not tested")),
    },
)
