"""The addresses without an app's name: Home, and what has to do with signing in."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from jobs import sign_in
from jobs.dashboard import home

urlpatterns = [
    path("", home, name="home"),
    path("sign-in/", sign_in.SignIn.as_view(), name="login"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("set-password/<uidb64>/<token>/", sign_in.SetPassword.as_view(), name="set_password"),
    path("admin/login/", sign_in.administration_login, name="administration_login"),
]
