"""``python -m tests.screenshots [--url http://127.0.0.1:8000] [--only REGEX]``: a picture of every page of a demo, wide
and narrow, light and dark, full, empty and with errors, with a contact sheet ``index.html``.

Without ``--url`` a demo is started for the purpose and ended again. The pictures are below ``.test/screenshots``.
"""

import argparse
import re
import shutil
import signal
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tests import environment

environment.prepare()

import django  # noqa: E402

django.setup()

from tests.demo.running import output, start, wait_until  # noqa: E402
from tests.journeys.conftest import FLAGS, free_port_pair, sign_in  # noqa: E402
from tests.screenshots.camera import SIZES, Camera  # noqa: E402
from tests.screenshots.crawl import pages_from  # noqa: E402
from tests.screenshots.sheet import write_sheet  # noqa: E402
from tests.screenshots.states import STATES  # noqa: E402

FOLDER = environment.ROOT / ".test" / "screenshots"


@contextmanager
def demo():
    """A demo with a data folder of its own; gives its address."""
    folder, port = Path(tempfile.mkdtemp(prefix="screenshots-")), free_port_pair()
    process = start(folder, "manage.py", "demo", "--port", str(port))
    try:
        wait_until(lambda: "Ready after" in output(folder) or process.poll() is not None, 180)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def take(url, only, folder):
    """All pictures of the demo at this address."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        camera = Camera(folder)
        for width in SIZES:
            context = chromium.new_context(
                base_url=url, viewport={"width": width, "height": SIZES[width]}, reduced_motion="reduce"
            )
            page = context.new_page()
            camera.see(page, "sign-in", lambda page: page.goto("/sign-in/"), only)
            sign_in(page, "admin")
            if width == max(SIZES):
                pages = pages_from(page, urlsplit(url).netloc)
            for kind, path in pages.items():
                camera.see(page, kind, lambda page, path=path: page.goto(path), only)
            for name, arrange in STATES.items():
                camera.see(page, name, arrange, only)
            context.close()
        chromium.close()
    return camera.taken


def main():
    """Take the pictures and say where they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a demo that is running already")
    parser.add_argument("--only", default="", help="names of pages, as a regular expression")
    parser.add_argument("--folder", default=str(FOLDER), type=Path)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.url:
        taken = take(asked.url, re.compile(asked.only), asked.folder)
    else:
        with demo() as url:
            taken = take(url, re.compile(asked.only), asked.folder)
    environment.tidy()
    print(f"{len(taken)} pictures: {write_sheet(asked.folder, taken)}")


if __name__ == "__main__":
    main()
