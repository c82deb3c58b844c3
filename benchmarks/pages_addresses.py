"""Which pages are measured: every list with each choice of each filter, each sorting, searches, page sizes and places
far down, and the pages that show numbers of everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.forms import ChoiceField
from django.test import Client
from django.urls import reverse

from benchmarks.pages_rows import SIZES
from couplings.models import RecordProblem, RemoteRecord
from couplings.paths import card_url, list_url
from jobs.models import Job
from mappings.models import TableMapping
from syncadmin.engine.values import Side

_SEARCHES = ("adatum", "mail4711@", "adatum 1", "nothing at all")
_SIZES = ("25", "100", "250")


def single_pages() -> Iterator[tuple[str, str]]:
    """Pages that are no lists."""
    record = RemoteRecord.objects.filter(mapping__name="CUSTOMER", side="bc")[500]
    yield "home", "/"
    yield "tables", reverse("couplings:tables")
    yield "badge", reverse("couplings:problem_count")
    yield "card", card_url(record.mapping_id, Side.BC, record.key)
    for name, job in (("job", _large_job()), ("plan", Job.objects.get(status="approval"))):
        yield name, reverse("jobs:detail", args=[job.pk])


def lists() -> Iterator[tuple[str, str]]:
    """Every list with its address."""
    for mapping in TableMapping.objects.filter(name__in=list(SIZES)[:2]).order_by("pk"):
        for side in Side:
            yield f"records {mapping.name} {side.value}", list_url(mapping.pk, side)
    yield "problems", reverse("couplings:problems")
    yield "problem records", reverse("couplings:problem_records")
    yield "jobs", reverse("jobs:list")
    yield "operations", reverse("jobs:operations", args=[_large_job().pk])
    yield "operations of a plan", reverse("jobs:operations", args=[Job.objects.get(status="approval").pk])
    yield "mappings", reverse("mappings:list")
    yield "schedules", reverse("jobs:schedules")


def variants(browser: Client, path: str) -> Iterator[dict[str, str]]:
    """What a list can be asked for, each alone; what is left of a large list is asked for sorted as well."""
    context = browser.get(path).context
    filters = list(_filters(context["filterset"]))
    sorts = [
        str(one.order_by_alias).removeprefix("-") for one in context["table"].columns.iterorderable() if one.visible
    ]
    yield {}
    yield from filters
    for one in sorts:
        yield from ({"sort": one}, {"sort": f"-{one}"})
    yield from ({**one, "sort": sorts[-1]} for one in filters if sorts)
    yield from ({"per_page": one} for one in _SIZES)
    yield from ({"page": str(one)} for one in (2, 40, 400, 4000))
    if "search" in getattr(context["filterset"], "filters", {}):
        yield from ({"search": one} for one in _SEARCHES)
        yield from ({"search": one, "sort": f"-{sorts[-1]}"} for one in _SEARCHES[:2])
    for one in ({}, *({"sort": f"-{name}"} for name in sorts)):
        yield from _far_down(browser, path, one)


def _filters(filterset: Any) -> Iterator[dict[str, str]]:
    for name, field in filterset.form.fields.items() if filterset else ():
        if name == "field":
            [first, *_others] = [str(key) for key, _label in field.choices if str(key)]
            yield from ({name: first, "value": value} for value in ("11", "nothing at all"))
        elif isinstance(field, ChoiceField) or hasattr(field, "queryset"):
            keys = [str(key) for key, _label in field.choices if str(key)]
            yield from ({name: key} for key in keys[:12])
    if filterset and "cause" in filterset.filters:
        yield {"cause": RecordProblem.objects.exclude(code="conflict").values_list("cause", flat=True)[0]}


def _far_down(browser: Client, path: str, query: dict[str, str]) -> Iterator[dict[str, str]]:
    """The last page, and the one before it."""
    yield {**query, "page": "last"}
    table = browser.get(path, {**query, "page": "last"}).context["table"]
    before = getattr(table.page, "previous_key", "")
    if before:
        yield {**query, "page": before}


def address(path: str, query: dict[str, str]) -> str:
    """The whole of it."""
    return f"{path}?{urlencode(query)}" if query else path


def _large_job() -> Job:
    return Job.objects.order_by("pk")[2]
