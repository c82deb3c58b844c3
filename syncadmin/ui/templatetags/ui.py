"""Template tags that pages share; ``docs/pages.md`` and the style page show each of them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from syncadmin.engine.problems import Problem
from syncadmin.ui import rendering, sentences, toasts
from syncadmin.ui.badges import Badge, badge_for
from syncadmin.ui.table_rows import rows_html
from syncadmin.ui.toasts import Link

register = template.Library()


# No evaluated strings and no styles of its own (the content security policy forbids both); invalid forms (422) are
# swapped in; going back loads the page anew, so no page is kept in the browser's storage.
_HTMX = {
    "allowEval": False,
    "includeIndicatorStyles": False,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "historyRestoreAsHxRequest": False,
    "timeout": 60_000,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}


@register.simple_tag
def htmx_config() -> SafeString:
    """``{% htmx_config %}``: the settings of htmx, in the head."""
    return format_html('<meta name="htmx-config" content="{}">', json.dumps(_HTMX))


@register.filter
def link_of(message: Message) -> Link | None:
    """``{{ message|link_of }}``: the link of a message, if it has one (see ``toasts``)."""
    return toasts.link_of(message)


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """``{% icon "link" %}``: a decorative icon; sizes 16, 20 and 24."""
    return rendering.icon(str(name), size)


@register.simple_tag
def badge(value: object, kind: str = "") -> SafeString:
    """``{% badge job.status "job" %}``, or ``{% badge one %}`` for a ``Badge``."""
    return rendering.badge(value if isinstance(value, Badge) else badge_for(kind, value))


@register.simple_tag
def moment(when: datetime | None, relative: bool = True) -> SafeString:
    """``{% moment job.started_at %}``: a ``<time>`` that stays relative; ``relative=False`` for the date itself."""
    return rendering.moment(when or None, relative)


@register.simple_tag
def value(shown: object) -> SafeString:
    """``{% value record.values.name %}``: a remote value, escaped; a missing one is a muted “blank”."""
    return rendering.value(shown)


@register.simple_tag
def count(number: int | None, url: str = "") -> SafeString:
    """``{% count job.failed url %}``: a number that leads to what it counts."""
    return rendering.count(number, url)


@register.simple_tag
def outward(url: str, text: str) -> SafeString:
    """``{% outward url "Open in Dynamics 365 Sales" %}``: a link into another system."""
    return rendering.outward(str(url or ""), str(text))


@register.simple_tag
def progress(done: float | None, total: float | None, label: str = "") -> SafeString:
    """``{% progress job.done job.total _("Records written") %}``; without a total it only shows that work goes on.

    Each quarter is announced, not each step."""
    if not total:
        return format_html('<progress class="progress-line" aria-label="{0}" data-announce="{0}"></progress>', label)
    part = min(max(done or 0, 0), total)
    numbers = (str(total), str(part))  # as text, so that no locale puts separators into the attributes
    return format_html(
        '<progress class="progress-line" max="{}" value="{}" aria-label="{}" data-announce="{}: {}%">{}%</progress>',
        *numbers,
        label,
        label,
        int(4 * part / total) * 25,
        int(100 * part / total),
    )


@register.inclusion_tag("ui/parts/problem.html")
def problem(shown: Problem | None, compact: bool = False) -> dict[str, Any]:
    """``{% problem job.problem %}``: what happened, what to do about it and who acts; nothing for None."""
    if not shown:
        return {"shown": None}
    family = badge_for("family", shown.kind.family)
    return {
        "shown": shown,
        "title": sentences.title(shown),
        "remedy": sentences.remedy(shown),
        "family": family,
        "compact": compact,
    }


@register.filter
def sentence(shown: Problem | None) -> str:
    """``{{ operation.reason|sentence }}``: a problem's title as text."""
    return sentences.title(shown) if shown else ""


@register.filter
def advice(shown: Problem | None) -> str:
    """``{{ operation.reason|advice }}``: what to do about a problem, as text."""
    return sentences.remedy(shown) if shown else ""


@register.inclusion_tag("ui/parts/empty_state.html")
def empty_state(title: str, text: str = "", icon: str = "inbox", url: str = "", action: str = "") -> dict[str, str]:
    """``{% empty_state _("No jobs yet") _("…") url=start action=_("Start") %}``: says what to do next."""
    return {"title": title, "text": text, "icon": icon, "url": url, "action": action}


@register.inclusion_tag("ui/parts/field.html")
def field(bound: BoundField, hide_label: bool = False) -> dict[str, Any]:
    """``{% field form.name %}``: label, control, help and errors, tied together for assistive technology."""
    widget = bound.field.widget
    kind = "check" if isinstance(widget, CheckboxInput) else "group" if _is_group(widget) else "text"
    return {"bound": bound, "control": _control(bound), "kind": kind, "hide_label": hide_label}


def _is_group(widget: object) -> bool:
    return isinstance(widget, RadioSelect | CheckboxSelectMultiple)


def _control(bound: BoundField) -> SafeString:
    """The widget with Bootstrap's classes; Django itself ties it to help and errors."""
    widget = bound.field.widget
    if _is_group(widget):
        return bound.as_widget()
    if isinstance(widget, CheckboxInput):
        css = "form-check-input"
    elif isinstance(widget, Select):
        css = "form-select"
    else:
        css = "form-control"
    given = widget.attrs.get("class", "")
    invalid = "is-invalid" if bound.errors else ""
    return bound.as_widget(attrs={"class": " ".join(part for part in (css, given, invalid) if part)})


@register.simple_tag
def table_rows(table: Any) -> SafeString:
    """``{% table_rows table %}``: the rows of a page of a list."""
    return rows_html(table)


@register.simple_tag(takes_context=True)
def querystring(context: template.Context, **changes: object) -> str:
    """``{% querystring page=2 %}``: the address's parameters with some changed; None or "" removes one."""
    query: QueryDict = context["request"].GET.copy()
    for name, changed in changes.items():
        query.pop(name, None)
        if changed is not None and changed != "":
            query[name] = str(changed)
    return "?" + query.urlencode()
