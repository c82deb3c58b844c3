"""What the pages are looked at with: an installation in which no list is empty, and sessions without a password."""

from django.conf import settings

from tests.everywhere.addresses import LISTS
from tests.everywhere.world import a_world, fill
from tests.jobs.conftest import signed_in


def furnish(connection):
    """One of everything behind this connection, and a few rows in every list."""
    world = a_world(connection)
    for address in LISTS:
        fill(world.mapping, address, 3)
    return world


def session_of(user):
    """The cookie of a session in which somebody is signed in."""
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": signed_in(user).cookies[name].value}
