"""The APIs of Business Central: at which addresses they are, and which pages with which properties each of them has.

They show the same rows. What the pages look like is in `tables`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..columns import BUSINESS_CENTRAL, Table
from ..options import Options
from .tables import custom


@dataclass(frozen=True)
class Api:
    """One root below `/api/`; `allows_flat_lines`: lines may be read and written without naming their document."""

    path: str
    allows_flat_lines: bool = False

    def sees(self, table: Table) -> Table | None:
        """A page as this API has it, or None."""
        if table.service != BUSINESS_CENTRAL:
            return None
        if table.api or self in FURTHER:
            return table if table.api == self.path or not table.in_companies else None
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
FURTHER = (Api(custom.API),)


def find(path: str, options: Options) -> tuple[Api, str] | None:
    """The API a path below `/api/` is in and the rest of the path; None where no API answers."""
    for api in (STANDARD, EXTENSION, *FURTHER):
        if (path == api.path or path.startswith(f"{api.path}/")) and (api is not EXTENSION or options.extension):
            return api, path.removeprefix(api.path).strip("/")
    return None


def of_root(root: str) -> Api:
    """The API whose root this is."""
    return next((api for api in (EXTENSION, *FURTHER) if root.endswith(f"/api/{api.path}")), STANDARD)


def routes(options: Options) -> list[dict[str, str]]:
    """Where the APIs are that were added to the standard one."""
    paths = [api.path for api in (EXTENSION, *FURTHER) if api is not EXTENSION or options.extension]
    names = ("publisher", "group", "version")
    return [{"route": path, **dict(zip(names, path.split("/"), strict=True))} for path in paths]
