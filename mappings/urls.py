"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from mappings import check_views, field_views, loss_views, views

app_name = "mappings"
urlpatterns = [
    path("", views.MappingList.as_view(), name="list"),
    path("restore-defaults/", views.restore, name="restore_defaults"),
    path("check/<int:pk>/", check_views.check, name="check"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/accept-loss/", loss_views.accept, name="accept_loss"),
    path("<int:pk>/brakes/", views.save_brakes, name="brakes"),
    path("<int:pk>/fields/", field_views.fields, name="fields"),
    path("<int:pk>/fields/columns/", field_views.columns, name="columns"),
    path("<int:pk>/fields/<int:row>/switch/", field_views.switch, name="switch_field"),
]
