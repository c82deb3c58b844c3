"""Values as JSON and back without loss, for rows that keep what was read, agreed or planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from syncadmin.engine.values import Apart, Base, Line, Value, Values, Verdict, VerdictKind


def encode(value: Value) -> Any:
    """The value as JSON: text, numbers and booleans as they are, the rest tagged with its type."""
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def decode(stored: Any) -> Value:
    """The value behind what ``encode`` made."""
    if not isinstance(stored, dict):
        plain: Value = stored
        return plain
    tag, text = next(iter(stored.items()))
    decoded: Value = _DECODERS[tag](text)
    return decoded


# What JSON holds as it is. Asked before all else, because most values are of these types.
_PLAIN = {str, int, bool, type(None)}
_KINDS = {one.value: one for one in VerdictKind}
_DECODERS: Mapping[str, Any] = {
    "decimal": Decimal,
    "moment": datetime.fromisoformat,
    "date": date.fromisoformat,
}


def encode_values(values: Values) -> dict[str, Any]:
    """All values as JSON."""
    return {name: value if type(value) in _PLAIN else encode(value) for name, value in values.items()}


def decode_values(stored: Mapping[str, Any]) -> dict[str, Value]:
    """All values behind what ``encode_values`` made."""
    return {name: decode(value) if type(value) is dict else value for name, value in stored.items()}


def encode_base(base: Base) -> dict[str, Any]:
    """What was last agreed, as JSON."""
    return {name: value if type(value) in _PLAIN else _encode_agreed(value) for name, value in base.items()}


def decode_base(stored: Mapping[str, Any]) -> dict[str, Value | Apart]:
    """What was last agreed, behind what ``encode_base`` made."""
    return {name: _decode_agreed(value) if type(value) is dict else value for name, value in stored.items()}


def _encode_agreed(value: Value | Apart) -> Any:
    return {"apart": [encode(value.bc), encode(value.dataverse)]} if isinstance(value, Apart) else encode(value)


def _decode_agreed(stored: Any) -> Value | Apart:
    if isinstance(stored, dict) and "apart" in stored:
        return Apart(*map(decode, stored["apart"]))
    return decode(stored)


def encode_verdicts(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Verdicts as a list of JSON objects, in order."""
    return [
        {
            "field": one.field,
            "kind": one.kind.value,
            **encode_base({"base": one.base, "bc": one.bc, "dataverse": one.dataverse, "result": one.result}),
        }
        for one in verdicts
    ]


def encode_lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines of a document as a list of JSON objects, in order."""
    return [
        {
            "source": one.source,
            "number": one.number,
            "values": encode_values(one.values),
            "verdicts": encode_verdicts(one.verdicts),
        }
        for one in lines
    ]


def decode_verdicts(stored: Sequence[Mapping[str, Any]]) -> tuple[Verdict, ...]:
    """The verdicts behind what ``encode_verdicts`` made."""
    return tuple(
        Verdict(
            field=one["field"],
            kind=_KINDS[one["kind"]],
            base=_decode_agreed(one["base"]),
            bc=decode(one["bc"]),
            dataverse=decode(one["dataverse"]),
            result=decode(one["result"]),
        )
        for one in stored
    )
