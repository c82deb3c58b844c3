"""The tables each system has, asked of its metadata and believed for a while (see ``schemas``).

What the documents mean is in ``business_central.csdl`` and ``dataverse.definitions``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from syncadmin.connections.clients import odata
from syncadmin.connections.clients.business_central import extension as bc_extension
from syncadmin.connections.clients.business_central import further
from syncadmin.connections.clients.business_central import pages as bc_pages
from syncadmin.connections.clients.business_central.csdl import bc_tables
from syncadmin.connections.clients.business_central.further import Widening
from syncadmin.connections.clients.contract import Change, TableFacts
from syncadmin.connections.clients.dataverse.definitions import (
    CHOICES,
    FACTS,
    KEYS,
    RELATIONS,
    dataverse_table,
    table_facts,
    with_options,
)
from syncadmin.connections.clients.errors import DataRefused, NotAllowed, RequestRefused, RowGone, TableMissing
from syncadmin.connections.clients.http import Call, Http, Json
from syncadmin.connections.clients.metadata import Table
from syncadmin.connections.clients.schemas import Schemas
from syncadmin.engine.values import Side

T = TypeVar("T")
BC_SCHEMAS: Schemas[dict[str, Table]] = Schemas()
BC_CAPTIONS: Schemas[dict[str, Mapping[str, str]]] = Schemas()
DATAVERSE_SCHEMAS: Schemas[Table] = Schemas()
DATAVERSE_TABLES: Schemas[dict[str, tuple[str, TableFacts]]] = Schemas()
BULK_MESSAGES: Schemas[frozenset[str]] = Schemas()
_ABSENT = (RowGone, RequestRefused, DataRefused)
_STANDARD = re.compile(r"/api/v\d+\.\d+$")
# Metadata are cached for up to 30 seconds by the service unless it is asked otherwise.
_FRESH = {"Consistency": "Strong"}


class BusinessCentralCatalogue:
    """The tables of the standard API, of our extension, where it is installed, and of the APIs of others (``further``).

    A table that the extension offers is read and written through the extension: its page has every field of the
    standard page under the same name and those that are missing there.
    """

    def __init__(self, http: Http) -> None:
        self._http = http

    def table(self, name: str) -> Table:
        """A table by its entity set; raises TableMissing."""
        try:
            return self._holder(name)[name]
        except KeyError:
            raise TableMissing(Side.BC, "the service does not offer it", facts={"table": name}) from None

    def facts(self) -> Mapping[str, TableFacts]:
        """What there is to know of all tables. Those of others are asked for only when one is not among ours."""
        return Widening(_facts_of(self._own()), lambda: _facts_of(self._further()))

    def described(self, name: str) -> Table:
        """A table with its caption and those of its columns, as far as the service tells them."""
        table = self.table(name)
        captions = _known(BC_CAPTIONS, self._http, table.root, partial(self._captions, table.root)).get(name, {})
        columns = {one.name: replace(one, caption=captions.get(one.name, one.name)) for one in table.columns.values()}
        return replace(table, columns=columns, facts=replace(table.facts, caption=captions.get("", name)))

    def extension(self, company: str) -> str | None:
        """The version of our extension, if it is installed."""
        setup = self._own().get(bc_extension.SETUP)
        if setup is None or not setup.facts.extension:
            return None
        found = self._http.get(odata.query(setup.target(company), {"select": "extensionVersion"})).get("value") or ()
        return next((str(row.get("extensionVersion") or "") for row in found), "")

    def learn_read_only(self, name: str, fields: Iterable[str], change: Change) -> None:
        """Fields of a table turned out not to be written, which metadata do not tell."""
        tables = self._holder(name)
        columns = {one: tables[name].columns[one] for one in fields if one in tables[name].columns}
        learnt = {
            one: replace(column, creatable=False) if change is Change.CREATE else replace(column, updatable=False)
            for one, column in columns.items()
        }
        if learnt:
            tables[name] = replace(tables[name], columns={**tables[name].columns, **learnt})

    def forget(self) -> None:
        """Ask again next time."""
        BC_SCHEMAS.forget(self._http.root)
        BC_CAPTIONS.forget(self._http.root)

    def _own(self) -> dict[str, Table]:
        return _known(BC_SCHEMAS, self._http, "", self._read)

    def _further(self) -> dict[str, Table]:
        return _known(BC_SCHEMAS, self._http, "further", partial(further.read, self._http))

    def _holder(self, name: str) -> dict[str, Table]:
        """Where a table is kept, if anywhere."""
        own = self._own()
        return own if name in own else self._further()

    def _read(self) -> dict[str, Table]:
        call = Call("GET", "$metadata", {"Accept": "application/xml"}, repeatable=True)
        found = self._http.send(call, bc_tables) | self._read_extension()
        return {name: table for name, table in found.items() if name not in bc_pages.SYSTEM_TABLES}

    def _read_extension(self) -> dict[str, Table]:
        base, found = _STANDARD.subn("", self._http.root)
        root = f"{base}/api/{bc_extension.ROOT}"
        call = Call("GET", f"{root}/$metadata", {"Accept": "application/xml"}, repeatable=True)
        try:
            return self._http.send(call, partial(bc_tables, root=root)) if found else {}
        except _ABSENT:
            return {}

    def _captions(self, root: str) -> dict[str, Mapping[str, str]]:
        """The captions of each table by property, its own under a blank name."""
        target = f"{root}/entityDefinitions" if root else "entityDefinitions"
        try:
            found = self._http.get(target).get("value") or ()
        except (*_ABSENT, NotAllowed):
            return {}
        return {str(one.get("entitySetName")): _captions_of(one) for one in found}


class DataverseCatalogue:
    """The tables of an environment."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def table(self, name: str) -> Table:
        """A table by its logical name, without options; raises TableMissing."""
        return _known(DATAVERSE_SCHEMAS, self._http, name, partial(self._read, name))

    def described(self, name: str) -> Table:
        """A table with the options of its choices."""
        return _known(DATAVERSE_SCHEMAS, self._http, f"{name} with options", partial(self._read_options, name))

    def tables(self) -> dict[str, TableFacts]:
        """What there is to know of all tables besides their columns; lookups in keys go by their attribute here."""
        return {name: facts for name, (_path, facts) in self._all().items()}

    def paths(self) -> dict[str, str]:
        """The entity sets by the logical names of their tables."""
        return {name: path for name, (path, _facts) in self._all().items()}

    def takes(self, name: str, message: str) -> bool:
        """Whether a table takes a bulk message; not every standard table does."""
        tables = self._takers(message)
        return not tables or name in tables

    def refuses(self, name: str, message: str) -> None:
        """Remember that a table turned out not to take a bulk message."""
        tables = self._takers(message) or frozenset(self.paths())
        BULK_MESSAGES.put(self._http.root, message, self._http.service.clock(), tables - {name})

    def forget(self) -> None:
        """Ask again next time."""
        for schemas in (DATAVERSE_SCHEMAS, DATAVERSE_TABLES, BULK_MESSAGES):
            schemas.forget(self._http.root)

    def _all(self) -> dict[str, tuple[str, TableFacts]]:
        return _known(DATAVERSE_TABLES, self._http, "", self._read_all)

    def _read_all(self) -> dict[str, tuple[str, TableFacts]]:
        found = self._values(odata.query("EntityDefinitions", {"select": FACTS, "expand": KEYS}))
        named = (one for one in found if one.get("EntitySetName"))
        return {str(one["LogicalName"]): (str(one["EntitySetName"]), table_facts(one)) for one in named}

    def _read(self, name: str) -> Table:
        """One request tells all that reading and writing needs."""
        options = {"select": FACTS, "expand": f"Attributes,{KEYS},{RELATIONS}"}
        call = Call("GET", odata.query(definition(name), options), _FRESH, repeatable=True)
        try:
            return self._http.send(call, lambda reply: dataverse_table(reply.json()))
        except _ABSENT as error:
            raise TableMissing(Side.DATAVERSE, error.message, facts={"table": name}) from None

    def _read_options(self, name: str) -> Table:
        known = self.table(name)
        for kind, options in CHOICES.items():
            path = f"{definition(name)}/Attributes/Microsoft.Dynamics.CRM.{kind}AttributeMetadata"
            known = with_options(known, self._values(odata.query(path, {"select": "LogicalName", "expand": options})))
        return known

    def _takers(self, message: str) -> frozenset[str]:
        return _known(BULK_MESSAGES, self._http, message, partial(self._read_takers, message))

    def _read_takers(self, message: str) -> frozenset[str]:
        """The tables that take a message; none where the service does not tell, so that it is tried."""
        condition = f"sdkmessageid/name eq {odata.quoted(message)}"
        target = odata.query("sdkmessagefilters", {"select": "primaryobjecttypecode", "filter": condition})
        try:
            return frozenset(str(one.get("primaryobjecttypecode")) for one in self._values(target))
        except (*_ABSENT, NotAllowed):
            return frozenset()

    def _values(self, target: str) -> Iterable[Json]:
        found = odata.pages(lambda link: self._http.get(link, **_FRESH), target)
        return [row for page in found for row in page]


def _facts_of(tables: Mapping[str, Table]) -> dict[str, TableFacts]:
    return {name: table.facts for name, table in tables.items()}


def forget_all() -> None:
    """Believe nothing any more, of no system."""
    for schemas in (BC_SCHEMAS, BC_CAPTIONS, DATAVERSE_SCHEMAS, DATAVERSE_TABLES, BULK_MESSAGES):
        schemas.clear()


def _known(schemas: Schemas[T], http: Http, name: str, ask: Callable[[], T]) -> T:
    return schemas.get(http.root, name, http.service.clock(), ask)


def _captions_of(definition: Json) -> dict[str, str]:
    found = {str(one.get("name")): _caption(one.get("captions")) for one in definition.get("properties") or ()}
    found[""] = _caption(definition.get("entityCaptions"))
    return {name: caption for name, caption in found.items() if caption}


def _caption(captions: Iterable[Json] | None) -> str:
    return next((str(one.get("caption") or "") for one in captions or ()), "")


def definition(table: str) -> str:
    """The path of the definition of a table."""
    return f"EntityDefinitions(LogicalName={odata.quoted(table)})"
