"""Scenes of options in Dataverse that cannot be written."""

from mappings.defaults import restore_defaults
from tests.runs.undoing import undo
from tests.runs.work import couple


def _created(stage, code):
    """The job that creates an option for payment terms."""
    (mapping,) = restore_defaults(stage.mapping.connection, ["PAYMENT TERMS"])
    rows = (one for one in stage.sandbox.rows("paymentTerms") if one["code"] == code)
    return couple(mapping, next(rows, None) or stage.sandbox.add("paymentTerms", code=code))


def option_exists(stage):
    return [*stage.pages_of(_created(stage, "NET 45"))[1:], "/problems/"]


def option_not_deleted(stage):
    return stage.pages_of(undo(_created(stage, "SOONER")))[1:]
