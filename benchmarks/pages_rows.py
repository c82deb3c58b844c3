# ruff: noqa: S608 - what is put into the statements is made here
"""A large installation as rows, made up by the database itself: four mappings with 100,000 couplings, three thousand
jobs with a million operations, and ten thousand problems. Needs PostgreSQL.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import uuid4

from django.core.management import call_command
from django.db import connection as database
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from couplings.models import Coupling, RecordProblem, RemoteRecord
from jobs.checksum import note_checksum
from jobs.models import Job, JobOperation
from mappings.defaults import restore_defaults
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from syncadmin.engine.values import Side

SIZES: Mapping[str, int] = {"CUSTOMER": 60_000, "CONTACT": 25_000, "VENDOR": 10_000, "ITEM-PRODUCT": 5_000}
JOBS, OPERATIONS, PROBLEMS = 3_000, 1_000_000, 10_000
LARGE_JOB, PLAN = 100_000, 50_000
_WORDS = (
    "Adatum",
    "Fabrikam",
    "Contoso",
    "Northwind",
    "Tailspin",
    "Litware",
    "Proseware",
    "Wingtip",
    "Trey",
    "Lucerne",
)
_VERDICTS = [
    {"field": f"f{n}/g{n}", "kind": "from_bc", "base": "Oslo", "bc": "Bergen", "dataverse": "Oslo", "result": "Bergen"}
    for n in range(3)
]


def ensure_rows() -> None:
    """Make the tables and fill them, unless that was done."""
    call_command("migrate", verbosity=0)
    if JobOperation.objects.exists():
        return
    _fill()
    with database.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@transaction.atomic
def _fill() -> None:
    connection = Connection.objects.create(name="Benchmark", enabled=True, bc_company_name="Made-up Company")
    mappings = restore_defaults(connection, list(SIZES))
    for mapping in mappings:
        for side in Side:
            _records(mapping, side, SIZES[mapping.name])
        _couplings(mapping, SIZES[mapping.name])
        _problems(mapping, PROBLEMS * SIZES[mapping.name] // sum(SIZES.values()))
    _jobs(mappings)
    _operations(mappings[0])


def _multiply(example: Model, number: int, /, **columns: str) -> None:
    """Rows like an example that was saved, but for these columns as expressions of ``n``; the example goes."""
    meta = example._meta
    names = [field.column for field in meta.concrete_fields if not field.primary_key]
    chosen = ", ".join(columns.get(name, f'example."{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    origin = f"FROM {meta.db_table} example CROSS JOIN generate_series(1, {number}) n WHERE example.id = {example.pk}"
    with database.cursor() as cursor:
        cursor.execute(f"INSERT INTO {meta.db_table} ({quoted}) SELECT {chosen} {origin}")
        cursor.execute(f"DELETE FROM {meta.db_table} WHERE id = {example.pk}")


def _key(mapping: TableMapping, side: str, number: str = "n") -> str:
    return f"md5('{mapping.pk} {side} ' || {number})::uuid"


def _one_of(*texts: str, by: str) -> str:
    return f"(ARRAY[{', '.join(map(repr, texts))}])[1 + {by} % {len(texts)}]"


def _records(mapping: TableMapping, side: Side, coupled: int) -> None:
    """What is coupled and a fiftieth more; one in a hundred is pending, in fifty left out by a filter, and so on."""
    names = {one.bc_property if side is Side.BC else one.dataverse_column for one in mapping.fields.all()} - {""}
    pairs = ", ".join(f"'{name}', '{name[:12]} ' || (n * {at + 7} % 9973)" for at, name in enumerate(sorted(names)))
    title = f"{_one_of(*_WORDS, by='n')} || ' ' || (n::bigint * 7919 % 100003)"
    _multiply(
        RemoteRecord.objects.create(mapping=mapping, side=side, key=uuid4(), version="1", seen_at=timezone.now()),
        coupled + coupled // 50,
        key=_key(mapping, side.value),
        values=f"jsonb_build_object({pairs})",
        number="lpad(n::text, 6, '0')",
        title=title,
        search=f"lower({title}) || ' town ' || (n % 997) || ' mail' || n || '@example.com'",
        modified_at="now() - n * interval '1 minute'",
        pending="n % 100 = 0",
        admitted="n % 50 <> 1",
        orphan=f"n > {coupled} AND n % 7 = 0",
    )


def _couplings(mapping: TableMapping, number: int) -> None:
    example = Coupling.objects.create(mapping=mapping, bc_key=uuid4(), state=Coupling.State.COUPLED, base={"a": "b"})
    keys = {f"{side.value}_key": _key(mapping, side.value) for side in Side}
    _multiply(example, number, **keys, synchronized_at="now() - n * interval '1 second'")


def _problems(mapping: TableMapping, number: int) -> None:
    """A third are conflicts, the others have one of two hundred causes; some are tried again, some are snoozed."""
    now = timezone.now()
    example = {"mapping": mapping, "bc_key": uuid4(), "first_seen_at": now, "last_seen_at": now}
    refused = "jsonb_build_object('system', 'Dataverse', 'message', 'Refused ' || n % 200)"
    coupling = f"(SELECT id FROM couplings_coupling WHERE mapping_id = {mapping.pk} AND bc_key = {_key(mapping, 'bc')})"
    _multiply(
        RecordProblem.objects.create(**example),
        number,
        coupling_id=coupling,
        bc_key=_key(mapping, "bc"),
        dataverse_key=_key(mapping, "dataverse"),
        title="'Adatum ' || n",
        code="CASE WHEN n % 3 = 0 THEN 'conflict' ELSE 'value_refused' END",
        facts=f"""CASE WHEN n % 3 = 0 THEN '{{"fields": "City"}}'::jsonb ELSE {refused} END""",
        cause="CASE WHEN n % 3 = 0 THEN 'conflict.0' ELSE 'value_refused.' || n % 200 END",
        attempts="n % 5 + 1",
        first_seen_at="now() - n * interval '1 hour'",
        last_seen_at="now() - n * interval '1 minute'",
        retry_at="CASE WHEN n % 4 = 0 THEN now() + interval '1 hour' END",
        snoozed="n % 20 = 0",
    )


def _jobs(mappings: list[TableMapping]) -> None:
    """Jobs over ninety days; the third has most of the operations, the fourth is a plan that waits for approval."""
    counts = {"updated": 120, "unchanged": 200, "failed": 2}
    endings = _one_of("finished", "errors", "finished", "failed", by="n")
    moment = f"now() - ({JOBS} - n) * interval '43 minutes'"
    _multiply(
        Job.objects.create(mapping=mappings[0], kind=Job.Kind.MODIFIED, status=Job.Status.FINISHED, counts=counts),
        JOBS,
        mapping_id=f"(ARRAY{[one.pk for one in mappings]})[1 + n % {len(mappings)}]",
        kind=_one_of("modified", "records", "read", "full", "couple", by="n"),
        status=f"CASE WHEN n = 4 THEN 'approval' ELSE {endings} END",
        trigger=_one_of("person", "schedule", "command", by="n"),
        code="CASE WHEN n % 4 = 3 AND n <> 4 THEN 'unreachable' ELSE '' END",
        facts="""'{"system": "Dataverse"}'""",
        created_at=moment,
        started_at=f"{moment} + interval '1 second'",
        finished_at=f"{moment} + interval '13 seconds'",
    )


def _operations(mapping: TableMapping) -> None:
    """A hundred thousand of the third job, fifty thousand planned ones of the fourth, the others share the rest."""
    first, large, plan = (Job.objects.order_by("pk")[place] for place in (4, 2, 3))
    _some_operations(mapping, large, LARGE_JOB)
    _some_operations(mapping, plan, PLAN, state="'planned'", ending="''", code="''", ended_at="NULL")
    note_checksum(plan)
    spread = JOBS - 4
    job, position = f"{first.pk} + n % {spread}", f"n / {spread - 96} + 1"
    _some_operations(mapping, first, OPERATIONS - LARGE_JOB - PLAN, job_id=job, position=position)


def _some_operations(mapping: TableMapping, job: Job, number: int, **columns: str) -> None:
    by = "(n / 3000)" if "position" in columns else "n"
    ending = _one_of("updated", "unchanged", "created", "failed", "updated", by=by)
    example = JobOperation.objects.create(job=job, position=0, action="update", verdicts=_VERDICTS, expects="1")
    given = {
        "position": "n",
        "state": "'ended'",
        "action": _one_of("update", "create", by="n"),
        "side": _one_of("dataverse", "dataverse", "bc", by="n"),
        "bc_key": _key(mapping, "bc", "n % 60000"),
        "dataverse_key": _key(mapping, "dataverse", "n % 60000"),
        "title": "'Customer ' || (n::bigint * 7919 % 100003)",
        "ending": ending,
        "code": f"CASE WHEN {ending} = 'failed' THEN {_one_of('value_refused', 'unreachable', by='n')} ELSE '' END",
        "facts": f"'{json.dumps({'system': 'Dataverse', 'message': 'no'})}'",
        "ended_at": "now() - n * interval '1 second'",
    }
    _multiply(example, number, **{**given, **columns})
