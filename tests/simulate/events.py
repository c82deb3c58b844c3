"""What happens in the middle of a run: other users at work between two requests, and workers that die between two
statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from syncadmin.sandbox.faults import Asked, Fault, Faults


class Busy(Faults):
    """The faults of a sandbox at which other people work as well: ``happen`` is called before every request."""

    def __init__(self, happen: Callable[[], None]) -> None:
        super().__init__()
        self.happen = happen

    def strike(self, asked: Asked, now: datetime) -> Fault | None:
        """Let things happen, then the fault that hits the request, if one does."""
        self.happen()
        return super().strike(asked, now)


class Killed(BaseException):
    """The worker died."""


@contextmanager
def dying(statement: int) -> Iterator[None]:
    """The worker dies before it sends this statement to the database; what was not committed is gone."""
    left = statement

    def execute(proceed, *arguments):
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed
        return proceed(*arguments)

    with connection.execute_wrapper(execute):
        yield
