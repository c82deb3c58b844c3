"""Numbers for new records whose template names a series: given when a create is journalled, so that it keeps its number
however often it is sent, and no two creates have the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from couplings.models import Coupling
from jobs.context import Run
from jobs.models import JobOperation
from syncadmin.engine.series import is_series, next_numbers
from syncadmin.engine.values import Side


def give_numbers(run: Run, side: Side, creates: Sequence[JobOperation]) -> bool:
    """Put the next numbers in the place of the series in these creates; whether there were any. What was sent before
    keeps its number. Asks the system which are taken, so it must not be called within a transaction."""
    wanting = [(one, name) for one in creates for name in _series_in(run, side, one)]
    numbers: dict[str, Iterator[str]] = {}
    for one, name in wanting:
        series = one.values[name]
        if (former := _former(one).get(name)) is None and name not in numbers:
            numbers[name] = next_numbers(series, _taken(run, side, name))
        one.values = {**one.values, name: former if former is not None else next(numbers[name])}
    return bool(wanting)


def _series_in(run: Run, side: Side, one: JobOperation) -> list[str]:
    """The properties of a create that wait for a number: as a template of the mapping says it."""
    templates = [template for template in run.compiled.templates if template.side is side]
    named = {name: value for template in templates for name, value in template.values.items() if is_series(value)}
    return [name for name, series in named.items() if one.values.get(name) == series]


def _former(one: JobOperation) -> Mapping[str, str]:
    """What a create was journalled with before."""
    values: Mapping[str, str] = ((one.coupling.journal if one.coupling else None) or {}).get("values", {})
    return {name: value for name, value in values.items() if not is_series(value)}


def _taken(run: Run, side: Side, name: str) -> list[str]:
    """The numbers that records have, and those of creates that nobody knows the end of."""
    pages = run.remote(side).changes(run.table(side), [name], "")
    found = [str(record.values.get(name) or "") for page in pages for record in page.records]
    begun = Coupling.objects.filter(mapping=run.mapping, state=Coupling.State.CREATING, journal__isnull=False)
    sent = [(journal or {}).get("values", {}) for journal in begun.values_list("journal", flat=True)]
    return found + [str(values.get(name) or "") for values in sent]
