"""Business Central's error answers: codes, statuses and the wording around them."""

from __future__ import annotations

import uuid

from ..exchange import Reply
from ..options import Options
from ..values import Reason, Refused

CODES: dict[Reason, str] = {
    Reason.TYPE: "BadRequest",
    Reason.LENGTH: "Application_StringExceededLength",
    Reason.OPTION: "BadRequest",
    Reason.CHARACTERS: "Application_FieldValidationException",
    Reason.RANGE: "Application_EvaluateException",
    Reason.RELATION: "Internal_InvalidTableRelation",
    Reason.MISSING: "BadRequest_RequiredParamNotProvided",
    Reason.DISAGREES: "Application_DialogException",
    Reason.STATE: "Application_DialogException",
    Reason.RULE: "Application_DialogException",
    Reason.DUPLICATE: "Internal_EntityWithSameKeyExists",
    Reason.DUPLICATE_KEY: "Internal_EntityWithSameKeyExists",
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
        message = f"{self.message}  CorrelationId:  {uuid.uuid4()}."
        return Reply(self.status, {"error": {"code": self.code, "message": message}})


def bad_request(message: str) -> Failure:
    """A request that is not understood."""
    return Failure(400, "BadRequest", message)


def no_such_segment(name: str) -> Failure:
    """A path that leads nowhere."""
    return Failure(404, "BadRequest_ResourceNotFound", f"Resource not found for the segment '{name}'.")


def no_such_row(label: str, key: str) -> Failure:
    """A key nobody has."""
    return Failure(
        404,
        "Internal_RecordNotFound",
        f"The {label} does not exist. Identification fields and values: SystemId='{{{key.upper()}}}'",
    )


def not_allowed(method: str) -> Failure:
    """A verb this address does not take."""
    return Failure(405, "BadRequest_MethodNotAllowed", f"'{method}' requests are not allowed at this address.")


def refusal(refused: Refused, label: str, options: Options, batched: bool = False) -> Failure:
    """What the service says to a value or row it does not take."""
    column = refused.column
    name = column.title if column else ""
    value = str(refused.value)
    code = CODES.get(refused.reason, "Application_DialogException")
    if batched and refused.reason is Reason.OPTION:
        code = "Unknown"
    status = options.duplicate_status if refused.reason in (Reason.DUPLICATE, Reason.DUPLICATE_KEY) else 400
    if refused.reason is Reason.RELATION and column is not None and column.name.endswith("Id"):
        code = "Application_DialogException"
    wording = _wording(refused.reason, label, name, value, column.length if column else None)
    return Failure(status, code, refused.detail or wording)


def _wording(reason: Reason, label: str, name: str, value: str, length: int | None) -> str:
    if reason is Reason.LENGTH:
        return (
            f"The length of the string is {len(value)}, but it must be less than or equal to {length} characters. "
            f"Value: {value}"
        )
    if reason is Reason.CHARACTERS:
        return f"{name} must not contain letters in {label}. Value: {value}"
    if reason is Reason.RELATION:
        return (
            f"The field {name} of table {label} contains a value ({value}) that cannot be found in the related table."
        )
    if reason is Reason.DISAGREES:
        return "The currency values do not match to a specific Currency."
    if reason in (Reason.DUPLICATE, Reason.DUPLICATE_KEY):
        return f"The record in table {label} already exists."
    if reason is Reason.MISSING:
        return f"{name} must be filled in."
    return f"Cannot convert the literal '{value}' to the type of '{name}'."
