"""Derived values that are written: as the plain values they stand for, or not at all, with the reason.

For all writes of a batch at once, because what a value stands for is looked up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import NAMESPACE_OID, uuid5

from syncadmin.connections.clients.business_central.extension import OWN_KEY
from syncadmin.connections.clients.contract import Answer, Change, NewLine, NewLines, Write, Written
from syncadmin.connections.derived.definition import Derived
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.connections.derived.versions import own_version
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Side, Value, Values

Known = Mapping[str, Derived]
Tables = Mapping[str, Known]


@dataclass(frozen=True)
class _Spelling:
    """What each derived value of a batch stands for, by table, column and value."""

    plain: Mapping[tuple[str, str, Value], Values | Problem]

    def turned(self, table: str, values: Values) -> Values | Problem:
        """The values with plain ones in place of derived ones; the first problem if there is one."""
        found: dict[str, Value] = {}
        for name, value in values.items():
            instead = self.plain.get((table, name, value), {name: value})
            if isinstance(instead, Problem):
                return instead
            found |= instead
        return found


def plain_writes(
    side: Side, tables: Tables, table: str, writes: Sequence[Write], neighbours: Neighbours
) -> tuple[list[Write], list[Written]]:
    """The writes as the client takes them, and the answers to those that cannot be sent."""
    neighbours.next_page()
    writes, refused = _joined(tables[table], writes, neighbours)
    lined = [(one, _with_lines(tables[table], one, neighbours)) for one in writes]
    refused += [_refused(one, new) for one, new in lined if isinstance(new, Problem)]
    writes = [new for _, new in lined if isinstance(new, Write)]
    spelling = _Spelling(_plain_values(side, tables, table, writes, neighbours))
    turned = [(one, _plain_write(spelling, table, one)) for one in writes]
    refused += [_refused(one, new) for one, new in turned if isinstance(new, Problem)]
    return [new for _, new in turned if isinstance(new, Write)], refused


def _refused(write: Write, problem: Problem) -> Written:
    return Written(write.ref, Answer.REFUSED, problem=problem)


def _with_lines(known: Known, write: Write, neighbours: Neighbours) -> Write | Problem:
    """A new document with lines in place of those of its values that become some, behind its others."""
    for name in [name for name, one in known.items() if one.line and name in write.values]:
        derived, values = known[name], dict(write.values)
        if write.change is not Change.CREATE or write.lines is None or derived.line is None:
            continue
        made = derived.line(values.pop(name), neighbours)
        if isinstance(made, Problem):
            return made
        caption = derived.column.caption
        key = uuid5(NAMESPACE_OID, f"{write.values.get(OWN_KEY) or write.key} {name}")
        line = NewLine(str(key), {"description": caption, **made}, caption)
        lines = replace(write.lines, rows=(*write.lines.rows, line)) if made else write.lines
        write = replace(write, values=values, lines=lines)
    return write


def _joined(known: Known, writes: Sequence[Write], neighbours: Neighbours) -> tuple[list[Write], list[Written]]:
    """The writes with plain values in place of those that are told together, and what cannot be sent."""
    joined = list(writes)
    problems: dict[int, Problem] = {}
    for join in {one.together for one in known.values() if one.together}:
        parts = {name for name, one in known.items() if one.together is join}
        is_all = any(known[name].whole for name in parts)
        places = [place for place, one in enumerate(joined) if parts & one.values.keys()]
        whole = join([joined[place] for place in places], neighbours) if places else ()
        for place, instead in zip(places, whole, strict=True):
            if isinstance(instead, Problem):
                problems[place] = instead
                continue
            kept = {} if is_all else {name: it for name, it in joined[place].values.items() if name not in parts}
            joined[place] = replace(joined[place], values={**instead, **kept})
    refused = [_refused(joined[place], problem) for place, problem in problems.items()]
    return [one for place, one in enumerate(joined) if place not in problems], refused


def _plain_write(spelling: _Spelling, table: str, write: Write) -> Write | Problem:
    values = spelling.turned(table, write.values)
    lines = _plain_lines(spelling, write.lines) if write.lines else None
    if isinstance(values, Problem):
        return values
    if isinstance(lines, Problem):
        return lines
    return replace(write, values=values, lines=lines, expects=own_version(write.expects))


def _plain_lines(spelling: _Spelling, lines: NewLines) -> NewLines | Problem:
    found = []
    for row in lines.rows:
        values = spelling.turned(lines.table, row.values)
        if isinstance(values, Problem):
            return Problem(values.code, {**values.facts, "line": row.number})
        found.append(replace(row, values=values))
    return replace(lines, rows=tuple(found))


def _plain_values(
    side: Side, tables: Tables, table: str, writes: Sequence[Write], neighbours: Neighbours
) -> dict[tuple[str, str, Value], Values | Problem]:
    """What every derived value among the writes and their lines stands for."""
    said = [(table, one.values) for one in writes]
    said += [(one.lines.table, row.values) for one in writes if one.lines for row in one.lines.rows]
    wanted: dict[tuple[str, str], dict[Value, None]] = {}
    for place, values in said:
        for name in values.keys() & tables[place].keys():
            wanted.setdefault((place, name), {})[values[name]] = None
    found: dict[tuple[str, str, Value], Values | Problem] = {}
    for (place, name), some in wanted.items():
        stand_for = _stands_for(side, tables[place][name], list(some), neighbours)
        found |= {(place, name, value): plain for value, plain in zip(some, stand_for, strict=True)}
    return found


def _stands_for(
    side: Side, derived: Derived, values: Sequence[Value], neighbours: Neighbours
) -> Sequence[Values | Problem]:
    if derived.back is None:
        facts = {"system": SYSTEM_NAMES[side], "field": derived.column.caption}
        return [Problem("field_read_only", facts)] * len(values)
    return derived.back(values, neighbours)
