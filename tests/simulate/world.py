"""One simulated world: people who edit both systems, runs that go wrong, and the ledger of what was ever written.

A schedule is everything that happens under one seed. Afterwards the faults stop, the mapping runs until it has nothing
left to do, and the ledger is held against both systems.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from django.utils import timezone

from couplings.models import Coupling, RecordProblem
from jobs.models import Job
from jobs.run import run_job
from jobs.services import start

FIELDS = {"phoneNumber": "telephone1", "city": "address1_city", "email": "emailaddress1"}
CALM_RUNS = 8


@dataclass
class Verdict:
    """What a schedule ended with; all zero is well."""

    lost: int = 0
    duplicated: int = 0
    invented: int = 0


@dataclass
class Ledger:
    """What was ever written by people: all values of a field, and the latest per record and side."""

    ever: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    latest: dict[tuple[str, str], str] = field(default_factory=dict)

    def note(self, key: str, name: str, value: str) -> None:
        """A person wrote this value."""
        self.ever[name].add(value)
        self.latest[key, name] = value


class World:
    """The sandbox, the mapping and a seeded random source."""

    def __init__(self, sandbox, mapping, seed: int) -> None:
        self.sandbox, self.mapping, self.random = sandbox, mapping, random.Random(seed)
        self.ledger, self._numbers, self.made = Ledger(), count(1), 0

    def play(self) -> Verdict:
        """The whole schedule."""
        for _ in range(self.random.randint(3, 14)):
            self._new_customer()
        for _ in range(self.random.randint(0, 6)):
            self._new_account()
        for _ in range(self.random.randint(2, 4)):
            self._go_wrong()
            self._run()
            self._edit_some()
        self._calm_down()
        return self._judge()

    def _new_customer(self) -> None:
        self.made += 1
        values = {"displayName": self.random.choice(["Twin", f"Customer {next(self._numbers)}"])}
        values |= {name: self._value(name) for name in FIELDS if self.random.random() < 0.7}
        row = self.sandbox.add("customers", **values)
        for name, value in values.items():
            self.ledger.note(row["id"], name, value)

    def _new_account(self) -> None:
        self.made += 1
        values = {"displayName": f"Account {next(self._numbers)}"}
        values |= {name: self._value(name) for name in FIELDS if self.random.random() < 0.7}
        columns = {FIELDS.get(name, "name"): value for name, value in values.items()}
        row = self.sandbox.add("accounts", customertypecode=3, **columns)
        for name, value in values.items():
            self.ledger.note(row["accountid"], name, value)

    def _value(self, name: str) -> str:
        number = next(self._numbers)
        return {"phoneNumber": f"555-{number:05}", "city": f"City {number}", "email": f"a{number}@example.com"}[name]

    def _edit_some(self) -> None:
        for coupling in Coupling.objects.filter(mapping=self.mapping, state=Coupling.State.COUPLED):
            for table, key in (("customers", coupling.bc_key), ("accounts", coupling.dataverse_key)):
                if self.random.random() < 0.35:
                    self._edit(table, str(key), self.random.choice(list(FIELDS)))
        if self.random.random() < 0.5:
            self._new_customer()

    def _edit(self, table: str, key: str, name: str) -> None:
        value = self._value(name)
        self.sandbox.change(table, key, **{name if table == "customers" else FIELDS[name]: value})
        self.ledger.note(key, name, value)

    def _go_wrong(self) -> None:
        faults = self.sandbox
        faults.behave()
        seeds = (self.random.randint(0, 10**6) for _ in range(10))
        faults.misbehave("*", "", kind="lose_answer", probability=0.05, seed=next(seeds))
        faults.misbehave("*", "", kind="reset", probability=0.03, seed=next(seeds))
        faults.misbehave("*", "", status=500, probability=0.03, seed=next(seeds))
        faults.misbehave("*", "", status=429, retry_after=0, probability=0.04, seed=next(seeds))
        faults.misbehave("*", "", kind="truncate", probability=0.02, seed=next(seeds))
        if self.random.random() < 0.3:
            faults.expire_tokens()
        if self.random.random() < 0.4:  # an answer to a create is lost for certain
            faults.misbehave("POST", "batch|CreateMultiple", kind="lose_answer", times=1)

    def _run(self) -> Job:
        job = start(self.mapping, Job.Kind.MODIFIED)
        run_job(job.pk)
        job.refresh_from_db()
        return job

    def _calm_down(self) -> None:
        """Faults end, and the mapping runs until it has nothing left to do."""
        self.sandbox.behave()
        for _ in range(CALM_RUNS):
            RecordProblem.objects.filter(retry_at__isnull=False).update(retry_at=timezone.now() - timedelta(days=1))
            job = self._run()
            if job.status == Job.Status.FINISHED and not set(job.counts) - {"unchanged", "excluded"}:
                return

    def _judge(self) -> Verdict:
        customers = {row["id"]: row for row in self.sandbox.rows("customers")}
        accounts = {row["accountid"]: row for row in self.sandbox.rows("accounts")}
        couplings = list(Coupling.objects.filter(mapping=self.mapping, state=Coupling.State.COUPLED))
        pairs = {str(one.bc_key): str(one.dataverse_key) for one in couplings}
        verdict = Verdict()
        verdict.lost += len(customers.keys() - pairs.keys()) + len(accounts.keys() - set(pairs.values()))
        verdict.duplicated += abs(len(customers) - self.made) + abs(len(accounts) - self.made)
        for customer, account in pairs.items():
            if customer not in customers or account not in accounts:
                verdict.lost += 1
                continue
            for name, column in FIELDS.items():
                self._judge_field(
                    verdict, name, (customer, customers[customer][name]), (account, accounts[account][column])
                )
        return verdict

    def _judge_field(self, verdict: Verdict, name: str, bc: tuple[str, str], dataverse: tuple[str, str]) -> None:
        """Both sides carry the same value, it is the latest edit of one of them, and a person wrote it."""
        written = {self.ledger.latest.get((key, name)) for key, _ in (bc, dataverse)} - {None}
        one, other = bc[1] or None, dataverse[1] or None
        verdict.lost += int(one != other or (bool(written) and one not in written))
        verdict.invented += int(one is not None and one not in self.ledger.ever[name])
