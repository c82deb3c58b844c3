"""The list of people: who there is, what each may do, and when they signed in last."""

from __future__ import annotations

import django_tables2 as tables
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import BooleanFilter, ChoiceFilter

from jobs.roles import CAPTIONS
from jobs.users import HIGHEST, people, role_of
from syncadmin.ui.columns import MomentColumn, StatusColumn
from syncadmin.ui.filters import FilterSet, SearchFilter
from syncadmin.ui.listing import ListPage


def role_words(user: User) -> str:
    """What somebody's role is called."""
    if user.is_superuser:
        return _("Administrator (superuser)")
    return str(CAPTIONS.get(role_of(user), _("No role yet")))


class UserTable(tables.Table):  # type: ignore[misc]
    """People."""

    username = tables.Column(
        linkify=("jobs:user", {"pk": tables.A("pk")}),
        verbose_name=gettext_lazy("User name"),
        attrs={"td": {"class": "main"}},
    )
    first_name = tables.Column(
        accessor="get_full_name", order_by=("last_name", "first_name"), verbose_name=gettext_lazy("Full Name")
    )
    email = tables.Column(verbose_name=gettext_lazy("E-Mail"))
    role = tables.Column(empty_values=(), orderable=False, verbose_name=gettext_lazy("Role"))
    last_login = MomentColumn(verbose_name=gettext_lazy("Last sign-in"))
    is_active = StatusColumn("user", verbose_name=gettext_lazy("Status"))

    class Meta:
        model = User
        fields = ("username", "first_name", "email", "role", "last_login", "is_active")

    def render_username(self, value: str) -> SafeString:
        """Isolated from what stands around it."""
        return format_html("<bdi>{}</bdi>", value)

    def render_role(self, record: User) -> str:
        """The role."""
        return role_words(record)


class UserFilters(FilterSet):
    """Search, role and status."""

    search = SearchFilter("username", "first_name", "last_name", "email")
    role = ChoiceFilter(label=gettext_lazy("Role"), choices=list(CAPTIONS.items()), method="of_role")
    is_active = BooleanFilter(label=gettext_lazy("Active"))

    class Meta:
        model = User
        fields = ("role", "is_active")

    def of_role(self, rows: QuerySet[User], _name: str, role: str) -> QuerySet[User]:
        """Those who have it; superusers are administrators."""
        wanted = Q(groups__name=role, is_superuser=False)
        return rows.filter(wanted | Q(is_superuser=True) if role == HIGHEST else wanted).distinct()


class UserList(ListPage):
    """Everybody who may, or might once, sign in."""

    title = gettext_lazy("Users")
    permission = "audit.manage_users"
    table_class = UserTable
    filterset_class = UserFilters
    default_sort = "username"
    template_name = "jobs/users/list.html"

    def get_queryset(self) -> QuerySet[User]:
        """People with their groups."""
        return people()
