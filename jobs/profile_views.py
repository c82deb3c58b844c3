"""*My Profile*: one's own names, password and sessions."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from jobs import users
from jobs.user_forms import OwnForm, with_plain_help
from jobs.user_table import role_words
from syncadmin.audit.models import Change
from syncadmin.audit.recording import edits_between, record


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponseBase:
    """Who one is and what one may do; POST saves the names."""
    user = User.objects.get(pk=cast(User, request.user).pk)
    before = {name: getattr(user, name) for name in users.NAMES}
    form = OwnForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        if edits := edits_between(before, form.names()):
            record(Change.Kind.USER, Change.Event.CHANGED, user, edits=edits)
        messages.success(request, _("Saved."))
        return redirect("jobs:profile")
    known = {"role_words": role_words(user), "time_zone": settings.TIME_ZONE}
    context = {"title": _("My Profile"), "form": form, **known}
    return render(request, "jobs/users/profile.html", context, status=422 if form.is_bound else 200)


@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponseBase:
    """End all sessions of one's own but this one."""
    user = cast(User, request.user)
    number = users.sign_out_everywhere(user, by=user, keep=request.session.session_key)
    text = ngettext("%(number)d other session was ended.", "%(number)d other sessions were ended.", number)
    messages.success(request, text % {"number": number})
    return redirect("jobs:profile")


class ChangePassword(PasswordChangeView):
    """Change one's own password; all other sessions end."""

    template_name = "jobs/users/password.html"
    success_url = reverse_lazy("jobs:profile")
    title = gettext_lazy("Change password")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Saved; this session stays."""
        answer = super().form_valid(form)
        record(Change.Kind.USER, Change.Event.PASSWORD, form.user)
        messages.success(self.request, _("Your password is changed. Other sessions are signed out."))
        return answer

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        """The form with its errors."""
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_form(self, form_class: Any = None) -> Any:
        """The form, with labels and help as everywhere."""
        return with_plain_help(super().get_form(form_class))
