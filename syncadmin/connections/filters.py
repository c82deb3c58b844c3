"""What lists of several connections are narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from syncadmin.connections.models import Connection
from syncadmin.connections.several import are_several
from syncadmin.ui.filters import FilterSet


class ConnectionFilter(django_filters.ModelChoiceFilter):
    """Rows of one connection: ``connection = ConnectionFilter("mapping__connection")``."""

    def __init__(self, field_name: str, **extra: Any) -> None:
        extra.setdefault("label", _("Connection"))
        extra.setdefault("empty_label", _("All"))
        super().__init__(field_name=field_name, queryset=Connection.objects.order_by("name"), **extra)


class OfConnections(FilterSet):
    """Filters of rows of several connections; where there is one only, nothing asks which."""

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.several = are_several(self.request)
        if not self.several:
            self.filters.pop("connection", None)
