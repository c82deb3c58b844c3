"""The RemoteExecutionContext Dataverse posts to a webhook: what happened to which row, by whom, with which values."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from ..columns import Column, Kind
from ..store import Row, Store
from ..values import shown
from ..watching import Change, Event

TAG: ContextVar[str] = ContextVar("tag", default="")
CONTRACTS = "http://schemas.microsoft.com/xrm/2011/Contracts"
MESSAGES = {Event.CREATED: "Create", Event.UPDATED: "Update", Event.DELETED: "Delete"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HIDDEN = {"versionnumber"}
ALWAYS = ("modifiedon", "modifiedby", "modifiedonbehalfby")


@dataclass(frozen=True)
class Happening:
    """A change with what was known when it was made: the tag of the request, and when."""

    store: Store
    change: Change
    tag: str
    moment: datetime

    @property
    def message(self) -> str:
        """What Dataverse calls it."""
        return MESSAGES[self.change.event]


def context_of(happening: Happening, mode: int) -> Row:
    """The whole context; its largest parts can be cut by `cut`."""
    change, store = happening.change, happening.store
    user = store.stored("systemuser", change.by or "") or {}
    organization = next(iter(store.find("organization", limit=1)), {})
    tag = [{"key": "tag", "value": happening.tag}] if happening.tag else []
    return {
        "BusinessUnitId": user.get("_businessunitid_value"),
        "CorrelationId": str(uuid.uuid4()),
        "Depth": 1,
        "InitiatingUserAzureActiveDirectoryObjectId": user.get("azureactivedirectoryobjectid"),
        "InitiatingUserId": _writer(change) or change.by,
        "InputParameters": [{"key": "Target", "value": _target(change)}],
        "IsExecutingOffline": False,
        "IsInTransaction": False,
        "IsOfflinePlayback": False,
        "IsolationMode": 1,
        "MessageName": happening.message,
        "Mode": mode,
        "OperationCreatedOn": _moment(happening.moment),
        "OperationId": str(uuid.uuid4()),
        "OrganizationId": organization.get("organizationid"),
        "OrganizationName": organization.get("name"),
        "OutputParameters": [],
        "ParentContext": None,
        "PostEntityImages": [],
        "PreEntityImages": [],
        "PrimaryEntityId": change.key,
        "PrimaryEntityName": change.table.name,
        "RequestId": str(uuid.uuid4()),
        "SecondaryEntityName": "none",
        "SharedVariables": tag,
        "Stage": 40,
        "UserAzureActiveDirectoryObjectId": user.get("azureactivedirectoryobjectid"),
        "UserId": change.by,
    }


def cut(context: Row) -> Row:
    """The context without what makes it large."""
    lists = ("InputParameters", "PreEntityImages", "PostEntityImages")
    return {**context, "ParentContext": None, **{name: [] for name in lists}}


def touched(change: Change) -> set[str]:
    """The columns of a change, as Dataverse describes them: those that were sent, and those that became others."""
    before, after = change.before or {}, change.after or {}
    changed = {name for name in change.table.by_name if before.get(name) != after.get(name)}
    names = {*change.given, *changed} & change.table.by_name.keys()
    return {change.table.by_name[name].logical for name in names} - HIDDEN


def _writer(change: Change) -> object:
    """Who really wrote, where it was on behalf of somebody else."""
    return (change.after or {}).get("_modifiedonbehalfby_value")


def _target(change: Change) -> Row:
    if change.after is None:
        return _reference(change.table.name, change.key)
    return {
        "__type": f"Entity:{CONTRACTS}",
        "Attributes": list(_attributes(change, change.after)),
        "EntityState": None,
        "FormattedValues": [],
        "Id": change.key,
        "KeyAttributes": [],
        "LogicalName": change.table.name,
        "RelatedEntities": [],
        "RowVersion": None,
    }


def _attributes(change: Change, row: Mapping[str, object]) -> Iterator[Row]:
    wanted = {*touched(change), change.table.key, *ALWAYS}
    for column in change.table.columns:
        value = row.get(column.name)
        if column.logical in wanted and (value is not None or change.event is not Event.CREATED):
            yield {"key": column.logical, "value": None if value is None else _value(column, value)}


def _value(column: Column, stored: object) -> object:
    """A stored value in the words of a context."""
    convert = shown(column, trimmed=False)
    value = stored if convert is None else convert(stored)
    if column.kind is Kind.LOOKUP:
        return _reference(column.targets[0] if len(column.targets) == 1 else "", str(value))
    if column.kind is Kind.CHOICE:
        return {"__type": f"OptionSetValue:{CONTRACTS}", "Value": value}
    if column.kind is Kind.CHOICES:
        return [{"Value": int(part)} for part in str(value).split(",") if part]
    if column.kind is Kind.MONEY:
        return {"__type": f"Money:{CONTRACTS}", "Value": value if isinstance(value, Decimal) else 0}
    if column.kind in (Kind.TIME, Kind.DATE):
        moment = datetime.fromisoformat(str(value))
        return _moment(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return value


def _reference(name: str, key: str) -> Row:
    kind = f"EntityReference:{CONTRACTS}"
    return {"__type": kind, "Id": key, "KeyAttributes": [], "LogicalName": name, "Name": None, "RowVersion": None}


def _moment(value: datetime) -> str:
    return f"/Date({int((value - EPOCH).total_seconds() * 1000)})/"
