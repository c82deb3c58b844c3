"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from mappings import (
    check_views,
    default_views,
    field_page,
    field_views,
    filter_views,
    general_views,
    loss_views,
    option_views,
    row_views,
    set_value_views,
    transfer_views,
    version_views,
    views,
    wizard_views,
)

app_name = "mappings"
urlpatterns = [
    path("", views.MappingList.as_view(), name="list"),
    path("new/", wizard_views.new_mapping, name="new"),
    path("restore-defaults/", default_views.restore_all, name="restore_defaults"),
    path("restore-selected/", default_views.restore_selected, name="restore_selected"),
    path("check/<int:pk>/", check_views.check, name="check"),
    path("export/<int:pk>/", transfer_views.export_all, name="export_all"),
    path("import/<int:pk>/", transfer_views.import_file, name="import"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/general/", general_views.general, name="general"),
    path("<int:pk>/delete/", general_views.delete, name="delete"),
    path("<int:pk>/restore-default/", default_views.restore, name="restore_default"),
    path("<int:pk>/accept-loss/", loss_views.accept, name="accept_loss"),
    path("<int:pk>/brakes/", views.save_brakes, name="brakes"),
    path("<int:pk>/archive/", set_value_views.archive, name="archive"),
    path("<int:pk>/templates/new/<str:side>/", set_value_views.new_template, name="new_template"),
    path("<int:pk>/templates/<int:number>/", set_value_views.template, name="template"),
    path("<int:pk>/templates/<int:number>/remove/", set_value_views.remove, name="remove_template"),
    path("<int:pk>/export/", transfer_views.export, name="export"),
    path("<int:pk>/changes/", version_views.change_log, name="change_log"),
    path("<int:pk>/changes/<int:number>/", version_views.version, name="version"),
    path("<int:pk>/filters/", filter_views.filters, name="filters"),
    path("<int:pk>/filters/count/<str:side>/", filter_views.count, name="filter_count"),
    path("<int:pk>/fields/", field_views.fields, name="fields"),
    path("<int:pk>/fields/columns/", field_views.columns, name="columns"),
    path("<int:pk>/fields/new/", row_views.new_field, name="new_field"),
    path("<int:pk>/fields/<int:row>/", field_page.field, name="field"),
    path("<int:pk>/fields/<int:row>/delete/", row_views.delete, name="delete_field"),
    path("<int:pk>/fields/<int:row>/move/", row_views.move, name="move_field"),
    path("<int:pk>/fields/<int:row>/options/", option_views.options, name="options"),
    path("<int:pk>/fields/<int:row>/switch/", field_views.switch, name="switch_field"),
]
