"""The address of Home, which is called ``home`` without an app's name."""

from django.urls import path

from jobs.dashboard import home

urlpatterns = [path("", home, name="home")]
