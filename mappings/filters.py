"""What the list of mappings is narrowed by, and other lists by their mapping."""

from typing import Any

import django_filters
from django.forms import ModelChoiceField
from django.utils.translation import gettext_lazy as _

from mappings.making import is_custom
from mappings.models import TableMapping
from syncadmin.ui.filters import FilterSet, SearchFilter


class MappingChoice(ModelChoiceField):  # type: ignore[type-arg]
    """Mappings by name, with their connection where there are several."""

    def __init__(self, *args: Any, several: bool = False, **extra: Any) -> None:
        self.several = several
        super().__init__(*args, **extra)

    def label_from_instance(self, one: TableMapping) -> str:
        """As it stands in the list of choices."""
        return f"{one.name} ({one.connection})" if self.several else one.name


class MappingFilter(django_filters.ModelChoiceFilter):
    """Rows of one mapping; the filter set says in ``extra["several"]`` whether connections are named."""

    field_class = MappingChoice

    def __init__(self, **extra: Any) -> None:
        mappings = TableMapping.objects.select_related("connection").order_by("connection__name", "name")
        super().__init__(label=_("Mapping"), queryset=mappings, empty_label=_("All"), **extra)


class MappingFilters(FilterSet):
    """Search and the settings. *User Defined* are the mappings that no default setup brings."""

    custom = django_filters.BooleanFilter(label=_("User Defined"), method="by_origin")
    search = SearchFilter("name", "bc_table", "dataverse_table", "connection__name")

    class Meta:
        model = TableMapping
        fields = ("direction", "only_coupled", "connection")

    def by_origin(self, rows: Any, _name: str, wanted: bool) -> Any:
        """Those that somebody made, or the others."""
        mappings = TableMapping.objects.select_related("connection")
        custom = [one.pk for one in mappings if is_custom(one)]
        return rows.filter(pk__in=custom) if wanted else rows.exclude(pk__in=custom)
