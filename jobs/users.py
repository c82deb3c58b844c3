"""People who may sign in, and everything that changes them: make one, change the role, deactivate, sign out.

Passwords are never chosen for somebody: a new person gets a link that is good once and for a few days, on which they
choose one. Somebody always stays who administers, and nobody takes that from themselves.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from jobs.roles import ROLES, ensure_roles
from syncadmin.audit.models import Change
from syncadmin.audit.recording import edits_between, record

HIGHEST = "administrator"
NAMES = ("username", "first_name", "last_name", "email")


class Refused(Exception):
    """It is not done; the message says why."""


def people() -> QuerySet[User]:
    """Everybody, with their groups."""
    return User.objects.prefetch_related("groups")


def role_of(user: User) -> str:
    """The role of somebody, blank for none; a superuser may do everything."""
    if user.is_superuser:
        return HIGHEST
    names = {group.name for group in user.groups.all()}
    return next((role for role in ROLES if role in names), "")


def administrators() -> QuerySet[User]:
    """Those who may sign in and administer."""
    return User.objects.filter(Q(groups__name=HIGHEST) | Q(is_superuser=True), is_active=True).distinct()


@transaction.atomic
def create_user(*, names: dict[str, str], role: str) -> User:
    """Somebody new without a password, who needs a link to choose one."""
    user = User.objects.create_user(**names)
    user.groups.set([_group(role)])
    edits = edits_between(dict.fromkeys(NAMES, ""), names) + edits_between({"role": ""}, {"role": role})
    record(Change.Kind.USER, Change.Event.CREATED, user, edits=edits)
    return user


@transaction.atomic
def change_user(user: User, *, names: dict[str, str], role: str, by: User) -> None:
    """Give somebody these names and this role; raises Refused."""
    locked = _locked(user, by)
    before = {name: getattr(locked, name) for name in names} | {"role": role_of(locked)}
    if role != before["role"]:
        if locked.is_superuser:
            raise Refused(_("A superuser may do everything, whatever the role."))
        _may_lose_role(locked, by)
        others = [group for group in locked.groups.all() if group.name not in ROLES]
        locked.groups.set([*others, _group(role)])
    for name, value in names.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(names))
    if edits := edits_between(before, {**names, "role": role}):
        record(Change.Kind.USER, Change.Event.CHANGED, locked, edits=edits, by=by)


@transaction.atomic
def set_active(user: User, *, active: bool, by: User) -> None:
    """Let somebody sign in, or not any more, at once; what they did stays. Raises Refused."""
    locked = _locked(user, by)
    if locked.is_active == active:
        return
    if not active:
        _may_lose_role(locked, by)
        _end_sessions(locked)
    locked.is_active = active
    locked.save(update_fields=["is_active"])
    event = Change.Event.ENABLED if active else Change.Event.DISABLED
    record(Change.Kind.USER, event, locked, by=by)


@transaction.atomic
def make_link(user: User, *, by: User) -> str:
    """The path on which somebody chooses a password: good once, until a sign-in, and for as many days as the setting
    says. The present password stays until then. Raises Refused."""
    locked = _locked(user, by)
    if not locked.is_active:
        raise Refused(_("%(name)s is not active. Activate the user first.") % {"name": locked})
    record(Change.Kind.USER, Change.Event.LINK, locked, by=by)
    key = urlsafe_base64_encode(force_bytes(locked.pk))
    return reverse("set_password", args=[key, default_token_generator.make_token(locked)])


@transaction.atomic
def sign_out_everywhere(user: User, *, by: User, keep: str | None = None) -> int:
    """End the sessions of somebody, but for the one to ``keep``; how many there were. Raises Refused."""
    number = _end_sessions(_locked(user, by), keep)
    record(Change.Kind.USER, Change.Event.SIGNED_OUT, user, by=by)
    return number


def _end_sessions(user: User, keep: str | None = None) -> int:
    """Sessions do not say whose they are before they are opened."""
    rows = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=keep)
    theirs = [one.session_key for one in rows.iterator() if one.get_decoded().get("_auth_user_id") == str(user.pk)]
    Session.objects.filter(session_key__in=theirs).delete()
    return len(theirs)


def _locked(user: User, by: User) -> User:
    """Somebody as they are now, while nobody else changes who administers; only superusers change superusers."""
    list(Group.objects.select_for_update().filter(name=HIGHEST))
    current = User.objects.get(pk=user.pk)
    if current.is_superuser and not by.is_superuser:
        raise Refused(_("%(name)s is a superuser, whom only superusers change.") % {"name": current})
    return current


def _may_lose_role(user: User, by: User) -> None:
    """Raises Refused if nobody were left who administers, or if it is oneself."""
    if role_of(user) == HIGHEST and user.is_active and not administrators().exclude(pk=user.pk).exists():
        raise Refused(_("Somebody has to administer: %(name)s is the last one who does.") % {"name": user})
    if user.pk == by.pk:
        raise Refused(_("You cannot take this from yourself. Another administrator can."))


def _group(role: str) -> Group:
    """The group of a role; the roles are made if nobody has made them yet."""
    found = Group.objects.filter(name=role).first()
    if found is None:
        ensure_roles()
        found = Group.objects.get(name=role)
    return found
