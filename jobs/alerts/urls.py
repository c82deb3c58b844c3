"""The addresses of alerts and of the settings of the installation."""

from __future__ import annotations

from django.urls import URLPattern, path

from jobs import settings_page
from jobs.alerts import page

urlpatterns: list[URLPattern] = [
    path("settings/", settings_page.installation, name="settings"),
    path("alerts/", page.alerts, name="alerts"),
    path("alerts/recipients/new/", page.new_recipient, name="recipient_create"),
    path("alerts/recipients/<int:pk>/", page.recipient, name="recipient"),
    path("alerts/recipients/<int:pk>/delete/", page.delete_recipient, name="recipient_delete"),
    path("alerts/recipients/<int:pk>/test/", page.test_recipient, name="recipient_test"),
]
