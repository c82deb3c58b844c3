"""The part of the form of Connection Setup that decides, with the ownership model, which default mappings there are."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from syncadmin.connections import form_fields as fields
from syncadmin.connections.models import Orders, Pricing


class MappingSettingsForm(forms.Form):
    """What is left out stays as it is."""

    unit_groups = fields.yes_or_no(
        _("Unit Group Mapping Enabled"),
        _(
            "Yes: each item and resource has a unit group of its own with its units of measure. No: each unit of "
            "measure is a unit group."
        ),
    )
    pricing = fields.choice(
        _("Price Calculation"),
        Pricing.choices,
        _("As in Business Central: which of its prices become price lists in Dataverse."),
    )
    orders = fields.choice(
        _("Sales Order Integration"),
        Orders.choices,
        _(
            "Legacy: released orders go to Dataverse. Bidirectional: orders and their lines go both ways, which "
            "excludes the legacy integration of Dataverse."
        ),
    )
