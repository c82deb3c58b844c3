"""How the states of customers and fields look."""

from django.utils.translation import gettext_lazy as _

from couplings.customers import CustomerState
from couplings.free_accounts import AccountState
from syncadmin.ui.badges import bad, busy, good, info, neutral, register, warn

register(
    "customer",
    {
        CustomerState.COUPLED: good(_("Coupled"), "link"),
        CustomerState.NOT_COUPLED: neutral(_("Not coupled"), "link-slash"),
        CustomerState.CREATING: busy(_("Being created")),
        CustomerState.CONFLICT: warn(_("Conflict")),
        CustomerState.PROBLEM: bad(_("Problem")),
        CustomerState.EXCLUDED: neutral(_("Excluded"), "funnel"),
        CustomerState.DELETED: neutral(_("Deleted"), "trash"),
    },
)
register("snoozed", {"True": neutral(_("Snoozed"), "clock")})
register(
    "account",
    {
        AccountState.ASKED: bad(_("Customer deleted"), "trash"),
        AccountState.LEFT_OUT: neutral(_("Left out"), "no-symbol"),
        AccountState.EXCLUDED: neutral(_("Excluded"), "funnel"),
        AccountState.PROBLEM: bad(_("Problem")),
        AccountState.NOT_COUPLED: neutral(_("Not coupled"), "link-slash"),
    },
)
register("pending", {"True": info(_("Changed"), "pencil")})
