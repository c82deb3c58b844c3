"""The Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConnectionsConfig(AppConfig):
    """Connections."""

    name = "syncadmin.connections"
    label = "connections"
    verbose_name = _("Connections")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how the states look."""
        from syncadmin.connections import badges  # noqa: F401
