"""The options of a choice in Dataverse: reading them, adding one, giving one another label, and publishing all of that.

What is not published is not seen by anybody, and not by ``read`` either. A choice that shares its options with others
(a global one) is changed for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import escape

from syncadmin.connections.clients import odata
from syncadmin.connections.clients.catalogues import DataverseCatalogue, definition
from syncadmin.connections.clients.errors import AnswerLost, BadAnswer, ColumnMissing, DataRefused, RowGone
from syncadmin.connections.clients.http import Call, Http, Json, Reply, encode
from syncadmin.engine.values import Side

_DOCUMENT = "<importexportxml><entities>{}</entities><optionsets>{}</optionsets></importexportxml>"
ENGLISH = 1033


@dataclass(frozen=True)
class OptionSet:
    """The options of one choice."""

    http: Http
    catalogue: DataverseCatalogue
    table: str
    column: str

    def read(self) -> dict[int, str]:
        """The options as they are, each with its label in the language of the organisation; raises ColumnMissing."""
        found = self._defined("Options")
        chosen = found.get("OptionSet") or found.get("GlobalOptionSet") or {}
        return {int(one["Value"]): self._text(one.get("Label") or {}) for one in chosen.get("Options") or ()}

    def add(self, label: str, value: int | None = None) -> int:
        """One more option, with a number of its own if none is given; its number. If the answer is lost the option is
        looked for."""
        wanted = {} if value is None else {"Value": value}
        try:
            answer = self._act("InsertOptionValue", {**self._place, **wanted, "Label": self._label(label)})
        except AnswerLost:
            value = self._arrived(label, value)
            if value is None:
                raise
        else:
            value = answer.get("NewOptionValue")
        if not isinstance(value, int):
            raise BadAnswer(Side.DATAVERSE, "an option without a number")
        return value

    def rename(self, value: int, label: str) -> None:
        """Another label for an option."""
        body = {**self._place, "Value": value, "Label": self._label(label), "MergeLabels": True}
        self._act("UpdateOptionValue", body, repeatable=True)

    @property
    def published_as(self) -> tuple[str, bool]:
        """What is to be published, and whether that is a set with a name of its own instead of a table."""
        shared = self._place.get("OptionSetName")
        return (shared, True) if shared else (self.table, False)

    def _act(self, action: str, body: Json, *, repeatable: bool = False) -> Json:
        return _act(self.http, action, body, repeatable=repeatable)

    def _arrived(self, label: str, wanted: int | None) -> int | None:
        """The number of an option that was added, by its own number or its label, if it is there."""
        options = self.read()
        if wanted is not None:
            return wanted if wanted in options else None
        return next((value for value, named in options.items() if named == label), None)

    def _text(self, label: Json) -> str:
        """A label in the language of the organisation, else as the user would see it."""
        texts = {one.get("LanguageCode"): one for one in label.get("LocalizedLabels") or ()}
        chosen = texts.get(self._language) or label.get("UserLocalizedLabel") or {}
        return str(chosen.get("Label") or "")

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
        found = self._defined("Name", "IsGlobal")
        chosen, shared = found.get("OptionSet") or {}, found.get("GlobalOptionSet") or {}
        if shared.get("Name") or chosen.get("IsGlobal"):
            return {"OptionSetName": str(shared.get("Name") or chosen.get("Name"))}
        return {"EntityLogicalName": self.table, "AttributeLogicalName": self.column}

    def _defined(self, *facts: str) -> Json:
        """What is known of the options of the choice now; raises ColumnMissing."""
        path = f"{definition(self.table)}/Attributes(LogicalName={odata.quoted(self.column)})"
        shared = [fact for fact in facts if fact != "IsGlobal"]
        expand = f"OptionSet($select={','.join(facts)}),GlobalOptionSet($select={','.join(shared)})"
        cast = f"{path}/Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
        try:
            return self.http.get(odata.query(cast, {"select": "LogicalName", "expand": expand}), Consistency="Strong")
        except (DataRefused, RowGone):
            facts_of = {"table": self.table, "field": self.column}
            raise ColumnMissing(Side.DATAVERSE, self.column, facts=facts_of) from None


def publish(sets: Sequence[OptionSet]) -> None:
    """Let everybody see what was changed of these choices, with one request."""
    named = dict.fromkeys(one.published_as for one in sets)
    tables = "".join(f"<entity>{escape(name)}</entity>" for name, shared in named if not shared)
    shared_sets = "".join(f"<optionset>{escape(name)}</optionset>" for name, shared in named if shared)
    body = {"ParameterXml": _DOCUMENT.format(tables, shared_sets)}
    _act(sets[0].http, "PublishXml", body, repeatable=True)
    sets[0].catalogue.forget()


def _act(http: Http, action: str, body: Json, *, repeatable: bool = False) -> Json:
    call = Call("POST", action, {"Content-Type": "application/json"}, encode(body), repeatable)
    return http.send(call, lambda reply: Reply.json(reply) if reply.body else {})
