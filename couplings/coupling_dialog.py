"""Set Up Coupling as it is shown: the choice, the records to choose from, and a preview of what OK does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from couplings.comparison import Comparison, Row, compare, differences_first
from couplings.coupling_completion import completion
from couplings.coupling_dependencies import Dependency, dependencies_of
from couplings.coupling_form import AFTER, Choice, CouplingForm, coupled_key, coupling_of, may_create
from couplings.live import read_live
from couplings.models import RemoteRecord
from couplings.outlook import writes_of
from couplings.partners import Candidate, find_partners
from couplings.records import as_record, records_by_key
from mappings.wording import table_caption
from syncadmin.engine.decide import Intent
from syncadmin.engine.merge import Will
from syncadmin.engine.values import SYSTEM_NAMES, Ending, Pair, Side
from syncadmin.ui import sentences


@dataclass(frozen=True)
class Preview:
    """What OK will do: a sentence, and the values of both records, those that differ first. ``creates`` is the side on
    which a record is created, if one is; ``dependencies`` are related records that are not coupled yet."""

    sentence: str
    rows: list[Row]
    creates: Side | None = None
    dependencies: tuple[Dependency, ...] = ()


def dialog_context(record: RemoteRecord, query: QueryDict, form: CouplingForm | None = None) -> dict[str, Any]:
    """What the dialog's template shows."""
    side = Side(record.side)
    choice, candidates = settled(record, Choice.of(query, record))
    return {
        "record": record,
        "choice": choice,
        "form": form,
        "may_create": may_create(record),
        "coupled_to": coupled_key(record, coupling_of(record)),
        "after_choices": AFTER,
        "system": SYSTEM_NAMES[side],
        "next": query.get("next", ""),
        **words_of(record),
        "candidates": candidates,
        "preview": preview_of(record, choice),
    }


def words_of(record: RemoteRecord) -> dict[str, str]:
    """What the other side is called in the dialog."""
    other = Side(record.side).other
    return {"other_system": SYSTEM_NAMES[other], "other_table": table_caption(record.mapping, other)}


def settled(record: RemoteRecord, choice: Choice) -> tuple[Choice, list[Candidate]]:
    """The records to choose from, none while a new one is to be created; and the choice, with what a typed name is
    completed to unless somebody picked a record."""
    if choice.create_new:
        return choice, []
    typed = choice.query.strip() and not choice.picked
    found = find_partners(record, choice.query, None if typed else choice.partner)
    if typed:
        one = completion(found, choice.query)
        choice = replace(choice, partner=one.key if one else None)
    return choice, found


def preview_of(record: RemoteRecord, choice: Choice) -> Preview | None:
    """What OK will do with this choice; None while nothing is chosen."""
    partner, other = None, Side(record.side).other
    if not choice.create_new:
        keys = [choice.partner] if choice.partner else []
        partner = next(iter(records_by_key(record.mapping, other, keys).values()), None)
        if partner is None:
            return None
    comparison = _compare(record, partner, choice)
    rows = differences_first(comparison.rows)
    return Preview(
        _sentence(record, partner, choice, comparison),
        rows,
        other if choice.create_new else None,
        tuple(dependencies_of(record.mapping, comparison.operations)),
    )


def _compare(record: RemoteRecord, partner: RemoteRecord | None, choice: Choice) -> Comparison:
    """The records as they were last seen, with the columns as the systems describe them."""
    sides = [as_record(record), as_record(partner) if partner else None]
    bc, dataverse = sides if choice.own is Side.BC else reversed(sides)
    pair = Pair("dialog", None, bc, dataverse, coupled=partner is not None)
    columns = {side: one.columns for side, one in read_live(record.mapping, {}, patience=1.5).items()}
    return compare(record.mapping, pair, columns, Intent(Will(winner=choice.winner or Side.BC), create=True))


def _sentence(record: RemoteRecord, partner: RemoteRecord | None, choice: Choice, comparison: Comparison) -> str:
    """What OK will do."""
    refused = next(
        (one.reason for one in comparison.operations if one.ending in (Ending.EXCLUDED, Ending.FAILED)), None
    )
    if refused:
        return sentences.title(refused)
    names = {"record": record, "partner": partner, **words_of(record)}
    if choice.create_new:
        return (
            _(
                "A new record (%(other_table)s) is created in %(other_system)s from the values of %(record)s, and the "
                "two are coupled."
            )
            % names
        )
    coupled = _("%(record)s is coupled with %(partner)s.") % names
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
