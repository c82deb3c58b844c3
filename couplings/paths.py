"""What addresses of records are made of: the key of a mapping, a side, and the key of a record."""

from __future__ import annotations

from uuid import UUID

from django.urls import register_converter, reverse

from syncadmin.engine.values import Side


class SideConverter:
    """The side of a mapping in an address."""

    regex = "|".join(Side)

    def to_python(self, value: str) -> Side:
        """The side of this name."""
        return Side(value)

    def to_url(self, value: str) -> str:
        """Its name."""
        return Side(value).value


register_converter(SideConverter, "side")


def list_url(mapping: int, side: str = Side.BC, query: str = "") -> str:
    """The list of the records of one side of a mapping."""
    return reverse("couplings:records", args=[mapping, side]) + query


def card_url(mapping: int, side: str, key: UUID | str) -> str:
    """The card of a record."""
    return reverse("couplings:record", args=[mapping, side, key])
