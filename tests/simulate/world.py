"""One simulated world: people who edit both systems, runs that go wrong, and the ledger of what was ever written.

A schedule is everything that happens under one seed. Afterwards the faults stop, the mapping runs until it has nothing
left to do, and the ledger is held against both systems.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from itertools import count

from django.utils import timezone

from couplings.models import Coupling, RecordProblem
from jobs.models import Job, JobOperation
from jobs.requests import SettleConflict
from jobs.run import run_job
from jobs.services import start
from mappings.models import PolicyChoice
from syncadmin.engine.values import Side
from tests.simulate.events import Busy, Killed, dying
from tests.simulate.ledger import Ledger, Verdict

FIELDS = {"phoneNumber": "telephone1", "city": "address1_city", "email": "emailaddress1"}
CALM_RUNS = 12


class World:
    """The sandbox, the mapping and a seeded random source."""

    def __init__(self, sandbox, mapping, seed: int) -> None:
        self.sandbox, self.mapping, self.random = sandbox, mapping, random.Random(seed)
        self.ledger, self._numbers = Ledger(), count(1)
        self._meddling, self._bases = 0.0, {}

    def play(self) -> Verdict:
        """The whole schedule."""
        self.sandbox.faults = Busy(self._meddle)
        for _ in range(self.random.randint(3, 14)):
            self._new_customer()
        for _ in range(self.random.randint(0, 6)):
            self._new_account()
        for _ in range(self.random.randint(2, 4)):
            self._go_wrong()
            self._run(Job.Kind.MODIFIED)
            self._people_at_work()
        self._calm_down()
        return self._judge()

    def _new_customer(self) -> None:
        values = {"displayName": self.random.choice(["Twin", f"Customer {next(self._numbers)}"])} | self._values()
        blocked = {"blocked": "All"} if self.random.random() < 0.1 else {}
        row = self.sandbox.add("customers", **values, **blocked)
        self._note_new(row["id"], values)

    def _new_account(self) -> None:
        values = {"displayName": f"Account {next(self._numbers)}"} | self._values()
        columns = {FIELDS.get(name, "name"): value for name, value in values.items()}
        row = self.sandbox.add("account", customertypecode=3, **columns)
        self._note_new(row["accountid"], values)

    def _note_new(self, key: str, values: Mapping[str, str]) -> None:
        self.ledger.made.add(key)
        for name, value in values.items():
            self.ledger.note(key, name, value)

    def _values(self) -> dict[str, str]:
        return {name: self._value(name) for name in FIELDS if self.random.random() < 0.7}

    def _value(self, name: str) -> str:
        number = next(self._numbers)
        return {"phoneNumber": f"555-{number:05}", "city": f"City {number}", "email": f"a{number}@example.com"}[name]

    def _people_at_work(self) -> None:
        """Between two runs."""
        self._remember_bases()
        for customer, account in self._pairs().items():
            for table, key in (("customers", customer), ("account", account)):
                if self.random.random() < 0.35:
                    self._edit(table, key, self.random.choice(["city", "city", *FIELDS]))
        if self.random.random() < 0.5:
            self._new_customer()
        if self.random.random() < 0.3:
            self._delete_one()
        if self.random.random() < 0.3 and (row := self._any("customers")):
            self.sandbox.change("customers", row["id"], blocked=self.random.choice(["All", "_x0020_"]))
        self._settle_some()

    def _meddle(self) -> None:
        """Before a request of a run: now and then somebody edits a record. Not one that we made and do not know of yet:
        a customer whose create was lost is recognised by its values only (decision 4)."""
        if self.random.random() < self._meddling:
            table = self.random.choice(["customers", "account"])
            if row := self._any(table):
                key = row["id" if table == "customers" else "accountid"]
                if table == "account" or key in self.ledger.made or key in self._bases:
                    self._edit(table, key, self.random.choice(["city", "city", *FIELDS]))

    def _any(self, table: str):
        rows = self.sandbox.rows(table)
        return self.random.choice(rows) if rows else None

    def _edit(self, table: str, key: str, name: str) -> None:
        value = self._value(name)
        self._supersede(key, name)
        with suppress(KeyError):  # deleted by somebody else
            self.sandbox.change(table, key, **{name if table == "customers" else FIELDS[name]: value})
            self.ledger.note(key, name, value)

    def _supersede(self, key: str, name: str) -> None:
        """Whoever edits a field on which all agree sees the latest value; the edits before it have had their day."""
        for customer, (account, base) in self._bases.items():
            if key in (customer, account):
                one, other = self.sandbox.row("customers", customer), self.sandbox.row("account", account)
                agreed = base.get(f"{name}/{FIELDS[name]}", "?") or ""
                if one and other and one[name] == (other[FIELDS[name]] or "") == agreed:
                    self.ledger.supersede(account if key == customer else customer, name)

    def _remember_bases(self) -> None:
        """What the couplings hold as agreed, before a run or between runs."""
        finished = Coupling.objects.filter(mapping=self.mapping, state=Coupling.State.COUPLED, base__isnull=False)
        self._bases = {str(one.bc_key): (str(one.dataverse_key), one.base) for one in finished}

    def _delete_one(self) -> None:
        """Somebody deletes one record of a pair; the other one stays, and nothing comes back."""
        if pairs := self._pairs():
            customer = self.random.choice(sorted(pairs))
            table, key = self.random.choice([("customers", customer), ("account", pairs[customer])])
            self.sandbox.remove(table, key)
            self.ledger.deleted.add(key)

    def _settle_some(self) -> None:
        """A person looks at the conflicts that are listed and chooses, field by field."""
        for problem in RecordProblem.objects.filter(mapping=self.mapping, code="conflict"):
            if self.random.random() < 0.6:
                shown = [one for one in problem.verdicts if one["kind"] == "conflict"]
                choices = {one["field"]: self.random.choice(list(Side)) for one in shown}
                seen = {one["field"]: (one["bc"], one["dataverse"]) for one in shown}
                self._run(Job.Kind.SETTLE, SettleConflict(str(problem.bc_key), choices, seen))

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
        if self.random.random() < 0.3:  # and whatever is asked afterwards as well
            faults.misbehave("GET", self.random.choice(["accounts", "customers"]), status=503, skip=1, times=14)
        self._meddling = self.random.choice([0, 0.1, 0.4])

    def _run(self, kind: Job.Kind, request=None) -> Job:
        """A job to its end; its worker may die before any statement, and is succeeded."""
        self._remember_bases()
        job = start(self.mapping, kind, request)
        while self._meddling and self.random.random() < 0.4:
            with suppress(Killed), dying(self.random.randint(1, 150)):
                run_job(job.pk)
            Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        run_job(job.pk)
        job.refresh_from_db()
        self._check_accounts(job)
        return job

    def _check_accounts(self, job: Job) -> None:
        """Whatever happened: the job is over, all it planned has an ending, and its counts are those of its rows."""
        rows = job.operations.all()
        assert job.finished, f"job {job.pk} is {job.status}"
        assert job.code != "internal_error", f"job {job.pk} stopped with an internal error"
        assert job.counts == rows.counts(), f"job {job.pk} counts {job.counts}"
        assert sum(job.counts.values()) == rows.count(), f"job {job.pk} ends with {rows.count()} operations"

    def _calm_down(self) -> None:
        """Faults end, people go home, and the mapping runs until it has nothing left to do."""
        self.sandbox.behave()
        self._meddling = 0
        for _ in range(CALM_RUNS):
            RecordProblem.objects.filter(retry_at__isnull=False).update(retry_at=timezone.now() - timedelta(days=1))
            job = self._run(Job.Kind.MODIFIED)
            self._settle_some()
            listed = RecordProblem.objects.filter(mapping=self.mapping).exclude(code="partner_deleted")
            if not listed.exists() and not set(job.counts) - {"unchanged", "excluded", "failed"}:
                return

    def _pairs(self) -> dict[str, str]:
        couplings = Coupling.objects.filter(mapping=self.mapping, state=Coupling.State.COUPLED)
        return {str(one.bc_key): str(one.dataverse_key) for one in couplings.order_by("pk")}

    def _judge(self) -> Verdict:
        customers = {row["id"]: row for row in self.sandbox.rows("customers")}
        accounts = {row["accountid"]: row for row in self.sandbox.rows("account")}
        blocked = {key for key, row in customers.items() if row["blocked"] != "_x0020_"}
        verdict, pairs, judged = Verdict(), self._pairs(), self._judged()
        self.ledger.judge_records(verdict, customers.keys() | accounts.keys(), pairs, blocked)
        for name, column in FIELDS.items():
            for value in [*(row[name] for row in customers.values()), *(row[column] for row in accounts.values())]:
                self.ledger.judge_value(verdict, name, value)
            for customer, account in pairs.items():
                if customer in customers.keys() - blocked and account in accounts:
                    one, other = customers[customer][name], accounts[account][column]
                    self.ledger.judge_field(verdict, name, {customer: one, account: other}, judged)
        return verdict

    def _judged(self) -> set[str]:
        """All values that stand in the history of runs."""
        rows = JobOperation.objects.filter(job__mapping=self.mapping).values_list("verdicts", flat=True)
        return {
            one[side]
            for verdicts in rows
            for one in verdicts
            for side in ("base", "bc", "dataverse")
            if isinstance(one[side], str)
        }


def policy_of(seed: int) -> str:
    """Conflicts go to either side or to a person, in turn."""
    return [PolicyChoice.SEND, PolicyChoice.GET, PolicyChoice.ASK][seed % 3]
