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
        """Register how the states look, and that a connection that is enabled has mappings."""
        from mappings import badges  # noqa: F401
        from mappings.default_setup import set_up
        from syncadmin.connections.services import AFTER_ENABLING

        AFTER_ENABLING.append(set_up)
