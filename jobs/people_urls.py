"""The addresses of users, one's own profile and the change log."""

from __future__ import annotations

from django.urls import URLPattern, path

from jobs import profile_views, user_views
from jobs.change_log import ChangeList
from jobs.user_table import UserList

urlpatterns: list[URLPattern] = [
    path("users/", UserList.as_view(), name="users"),
    path("users/new/", user_views.create, name="user_create"),
    path("users/<int:pk>/", user_views.user, name="user"),
    path("users/<int:pk>/activate/", user_views.activate, name="user_activate"),
    path("users/<int:pk>/deactivate/", user_views.deactivate, name="user_deactivate"),
    path("users/<int:pk>/sign-out/", user_views.sign_out, name="user_sign_out"),
    path("users/<int:pk>/link/", user_views.link, name="user_link"),
    path("profile/", profile_views.profile, name="profile"),
    path("profile/password/", profile_views.ChangePassword.as_view(), name="password"),
    path("profile/sign-out-elsewhere/", profile_views.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("change-log/", ChangeList.as_view(), name="changes"),
]
