"""Whether two records can be the same at all: a field that is matched on and never changed must say so.

That goes by what is kept of both; a job looks at them again before it couples them (``jobs.refusals``).
"""

from __future__ import annotations

from couplings.models import RemoteRecord
from mappings.models import FieldMapping, ModeChoice
from syncadmin.engine.problems import Problem
from syncadmin.engine.values import SYSTEM_NAMES, Side


def differing(bc: RemoteRecord, dataverse: RemoteRecord) -> Problem | None:
    """The first such field in which two records of a mapping differ."""
    identifying = (one for one in bc.mapping.fields.all() if one.match_on and one.mode == ModeChoice.FIXED)
    return next((_problem(one, bc, dataverse) for one in identifying if _differs(one, bc, dataverse)), None)


def _differs(one: FieldMapping, bc: RemoteRecord, dataverse: RemoteRecord) -> bool:
    plain = one.active and one.bc_property and not one.related_mapping and not one.rules
    return bool(plain) and _said(bc, one.bc_property) != _said(dataverse, one.dataverse_column)


def _said(row: RemoteRecord, name: str) -> str:
    return str(row.values.get(name) or "").strip().casefold()


def _problem(one: FieldMapping, bc: RemoteRecord, dataverse: RemoteRecord) -> Problem:
    there, wanted = dataverse.values.get(one.dataverse_column), bc.values.get(one.bc_property)
    facts = {"system": SYSTEM_NAMES[Side.DATAVERSE], "field": one.caption}
    return Problem("field_differs", {**facts, "value": str(there or "–"), "wanted": str(wanted or "–")})
