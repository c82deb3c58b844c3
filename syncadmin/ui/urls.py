"""Addresses of the style page; included with ``DEBUG`` only."""

from django.urls import path

from syncadmin.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.StylePage.as_view(), name="style"),
    path("list/", views.SampleList.as_view(), name="list"),
    path("dialog/", views.dialog, name="dialog"),
    path("toast/", views.toast, name="toast"),
    path("progress/", views.progress, name="progress"),
]
