"""Which pages there are to photograph: from Home, every link of the dashboard, one or two addresses of each kind."""

import re
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

LINKS = """() => [...document.querySelectorAll("a[href]")]
    .map((one) => new URL(one.getAttribute("href"), location).href)"""
# What is no page: it signs out, downloads, or belongs to Django.
ASIDE = ("logout", "export", "admin:")
BEGINNING = ("/", "/records/", "/problems/", "/jobs/", "/jobs/queue/", "/mappings/", "/connections/")


def kind_of(path):
    """The name of an address, with its side where it has one; nothing for what is no page of ours."""
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    name = found.view_name or ""
    side = "".join(f" {value}" for value in found.kwargs.values() if value in ("bc", "dataverse"))
    return "" if any(part in name for part in ASIDE) else f"{name}{side}"


def pages_from(page, host):
    """Address by kind, in the order in which they are met; leaves the browser on the last one."""
    found, waiting = {}, list(BEGINNING)
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if not kind or kind in found:
            continue
        answer = page.goto(path)
        if answer is None or not answer.ok or "html" not in answer.headers.get("content-type", ""):
            continue
        found[kind] = path
        for link in page.evaluate(LINKS):
            parts = urlsplit(link)
            if parts.netloc == host and kind_of(parts.path) not in found:
                waiting.append(parts.path)
    return found


def file_name(kind):
    """What a picture of this kind of page is called."""
    return re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-")
