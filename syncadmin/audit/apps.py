"""The Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """The change log."""

    name = "syncadmin.audit"
    label = "audit"
    verbose_name = _("Change Log")
    default_auto_field = "django.db.models.BigAutoField"
