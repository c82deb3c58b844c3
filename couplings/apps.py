"""The Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CouplingsConfig(AppConfig):
    """Couplings."""

    name = "couplings"
    label = "couplings"
    verbose_name = _("Couplings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how states look, and what the sidebar shows of records."""
        from couplings import badges, sidebar  # noqa: F401 - registers badges
        from syncadmin.ui.navigation import register_below

        register_below("couplings:tables", sidebar.sections)
