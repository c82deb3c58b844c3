"""The APIs of Business Central: at which addresses they are, and which pages with which properties each of them has.

Both show the same rows. What the pages look like is in `tables`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..columns import BUSINESS_CENTRAL, Table
from ..options import Options


@dataclass(frozen=True)
class Api:
    """One root below `/api/`; `allows_flat_lines`: lines may be read and written without naming their document."""

    path: str
    allows_flat_lines: bool = False

    def sees(self, table: Table) -> Table | None:
        """A page as this API has it, or None."""
        if table.service != BUSINESS_CENTRAL:
            return None
        if self is EXTENSION:
            return table if table.extension or not table.in_companies else None
        return table.on_standard if table.standard else None

    def table(self, tables: Mapping[str, Table], name: str) -> Table | None:
        """A page by its entity set, or None."""
        found = tables.get(name)
        return self.sees(found) if found else None

    def pages(self, tables: Mapping[str, Table]) -> Iterator[Table]:
        """All pages."""
        for table in list(tables.values()):
            seen = self.sees(table)
            if seen is not None:
                yield seen


STANDARD = Api("v2.0")
EXTENSION = Api("syncadmin/integration/v1.0", allows_flat_lines=True)


def find(path: str, options: Options) -> tuple[Api, str] | None:
    """The API a path below `/api/` is in and the rest of the path; None where no API answers."""
    for api in (STANDARD, EXTENSION):
        if (path == api.path or path.startswith(f"{api.path}/")) and (api is STANDARD or options.extension):
            return api, path.removeprefix(api.path).strip("/")
    return None


def of_root(root: str) -> Api:
    """The API whose root this is."""
    return EXTENSION if root.endswith(f"/api/{EXTENSION.path}") else STANDARD
