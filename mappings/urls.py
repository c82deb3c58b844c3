"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from mappings import check_views, field_page, field_views, loss_views, option_views, set_value_views, views

app_name = "mappings"
urlpatterns = [
    path("", views.MappingList.as_view(), name="list"),
    path("restore-defaults/", views.restore, name="restore_defaults"),
    path("check/<int:pk>/", check_views.check, name="check"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/accept-loss/", loss_views.accept, name="accept_loss"),
    path("<int:pk>/brakes/", views.save_brakes, name="brakes"),
    path("<int:pk>/archive/", set_value_views.archive, name="archive"),
    path("<int:pk>/templates/new/<str:side>/", set_value_views.new_template, name="new_template"),
    path("<int:pk>/templates/<int:number>/", set_value_views.template, name="template"),
    path("<int:pk>/templates/<int:number>/remove/", set_value_views.remove, name="remove_template"),
    path("<int:pk>/fields/", field_views.fields, name="fields"),
    path("<int:pk>/fields/columns/", field_views.columns, name="columns"),
    path("<int:pk>/fields/<int:row>/", field_page.field, name="field"),
    path("<int:pk>/fields/<int:row>/options/", option_views.options, name="options"),
    path("<int:pk>/fields/<int:row>/switch/", field_views.switch, name="switch_field"),
]
