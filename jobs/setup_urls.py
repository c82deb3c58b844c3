"""The addresses of the guided set-up."""

from __future__ import annotations

from django.urls import URLPattern, path

from jobs import setup_views
from jobs.salespeople import Salespeople

urlpatterns: list[URLPattern] = [
    path("set-up/", setup_views.set_up, name="set_up"),
    path("set-up/<slug:step>/", setup_views.set_up, name="set_up_step"),
    path("set-up/connections/<int:pk>/schedule/", setup_views.schedule, name="set_up_schedule"),
    path("connections/<int:pk>/salespeople/", Salespeople.as_view(), name="salespeople"),
]
