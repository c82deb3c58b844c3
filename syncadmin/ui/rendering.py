"""Values as HTML: icons, badges, moments, counts and whatever the remote systems hold.

Pure functions used by the table columns and the template tags alike. Everything that comes from outside is escaped
here and isolated (``<bdi>``), so that right-to-left or control characters cannot rearrange a page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

import heroicons
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from syncadmin.ui.badges import Badge

_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"} | {0x7F: 0x2421}


@lru_cache(maxsize=512)
def icon(name: str, size: int = 16, turning: bool = False) -> SafeString:
    """A decorative inline icon of heroicons; the text beside it says what it means."""
    style = "micro" if size <= 16 else "mini" if size == 20 else "outline"
    css = "icon icon-turning" if turning else "icon"
    return mark_safe(heroicons._render_icon(style, name, size, {"class": css}))  # noqa: S308 - names come from code


def badge(shown: Badge) -> SafeString:
    """A status badge: tone, icon and text."""
    picture = icon(shown.icon, 16, shown.tone == "busy")
    return format_html('<span class="status status-{}">{}<span>{}</span></span>', shown.tone, picture, shown.label)


def blank() -> SafeString:
    """What stands where a value is missing."""
    return format_html('<span class="blank">{}</span>', _("blank"))


def moment(when: datetime | None, relative: bool = True) -> SafeString:
    """A point in time: absolute in the title, kept relative by the page's script where that is wanted."""
    if when is None:
        return format_html('<span class="blank">{}</span>', _("never"))
    local = timezone.localtime(when) if timezone.is_aware(when) else when
    text, title = f"{local:%Y-%m-%d %H:%M}", f"{local:%Y-%m-%d %H:%M:%S}"
    flag = mark_safe(" data-relative") if relative else ""
    return format_html('<time datetime="{}" title="{}"{}>{}</time>', when.isoformat(), title, flag, text)


def count(number: int | None, url: str = "") -> SafeString:
    """A number that leads to what it counts; zero is muted and leads nowhere."""
    if not number:
        return format_html('<span class="zero">{}</span>', 0 if number == 0 else "–")
    text = number_format(number, force_grouping=True, use_l10n=True)
    return format_html('<a href="{}">{}</a>', url, text) if url else format_html("{}", text)


def outward(url: str, text: str) -> SafeString:
    """A link into another system, in a new tab; an address that is not http(s) is shown as text only."""
    if not url.lower().startswith(("https://", "http://")):
        return format_html("{}", text)
    picture = icon("arrow-top-right-on-square")
    hint = _("opens in a new tab")
    return format_html(
        '<a class="outward" href="{}" target="_blank" rel="noopener noreferrer">{} {}'
        '<span class="visually-hidden">({})</span></a>',
        url,
        text,
        picture,
        hint,
    )


def value(shown: object) -> SafeString:
    """A value of a record, safely and completely; a missing one is a muted “blank”."""
    if shown is None or shown == "":
        return blank()
    if isinstance(shown, datetime):
        return moment(shown, relative=False)
    return format_html('<bdi class="value">{}</bdi>', plain(shown))


def plain(shown: object) -> str:
    """A value as text, for cells that are exported and for ``value``."""
    if isinstance(shown, bool):
        return _("Yes") if shown else _("No")
    if isinstance(shown, Decimal | int | float):
        return number_format(shown, use_l10n=True, force_grouping=True)
    if isinstance(shown, datetime | date):
        return shown.isoformat()
    if isinstance(shown, Mapping):
        return json.dumps(shown, ensure_ascii=False, default=str)
    if isinstance(shown, list | tuple | set | frozenset):
        return ", ".join(plain(one) for one in shown)
    return "" if shown is None else str(shown).translate(_CONTROLS)
