"""The product as a process that is measured: a database of its own, one mapping, and runs as a worker does them.

Between runs it knows what a worker knows: tokens and metadata. ``forget`` makes it one that was just started.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "syncadmin.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks import rows  # noqa: E402
from benchmarks.answering import answer  # noqa: E402
from couplings.models import Coupling  # noqa: E402
from jobs.models import Job  # noqa: E402
from jobs.requests import MatchRecords, Request  # noqa: E402
from jobs.run import run_job  # noqa: E402
from jobs.services import start  # noqa: E402
from mappings.criteria import FieldCriterion  # noqa: E402
from mappings.defaults import restore_defaults  # noqa: E402
from mappings.models import TableMapping  # noqa: E402
from syncadmin.connections.clients import auth, catalogues  # noqa: E402
from syncadmin.connections.models import Connection  # noqa: E402
from syncadmin.demo.sandbox import connection_values, parse_facts  # noqa: E402


def set_up(facts: dict[str, str]) -> None:
    """The CUSTOMER mapping with the fields of ``rows`` that also creates what is missing."""
    call_command("migrate", verbosity=0)
    values = connection_values(parse_facts(json.dumps(facts)))
    restore_defaults(Connection.objects.create(name="Benchmark", **values), ["CUSTOMER"])
    _mapping().fields.exclude(bc_property__in=rows.MAPPED).delete()
    TableMapping.objects.filter(name="CUSTOMER").update(only_coupled=False)


def couple(number: int) -> dict[str, Any]:
    """Couple the first customers and accounts, as if that had been done long ago, and read them once."""
    mapping = _mapping()
    keys = ((rows.customer_key(one), rows.account_key(one)) for one in range(number))
    made = (Coupling(mapping=mapping, bc_key=bc, dataverse_key=other) for bc, other in keys)
    Coupling.objects.bulk_create(made, batch_size=1_000)
    return modified()


def modified() -> dict[str, Any]:
    """Synchronize Modified Records."""
    return _run(Job.Kind.MODIFIED)


def match() -> dict[str, Any]:
    """Match-Based Coupling by name and e-mail of everything that is not coupled."""
    wanted = _mapping().fields.filter(bc_property__in=("displayName", "email"))
    return _run(Job.Kind.MATCH, MatchRecords(tuple(FieldCriterion(one.field_id) for one in wanted)))


def forget() -> dict[str, Any]:
    """Know no token and no metadata."""
    auth.TOKENS.clear()
    catalogues.forget_all()
    return {}


def _run(kind: Job.Kind, request: Request | None = None) -> dict[str, Any]:
    job = start(_mapping(), kind, request)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.FINISHED, (job.status, job.code, job.facts)
    return {"counts": dict(job.counts)}


def _mapping() -> TableMapping:
    return TableMapping.objects.select_related("connection").get(name="CUSTOMER")


if __name__ == "__main__":
    set_up(json.loads(sys.argv[1]))
    answer({"modified": modified, "couple": couple, "match": match, "forget": forget})
