"""What a page offers to do: the addresses its links, forms and buttons lead to, with the method they use."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

_SUBMITS = ("submit", "", None)


class Offers(HTMLParser):
    """``found`` holds (method, path) of everything that can be clicked; what is disabled is not offered."""

    def __init__(self, path, html):
        super().__init__(convert_charrefs=True)
        self.found, self._path, self._form, self._disabled = set(), path, None, 0
        self._forms = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        """A link, a form or a button begins."""
        one = dict(attrs)
        if tag == "fieldset":
            self._disabled += "disabled" in one or self._disabled > 0
        elif tag == "form":
            self._form = self._forms[one.get("id")] = one
        elif tag == "a" and one.get("href", "#")[:1] not in ("#", "?"):
            self._offer("get", one["href"])
        elif tag in ("button", "input") and "disabled" not in one and not self._disabled:
            self._button(tag, one)
        for method in ("get", "post"):
            if f"hx-{method}" in one and tag != "form" and "disabled" not in one and not self._disabled:
                self._offer(method, one[f"hx-{method}"])

    def handle_endtag(self, tag):
        """A form or a group of controls ends."""
        if tag == "form":
            self._form = None
        elif tag == "fieldset":
            self._disabled = max(0, self._disabled - 1)

    def _button(self, tag, one):
        form = self._forms.get(one["form"]) if "form" in one else self._form
        submits = one.get("type") in _SUBMITS if tag == "button" else one.get("type") in ("submit", "image")
        if submits and form is not None and form.get("method") != "dialog":
            method = one.get("formmethod") or form.get("method") or "get"
            self._offer(method.lower(), one.get("formaction") or form.get("action") or self._path)

    def _offer(self, method, url):
        parts = urlsplit(url)
        if not parts.scheme and not parts.netloc:
            self.found.add((method, parts.path or self._path))
