"""Signing in, and choosing a password by a link that an administrator handed over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, PasswordResetConfirmView, redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jobs import sign_in_throttle as throttle
from jobs.user_forms import with_plain_help
from syncadmin.audit.models import Change
from syncadmin.audit.recording import record

_HELD_BACK = "held_back"


class SignInForm(AuthenticationForm):
    """Name and password; who tries too often has to wait."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": gettext_lazy("This is not the right user name and password. Mind upper and lower case."),
    }

    def clean(self) -> dict[str, Any]:
        """Signed in, or why not."""
        name, request = self.cleaned_data.get("username"), self.request
        if name is None or request is None:
            return super().clean()
        if seconds := throttle.seconds_to_wait(request, name):
            raise ValidationError(_words(seconds), _HELD_BACK)
        throttle.note_try(request, name)
        found = super().clean()
        throttle.forget(request, name)
        return found


class SignIn(LoginView):
    """The sign-in page; it says so if there is nobody yet who could."""

    form_class = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **extra: Any) -> dict[str, Any]:
        """Whether there is anybody at all."""
        return super().get_context_data(nobody=not User.objects.exists(), **extra)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The page with its errors; the status says when somebody is to wait."""
        answer = super().form_invalid(form)
        if form.has_error("__all__", _HELD_BACK):
            answer.status_code = 429
        return answer


class SetPassword(PasswordResetConfirmView):
    """The page behind a password link."""

    template_name = "registration/set_password.html"
    success_url = reverse_lazy("login")
    title = gettext_lazy("Choose a password")

    def get_form(self, form_class: Any = None) -> Any:
        """The form, with help as everywhere."""
        return with_plain_help(super().get_form(form_class))

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        """The password is set, and the link used up."""
        answer = super().form_valid(form)
        record(Change.Kind.USER, Change.Event.PASSWORD, form.user, by=form.user)
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return answer


@login_not_required
def administration_login(request: HttpRequest) -> HttpResponseBase:
    """Django's administration has no sign-in page of its own: it leads to ours, and back."""
    if request.user.is_authenticated:
        messages.error(request, _("Django's administration is for superusers."))
        return redirect("home")
    return redirect_to_login(request.GET.get("next") or request.path.removesuffix("login/"))


def _words(seconds: int) -> str:
    if seconds < 90:
        text = ngettext("%(number)d second", "%(number)d seconds", seconds) % {"number": seconds}
    else:
        minutes = -(-seconds // 60)
        text = ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    said = _(
        "Too many wrong passwords for this name. Try again in %(time)s, or ask an administrator for a password link."
    )
    return said % {"time": text}
