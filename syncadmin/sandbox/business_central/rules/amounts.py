"""The arithmetic of sales documents: amounts of a line, its share of the discount, the totals.

Values in, values out; rounding is to hundredths, as in a currency without a rounding of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
NOTHING = Decimal(0)


def cents(value: Decimal) -> Decimal:
    """An amount rounded to hundredths."""
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Line:
    """What a line says of itself; `discount` is its own, not its share of the document's."""

    quantity: Decimal
    price: Decimal
    discount: Decimal
    tax_percent: Decimal
    price_includes_tax: bool

    @property
    def gross(self) -> Decimal:
        """Quantity times price."""
        return cents(self.quantity * self.price)

    def amounts(self, share: Decimal = NOTHING) -> Amounts:
        """Amounts without and with tax after a share of the document's discount (given without tax)."""
        amount = self.gross - self.discount
        factor = 1 + self.tax_percent / HUNDRED
        excluding = (cents(amount / factor) if self.price_includes_tax else amount) - share
        including = amount - cents(share * factor) if self.price_includes_tax else cents(excluding * factor)
        return Amounts(excluding, including)


@dataclass(frozen=True)
class Amounts:
    """An amount without and with tax."""

    excluding: Decimal
    including: Decimal

    @property
    def tax(self) -> Decimal:
        """The tax alone."""
        return self.including - self.excluding

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(self.excluding + other.excluding, self.including + other.including)


ZERO = Amounts(NOTHING, NOTHING)


def shares(discount: Decimal, amounts: Sequence[Decimal]) -> list[Decimal]:
    """The discount of a document spread over its lines by their amounts; the last one takes what rounding left."""
    total = sum(amounts, NOTHING)
    if not total or not discount:
        return [NOTHING] * len(amounts)
    spread = [cents(discount * amount / total) for amount in amounts]
    last = max(number for number, amount in enumerate(amounts) if amount)
    spread[last] += discount - sum(spread, NOTHING)
    return spread
