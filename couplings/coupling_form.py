"""What a user chose in Set Up Coupling, and whether it can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from couplings.coupling_completion import completed_to, completion, not_found
from couplings.identity import differing
from couplings.models import Coupling, RemoteRecord
from couplings.partners import find_partners, partners_of
from couplings.records import records_by_key
from couplings.siblings import partners_elsewhere
from couplings.states import refusal_of
from mappings.compile import conditions
from mappings.models import TableMapping
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import SYSTEM_NAMES, Side
from syncadmin.ui import sentences
from syncadmin.ui.filters import LONGEST_SEARCH

NO = "no"
AFTER = (
    (NO, gettext_lazy("No")),
    (Side.BC.value, gettext_lazy("Yes - Use the Business Central data")),
    (Side.DATAVERSE.value, gettext_lazy("Yes - Use the Dataverse data")),
)


@dataclass(frozen=True)
class Choice:
    """The state of the dialog: what is chosen, and what *Create New* put aside. ``picked``: somebody chose the partner,
    so that it stays whatever is typed; one that a typed name was completed to does not."""

    partner: UUID | None
    own: Side
    create_new: bool
    after: str
    query: str
    picked: bool = True

    @property
    def winner(self) -> Side | None:
        """Whose data are taken over after coupling."""
        return self.own if self.create_new else None if self.after == NO else Side(self.after)

    @classmethod
    def of(cls, query: Mapping[str, Any], record: RemoteRecord) -> Choice:
        """Out of a request's parameters; the defaults are BC's."""
        coupling = coupling_of(record)
        side = Side(record.side)
        current = getattr(coupling, f"{side.other.value}_key") if coupling else None
        after = query.get("after") or query.get("former_after") or ""
        typed = str(query.get("q") or "")[:LONGEST_SEARCH].replace("\0", "")
        posted = _uuid(query.get("partner") or query.get("former_partner") or "")
        return cls(
            partner=posted or (None if typed.strip() else current),
            own=side,
            create_new=bool(query.get("create_new")) and may_create(record),
            after=after if after in dict(AFTER) else default_after(record),
            query=typed,
            picked=posted not in (None, current) and str(posted) != query.get("completed"),
        )


class CouplingForm(forms.Form):
    """Checks a choice against the couplings as they are now."""

    partner = forms.UUIDField(required=False, error_messages={"invalid": gettext_lazy("This is no record.")})
    create_new = forms.BooleanField(required=False)
    after = forms.ChoiceField(choices=AFTER, required=False)
    coupled_to = forms.CharField(required=False)
    q = forms.CharField(required=False)

    def __init__(self, data: Any, record: RemoteRecord) -> None:
        self.record, self.side = record, Side(record.side)
        super().__init__(data)

    def clean(self) -> dict[str, Any]:
        """Everything that stands against the choice, each at its field."""
        cleaned = super().clean() or {}
        self._check_record(str(cleaned.get("coupled_to") or ""))
        if cleaned.get("create_new"):
            if not may_create(self.record):
                self.add_error("create_new", _("A new record cannot be created for this one."))
        elif cleaned.get("partner"):
            self._check_partner(cleaned["partner"])
        elif "partner" not in self.errors:
            self.add_error("partner", self._typed(str(cleaned.get("q") or "")[:LONGEST_SEARCH]))
        return cleaned

    def _typed(self, text: str) -> str:
        """What a typed name stands for, if somebody typed one and chose none of the records."""
        if not text.strip():
            return _("Choose a record, or Create New.")
        found = find_partners(self.record, text)
        one = completion(found, text)
        return completed_to(one, text) if one else not_found(self.record, found, text)

    def _check_record(self, coupled_to: str) -> None:
        """The record still exists, takes part, and is coupled as the user saw it."""
        if self.record.deleted:
            self.add_error(None, gone(self.side))
        elif refusal := refusal_of(self.record, conditions(self.record.mapping), self.record.mapping):
            self.add_error(None, sentences.title(refusal))
        coupling = coupling_of(self.record)
        if coupled_to != coupled_key(self.record, coupling):
            self.add_error(None, _changed_meanwhile(self.record, coupling))

    def _check_partner(self, key: UUID) -> None:
        mapping = self.record.mapping
        partner = records_by_key(mapping, self.side.other, [key]).get(key)
        if partner is None or partner.deleted:
            self.add_error("partner", f"{gone(self.side.other)} {_('Choose another one.')}")
        elif refusal := refusal_of(partner, conditions(mapping), mapping):
            self.add_error("partner", sentences.title(refusal))
        else:
            self._check_same(partner)
            self._check_free(partner)

    def _check_same(self, partner: RemoteRecord) -> None:
        """What never changes and says who a record is must be the same."""
        bc, dataverse = (self.record, partner) if self.side is Side.BC else (partner, self.record)
        if refusal := differing(bc, dataverse):
            self.add_error("partner", sentences.title(refusal))

    def _check_free(self, partner: RemoteRecord) -> None:
        coupled = _("%(record)s is already coupled to %(partner)s.")
        dataverse = partner if self.side is Side.BC else self.record
        if elsewhere := partners_elsewhere(partner.mapping, [dataverse.key]):
            self.add_error("partner", coupled % {"record": dataverse, "partner": elsewhere[dataverse.key]})
        partners = partners_of(partner.mapping, self.side.other, [partner.key])
        if partner.key not in partners:
            return
        other = partners[partner.key]
        if other is None or not (other.deleted or other.key == self.record.key):
            self.add_error("partner", coupled % {"record": partner, "partner": other or _("another record")})


def gone(side: Side) -> str:
    """That a record is not there any more."""
    return _("This record no longer exists in %(system)s.") % {"system": SYSTEM_NAMES[side]}


def coupling_of(record: RemoteRecord) -> Coupling | None:
    """The coupling of a record as it is now."""
    return Coupling.objects.filter(mapping=record.mapping, **{f"{record.side}_key": record.key}).first()


def coupled_key(record: RemoteRecord, coupling: Coupling | None) -> str:
    """What the dialog remembers of the coupling it was opened on."""
    return "" if coupling is None else str(_partner_key(record, coupling) or "new")


def may_create(record: RemoteRecord) -> bool:
    """Whether *Create New* is offered: the mapping writes to the other side, and the record is not coupled."""
    return flows_across(record.mapping, Side(record.side)) and coupling_of(record) is None


def default_after(record: RemoteRecord) -> str:
    """What *Synchronize After Coupling* starts with: the data of the record, where they flow across."""
    if coupling_of(record):
        return NO
    side = Side(record.side)
    return side.value if flows_across(record.mapping, side) else side.other.value


def flows_across(mapping: TableMapping, side: Side) -> bool:
    """Whether the mapping writes what records of this side say to the other one."""
    return Direction(mapping.direction).flows_to(side.other)


def _partner_key(record: RemoteRecord, coupling: Coupling) -> UUID | None:
    return coupling.dataverse_key if record.side == Side.BC else coupling.bc_key


def _changed_meanwhile(record: RemoteRecord, coupling: Coupling | None) -> str:
    if coupling is None:
        return _("The coupling of this record was deleted meanwhile. Look at it again, then choose OK.")
    key = _partner_key(record, coupling)
    found = records_by_key(record.mapping, Side(record.side).other, [key] if key else [])
    name = next(iter(found.values()), None) or _("a new record")
    return _("This record was coupled to %(partner)s meanwhile. Look at it again, then choose OK.") % {"partner": name}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
