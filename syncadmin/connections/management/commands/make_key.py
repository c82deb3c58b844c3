"""``manage.py make_key``: a fresh key for ``ENCRYPTION_KEYS``, under which client secrets are stored."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Prints a key and keeps nothing."""

    help = "Prints a fresh key for ENCRYPTION_KEYS."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(Fernet.generate_key().decode())
