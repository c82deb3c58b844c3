"""Set Up Coupling as it is shown: the choice, the accounts to choose from, and a preview of what OK does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from couplings.accounts import Candidate, find_accounts
from couplings.comparison import Comparison, Row, compare, differences_first
from couplings.coupling_form import AFTER, Choice, CouplingForm, coupled_key, coupling_of, may_create
from couplings.live import read_live
from couplings.models import RemoteRecord
from couplings.outlook import writes_of
from couplings.records import as_record, records_by_key
from syncadmin.engine.decide import Intent
from syncadmin.engine.merge import Will
from syncadmin.engine.values import Ending, Pair, Side
from syncadmin.ui import sentences

_PAGE = ("connection", "next")


@dataclass(frozen=True)
class Preview:
    """What OK will do: a sentence, and the values of both records, those that differ first."""

    sentence: str
    rows: list[Row]
    account: RemoteRecord | None
    creates: bool


def dialog_context(customer: RemoteRecord, query: QueryDict, form: CouplingForm | None = None) -> dict[str, Any]:
    """What the dialog's template shows."""
    choice = Choice.of(query, customer)
    return {
        "customer": customer,
        "choice": choice,
        "form": form,
        "may_create": may_create(customer),
        "coupled_to": coupled_key(coupling_of(customer)),
        "after_choices": AFTER,
        "carried": [(name, query[name]) for name in _PAGE if query.get(name)],
        "candidates": candidates_of(customer, choice),
        "preview": preview_of(customer, choice),
    }


def candidates_of(customer: RemoteRecord, choice: Choice) -> list[Candidate]:
    """The accounts to choose from; none while a new one is to be created."""
    return [] if choice.create_new else find_accounts(customer, choice.query, choice.account)


def preview_of(customer: RemoteRecord, choice: Choice) -> Preview | None:
    """What OK will do with this choice; None while nothing is chosen."""
    account = None
    if not choice.create_new:
        keys = [choice.account] if choice.account else []
        account = next(iter(records_by_key(customer.mapping, Side.DATAVERSE, keys).values()), None)
        if account is None:
            return None
    comparison = _compare(customer, account, choice)
    rows = differences_first(comparison.rows)
    return Preview(_sentence(customer, account, choice, comparison), rows, account, choice.create_new)


def _compare(customer: RemoteRecord, account: RemoteRecord | None, choice: Choice) -> Comparison:
    """The records as they were last seen, with the columns as the systems describe them."""
    record = as_record(account) if account else None
    pair = Pair("dialog", None, as_record(customer), record, coupled=account is not None)
    columns = {side: one.columns for side, one in read_live(customer.mapping, {}, patience=1.5).items()}
    return compare(customer.mapping, pair, columns, Intent(Will(winner=choice.winner or Side.BC), create=True))


def _sentence(customer: RemoteRecord, account: RemoteRecord | None, choice: Choice, comparison: Comparison) -> str:
    """What OK will do."""
    names = {"customer": customer, "account": account, "number": comparison.differing}
    refused = next(
        (one.reason for one in comparison.operations if one.ending in (Ending.EXCLUDED, Ending.FAILED)), None
    )
    if refused:
        return sentences.title(refused)
    if choice.create_new:
        return _("An account is created in Dataverse from the values of %(customer)s, and the two are coupled.") % names
    coupled = _("%(customer)s is coupled with %(account)s.") % names
    return f"{coupled} {_then(choice, comparison)}"


def _then(choice: Choice, comparison: Comparison) -> str:
    """What happens to the values after coupling."""
    number = comparison.differing
    if choice.winner is None:
        shown = ngettext(
            "No value is written; %(n)d field differs.", "No value is written; %(n)d fields differ.", number
        )
        return shown % {"n": number} if number else _("No value is written; all fields are equal.")
    writes = writes_of(comparison.operations)
    return _("This writes %(writes)s.") % {"writes": writes} if writes else _("Their fields are equal already.")
