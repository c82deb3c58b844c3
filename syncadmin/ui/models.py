"""What people keep of lists: a **saved view** is a list's filters, sorting, columns and page size under a name, and a
**default view** is the one somebody finds a list in.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """What the address of a list says, under a name. ``list`` is the key of the list; all see ``shared`` ones."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    list = models.CharField(max_length=150)
    name = models.CharField(_("Name"), max_length=80)
    query = models.TextField(blank=True)
    shared = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        default_permissions = ()
        permissions = [
            ("keep_views", _("Can save views of lists")),
            ("share_views", _("Can share saved views with everybody")),
        ]
        constraints = [models.UniqueConstraint(fields=["owner", "list", "name"], name="one_view_per_name")]
        indexes = [models.Index(fields=["list"], name="view_by_list")]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view in which a list opens for somebody."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    list = models.CharField(max_length=150)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="defaults")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "list"], name="one_default_view_per_list")]

    def __str__(self) -> str:
        return f"{self.list}: {self.view_id}"
