"""What tables of options and their rows are called: ``account.paymenttermscode``, and a key for each value.

A key says which option it is without asking anybody, and a new option gets its value from the key that was chosen for
it: so it is found again whatever became of the answer.
"""

from __future__ import annotations

from uuid import UUID, uuid5

_OPTIONS = UUID("6f9c2f5e-5d0b-4c3a-9b55-0d4c1d6a7e21")
_DOT = "."
_LOW = (1 << 32) - 1
# Values that Dataverse leaves to publishers: a prefix of five digits and four more.
_FIRST_OWN, _LAST_OWN = 100_000_000, 999_999_999


def is_option_table(table: str) -> bool:
    """Whether a table is the options of a column."""
    return _DOT in table


def place_of(table: str) -> tuple[str, str]:
    """The table and the column whose options a table holds."""
    name, _, column = table.partition(_DOT)
    return name, column


def key_of(table: str, value: int) -> str:
    """The key of the option with a value."""
    return str(UUID(int=_stem(table) | value & _LOW))


def value_of(table: str, key: str) -> int:
    """The value of the option with a key; for one that is chosen for a new option, the value this is to have."""
    number = UUID(key).int
    if number & ~_LOW != _stem(table):
        return _FIRST_OWN + number % (_LAST_OWN - _FIRST_OWN + 1)
    low = number & _LOW
    return low - (1 << 32) if low >> 31 else low


def _stem(table: str) -> int:
    return uuid5(_OPTIONS, table).int & ~_LOW
