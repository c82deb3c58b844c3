"""Integration Table Mappings as rows: each mapping with its counts and its last run, in one query."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Count, Exists, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mappings.models import FieldMapping, TableMapping
from syncadmin.connections.models import Connection


def mappings_with_counts() -> QuerySet[TableMapping]:
    """Mappings with ``coupled``, ``problem_count`` and the number, status and end of the last job.

    What belongs to a mapping lives in apps above this one, so it is reached by the names of the relations.
    """
    last = _related("jobs").filter(mapping=OuterRef("pk"), preview=False).order_by("-pk")
    return TableMapping.objects.select_related(
        "connection", "schedule"
    ).annotate(
        unavailable=_count("fields", status=FieldMapping.Status.ENABLED, obstacle=FieldMapping.Obstacle.NO_PROPERTY),
        enabled_rows=_count("fields", status=FieldMapping.Status.ENABLED, obstacle=""),
        several=Exists(Connection.objects.exclude(pk=OuterRef("connection"))),
        coupled=_count("couplings", state="coupled"),
        problem_count=_number_of(_related("problems").awake()),  # type: ignore[attr-defined]
        last_job=Subquery(last.values("pk")[:1]),
        last_status=Subquery(last.values("status")[:1]),
        last_run=Subquery(last.values("finished_at")[:1]),
    )


def _related(relation: str) -> QuerySet[Any]:
    model = cast(type[Model], TableMapping._meta.get_field(relation).related_model)
    return model._default_manager.all()


def _count(relation: str, **conditions: str) -> Coalesce:
    return _number_of(_related(relation).filter(**conditions))


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    """A subquery, as joining several relations would multiply their rows."""
    of_mapping = rows.filter(mapping=OuterRef("pk")).order_by().values("mapping")
    return Coalesce(Subquery(of_mapping.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), 0)
