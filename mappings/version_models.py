"""The versions of a mapping: how it was defined after each change, and who changed it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MappingVersion(models.Model):
    """A mapping as it was defined from a moment on (see ``definition``). Without ``by`` it was found so, or changed
    without a person, such as by a command."""

    mapping = models.ForeignKey("mappings.TableMapping", models.CASCADE, related_name="versions")
    at = models.DateTimeField(_("Changed at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    definition = models.JSONField()

    class Meta:
        verbose_name = _("version of a mapping")
        verbose_name_plural = _("versions of mappings")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.mapping} ({self.at:%Y-%m-%d %H:%M})"
