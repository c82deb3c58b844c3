"""Messages with a link: “2 couplings are being deleted. *Show job 7*”.

Django stores a message as a text, a level and tags. The link travels in the tags, as an address of ours and a
caption, and is put together only where it is shown; no markup is ever stored or taken out of a text.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

_MARK = "link:"


@dataclass(frozen=True)
class Link:
    """Where a toast leads."""

    url: str
    caption: str


def tell(request: HttpRequest, text: str, link: Link | None = None, level: int = messages.SUCCESS) -> None:
    """Tell the user, with at most one link."""
    messages.add_message(request, level, text, extra_tags=f"{_MARK}{link.url} {link.caption}" if link else "")


def link_of(message: Message) -> Link | None:
    """The link of a message; an address that is not a page of ours is none."""
    tags = str(message.extra_tags or "")
    url, _space, caption = tags.removeprefix(_MARK).partition(" ")
    ours = url.startswith("/") and not url.startswith(("//", "/\\"))
    return Link(url, caption) if tags.startswith(_MARK) and ours and caption else None
