"""How the states of mappings and of their field mappings look."""

from django.utils.translation import gettext_lazy as _

from syncadmin.ui.badges import bad, good, neutral, register, warn

register("mapping", {"red": bad(_("Cannot run")), "held": warn(_("Held up")), "good": good(_("Fits both tables"))})
register(
    "field",
    {
        "active": good(_("Enabled")),
        "disabled": neutral(_("Disabled")),
        "obstacle": warn(_("Not active yet"), "clock"),
        "missing": bad(_("No such field")),
    },
)
