"""Every address of the dashboard, app by app."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path

urlpatterns = [
    path("", include("jobs.home_urls")),
    path("", include("jobs.urls")),
    path("connections/", include("syncadmin.connections.urls")),
    path("mappings/", include("mappings.urls")),
    path("", include("couplings.urls")),
    path("sign-in/", auth_views.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("sign-out/", auth_views.LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    urlpatterns.append(path("ui/", include("syncadmin.ui.urls")))
