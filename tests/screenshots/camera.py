"""Takes the pictures: one page in both colour schemes, and whether it had to be scrolled sideways."""

from dataclasses import dataclass

from playwright.sync_api import Error

from tests.screenshots.crawl import file_name

SIZES = {1440: 900, 390: 844}
# Higher than this a page repeats itself.
HIGHEST = 3000
WIDER = "() => document.documentElement.scrollWidth > window.innerWidth"
SCHEME = "(name) => { document.documentElement.dataset.bsTheme = name; }"


@dataclass(frozen=True)
class Picture:
    """A file; ``flaw`` is what was seen without looking."""

    name: str
    width: int
    scheme: str
    flaw: str = ""

    @property
    def file(self):
        """Its file name."""
        return f"{file_name(self.name)}-{self.width}-{self.scheme}.png"


class Camera:
    """Keeps what was taken."""

    def __init__(self, folder):
        self.folder, self.taken = folder, []

    def see(self, page, name, arrange, only):
        """Both pictures of what ``arrange`` puts on the page; what cannot be arranged is told and left out."""
        if not only.search(name):
            return
        try:
            arrange(page)
            page.wait_for_load_state()
            page.wait_for_timeout(250)  # what a page loads by itself
        except Error as error:
            print(f"left out: {name}: {error.message.splitlines()[0]}")
            return
        page.evaluate("window.scrollTo(0, 0)")
        width = page.viewport_size["width"]
        flaw = "scrolls sideways" if page.evaluate(WIDER) else ""
        modal = page.locator("dialog[open]").count() > 0
        height = page.evaluate("document.documentElement.scrollHeight")
        for scheme in ("light", "dark"):
            page.evaluate(SCHEME, scheme)
            picture = Picture(name, width, scheme, flaw)
            clip = {"x": 0, "y": 0, "width": width, "height": min(height, HIGHEST)}
            how = {} if modal else {"full_page": True, "clip": clip}
            page.screenshot(path=self.folder / picture.file, **how)
            self.taken.append(picture)
        page.evaluate(SCHEME, "light")
        if flaw:
            print(f"{name} at {width}: {flaw}")
