"""The measurements of the planner, of runs and of matching: each gives its outcomes one by one.

Contestants take turns, each in a fresh process against a fresh sandbox, and medians are compared. What they do is in
the modules named when they are started.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.outcomes import Outcome
from benchmarks.pages import pages
from benchmarks.processes import Process, World

Reports = list[dict[str, Any]]
FRESH = -1  # a worker that knows no token and no metadata yet, with nothing to do


@dataclass(frozen=True)
class Sizes:
    """How much is measured, and in how many turns."""

    pairs: int
    small: int
    large: int
    coupled_few: int
    coupled: int
    changed: int
    matched: int
    naive: int
    read: int
    turns: int


SMALL = Sizes(10_000, 1_000, 3_000, 1_000, 4_000, 400, 4_000, 100, 10_000, 2)
FULL = Sizes(100_000, 10_000, 100_000, 10_000, 100_000, 10_000, 100_000, 1_000, 100_000, 3)


def planner(sizes: Sizes) -> Iterator[Outcome]:
    """The planner against diffsync."""
    for share in (0.01, 0.5):
        options = {"number": sizes.pairs, "share": share}
        found: dict[str, Reports] = {}
        for who in ("planner", "differ"):
            with Process(who, options) as one:
                speeds = [one.ask(do="speed") for _ in range(max(3, sizes.turns))]
                found[who] = [*speeds, one.ask(do="memory")]
        ours, theirs = (_median(found[who][:-1], "records_per_second") for who in ("planner", "differ"))
        memory = {who: found[who][-1]["above_data_mb"] for who in found}
        counts = {"pairs": sizes.pairs, "changed_percent": round(share * 100)}
        more = {"records_per_second": ours, "diffsync": theirs}
        yield Outcome("planner: speed against diffsync", counts, ours / theirs, 5, at_least=True, more=more)
        whole = found["planner"][-1]["whole_mb"]
        more = {"mb_above_data": memory["planner"], "whole_plan_mb": whole, "diffsync": memory["differ"]}
        yield Outcome("planner: memory against diffsync", counts, memory["planner"] / memory["differ"], 0.1, more=more)


def create(sizes: Sizes) -> Iterator[Outcome]:
    """A first full run that creates accounts, against the bare loop and the naive script."""
    products: dict[int, Reports] = {}
    for number in (sizes.small, sizes.large):
        turns = sizes.turns if number == sizes.small else 1
        rounds = [(_creating("product", number), _creating("loop", number)) for _ in range(turns)]
        products[number], loops = [one for one, _ in rounds], [one for _, one in rounds]
        yield from _against_loop("create", {"accounts": number}, products[number], loops)
    peaks = [_median(products[number], "peak_mb") for number in products]
    counts = {"accounts": sizes.large, "against": sizes.small}
    yield Outcome("create: peak memory", counts, peaks[1] / peaks[0], 1.2, more={"peak_mb": peaks[1]})
    yield _against_naive(sizes, _median(products[sizes.small], "seconds") / sizes.small)


def delta(sizes: Sizes) -> Iterator[Outcome]:
    """Modified runs of a worker that has been up for a while, after nothing or something changed on one side."""
    found = {}
    for number in (sizes.coupled_few, sizes.coupled):
        with World(number, number) as world, Process("product", world.facts) as product:
            product.ask(do="couple", number=number)
            found[number] = _deltas(sizes, world, product, number)
    few, many = found[sizes.coupled_few], found[sizes.coupled]
    counts = {"coupled": sizes.coupled}
    for changed, must in ((0, 4), (100, 8)):
        requests, more = _median(many[changed], "requests"), {"seconds": _median(many[changed], "seconds")}
        if not changed:
            more["requests_of_a_fresh_worker"] = _median(many[FRESH], "requests")
        yield Outcome(f"modified: {changed} changed", counts, requests, must, measure="requests", more=more)
    ratio = _median(many[100], "seconds") / _median(few[100], "seconds")
    more = {"seconds": _median(many[100], "seconds"), "seconds_few": _median(few[100], "seconds")}
    yield Outcome("modified: 100 changed", {**counts, "against": sizes.coupled_few}, ratio, 1.2, more=more)
    last = many[sizes.changed][0]
    more = {"seconds": last["seconds"]}
    counts = {**counts, "changed": sizes.changed}
    yield Outcome("modified: many changed", counts, last["requests"], None, measure="requests", more=more)


def both(sizes: Sizes) -> Iterator[Outcome]:
    """Modified runs with a hundredth changed on each side, a tenth of those on both, against the bare loop."""
    with ExitStack() as stack:
        worlds = {who: stack.enter_context(World(sizes.coupled, sizes.coupled)) for who in ("product", "loop")}
        ones = {who: stack.enter_context(Process(who, worlds[who].facts)) for who in worlds}
        for one in ones.values():
            one.ask(do="couple", number=sizes.coupled)
        reports: dict[str, Reports] = {who: [] for who in ones}
        for turn in range(sizes.turns):
            for who, one in ones.items():
                reports[who].append(_both(worlds[who], one, who, sizes.coupled // 100, turn))
    counts = {"coupled": sizes.coupled, "changed_each_side": sizes.coupled // 100}
    yield from _against_loop("both sides", counts, reports["product"], reports["loop"])


def match(sizes: Sizes) -> Iterator[Outcome]:
    """Match-based coupling against a dictionary join; both read both sides."""
    with World(sizes.matched, sizes.matched) as world:
        rounds = []
        for _ in range(sizes.turns):
            reports = []
            for who in ("product", "join"):
                with Process(who, world.facts) as one:
                    reports.append(one.ask(do="match"))
            assert reports[0]["counts"]["coupled"] == reports[1]["matched"] == sizes.matched
            rounds.append(reports)
    ours, plain = (median(one[place]["seconds"] for one in rounds) for place in (0, 1))
    counts = {"customers": sizes.matched, "accounts": sizes.matched}
    yield Outcome("match: time against a join", counts, ours / plain, 2, more={"seconds": ours, "join": plain})


def read(sizes: Sizes) -> Iterator[Outcome]:
    """Reading all rows as records against a bare loop over the same pages; nothing is late."""
    with World(sizes.read, sizes.read, latency=0) as world:
        for side in ("bc", "dataverse"):
            with Process("reading", world.facts) as one:
                found = one.ask(do="measure", side=side, rounds=3)
            ours, bare = found["rows_per_second"], found["bare"]
            more = {"rows_per_second": ours, "bare": bare}
            yield Outcome(f"read: {side}", {"rows": sizes.read}, ours / bare, 0.3, at_least=True, more=more)
    few, many = (_peak_of_reading(number) for number in (sizes.read // 10, sizes.read))
    counts = {"rows": sizes.read, "against": sizes.read // 10}
    yield Outcome("read: peak memory", counts, many / few, None, more={"peak_mb": many})


MEASUREMENTS: Mapping[str, Callable[[Sizes], Iterable[Any]]] = {
    "planner": planner,
    "create": create,
    "delta": delta,
    "both": both,
    "match": match,
    "read": read,
    "pages": pages,
}


def _peak_of_reading(rows: int) -> float:
    with World(rows, rows, latency=0) as world, Process("reading", world.facts) as one:
        return float(one.ask(do="once")["peak_mb"])


def _creating(who: str, number: int) -> dict[str, Any]:
    with World(number) as world, Process(who, world.facts) as one:
        return world.counted(one, do="modified" if who == "product" else "create")


def _deltas(sizes: Sizes, world: World, product: Process, number: int) -> dict[int, Reports]:
    """Runs with nothing and a hundred changed in turns, then one with many."""
    found: dict[int, Reports] = {0: [], 100: []}
    product.ask(do="modified")
    for turn in range(max(3, sizes.turns)):
        world.change("customers", range(turn * 100, turn * 100 + 100), city=f"Village {turn}")
        found[100].append(world.counted(product, do="modified"))
        found[0].append(world.counted(product, do="modified"))
    product.ask(do="forget")
    found[FRESH] = [world.counted(product, do="modified")]
    if number == sizes.coupled:
        world.change("customers", range(sizes.changed), phoneNumber="+47 556 {:06}")
        found[sizes.changed] = [world.counted(product, do="modified")]
    return found


def _both(world: World, one: Process, who: str, changed: int, turn: int) -> dict[str, Any]:
    """The part that each side changes overlaps with that of the other in a tenth."""
    world.change("customers", range(changed), phoneNumber=f"+47 {turn} {{:06}}")
    first = changed - changed // 10
    world.change("account", range(first, first + changed), address1_city=f"Village {turn} {{}}")
    fields = {} if who == "product" else {"to_dataverse": "phoneNumber", "to_bc": "city"}
    return world.counted(one, do="modified", **fields)


def _against_loop(what: str, counts: dict[str, int], ours: Reports, loops: Reports) -> Iterator[Outcome]:
    seconds = [_median(some, "seconds") for some in (ours, loops)]
    requests = [_median(some, "requests") for some in (ours, loops)]
    more = {"seconds": seconds[0], "loop": seconds[1], "cpu": _median(ours, "cpu"), "loop_cpu": _median(loops, "cpu")}
    yield Outcome(f"{what}: time against the bare loop", counts, seconds[0] / seconds[1], 1.5, more=more)
    more = {"requests": requests[0], "loop": requests[1]}
    yield Outcome(f"{what}: requests against the bare loop", counts, requests[0] / requests[1], 1.1, more=more)


def _against_naive(sizes: Sizes, ours: float) -> Outcome:
    naive = median(_naive(sizes.naive) for _ in range(1)) / sizes.naive
    more = {"ms_per_record": ours * 1000, "naive": naive * 1000}
    counts = {"accounts": sizes.small, "naive": sizes.naive}
    return Outcome("create: speed against the naive script", counts, naive / ours, 100, at_least=True, more=more)


def _naive(number: int) -> float:
    with World(number) as world, Process("naive", world.facts) as one:
        return float(one.ask(do="create", number=number)["seconds"])


def _median(reports: Reports, name: str) -> float:
    return float(median(one[name] for one in reports))
