"""The text of an $expand, taken apart: which ways to go along, each with its own options.

Whether there is such a way, and what is read there, is the services' own business.
"""

from __future__ import annotations

from collections.abc import Collection

from .reading import BadOption

Parts = list[tuple[str, dict[str, str]]]


def parts_of(text: str, allowed: Collection[str]) -> Parts:
    """The names of an $expand with the options in their brackets; raises BadOption."""
    return [_part(part.strip(), allowed) for part in split(text, ",")] if text.strip() else []


def split(text: str, sign: str) -> list[str]:
    """The parts between signs that are in no brackets and in no text."""
    parts, depth, quoted, begin = [], 0, False, 0
    for index, letter in enumerate(text):
        quoted ^= letter == "'"
        if not quoted:
            depth += (letter == "(") - (letter == ")")
        if letter == sign and depth == 0 and not quoted:
            parts.append(text[begin:index])
            begin = index + 1
    return [*parts, text[begin:]]


def _part(text: str, allowed: Collection[str]) -> tuple[str, dict[str, str]]:
    name, bracket, rest = text.partition("(")
    if not name.strip() or (bracket and not rest.endswith(")")):
        raise BadOption(f"Syntax error in $expand at '{text}'.")
    return name.strip(), _options(rest[:-1], allowed)


def _options(text: str, allowed: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in split(text, ";") if text.strip() else ():
        name, equals, value = part.strip().partition("=")
        if not equals or name not in allowed:
            raise BadOption(f"The query option '{name}' is not supported in $expand.")
        found[name] = value
    return found
