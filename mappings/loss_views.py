"""Accept the loss: an administrator says that rows which seem to be gone were really deleted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mappings.models import TableMapping
from mappings.services import accept_loss
from syncadmin.ui.access import requires
from syncadmin.ui.fragments import done


@require_POST
@requires("mappings.change_tablemapping")
def accept(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let the next run treat the missing rows as deleted."""
    mapping = get_object_or_404(TableMapping, pk=pk)
    number = accept_loss(mapping)
    if number:
        text = ngettext(
            "For a day, up to %(number)d row may be missing. Run the mapping again.",
            "For a day, up to %(number)d rows may be missing. Run the mapping again.",
            number,
        )
        messages.warning(request, text % {"number": number})
    else:
        messages.info(request, _("No loss waits for somebody to accept it."))
    return done(request, reverse("mappings:detail", args=[pk]))
