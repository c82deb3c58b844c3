"""Options of choices in the sandbox, named as our tables of options are: ``account.paymenttermscode``."""

from syncadmin.sandbox.columns import Option
from syncadmin.sandbox.dataverse.option_changes import change, option_set, options_of


def _set(stage, place):
    return option_set(stage.sandbox.store, "", *place.split("."))


def labels(stage, place):
    """The options of a choice as values and labels."""
    return {one.value: one.name for one in options_of(stage.sandbox.store, _set(stage, place))}


def published(stage, place):
    """The options that everybody sees."""
    return {one.value: one.name for one in _set(stage, place).column.options}


def label_of(stage, place, value):
    """What an option is called; nothing if there is none."""
    return labels(stage, place).get(value)


def set_options(stage, place, wanted):
    """Rename options as somebody else, or delete those that get no label."""
    options = [Option(value, name) for value, name in (labels(stage, place) | wanted).items() if name]
    change(stage.sandbox.store, _set(stage, place), tuple(options), at_once=True)


def terms_only(stage, *codes):
    """These payment terms in Business Central and no others."""
    for row in stage.rows("paymentTerms"):
        stage.sandbox.remove("paymentTerms", row["id"])
    return [stage.add("paymentTerms", code=code) for code in codes]
