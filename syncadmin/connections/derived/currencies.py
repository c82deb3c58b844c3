"""Currencies of Business Central as Dataverse wants them: with a rate, and never without a symbol.

A rate says how many units of the currency one unit of Dataverse's base currency is worth. Business Central keeps rates
in rows by date; the last one counts, also if its date is still to come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.connections.derived.definition import Derived, derived_column
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.engine.values import Record, Side, Value

_RATES = "currencyExchangeRates"
_LEDGER = "generalLedgerSetup"
_COLUMNS = (
    "currencyCode",
    "startingDate",
    "exchangeRateAmount",
    "relationalCurrencyCode",
    "relationalExchangeRateAmount",
)
_PLACES = Decimal("1e-10")
# A rate may be told in another currency, and that one's in a third; a circle ends here.
_DEEPEST = 5


def local_currency(neighbours: Neighbours) -> str:
    """The code of the local currency, which has no row among the currencies."""
    if known := str(neighbours.facts.get("local_currency") or ""):
        return known
    rows = neighbours.whole(_LEDGER, ["localCurrencyCode"])
    return next((str(one.values.get("localCurrencyCode") or "") for one in rows), "")


def _rates(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """Units of each currency for one unit of the base currency; blank where no rate is known."""
    base = str(neighbours.facts.get("base_currency") or "")
    local = local_currency(neighbours)
    last = _last_rates(neighbours)
    for_base = _for_one_local(base, local, last) if base else None
    return [_rate(str(one.values.get("code") or ""), base, local, last, for_base) for one in records]


def _rate(code: str, base: str, local: str, last: Mapping[str, Record], for_base: Decimal | None) -> Value:
    if code == base:
        return Decimal(1)
    own = _for_one_local(code, local, last)
    return (own / for_base).quantize(_PLACES) if own and for_base else None


def _for_one_local(code: str, local: str, last: Mapping[str, Record], depth: int = 0) -> Decimal | None:
    """How many units of a currency one unit of the local one is worth."""
    if code in ("", local):
        return Decimal(1)
    row = last.get(code)
    if row is None or depth == _DEEPEST:
        return None
    amount, relational = row.values.get("exchangeRateAmount"), row.values.get("relationalExchangeRateAmount")
    told_in = _for_one_local(str(row.values.get("relationalCurrencyCode") or ""), local, last, depth + 1)
    if not (isinstance(amount, Decimal) and isinstance(relational, Decimal) and amount and relational and told_in):
        return None
    return amount / relational * told_in


def _last_rates(neighbours: Neighbours) -> dict[str, Record]:
    """The row with the highest starting date of each currency."""
    rows = neighbours.whole(_RATES, _COLUMNS)
    dated = sorted(rows, key=lambda one: str(one.values.get("startingDate") or ""))
    return {str(one.values.get("currencyCode") or ""): one for one in dated}


def _precisions(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """That of Dataverse's organisation, as far as it is known."""
    known = neighbours.facts.get("currency_precision")
    return [known if isinstance(known, int) else None] * len(records)


def _symbols(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    return [one.values.get("symbol") or one.values.get("code") for one in records]


CURRENCIES = {
    (Side.BC, "currencies"): (
        Derived(
            replace(derived_column("exchangeRate", ColumnKind.DECIMAL, "Exchange Rate", required=True), scale=10),
            needs=("code",),
            work=_rates,
            tables=(_RATES,),
            moves=True,
        ),
        Derived(
            replace(derived_column("symbolOrCode", ColumnKind.TEXT, "Symbol"), length=10),
            needs=("symbol", "code"),
            work=_symbols,
        ),
        Derived(
            derived_column("organisationPrecision", ColumnKind.INTEGER, "Currency Precision"),
            needs=(),
            work=_precisions,
        ),
    )
}
