"""What a user chose in Set Up Coupling, and whether it can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from couplings.accounts import partners_of
from couplings.customers import refusal_of
from couplings.models import Coupling, RemoteRecord
from couplings.records import records_by_key
from mappings.compile import conditions
from syncadmin.engine.mapping import Direction
from syncadmin.engine.values import Side
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
    """The state of the dialog: what is chosen, and what *Create New* put aside."""

    account: UUID | None
    create_new: bool
    after: str
    query: str

    @property
    def winner(self) -> Side | None:
        """Whose data are taken over after coupling."""
        return Side.BC if self.create_new else None if self.after == NO else Side(self.after)

    @classmethod
    def of(cls, query: Mapping[str, Any], customer: RemoteRecord) -> Choice:
        """Out of a request's parameters; the defaults are BC's."""
        coupling = coupling_of(customer)
        current = coupling.dataverse_key if coupling else None
        after = query.get("after") or query.get("former_after") or ""
        return cls(
            account=_uuid(query.get("account") or query.get("former_account") or "") or current,
            create_new=bool(query.get("create_new")) and may_create(customer),
            after=after if after in dict(AFTER) else default_after(customer),
            query=str(query.get("q") or "")[:LONGEST_SEARCH].replace("\0", ""),
        )


class CouplingForm(forms.Form):
    """Checks a choice against the couplings as they are now."""

    account = forms.UUIDField(required=False, error_messages={"invalid": gettext_lazy("This is no account.")})
    create_new = forms.BooleanField(required=False)
    after = forms.ChoiceField(choices=AFTER, required=False)
    coupled_to = forms.CharField(required=False)

    def __init__(self, data: Any, customer: RemoteRecord) -> None:
        self.customer = customer
        super().__init__(data)

    def clean(self) -> dict[str, Any]:
        """Everything that stands against the choice, each at its field."""
        cleaned = super().clean() or {}
        self._check_customer(str(cleaned.get("coupled_to") or ""))
        if cleaned.get("create_new"):
            if not may_create(self.customer):
                self.add_error("create_new", _("A new account cannot be created for this customer."))
        elif cleaned.get("account"):
            self._check_account(cleaned["account"])
        elif "account" not in self.errors:
            self.add_error("account", _("Choose an account, or Create New."))
        return cleaned

    def _check_customer(self, coupled_to: str) -> None:
        """The customer still exists, takes part, and is coupled as the user saw it."""
        if self.customer.deleted:
            self.add_error(None, _("This customer no longer exists in Business Central."))
        elif refusal := refusal_of(self.customer, conditions(self.customer.mapping)):
            self.add_error(None, sentences.title(refusal))
        coupling = coupling_of(self.customer)
        if coupled_to != coupled_key(coupling):
            self.add_error(None, _changed_meanwhile(self.customer, coupling))

    def _check_account(self, key: UUID) -> None:
        mapping = self.customer.mapping
        account = records_by_key(mapping, Side.DATAVERSE, [key]).get(key)
        if account is None or account.deleted:
            self.add_error("account", _("This account no longer exists in Dataverse. Choose another one."))
        elif refusal := refusal_of(account, conditions(mapping)):
            self.add_error("account", sentences.title(refusal))
        else:
            self._check_partner(account)

    def _check_partner(self, account: RemoteRecord) -> None:
        partners = partners_of(account.mapping, [account.key])
        if account.key not in partners:
            return
        partner = partners[account.key]
        if partner is None or not (partner.deleted or partner.key == self.customer.key):
            names = {"account": account, "partner": partner or _("another customer")}
            self.add_error("account", _("%(account)s is already coupled to %(partner)s.") % names)


def coupling_of(customer: RemoteRecord) -> Coupling | None:
    """The coupling of a customer as it is now."""
    return Coupling.objects.filter(mapping=customer.mapping, bc_key=customer.key).first()


def coupled_key(coupling: Coupling | None) -> str:
    """What the dialog remembers of the coupling it was opened on."""
    if coupling is None:
        return ""
    return str(coupling.dataverse_key) if coupling.dataverse_key else "new"


def may_create(customer: RemoteRecord) -> bool:
    """Whether *Create New* is offered: the mapping writes to Dataverse, and the customer is not coupled."""
    direction = Direction(customer.mapping.direction)
    return direction.flows_to(Side.DATAVERSE) and coupling_of(customer) is None


def default_after(customer: RemoteRecord) -> str:
    """What *Synchronize After Coupling* starts with."""
    if coupling_of(customer):
        return NO
    to_dataverse = Direction(customer.mapping.direction).flows_to(Side.DATAVERSE)
    return Side.BC.value if to_dataverse else Side.DATAVERSE.value


def _changed_meanwhile(customer: RemoteRecord, coupling: Coupling | None) -> str:
    if coupling is None:
        return _("The coupling of this customer was deleted meanwhile. Look at it again, then choose OK.")
    keys = [coupling.dataverse_key] if coupling.dataverse_key else []
    account = next(iter(records_by_key(customer.mapping, Side.DATAVERSE, keys).values()), None)
    name = account or _("a new account")
    return _("This customer was coupled to %(account)s meanwhile. Look at it again, then choose OK.") % {
        "account": name
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
