"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from syncadmin.connections import live_lists, views

app_name = "connections"
urlpatterns = [
    path("", views.setup, name="setup"),
    path("new/", views.create, name="create"),
    path("companies/", live_lists.companies, name="companies"),
    path("owners/<str:field>/", live_lists.owners, name="owners"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/test/", views.test, name="test"),
    path("<int:pk>/enable/", views.enable, name="enable"),
    path("<int:pk>/disable/", views.disable, name="disable"),
]
