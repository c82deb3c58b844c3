"""Price lists: the unit of a line, and the one currency and the state of a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from syncadmin.connections.clients.contract import ColumnKind
from syncadmin.connections.derived.currencies import local_currency
from syncadmin.connections.derived.definition import Derived, derived_column
from syncadmin.connections.derived.neighbours import Neighbours
from syncadmin.connections.derived.sales_prices import SALES_PRICES
from syncadmin.connections.derived.setup import set_up
from syncadmin.connections.derived.units import COUNTED, GROUPS, Named, unit_columns
from syncadmin.engine.values import Record, Side, Value

# The states of a price list in Dataverse.
ACTIVE, INACTIVE = 0, 1
_FOR_A_GROUP = "Customer Price Group"
_UNIT_TABLES = (*(one.units for one in COUNTED.values()), GROUPS)


def _named_by_line(record: Record) -> Named:
    values = record.values
    return str(values.get("assetType") or ""), values.get("assetId"), values.get("unitOfMeasureCode")


def _named_by_sales_price(record: Record) -> Named:
    return "Item", record.values.get("itemId"), record.values.get("unitOfMeasureCode")


@dataclass(frozen=True)
class _Lines:
    """The table of the lines of a list, and the column that says of which list they are, by its code; of sales prices
    those for a group count only."""

    table: str
    of: str
    kind: str = ""

    def read(self, lists: Sequence[Record], neighbours: Neighbours) -> list[Record]:
        """The lines of these lists."""
        columns = [self.of, "currencyCode", self.kind or "lineNumber"]
        rows = neighbours.found(self.table, columns, self.of, (one.values.get("code") for one in lists))
        return [row for row in rows if not self.kind or row.values.get(self.kind) == _FOR_A_GROUP]

    def currencies(self, lists: Sequence[Record], neighbours: Neighbours) -> list[Value]:
        """The currency of the first line of each list; the local one where there is none."""
        used = self._used(lists, neighbours)
        return [next(iter(used[one.values.get("code")]), local_currency(neighbours)) or None for one in lists]

    def numbers(self, lists: Sequence[Record], neighbours: Neighbours) -> list[Value]:
        """How many currencies the lines of each list have; a list without lines has one, too."""
        used = self._used(lists, neighbours)
        return [len(used[one.values.get("code")]) or 1 for one in lists]

    def _used(self, lists: Sequence[Record], neighbours: Neighbours) -> dict[Value, list[str]]:
        """The currencies of the lines of each list, by its code, each once and in the order of the lines."""
        local = local_currency(neighbours)
        used: dict[Value, dict[str, None]] = defaultdict(dict)
        for row in sorted(self.read(lists, neighbours), key=_place):
            used[row.values.get(self.of)][str(row.values.get("currencyCode") or local)] = None
        return defaultdict(list, {code: list(some) for code, some in used.items()})


def _place(line: Record) -> int:
    number = line.values.get("lineNumber")
    return number if isinstance(number, int) else 0


def _states(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    return [ACTIVE if one.values.get("status", "Active") == "Active" else INACTIVE for one in records]


def _as_set_up(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
    """Whether prices of a list may be changed where they are used, as the setup has it: if it names a default list."""
    wanted = bool(set_up(neighbours, "defaultPriceListCode"))
    return [bool(one.values.get("allowUpdatingDefaults")) is wanted for one in records]


def _list_columns(lines: _Lines, status: tuple[str, ...]) -> tuple[Derived, ...]:
    return (
        Derived(
            derived_column("linesCurrencyCode", ColumnKind.CODE, "Currency Code", required=True),
            ("code",),
            lines.currencies,
            (lines.table,),
            moves=True,
        ),
        Derived(
            derived_column("linesCurrencyCount", ColumnKind.INTEGER, "Currencies of the Lines"),
            ("code",),
            lines.numbers,
            (lines.table,),
            moves=True,
        ),
        Derived(derived_column("listState", ColumnKind.INTEGER, "Status"), status, _states),
    )


def _line_columns(naming: Callable[[Record], Named], needs: tuple[str, ...]) -> tuple[Derived, ...]:
    """The unit of a line and its code: those of the base unit where the line names none."""

    def codes(records: Sequence[Record], neighbours: Neighbours) -> list[Value]:
        return _codes([naming(one) for one in records], neighbours)

    code = derived_column("unitCode", ColumnKind.CODE, "Unit of Measure Code", required=True)
    units = unit_columns("unitId", "Unit of Measure Code", naming, needs, _UNIT_TABLES)
    return *units, Derived(code, needs, codes)


def _codes(names: Sequence[Named], neighbours: Neighbours) -> list[Value]:
    base: dict[Named, Value] = {}
    for kind in COUNTED:
        keys = [str(key) for one, key, code in names if one == kind and key and not code]
        rows = neighbours.by_keys(f"{kind.lower()}s", ["baseUnitOfMeasureCode"], keys)
        base |= {(kind, key, None): row.values.get("baseUnitOfMeasureCode") for key, row in rows.items()}
    return [code or base.get((kind, key, None)) for kind, key, code in names]


PRICES = {
    (Side.BC, "priceListLines"): _line_columns(_named_by_line, ("assetType", "assetId", "unitOfMeasureCode")),
    (Side.BC, "salesPrices"): (
        *_line_columns(_named_by_sales_price, ("itemId", "unitOfMeasureCode")),
        *SALES_PRICES,
    ),
    (Side.BC, "priceListHeaders"): (
        *_list_columns(_Lines("priceListLines", "priceListCode"), ("status",)),
        Derived(
            derived_column("asSetUp", ColumnKind.BOOLEAN, "Allow Updating Defaults as in Setup"),
            ("allowUpdatingDefaults",),
            _as_set_up,
            moves=True,
        ),
    ),
    (Side.BC, "customerPriceGroups"): _list_columns(_Lines("salesPrices", "salesCode", "salesType"), ()),
}
