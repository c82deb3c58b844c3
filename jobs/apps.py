"""The Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Jobs."""

    name = "jobs"
    label = "jobs"
    verbose_name = _("Jobs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register how the states look, and that a connection that is enabled is listened to again."""
        from jobs import badges  # noqa: F401
        from jobs.wakeups.watches import look_after_soon
        from syncadmin.connections.services import AFTER_ENABLING

        AFTER_ENABLING.append(look_after_soon)
