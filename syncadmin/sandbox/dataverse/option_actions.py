"""The actions that change the options of choices: inserting, updating and deleting them, and publishing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ..columns import Option
from ..exchange import Call, Reply
from . import option_changes
from .errors import ARGUMENT, Failure, bad_payload, not_allowed
from .metadata.labels import ENGLISH, LANGUAGES, texts
from .option_changes import OptionSet

if TYPE_CHECKING:
    from .service import Dataverse

    Work = Callable[[Dataverse, Call, dict[str, object]], Reply]

NAMED = re.compile(r"<(entity|optionset)>\s*(\w+)\s*</\1>")
FIRST_OWN = 100_000_000
LONGEST = 200


def _insert(service: Dataverse, call: Call, body: dict[str, object]) -> Reply:
    found, options = _found(service, body)
    if found.column.logical in ("statecode", "statuscode"):
        raise Failure(400, ARGUMENT, "Options of this column are added with InsertStatusValue.")
    return _inserted(service, call, body, found, options)


def _insert_status(service: Dataverse, call: Call, body: dict[str, object]) -> Reply:
    found, options = _found(service, {"AttributeLogicalName": "statuscode", **body})
    states = {option.state for option in options}
    if found.column.logical != "statuscode" or body.get("StateCode") not in states:
        raise Failure(400, ARGUMENT, "The StateCode is not a state of the table.")
    return _inserted(service, call, body, found, options, int(str(body["StateCode"])))


def _inserted(
    service: Dataverse,
    call: Call,
    body: dict[str, object],
    found: OptionSet,
    options: tuple[Option, ...],
    state: int | None = None,
) -> Reply:
    value = body.get("Value")
    if value is None:
        value = max(FIRST_OWN, *(option.value + 1 for option in options))
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**31:
        raise bad_payload("The parameter 'Value' is not a whole number.")
    if any(option.value == value for option in options):
        raise Failure(400, ARGUMENT, f"An option with the value {value} already exists in {found.name}.")
    name, labels = _label(body)
    _change(service, found, (*options, Option(value, name, state, labels)))
    context = f"{call.root}/$metadata#Microsoft.Dynamics.CRM.{call.path}Response"
    return Reply(200, {"@odata.context": context, "NewOptionValue": value})


def _update(service: Dataverse, call: Call, body: dict[str, object]) -> Reply:
    del call
    found, options = _found(service, body)
    old = _member(found, options, body)
    name, labels = _label(body)
    if body.get("MergeLabels"):
        merged = {**texts(old.name, old.labels), **dict(labels)}
        name, labels = merged[ENGLISH], tuple(merged.items())
    new = replace(old, name=name, labels=labels)
    _change(service, found, tuple(new if option is old else option for option in options))
    return Reply(204)


def _delete(service: Dataverse, call: Call, body: dict[str, object]) -> Reply:
    del call
    found, options = _found(service, body)
    old = _member(found, options, body)
    if found.column.logical == "statecode" or len(options) == 1:
        raise Failure(400, ARGUMENT, f"The options of {found.name} cannot be deleted.")
    _change(service, found, tuple(option for option in options if option is not old))
    return Reply(204)


def _publish(service: Dataverse, call: Call, body: dict[str, object]) -> Reply:
    del call
    text = body.get("ParameterXml")
    if not isinstance(text, str) or "<importexportxml" not in text:
        raise Failure(400, ARGUMENT, "The parameter 'ParameterXml' is not valid.")
    option_changes.publish(service.store, {name for _, name in NAMED.findall(text)})
    return Reply(204)


def _publish_all(service: Dataverse, call: Call, body: dict[str, object]) -> Reply:
    del call, body
    option_changes.publish(service.store, None)
    return Reply(204)


def _post(work: Work, service: Dataverse, call: Call, arguments: str) -> Reply:
    """One of the actions; each is all or nothing."""
    if call.method != "POST" or arguments:
        raise not_allowed(call.method)
    with service.store.transaction():
        return work(service, call, call.json() if call.body.strip() else {})


WORKS: Mapping[str, Work] = {
    "InsertOptionValue": _insert,
    "InsertStatusValue": _insert_status,
    "UpdateOptionValue": _update,
    "DeleteOptionValue": _delete,
    "PublishXml": _publish,
    "PublishAllXml": _publish_all,
}
ACTIONS: Mapping[str, Callable[[Dataverse, Call, str], Reply]] = {
    name: partial(_post, work) for name, work in WORKS.items()
}


def _found(service: Dataverse, body: Mapping[str, object]) -> tuple[OptionSet, tuple[Option, ...]]:
    """The set a request is about, and the options in it; raises Failure."""
    shared, table, column = (
        str(body.get(name) or "") for name in ("OptionSetName", "EntityLogicalName", "AttributeLogicalName")
    )
    if not shared and not (table and column):
        raise Failure(400, ARGUMENT, "Either OptionSetName or EntityLogicalName and AttributeLogicalName is needed.")
    found = option_changes.option_set(service.store, shared, table, column)
    if found is None:
        raise Failure(404, "0x80040217", f"Could not find an option set {shared or f'{table}.{column}'}.")
    return found, option_changes.options_of(service.store, found)


def _member(found: OptionSet, options: tuple[Option, ...], body: Mapping[str, object]) -> Option:
    for option in options:
        if option.value == body.get("Value") and not isinstance(body.get("Value"), bool):
            return option
    raise Failure(400, ARGUMENT, f"There is no option with the value {body.get('Value')} in {found.name}.")


def _change(service: Dataverse, found: OptionSet, options: tuple[Option, ...]) -> None:
    option_changes.change(service.store, found, options, at_once=not service.options.publish_options)


def _label(body: Mapping[str, object]) -> tuple[str, tuple[tuple[int, str], ...]]:
    """The name of an option, and its labels by language; raises Failure."""
    label = body.get("Label")
    given = label.get("LocalizedLabels") if isinstance(label, dict) else None
    if not isinstance(given, list) or not given:
        raise Failure(400, ARGUMENT, "The parameter 'Label' is missing or has no localized labels.")
    labels = tuple(_localized(one) for one in given)
    return dict(labels).get(ENGLISH, labels[0][1]), labels


def _localized(label: object) -> tuple[int, str]:
    text, language = (label.get("Label"), label.get("LanguageCode")) if isinstance(label, dict) else (None, None)
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        raise Failure(400, ARGUMENT, "A label is missing, or longer than 200 characters.")
    if not isinstance(language, int) or language not in (ENGLISH, *LANGUAGES):
        raise Failure(400, ARGUMENT, f"The language {language} is not installed.")
    return language, text.strip()
