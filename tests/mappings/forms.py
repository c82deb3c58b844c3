"""Forms pressed as a browser does: read off the page, some inputs changed, one button pressed."""

from html.parser import HTMLParser

HTMX = {"HX-Request": "true"}


class _Form(HTMLParser):
    """The values a form would post, and the buttons it has."""

    def __init__(self, html, form):
        super().__init__()
        self.values, self.buttons, self._id, self._inside, self._select = {}, [], form, False, ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        if tag == "form":
            self._inside = about.get("id") == self._id
        elif not self._inside:
            return
        elif tag == "input" and about.get("name") and (about.get("type") != "checkbox" or "checked" in about):
            self.values[about["name"]] = about.get("value", "on" if about.get("type") == "checkbox" else "")
        elif tag == "select":
            self._select = about["name"]
        elif tag == "option" and self._select and ("selected" in about or self._select not in self.values):
            self.values[self._select] = about.get("value", "")
        elif tag == "button" and about.get("name"):
            self.buttons.append(about.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False


class Form:
    """A form on a page of a person's browser."""

    def __init__(self, client, path, name):
        self.client, self.path, self.name = client, path, name
        self.read(client.get(path))

    def read(self, page):
        """Take the form as it stands on a page."""
        self.page = page
        found = _Form(page.content.decode(), self.name)
        self.values, self.buttons = found.values, found.buttons

    def press(self, button="save", **changes):
        """Change inputs (False unticks one), press a button that is there, and give the page that follows.

        Without a button it is the one that has no name.
        """
        assert button is None or button in self.buttons, self.buttons
        posted = {**self.values, **{name.replace("__", "-"): value for name, value in changes.items()}}
        posted = {name: value for name, value in posted.items() if value is not False}
        posted |= {"do": button} if button else {}
        self.read(self.client.post(self.path, posted, follow=True))
        return self.page


def field_form(client, mapping, caption):
    """The page of the field row with this caption."""
    row = mapping.fields.get(caption=caption)
    return Form(client, f"/mappings/{mapping.pk}/fields/{row.pk}/", "field")


def add_rule(form, to, kind, **settings):
    """Add a rule on the way to a side, and fill in its settings."""
    form.press(f"add:{to}", **{f"{to}-new": kind})
    place = int(form.values[to]) - 1
    form.values |= {f"{to}-{place}-{name}": text for name, text in settings.items()}
