"""The paging cookie of Dataverse: XML within XML, encoded twice, that names the last row of a page.

Which columns a page is continued by is decided in `paging` and `tracking`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import quote, unquote, urlencode

from ..columns import Table
from ..database import WHOLE_NUMBERS
from ..exchange import Call
from ..reading import BadOption

OUTER = re.compile(r'<cookie pagenumber="(\d{1,9})" pagingcookie="([^"]*)" istracking="(True|False)" />')
INNER = re.compile(r'<cookie page="\d+"(?: deltatoken="([^"]*)")?>(.*)</cookie>', re.DOTALL)
MARK = re.compile(r'<(\w+) (?:last="([^"]*)"|lastnull="1") />')


@dataclass(frozen=True)
class Cookie:
    """Where a reading goes on: the page to come, the last row's marks, and the delta token it will end with."""

    page: int = 1
    marks: Mapping[str, str | None] = field(default_factory=dict)
    token: str = ""


def read(call: Call) -> Cookie | None:
    """The cookie of a request, if it has one; raises BadOption."""
    text = call.query.get("$skiptoken")
    if text is None:
        return None
    outer = OUTER.fullmatch(text)
    inner = INNER.fullmatch(unquote(unquote(outer[2]))) if outer else None
    if outer is None or inner is None:
        raise _malformed()
    marks = {name: None if last is None else unescape(last) for name, last in _marks(inner[2])}
    return Cookie(int(outer[1]), marks, unescape(inner[1] or ""))


def next_link(call: Call, cookie: Cookie) -> str:
    """The address of the page a cookie stands for."""
    marks = "".join(_mark(name, value) for name, value in cookie.marks.items())
    token = f' deltatoken="{escape(cookie.token)}"' if cookie.token else ""
    inner = quote(quote(f'<cookie page="{cookie.page - 1}"{token}>{marks}</cookie>'))
    tracking = bool(cookie.token)
    text = f'<cookie pagenumber="{cookie.page}" pagingcookie="{inner}" istracking="{tracking}" />'
    return address(call, {"$skiptoken": text})


def address(call: Call, options: Mapping[str, str]) -> str:
    """The address of a request with other options."""
    kept = {name: text for name, text in call.query.items() if name != "$skiptoken"}
    link = urlencode({**kept, **options}, safe="$(),'", quote_via=quote)
    return f"{call.url.partition('?')[0]}?{link}"


def marks_of(names: Sequence[str], values: Sequence[object]) -> dict[str, str | None]:
    """The marks of a row by the columns it is ordered by."""
    pairs = zip(names, values, strict=True)
    return {name: None if value is None else str(value) for name, value in pairs}


def values_of(table: Table, marks: Mapping[str, str | None]) -> list[object]:
    """The stored values the marks stand for; raises BadOption."""
    return [None if text is None else _stored(table, name, text) for name, text in marks.items()]


def whole(text: str | None) -> int:
    """A number from a cookie; raises BadOption."""
    if text is None or not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise _malformed()
    return int(text)


def _stored(table: Table, name: str, text: str) -> object:
    column = table.by_name.get(name)
    if column is None:
        raise _malformed()
    return whole(text) if column.kind in WHOLE_NUMBERS else text


def _marks(text: str) -> list[tuple[str, str | None]]:
    return [(match[1], match[2]) for match in MARK.finditer(text)]


def _mark(name: str, value: str | None) -> str:
    return f'<{name} lastnull="1" />' if value is None else f'<{name} last="{escape(value)}" />'


def _malformed() -> BadOption:
    return BadOption("Malformed XML in the Paging Cookie")
