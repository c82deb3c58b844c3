"""Addresses of what all lists have in common."""

from django.urls import path

from syncadmin.ui import view_pages

app_name = "lists"
urlpatterns = [
    path("views/", view_pages.save, name="save_view"),
    path("views/<int:pk>/", view_pages.change, name="view"),
]
