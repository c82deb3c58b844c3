"""One choice, and those that repeat its options, while a batch of options is written: read once, published once.

Options that were added and not published are not seen; adding one again is refused. Then all is published and looked
at again, so that a batch which broke off is finished by the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from syncadmin.connections.clients.dataverse.options import OptionSet, publish
from syncadmin.connections.clients.errors import ColumnMissing, DataRefused

Options = dict[int, str]


class Batch:
    """``options`` are those of the choice itself as they are by now."""

    def __init__(self, own: OptionSet, repeats: Sequence[OptionSet]) -> None:
        self._own, self._repeats = own, repeats
        self._touched = False
        self.options: Options = own.read()

    def set(self, value: int, label: str) -> None:
        """Have an option everywhere, with this label."""
        try:
            self._set(value, label)
        except DataRefused:
            self._look_again()
            self._set(value, label)

    def publish(self) -> None:
        """Let everybody see what was written, if anything was."""
        if self._touched:
            publish(self._sets)
            self._touched = False

    def _set(self, value: int, label: str) -> None:
        """On the documents first, so that the option itself says that all is done."""
        for one, options in (*self._repeated, (self._own, self.options)):
            if options.get(value) == label:
                continue
            self._touched = True
            if value in options:
                one.rename(value, label)
            else:
                one.add(label, value)
            options[value] = label

    def _look_again(self) -> None:
        publish(self._sets)
        self.options = self._own.read()
        del self._repeated

    @property
    def _sets(self) -> list[OptionSet]:
        return [self._own, *(one for one, _options in self._repeated)]

    @cached_property
    def _repeated(self) -> list[tuple[OptionSet, Options]]:
        return list(self._there())

    def _there(self) -> Iterator[tuple[OptionSet, Options]]:
        for one in self._repeats:
            try:
                yield one, one.read()
            except ColumnMissing:
                continue  # without Sales there are no documents
