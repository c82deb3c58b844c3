"""One measured run: ``create`` fills the other side, ``idle`` finds nothing to do, ``hundred`` carries 100 changes."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
import urllib.request

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "syncadmin.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from jobs.models import Job  # noqa: E402
from jobs.run import run_job  # noqa: E402
from jobs.services import start  # noqa: E402
from mappings.defaults import restore_defaults  # noqa: E402
from mappings.models import TableMapping  # noqa: E402
from syncadmin.connections.models import Connection  # noqa: E402
from syncadmin.demo.sandbox import connection_values, parse_facts  # noqa: E402


def mapping_to(facts: dict[str, str]) -> TableMapping:
    """The CUSTOMER mapping of a connection to the sandbox, creating what is missing; made once per database."""
    call_command("migrate", verbosity=0)
    if not Connection.objects.exists():
        values = connection_values(parse_facts(json.dumps(facts)))
        restore_defaults(Connection.objects.create(name="Benchmark", **values))
        TableMapping.objects.update(only_coupled=False)
    return TableMapping.objects.select_related("connection").get()


def change_a_hundred(mapping: TableMapping, facts: dict[str, str]) -> None:
    """Another user moves a hundred customers."""
    for coupling in mapping.couplings.order_by("pk")[:100]:
        body = json.dumps({"city": "Bergen"}).encode()
        url = f"{facts['dataverse_url'].rstrip('/')}/_sandbox/rows/customers/{coupling.bc_key}"
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"}, method="PATCH")
        urllib.request.urlopen(request).close()


def main() -> None:
    """Run once and report as JSON."""
    name, facts = sys.argv[1], json.loads(sys.argv[2])
    mapping = mapping_to(facts)
    if name == "hundred":
        change_a_hundred(mapping, facts)
    started = time.monotonic()
    job = start(mapping, Job.Kind.MODIFIED)
    run_job(job.pk)
    job.refresh_from_db()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = round(time.monotonic() - started, 2)
    records = sum(job.counts.values())
    print(json.dumps({"status": job.status, "records": records, "peak_mb": round(peak, 1), "seconds": seconds}))


if __name__ == "__main__":
    main()
