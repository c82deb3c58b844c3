"""The project's addresses, with the style page and a few views that misbehave or answer in one way."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

from syncadmin.ui.access import requires
from syncadmin.ui.fragments import close_dialog
from syncadmin.urls import urlpatterns as project


def tell(request: HttpRequest) -> HttpResponse:
    messages.error(request, "Ærø <b>&</b> 漢字")
    return HttpResponse("fragment")


def move(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Moved.")
    return redirect("/ui/")


def close(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Coupled.")
    return close_dialog("couplings-changed")


@requires("couplings.couple_records")
def couple(request: HttpRequest) -> HttpResponse:
    return HttpResponse("coupled")


urlpatterns = [
    path("ui/", include("syncadmin.ui.urls")),
    path("tell/", tell),
    path("move/", move),
    path("close/", close),
    path("couple/", couple),
    path("", lambda request: HttpResponse("home"), name="home"),
    *project,
]
