"""The options of a choice in Dataverse: adding one and giving one another label, each published at once.

A choice that shares its options with others (a global one) is changed for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import escape

from syncadmin.connections.clients import odata
from syncadmin.connections.clients.catalogues import DataverseCatalogue, definition
from syncadmin.connections.clients.errors import AnswerLost, BadAnswer, ColumnMissing, DataRefused
from syncadmin.connections.clients.http import Call, Http, Json, Reply, encode
from syncadmin.engine.values import Side

_BY_TABLE = "<importexportxml><entities><entity>{}</entity></entities></importexportxml>"
_BY_NAME = "<importexportxml><optionsets><optionset>{}</optionset></optionsets></importexportxml>"
ENGLISH = 1033


@dataclass(frozen=True)
class OptionSet:
    """The options of one choice."""

    http: Http
    catalogue: DataverseCatalogue
    table: str
    column: str

    def add(self, label: str) -> int:
        """One more option; its number. If the answer is lost it is looked for by its label."""
        try:
            answer = self._act("InsertOptionValue", {**self._place, "Label": self._label(label)})
        except AnswerLost:
            value = self._value_of(label)
            if value is None:
                raise
        else:
            value = answer.get("NewOptionValue")
        if not isinstance(value, int):
            raise BadAnswer(Side.DATAVERSE, "an option without a number")
        self._publish()
        return value

    def rename(self, value: int, label: str) -> None:
        """Another label for an option."""
        body = {**self._place, "Value": value, "Label": self._label(label), "MergeLabels": True}
        self._act("UpdateOptionValue", body, repeatable=True)
        self._publish()

    def _act(self, action: str, body: Json, *, repeatable: bool = False) -> Json:
        call = Call("POST", action, {"Content-Type": "application/json"}, encode(body), repeatable)
        return self.http.send(call, lambda reply: Reply.json(reply) if reply.body else {})

    def _publish(self) -> None:
        shared = self._place.get("OptionSetName")
        document = _BY_NAME.format(escape(shared)) if shared else _BY_TABLE.format(escape(self.table))
        self._act("PublishXml", {"ParameterXml": document}, repeatable=True)
        self.catalogue.forget()

    def _value_of(self, label: str) -> int | None:
        self.catalogue.forget()
        options = self.catalogue.described(self.table).column(self.column).options
        return next((value for value, named in options.items() if named == label), None)

    def _label(self, text: str) -> Json:
        return {"LocalizedLabels": [{"Label": text, "LanguageCode": self._language}]}

    @cached_property
    def _language(self) -> int:
        """The language of the organisation, in which every label has to exist."""
        found = self.http.get(odata.query("organizations", {"select": "languagecode", "top": "1"})).get("value") or ()
        return next((int(row["languagecode"]) for row in found if row.get("languagecode")), ENGLISH)

    @cached_property
    def _place(self) -> dict[str, str]:
        """Where the options are kept: with the column, or under a name of their own."""
        path = f"{definition(self.table)}/Attributes(LogicalName={odata.quoted(self.column)})"
        options = {"select": "LogicalName", "expand": "OptionSet($select=Name,IsGlobal),GlobalOptionSet($select=Name)"}
        try:
            cast = f"{path}/Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
            found = self.http.get(odata.query(cast, options))
        except DataRefused:
            facts = {"table": self.table, "field": self.column}
            raise ColumnMissing(Side.DATAVERSE, self.column, facts=facts) from None
        chosen, shared = found.get("OptionSet") or {}, found.get("GlobalOptionSet") or {}
        if shared.get("Name") or chosen.get("IsGlobal"):
            return {"OptionSetName": str(shared.get("Name") or chosen.get("Name"))}
        return {"EntityLogicalName": self.table, "AttributeLogicalName": self.column}
