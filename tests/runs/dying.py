"""Workers that die between two statements."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection


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


@contextmanager
def dying_after(happened: Callable[[], object], statement: int) -> Iterator[None]:
    """The worker dies before the nth statement it sends to the database after something has happened."""
    left = statement

    def execute(proceed, *arguments):
        nonlocal left
        left -= bool(happened())
        if left < 0 or (left == 0 and happened()):
            raise Killed
        return proceed(*arguments)

    with connection.execute_wrapper(execute):
        yield
