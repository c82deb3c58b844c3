"""Plain functions with which tests of pages act: read, open pages, post forms, finish what they started."""

import re
from html import unescape

from django.urls import reverse

from couplings.models import RemoteRecord
from couplings.paths import card_url, list_url
from jobs.models import Job
from jobs.run import run_job
from jobs.services import start
from mappings.models import TableMapping

HTMX = {"HX-Request": "true"}


def read(mapping):
    """Read both systems, as *Read again* does."""
    job = start(mapping, Job.Kind.READ)
    run_job(job.pk)
    return job


def row_of(record):
    """The kept row of a record of the sandbox, of the only mapping that has it."""
    if "id" in record:
        return RemoteRecord.objects.get(side="bc", key=record["id"])
    key = next(record[name] for name in ("accountid", "transactioncurrencyid") if name in record)
    return RemoteRecord.objects.get(side="dataverse", key=key)


def card(record):
    """The address of the card of a record of the sandbox."""
    row = row_of(record)
    return card_url(row.mapping_id, row.side, row.key)


def list_of(name="CUSTOMER", side="bc"):
    """The address of the list of one side of a mapping."""
    return list_url(TableMapping.objects.get(name=name).pk, side)


def text_of(response):
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split())


def markup_of(response):
    """The markup of a page, however its lines are broken."""
    return " ".join(response.content.decode().split())


def act(client, name, *records, **posted):
    """Post an action for these records of the sandbox, as ``act_on`` does."""
    return act_on(client, name, *(row_of(one) for one in records), **posted)


def act_on(client, name, *rows, **posted):
    """Post an action for these rows and run the job it starts; gives the answer and the job (None if none)."""
    before = set(Job.objects.values_list("pk", flat=True))
    selected = [one.pk for one in rows]
    response = client.post(reverse(f"jobs:{name}"), {"selected": selected, **posted})
    started = Job.objects.exclude(pk__in=before).first()
    if started:
        run_job(started.pk)
        started.refresh_from_db()
    return response, started


def conflicting(sandbox, pair, **values):
    """Change the same property of a coupled pair on both sides: ``city=("Bergen", "Trondheim")``."""
    customer, account = pair
    columns = {"city": "address1_city", "displayName": "name", "phoneNumber": "telephone1"}
    for name, (bc, dataverse) in values.items():
        sandbox.change("customers", customer["id"], **{name: bc})
        sandbox.change("account", account["accountid"], **{columns[name]: dataverse})
