"""Lists of inputs in one form, such as rules or values: read from a request, with lines added, removed and moved.

A list named ``values`` posts ``values-0-column``, ``values-0-value``, ``values-1-column`` ..., and ``values`` says how
many lines there are. A button says in ``do`` what to do with a line: ``remove:values:1``. Works without any script.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

Line = dict[str, str]
MOST_LINES = 50


@dataclass(frozen=True)
class Button:
    """What a button of a form asks for: ``what`` (save, add, remove, up, down ...) with which line of which list."""

    what: str
    name: str = ""
    place: int = -1

    @classmethod
    def of(cls, data: QueryDict) -> Button:
        """The button that was pressed; saving where none is named."""
        what, _, rest = data.get("do", "save").partition(":")
        name, _, place = rest.partition(":")
        known = place.isascii() and place.isdigit() and len(place) < 4
        return cls(what, name, int(place) if known else -1)


def posted_lines(data: QueryDict, name: str, keys: Iterable[str]) -> list[Line]:
    """The lines of a list as they were posted."""
    text = data.get(name, "")
    number = min(int(text), MOST_LINES) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    keys = list(keys)
    return [{key: data.get(f"{name}-{place}-{key}", "") for key in keys} for place in range(number)]


def pressed(button: Button, name: str, lines: list[Line], blank: Line) -> list[Line]:
    """The lines after a button was pressed; one that is for another list changes nothing."""
    if button.name != name:
        return lines
    place, found = button.place, list(lines)
    if button.what == "add" and len(found) < MOST_LINES:
        found.append(blank)
    elif not 0 <= place < len(found):
        return lines
    elif button.what == "remove":
        del found[place]
    elif button.what in ("up", "down"):
        line = found.pop(place)
        found.insert(max(0, place - 1) if button.what == "up" else place + 1, line)
    return found
