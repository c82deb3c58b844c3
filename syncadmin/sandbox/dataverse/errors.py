"""Dataverse's error answers: codes, statuses and wording."""

from __future__ import annotations

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


def refusal(refused: Refused, table: Table) -> Failure:
    """What the service says to a value or row it does not take."""
    status, code = CODES[refused.reason]
    return Failure(status, code, _wording(refused, table))


def _wording(refused: Refused, table: Table) -> str:
    column = refused.column
    name = column.navigation if column else ""
    if refused.reason is Reason.LENGTH and column is not None:
        return (
            f"A validation error occurred. The length of the '{name}' attribute of the '{table.entity}' entity "
            f"exceeded the maximum allowed length of '{column.length}'."
        )
    if refused.reason is Reason.RELATION:
        return f"Entity '{refused.detail}' With Id = {refused.value} Does Not Exist"
    if refused.reason is Reason.DUPLICATE:
        return "A record with matching key values already exists."
    if refused.reason is Reason.DUPLICATE_KEY:
        return f"A record that has the attribute values {name} already exists."
    if refused.reason is Reason.STATE:
        return f"{refused.value} is not a valid status code for this state code on {table.entity}."
    if refused.reason is Reason.TYPE:
        return f"An error occurred while validating input parameters: Cannot convert the value of '{name}'."
    return f"A validation error occurred. The value of '{name}' on record of type '{table.entity}' is not valid."
