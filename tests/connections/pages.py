"""Plain functions with which tests read Connection Setup and fill it in."""

import re
from html import unescape
from html.parser import HTMLParser

from syncadmin.connections.forms import PLAIN

SECRET = "a secret nobody may see"


class _Words(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_data(self, data):
        self.found.append(data)


def words(response):
    """What a person reads on a page, in one line."""
    return re.sub(r"\s+", " ", " ".join(_Words(unescape(response.content.decode())).found))


def url(connection, action=""):
    """The page of a connection, or an action on it."""
    return f"/connections/{connection.pk}/{action}"


def filled_in(connection, **changes):
    """The form as the page shows it, with some fields changed."""
    connection.refresh_from_db()
    values = {name: str(getattr(connection, name) or "") for name in PLAIN}
    return values | {"revision": connection.revision, "connection": connection.pk} | changes


def save(client, connection, **changes):
    """Fill in the form and save it; the page that follows."""
    return client.post(url(connection), filled_in(connection, **changes), follow=True)


def press_test(client, connection):
    """Test Connection without JavaScript; the page that follows."""
    return client.post(url(connection, "test/"), follow=True)


def steps(connection):
    """The last test as (side, step, code of the problem)."""
    connection.refresh_from_db()
    return [(one["side"], one["step"], one.get("code", "")) for one in connection.checks]


def failures(connection):
    """The steps that failed."""
    return [one for one in steps(connection) if one[2]]


HTMX = {"HX-Request": "true"}
