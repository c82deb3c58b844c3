"""No page offers anybody a link or a button that the address behind it would refuse."""

import pytest
from django.urls import Resolver404, resolve

from syncadmin.connections.models import Connection
from tests.accessibility.stage import furnish
from tests.everywhere.addresses import ADDRESSES, NOBODY, PAGES, PEOPLE, allowed
from tests.everywhere.markup import content
from tests.everywhere.offers import Offers
from tests.jobs.conftest import signed_in

FOR = {(one.name, method): getattr(one, method) for one in ADDRESSES for method in ("get", "post")}


@pytest.fixture
def full(db):
    """Several of everything; nothing answers behind the connection."""
    return furnish(Connection.objects.create(name="Contoso", enabled=True))


def refused(role, method, path):
    """Why somebody of this role may not do what is offered; nothing if they may."""
    try:
        name = resolve(path).view_name
    except Resolver404:
        return "leads nowhere"
    if name.startswith("admin:"):
        return "" if role == "administrator" else "is for members of staff"
    needed = FOR.get((name, method), "")
    if needed == NOBODY:
        return ""
    return "" if needed and role in allowed(needed) else f"is for {needed or 'nothing'}"


@pytest.mark.parametrize("role", PEOPLE)
def test_no_page_offers_what_it_would_refuse(full, role, request):
    browser, wrong = signed_in(request.getfixturevalue(PEOPLE[role])), []
    for page in (
        one for one in PAGES if one.get != NOBODY and role in allowed(one.get) and "currency_pk" not in one.parts
    ):
        path = page.path(full)
        for method, offered in Offers(path, content(browser.get(path))).found:
            if why := refused(role, method, offered):
                wrong.append(f"{page}: {method} {offered} {why}")
    assert wrong == [], "\n".join(wrong)
