"""What a request wants to see of metadata: `$select` and nested `$expand`, and the answer cut to it.

Conditions are in `conditions`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from ..errors import PROPERTY, Failure
from .conditions import matching
from .items import Item

KNOWN = {"$select", "$filter", "$expand"}
ALWAYS = ("@odata.type", "MetadataId")
DEEPEST = 8


@dataclass(frozen=True)
class Asked:
    """Which members, which of the things behind them, and under which condition."""

    select: tuple[str, ...] = ()
    expand: Mapping[str, Asked] = field(default_factory=dict)
    condition: str = ""


def asked(options: Mapping[str, str], depth: int = 0) -> Asked:
    """What the options of a request, or of one expansion, ask for; raises Failure."""
    for name in options:
        if name not in KNOWN and (depth or name.startswith("$")):
            raise Failure(400, PROPERTY, f"The query parameter {name} is not supported.")
    if depth > DEEPEST:
        raise Failure(400, PROPERTY, "The expression is nested too deeply.")
    select = tuple(name.strip() for name in options.get("$select", "").split(",") if name.strip() not in ("", "*"))
    expand = {}
    for part in _split(options.get("$expand", ""), ","):
        name, inner = _name_and_options(part)
        expand[name] = asked(inner, depth + 1)
    return Asked(select, expand, options.get("$filter", ""))


def shown(items: list[Item], wanted: Asked, names: Collection[str] = ()) -> list[dict[str, object]]:
    """The matching items, cut to what is asked; `names` are the members there are, where not all are the same."""
    return [one(item, wanted, names) for item in matching(items, wanted.condition)]


def one(item: Item, wanted: Asked, names: Collection[str] = ()) -> dict[str, object]:
    """One item, cut to what is asked; raises Failure."""
    _check(item, wanted, names)
    kept = {*wanted.select, *ALWAYS} if wanted.select else item.values.keys()
    found = {name: value for name, value in item.values.items() if name in kept}
    for name, inner in wanted.expand.items():
        behind = item.links[name]()
        found[name] = shown(behind, inner) if isinstance(behind, list) else behind and one(behind, inner)
    return found


def _check(item: Item, wanted: Asked, names: Collection[str]) -> None:
    there = names or item.values.keys()
    unknown = [name for name in wanted.select if name not in there and name not in item.links]
    unknown += [name for name in wanted.expand if name not in item.links]
    if unknown:
        kind = item.type if not names else "AttributeMetadata"
        raise Failure(
            400,
            PROPERTY,
            f"Could not find a property named '{unknown[0]}' on type 'Microsoft.Dynamics.CRM.{kind}'.",
        )


def _name_and_options(text: str) -> tuple[str, dict[str, str]]:
    """`Attributes($select=a,b;$filter=c)` taken apart."""
    name, bracket, rest = text.partition("(")
    if bracket and not rest.endswith(")"):
        raise Failure(400, PROPERTY, f"Syntax error in the expression '{text}'.")
    pairs = (part.partition("=") for part in _split(rest[:-1], ";"))
    return name.strip(), {option.strip(): value for option, _, value in pairs}


def _split(text: str, mark: str) -> Iterator[str]:
    """The parts between the marks that are outside brackets and quotes."""
    depth, quoted, part = 0, False, ""
    for sign in text:
        quoted ^= sign == "'"
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == mark and depth == 0 and not quoted:
            yield part.strip()
            part = ""
        else:
            part += sign
    if part.strip():
        yield part.strip()
