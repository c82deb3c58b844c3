"""Reads a page as a browser would: its elements, and the text a person sees."""

from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Markup(HTMLParser):
    """``elements`` are tags with their attributes, ``text`` is what stands between them."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self._texts, self._open = [], [], []
        self.feed(html)
        self.close()

    @property
    def text(self):
        """The text, with single blanks."""
        return " ".join("".join(self._texts).split())

    def named(self, tag):
        """The attributes of all elements with this tag."""
        return [attributes for name, attributes in self.elements if name == tag]

    def handle_starttag(self, tag, attrs):
        """An element begins."""
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        """An element ends."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data):
        """Text."""
        if not self._open or self._open[-1] not in ("script", "style"):
            self._texts.append(data)


def inline_code(html):
    """Everything on a page that the Content-Security-Policy would refuse: scripts, styles, handlers in the page."""
    found = []
    for tag, attributes in Markup(html).elements:
        if tag == "style" or (tag == "script" and not attributes.get("src")):
            found.append(tag)
        found += [f"{tag} {name}" for name in attributes if name == "style" or name.startswith(("on", "hx-on"))]
        links = [attributes.get(name) or "" for name in ("href", "src", "action", "formaction")]
        found += [link for link in links if link.strip().lower().startswith(("javascript:", "vbscript:"))]
    return found


def content(response):
    """The body of an answer, streamed or not."""
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()
