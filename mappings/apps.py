"""The Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MappingsConfig(AppConfig):
    """Mappings."""

    name = "mappings"
    label = "mappings"
    verbose_name = _("Mappings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how the states look."""
        from mappings import badges  # noqa: F401
