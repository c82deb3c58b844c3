"""How the states of field mappings look."""

from django.utils.translation import gettext_lazy as _

from syncadmin.ui.badges import bad, good, neutral, register, warn

register(
    "field",
    {
        "active": good(_("Enabled")),
        "disabled": neutral(_("Disabled")),
        "obstacle": warn(_("Not active yet"), "clock"),
        "missing": bad(_("No such field")),
    },
)
