"""Every address of the dashboard, app by app."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("jobs.home_urls")),
    path("", include("jobs.urls")),
    path("connections/", include("syncadmin.connections.urls")),
    path("mappings/", include("mappings.urls")),
    path("", include("couplings.urls")),
    path("lists/", include("syncadmin.ui.list_urls")),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns.append(path("ui/", include("syncadmin.ui.urls")))
