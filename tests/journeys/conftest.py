"""A whole demo for the journeys: every process as ``make demo`` starts it, and a real browser in front of it.

The browser is Debian's Chromium where there is one, otherwise the one Playwright brings. Whatever the browser
complains about (scripts, the content security policy, failed requests) fails the journey.
"""

import re
import shutil
import signal
import socket
from dataclasses import dataclass

import pytest
from playwright.sync_api import sync_playwright

from tests.demo.running import output, start, wait_until

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]
PASSWORDS = {"admin": "demo-admin", "user": "demo-user", "viewer": "demo-viewer"}


@dataclass(frozen=True)
class Site:
    """A running demo: the dashboard and the sandbox's own pages."""

    url: str
    sandbox: str


def free_port_pair():
    """A port that is free together with the one after it."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                other.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """A demo with a data folder of its own, ended with all its processes."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port_pair()
    process = start(folder, "manage.py", "demo", "--port", str(port))
    wait_until(lambda: "Ready after" in output(folder) or process.poll() is not None, 90)
    assert process.poll() is None, output(folder)
    yield Site(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}")
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser():
    """Chromium without a screen."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(site, browser):
    """Opens a signed-in page for somebody; complaints of the browser fail the test at its end."""
    contexts, complaints = [], []

    def open_page(who, width=1440, scheme="light"):
        height = 900 if width > 600 else 844
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, base_url=site.url
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda one: complaints.append(str(one)))
        sign_in(page, who)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page, who):
    """Sign in as one of the demo's people."""
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(who)
    page.get_by_label("Password").fill(PASSWORDS[who])
    page.get_by_role("button", name=re.compile("sign in", re.IGNORECASE)).click()
    page.wait_for_url(re.compile(r"/$"))
