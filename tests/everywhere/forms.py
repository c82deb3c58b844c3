"""The forms of a page with what a browser would post when one of their buttons is pressed untouched."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """``fields`` are (name, value) pairs, ``buttons`` the attributes of what submits it."""

    attributes: dict
    fields: list = field(default_factory=list)
    buttons: list = field(default_factory=list)

    def posted(self, button):
        """What is posted when this button is pressed."""
        found = {}
        for name, value in [*self.fields, (button.get("name"), button.get("value") or "")]:
            if name:
                found.setdefault(name, []).append(value)
        return found


class Forms(HTMLParser):
    """``found`` holds the forms that are posted."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found, self._form, self._select, self._text, self._disabled = [], None, None, None, 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        """A form or one of its controls begins."""
        one = dict(attrs)
        if tag == "fieldset" and (self._disabled or "disabled" in one):
            self._disabled += 1
        if tag == "form":
            self._form = Form(one)
            if one.get("method", "").lower() == "post":
                self.found.append(self._form)
        elif self._form and not self._disabled and "disabled" not in one:
            self._control(tag, one)

    def _control(self, tag, one):
        kind = one.get("type", "")
        if tag == "button" and kind in ("submit", ""):
            self._form.buttons.append(one)
        elif tag == "input" and (kind not in ("checkbox", "radio") or "checked" in one):
            self._form.fields.append((one.get("name"), one.get("value") or ("on" if kind == "checkbox" else "")))
        elif tag == "select":
            self._select = [one.get("name"), []]
        elif tag == "option" and self._select:
            self._select[1].append((one.get("value", ""), "selected" in one))
        elif tag == "textarea":
            self._text = [one.get("name"), ""]

    def handle_data(self, data):
        """What stands in a text area."""
        if self._text:
            self._text[1] += data

    def handle_endtag(self, tag):
        """A form or a control ends."""
        if tag == "fieldset" and self._disabled:
            self._disabled -= 1
        elif tag == "form":
            self._form = None
        elif tag == "select" and self._select:
            name, options = self._select
            chosen = [value for value, on in options if on] or [value for value, _on in options[:1]]
            self._form.fields += [(name, value) for value in chosen]
            self._select = None
        elif tag == "textarea" and self._text:
            self._form.fields.append(tuple(self._text))
            self._text = None
