"""Dataverse's error answers: codes, statuses and wording."""

from __future__ import annotations

from collections.abc import Callable

from ..columns import Table
from ..exchange import Reply
from ..values import Reason, Refused

PAYLOAD = "0x80048d19"
PROPERTY = "0x80060888"
ARGUMENT = "0x80040203"
CODES: dict[Reason, tuple[int, str]] = {
    Reason.TYPE: (400, PAYLOAD),
    Reason.LENGTH: (400, "0x80044331"),
    Reason.OPTION: (400, ARGUMENT),
    Reason.CHARACTERS: (400, ARGUMENT),
    Reason.RANGE: (400, ARGUMENT),
    Reason.RELATION: (404, "0x80040217"),
    Reason.MISSING: (400, ARGUMENT),
    Reason.DISAGREES: (400, ARGUMENT),
    Reason.STATE: (400, "0x80048408"),
    Reason.DISABLED: (400, "0x80040225"),
    Reason.ASSOCIATED: (405, "0x80040227"),
    Reason.RULE: (400, "0x80040265"),
    Reason.DUPLICATE: (412, "0x80040237"),
    Reason.DUPLICATE_KEY: (412, "0x80060892"),
}


class Failure(Exception):
    """An error answer on its way out."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def reply(self) -> Reply:
        """The answer with the usual body."""
        return Reply(self.status, {"error": {"code": self.code, "message": self.message}})


def bad_payload(message: str) -> Failure:
    """A body that is not understood."""
    return Failure(400, PAYLOAD, f"An error occurred while validating input parameters: {message}")


def unknown_property(name: str, entity: str) -> Failure:
    """A selection, filter or order by something the type does not have."""
    return Failure(
        400, PROPERTY, f"Could not find a property named '{name}' on type 'Microsoft.Dynamics.CRM.{entity}'."
    )


def no_such_segment(name: str) -> Failure:
    """A path that leads nowhere."""
    return Failure(404, "0x8006088a", f"Resource not found for the segment '{name}'.")


def no_such_row(entity: str, key: str) -> Failure:
    """An id nobody has."""
    return Failure(404, "0x80040217", f"Entity '{entity}' With Id = {key} Does Not Exist")


def no_such_key(entity: str) -> Failure:
    """Values of an alternate key no row has."""
    return Failure(404, "0x80060891", f"A record with the specified key values does not exist in {entity} entity")


def not_allowed(method: str) -> Failure:
    """A verb this address does not take."""
    return Failure(405, "0x0", f"The HTTP method '{method}' is not supported here.")


def version_mismatch() -> Failure:
    """A row that is no longer at the version the client knows."""
    return Failure(
        412, "0x80060882", "The version of the existing record doesn't match the RowVersion property provided."
    )


def already_there() -> Failure:
    """A create for an id that is taken."""
    return Failure(412, "0x80040237", "A record with matching key values already exists.")


def _too_long(refused: Refused, name: str, entity: str) -> str:
    most = refused.column.length if refused.column else ""
    return (
        f"A validation error occurred. The length of the '{name}' attribute of the '{entity}' entity exceeded the "
        f"maximum allowed length of '{most}'."
    )


def _out_of_range(refused: Refused, name: str, entity: str) -> str:
    column = refused.column
    start = f"A validation error occurred. The value {refused.value} of '{name}' on record of type '{entity}'"
    if column is None or column.minimum is None or column.maximum is None:
        return f"{start} is outside the valid range."
    return f"{start} is outside the valid range. Accepted Values: {column.minimum} to {column.maximum}"


def _no_option(refused: Refused, name: str, entity: str) -> str:
    known = ",".join(str(option.value) for option in refused.column.options) if refused.column else ""
    return (
        f"A validation error occurred. The value {refused.value} of '{name}' on record of type '{entity}' is outside "
        f"the valid range. Accepted Values: {known}"
    )


def _other(refused: Refused, name: str, entity: str) -> str:
    if refused.detail:
        return refused.detail
    return f"A validation error occurred. The value of '{name}' on record of type '{entity}' is not valid."


WORDS: dict[Reason, Callable[[Refused, str, str], str]] = {
    Reason.LENGTH: _too_long,
    Reason.RANGE: _out_of_range,
    Reason.OPTION: _no_option,
    Reason.RELATION: lambda refused, *_: f"Entity '{refused.detail}' With Id = {refused.value} Does Not Exist",
    Reason.DUPLICATE: lambda *_: "A record with matching key values already exists.",
    Reason.DUPLICATE_KEY: lambda _, name, __: f"A record that has the attribute values {name} already exists.",
    Reason.STATE: lambda refused, name, entity: f"{refused.value} is not a valid {name} for {entity} as it is now.",
    Reason.DISABLED: lambda refused, *_: (
        f"The specified user (Id = {refused.value}) is disabled. Consider enabling it."
    ),
    Reason.ASSOCIATED: lambda refused, *_: (
        f"The object you tried to delete is associated with another object ({refused.detail}) and cannot be deleted."
    ),
    Reason.MISSING: lambda _, name, entity: f"Required field '{name}' is missing on record of type '{entity}'.",
    Reason.TYPE: lambda _, name, __: (
        f"An error occurred while validating input parameters: Cannot convert the value of '{name}'."
    ),
}


def refusal(refused: Refused, table: Table) -> Failure:
    """What the service says to a value or row it does not take."""
    status, code = CODES[refused.reason]
    name = refused.column.logical if refused.column else ""
    return Failure(status, code, WORDS.get(refused.reason, _other)(refused, name, table.entity))
