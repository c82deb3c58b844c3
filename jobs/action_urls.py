"""The addresses of actions on records."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
