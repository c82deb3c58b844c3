"""What Test Connection learns of both systems for mappings to build on: currencies, the own company, the extension.

Nothing of it is needed to connect: what is not found stays blank, and what cannot be asked now stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress

from syncadmin.connections.asking import ask, open_hurried
from syncadmin.connections.clients.contract import Remote, Step
from syncadmin.connections.clients.errors import RemoteError
from syncadmin.connections.findings import Finding
from syncadmin.connections.models import Connection
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import Record, Side, Value

_CURRENCIES, _CODE = "transactioncurrency", "isocurrencycode"
_BASE, _PRECISION = "_basecurrencyid_value", "currencydecimalprecision"
Facts = dict[str, object]


def learned(connection: Connection, findings: Sequence[Finding]) -> Facts:
    """The facts of a connection after a test that found this."""
    facts = {**connection.facts, **_of_business_central(findings)}
    if any(one.side is Side.DATAVERSE and one.step == Step.TABLES for one in findings):
        facts |= _of_dataverse(connection, findings, str(facts.get("local_currency") or ""))
    return facts


def _of_business_central(findings: Sequence[Finding]) -> Facts:
    found = {one.step: one.detail for one in findings if one.side is Side.BC and not one.problem}
    steps = {"local_currency": Step.CURRENCY, "extension": Step.EXTENSION}
    return {name: found[step] for name, step in steps.items() if step in found}


def _of_dataverse(connection: Connection, findings: Sequence[Finding], local: str) -> Facts:
    """Each fact for itself, so that one that cannot be asked keeps no other away."""
    organisation = next((one.key for one in findings if one.step == Step.ORGANISATION), "")

    def question() -> Facts:
        with closing(open_hurried(connection, Side.DATAVERSE)) as client:
            questions: dict[str, Callable[[], object]] = {
                "local_currency_id": lambda: _currency(client, local),
                "base_currency": lambda: _base_currency(client, organisation),
                "currency_precision": lambda: _of_organisation(client, organisation, _PRECISION),
                "company_row": lambda: _company(client, connection),
            }
            return dict(_answers(questions))

    answer = ask({Side.DATAVERSE: question})[Side.DATAVERSE]
    return {} if isinstance(answer, Problem) else answer


def _answers(questions: dict[str, Callable[[], object]]) -> Iterator[tuple[str, object]]:
    for name, question in questions.items():
        with suppress(RemoteError):
            yield name, question()


def _currency(client: Remote, code: str) -> str | None:
    return _key(client.find(_CURRENCIES, [_CODE], _CODE, [code])) if code else None


def _base_currency(client: Remote, organisation: str) -> str | None:
    key = str(_of_organisation(client, organisation, _BASE) or "")
    row = client.by_keys(_CURRENCIES, [_CODE], [key]).get(key) if key else None
    return str(row.values.get(_CODE) or "") if row else None


def _of_organisation(client: Remote, organisation: str, column: str) -> Value:
    rows = client.find("organization", [column], "organizationid", [organisation]) if organisation else []
    return next((one.values.get(column) for one in rows), None)


def _company(client: Remote, connection: Connection) -> str | None:
    """The row with which Business Central made its company known."""
    company = str(connection.bc_company_id)
    return _key(client.find("bcbi_company", ["bcbi_externalid"], "bcbi_externalid", [company, company.upper()]))


def _key(rows: Sequence[Record]) -> str | None:
    return rows[0].key if rows else None
