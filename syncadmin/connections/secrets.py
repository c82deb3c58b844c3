"""Secrets at rest: a text column that is encrypted in the database with keys from the environment.

The first key of ``ENCRYPTION_KEYS`` encrypts, all of them decrypt, so that keys can be rotated. A value is never part
of a ``repr``, a log line or a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


def encrypt(text: str) -> str:
    """The text as it may be stored; blank stays blank."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def decrypt(stored: str) -> str:
    """The text behind what was stored; raises ImproperlyConfigured when no key fits."""
    try:
        return _fernet().decrypt(stored.encode()).decode() if stored else ""
    except InvalidToken as error:
        message = "A stored client secret was encrypted with a key that is not among ENCRYPTION_KEYS."
        raise ImproperlyConfigured(message) from error


_DUMPED = "encrypted:"

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class EncryptedField(_Text):
    """A text that lies encrypted in the database, and in what ``dumpdata`` writes."""

    def value_to_string(self, obj: models.Model) -> str:
        """What a serializer writes."""
        return _DUMPED + encrypt(self.value_from_object(obj) or "")

    def to_python(self, value: Any) -> Any:
        """What a form or ``loaddata`` brings."""
        if isinstance(value, str) and value.startswith(_DUMPED):
            return decrypt(value.removeprefix(_DUMPED))
        return super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        """What goes into the database."""
        return encrypt(super().get_prep_value(value) or "")

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> str:
        """What comes out of the database."""
        return decrypt(value or "")
