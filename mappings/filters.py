"""What the list of mappings is narrowed by."""

from mappings.models import TableMapping
from syncadmin.ui.filters import FilterSet, SearchFilter


class MappingFilters(FilterSet):
    """Search and the settings."""

    search = SearchFilter("name", "bc_table", "dataverse_table", "connection__name")

    class Meta:
        model = TableMapping
        fields = ("direction", "only_coupled", "connection")
