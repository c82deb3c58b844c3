"""What can go wrong with a system, as a tree of exceptions that carry facts and turn into a ``Problem``.

RemoteError
├── AddressRefused      the address, or a link or redirect to another host, must not be used
├── AddressUnknown      the name of the host does not resolve
├── Unreachable         no connection, or a read whose answer never came
├── AnswerLost          a write was sent and no readable answer came: it may or may not have happened
│   └── TimedOut            none came in time
├── BadAnswer           an answer that is not one: a sign-in page, half a document
├── SignInRefused       nobody accepts who we say we are
│   ├── SecretWrong         Entra does not accept the client secret
│   ├── SecretExpired       the client secret is out of date
│   ├── CertificateUnknown  the application does not know the certificate
│   ├── TenantUnknown       there is no such tenant
│   ├── ClientUnknown       the tenant has no such application
│   └── PasswordWrong       Business Central on-premises does not accept user and password
├── NotAnApplication    signed in, but Business Central knows no such application
├── NotAMember          signed in, but no user of this Dataverse environment
├── NotAllowed          a permission is missing
├── CompanyNotFound     the company does not exist in Business Central
├── TableMissing        no such table, or it cannot be read
├── ColumnMissing       no such column in the table
├── RequestRefused      the request itself is not understood
│   └── TooLarge            it is too large
├── MarkExpired         the service no longer honours the link to later changes
├── RowGone             no such row
├── RowStale            the row is at another version than expected
├── RowExists           a row with this key exists already
├── DuplicateKey        a unique business key is taken
├── ValueTooLong        a text does not fit
├── DataRefused         a rule of the business refuses the values
│   └── FieldReadOnly       one of the fields cannot be written
├── Throttled           too many requests
├── Busy                all the requests we may have under way are under way
└── ServiceFailed       the service's own trouble

Which answer means which error stands in ``answers``. Messages never hold secrets, headers or whole bodies.
"""

from __future__ import annotations

from typing import ClassVar

from syncadmin.connections.clients.exchange import Exchange
from syncadmin.engine.problems import PROBLEMS, Problem
from syncadmin.engine.values import Side

SYSTEM_NAMES = {Side.BC: "Business Central", Side.DATAVERSE: "Dataverse"}


class RemoteError(Exception):
    """Trouble with a system. ``transient``: trying again may help. ``undone``: the request certainly did nothing.
    ``exchange``: what was sent and answered, if it was to write."""

    problem_code: ClassVar[str] = "service_failed"
    transient: ClassVar[bool] = False
    undone: bool = True
    exchange: Exchange | None = None

    def __init__(
        self,
        system: Side,
        message: str = "",
        *,
        status: int = 0,
        code: str = "",
        request: str = "",
        request_id: str = "",
        retry_after: float | None = None,
        facts: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.system = system
        self.message = message
        self.status = status
        self.code = code
        self.request = request
        self.request_id = request_id
        self.retry_after = retry_after
        self.facts = facts or {}

    def __str__(self) -> str:
        said = " ".join(word for word in (str(self.status or ""), self.code) if word)
        return ": ".join(part for part in (SYSTEM_NAMES[self.system], self.request, said, self.message) if part)

    @property
    def problem(self) -> Problem:
        """What is told to a user: the code with exactly the facts its sentence needs."""
        known = {
            "system": SYSTEM_NAMES[self.system],
            "status": str(self.status),
            "message": self.message or self.code or str(self.status),
            "id": self.request_id or self.code,
        } | self.facts
        return Problem(self.problem_code, {name: known.get(name, "") for name in PROBLEMS[self.problem_code].facts})


class AddressRefused(RemoteError):
    """The address, or a link or redirect to another host, must not be used."""

    problem_code = "address_refused"


class AddressUnknown(RemoteError):
    """The name of the host does not resolve."""

    problem_code = "address_unknown"
    transient = True


class Unreachable(RemoteError):
    """No connection, or a read whose answer never came."""

    problem_code = "unreachable"
    transient = True


class AnswerLost(RemoteError):
    """A write was sent and no readable answer came."""

    problem_code = "answer_lost"
    transient = True
    undone = False


class TimedOut(AnswerLost):
    """A write was sent and no answer came in time."""


class BadAnswer(RemoteError):
    """An answer that is not one."""

    problem_code = "bad_answer"
    transient = True
    undone = False


class SignInRefused(RemoteError):
    """Nobody accepts who we say we are."""

    problem_code = "sign_in_refused"


class SecretWrong(SignInRefused):
    """Entra does not accept the client secret."""

    problem_code = "secret_wrong"


class SecretExpired(SignInRefused):
    """The client secret is out of date."""

    problem_code = "secret_expired"


class CertificateUnknown(SignInRefused):
    """The application does not know the certificate."""

    problem_code = "certificate_unknown"


class TenantUnknown(SignInRefused):
    """There is no such tenant."""

    problem_code = "tenant_unknown"


class ClientUnknown(SignInRefused):
    """The tenant has no such application."""

    problem_code = "client_unknown"


class PasswordWrong(SignInRefused):
    """Business Central on-premises does not accept user and password."""

    problem_code = "password_wrong"


class NotAnApplication(RemoteError):
    """Signed in, but Business Central knows no such application."""

    problem_code = "not_an_application"


class NotAMember(RemoteError):
    """Signed in, but no user of this Dataverse environment."""

    problem_code = "not_a_member"


class NotAllowed(RemoteError):
    """A permission is missing."""

    problem_code = "permission_missing"


class CompanyNotFound(RemoteError):
    """The company does not exist."""

    problem_code = "company_not_found"


class TableMissing(RemoteError):
    """No such table, or it cannot be read."""

    problem_code = "table_unreadable"


class ColumnMissing(RemoteError):
    """No such column in the table."""

    problem_code = "column_missing"


class RequestRefused(RemoteError):
    """The request itself is not understood."""

    problem_code = "request_refused"


class TooLarge(RequestRefused):
    """The request is too large; nothing was done."""


class MarkExpired(RemoteError):
    """The service no longer honours the link to later changes; whoever reads changes then reads everything."""

    problem_code = "request_refused"


class RowGone(RemoteError):
    """No such row."""

    problem_code = "record_deleted"


class RowStale(RemoteError):
    """The row is at another version than expected."""

    problem_code = "keeps_changing"


class RowExists(RemoteError):
    """A row with this key exists already."""

    problem_code = "duplicate_key"


class DuplicateKey(RemoteError):
    """A unique business key is taken."""

    problem_code = "duplicate_key"


class ValueTooLong(RemoteError):
    """A text does not fit; who knows the values tells which one."""

    problem_code = "value_refused"


class DataRefused(RemoteError):
    """A rule of the business refuses the values."""

    problem_code = "value_refused"


class FieldReadOnly(DataRefused):
    """One of the fields cannot be written; ``facts`` name it."""

    problem_code = "field_read_only"


class Throttled(RemoteError):
    """Too many requests; nothing was done."""

    problem_code = "throttled"
    transient = True


class Busy(RemoteError):
    """No turn came in time: all the requests we may have under way at once are under way. Nothing was sent."""

    problem_code = "connection_busy"
    transient = True


class ServiceFailed(RemoteError):
    """The service's own trouble; nothing was done only if it says when to come back."""

    problem_code = "service_failed"
    transient = True

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.undone = self.status == 503 and self.retry_after is not None
