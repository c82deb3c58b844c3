"""One simulated world: the sandbox, the mapping, who works there, and what is known of what happened.

Begins each schedule in the same way: an empty sandbox, a database with one connection and its default mappings. What
people do is in ``people``, how jobs run in ``runs``.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection as db

from couplings.models import Coupling
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from syncadmin.demo.sandbox import connection_values
from syncadmin.engine.values import Side
from syncadmin.sandbox.application import Application
from syncadmin.sandbox.server import Sandbox
from tests.family import customer_mapping
from tests.simulate import process
from tests.simulate.clock import CLOCK
from tests.simulate.faults import Troubles
from tests.simulate.ledger import Ledger
from tests.simulate.stage import Stage
from tests.simulate.terms import Terms, draw_terms
from tests.simulate.wire import WIRE

TABLES = {Side.BC: "customers", Side.DATAVERSE: "account"}
KEYS = {Side.BC: "id", Side.DATAVERSE: "accountid"}
FIELDS = {"phoneNumber": "telephone1", "city": "address1_city", "email": "emailaddress1"}
# The field rows that take part: those people write, the name, and one that flows one way.
FEW = ("Name", "City", "E-Mail", "Phone No.", "Credit Limit (LCY)")


class InMemorySandbox(Sandbox):
    """The sandbox without a port."""

    url = "http://127.0.0.1:1"


def name_of(side: Side, key: object) -> str:
    """What a record is called here: its key alone may be that of its partner as well."""
    return f"{'C' if side is Side.BC else 'A'}-{key}"


def side_of(name: str) -> Side:
    """The side of a record."""
    return Side.BC if name.startswith("C-") else Side.DATAVERSE


def key_of(name: str) -> str:
    """The key a record has in its system."""
    return name[2:]


@dataclass
class World:
    """What a schedule plays in. ``happened`` is its story, ``counts`` what was met besides faults."""

    sandbox: Sandbox
    mapping: TableMapping
    terms: Terms
    people: random.Random
    weather: random.Random
    stage: Stage
    troubles: Troubles = field(default_factory=lambda: Troubles(lambda asked: None))
    ledger: Ledger = field(default_factory=Ledger)
    happened: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    meddling: float = 0.0
    bases: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    poisoned: set[str] = field(default_factory=set)
    doomed: set[str] = field(default_factory=set)
    revived: set[str] = field(default_factory=set)
    judged: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)
    repairs: list[Callable[[], object]] = field(default_factory=list)
    backup: bytes | None = None
    busy: bool = False

    def say(self, what: str) -> None:
        """Note what happens."""
        self.happened.append(f"{CLOCK.monotonic():8.1f}  {what}")

    def rows(self, side: Side) -> dict[str, dict[str, Any]]:
        """What a system shows, by name."""
        return {name_of(side, row[KEYS[side]]): row for row in self.sandbox.rows(TABLES[side])}

    def row(self, name: str) -> dict[str, Any] | None:
        """A row by its name."""
        return self.sandbox.row(TABLES[side_of(name)], key_of(name))

    def value(self, side: Side, row: dict[str, Any], name: str) -> str:
        """A field of a row, blank as the empty text."""
        return str(row[name if side is Side.BC else FIELDS[name]] or "")

    def pairs(self) -> dict[str, str]:
        """What is coupled, customers to accounts, by name."""
        couplings = Coupling.objects.filter(mapping=self.mapping, state=Coupling.State.COUPLED)
        both = couplings.order_by("pk").values_list("bc_key", "dataverse_key")
        return {name_of(Side.BC, bc): name_of(Side.DATAVERSE, dataverse) for bc, dataverse in both}

    def partners(self, key: str) -> list[str]:
        """What a record is coupled to, as far as was known before the last run."""
        both = [(customer, account) for customer, (account, _) in self.bases.items()]
        return [other for pair in both for one, other in (pair, pair[::-1]) if one == key]

    def remember_bases(self) -> None:
        """What the couplings hold as agreed, before a run or between runs."""
        rows = Coupling.objects.filter(mapping=self.mapping, state=Coupling.State.COUPLED)
        kept = rows.values_list("bc_key", "dataverse_key", "base")
        both = [(name_of(Side.BC, bc), name_of(Side.DATAVERSE, dataverse), base) for bc, dataverse, base in kept]
        self.ledger.paired((customer, account) for customer, account, _ in both)
        self.bases = {customer: (account, base) for customer, account, base in both if base is not None}

    def expect(self, condition: object, kind: str, why: str) -> None:
        """Count what does not hold."""
        if not condition:
            self.counts[kind] += 1
            self.say(f"VIOLATED {kind}: {why}")


class Worlds:
    """Makes one world after the other on one sandbox; ``prepare`` of the process came before."""

    def __init__(self) -> None:
        self.sandbox = InMemorySandbox(clock=CLOCK.now)
        WIRE.application = Application(self.sandbox)
        connection = Connection.objects.create(name="Simulated", **connection_values(self.sandbox))
        mapping = customer_mapping(connection)
        mapping.fields.exclude(caption__in=FEW).delete()
        self._beginning = process.take_picture()
        self._world: World | None = None

    def make(self, seed: str) -> World:
        """The world of a schedule."""
        CLOCK.restart(seed)
        process.go_back(self._beginning)
        process.restart()
        people, weather, stage = (random.Random(f"{seed} {what}") for what in ("people", "weather", "stage"))
        terms = draw_terms(random.Random(f"{seed} terms"))
        self.sandbox.reset()
        self.sandbox.tokens.expire()
        self.sandbox.options.set(terms.options)
        TableMapping.objects.update(**terms.settings)
        mapping = TableMapping.objects.get(name="CUSTOMER")
        world = World(self.sandbox, mapping, terms, people, weather, Stage(stage))
        self.sandbox.faults = world.troubles
        db.execute_wrappers[:] = [world.stage.statement]
        WIRE.step = world.stage.step
        world.say(f"{terms}")
        self._world = world
        return world

    def story(self) -> list[str]:
        """What happened in the last one."""
        return self._world.happened if self._world else []
