"""One installation with several of everything, served from this process, and a real browser in front of it."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.accessibility.stage import furnish, session_of
from tests.journeys.conftest import FLAGS


@pytest.fixture(scope="module")
def chromium():
    """Chromium without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def world(transactional_db, connection):
    """Several of everything; behind the connection is the sandbox."""
    return furnish(connection)


@pytest.fixture
def visit(live_server, chromium):
    """Opens a browser page in which somebody is signed in; what the browser complains about fails the test."""
    contexts, complaints = [], []

    def open_page(user, width=1440):
        screen = {"viewport": {"width": width, "height": 900}, "reduced_motion": "reduce"}
        context = chromium.new_context(base_url=live_server.url, **screen)
        context.set_default_timeout(10_000)
        context.add_cookies([{**session_of(user), "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda one: complaints.append(str(one)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
