"""How settings come out of the environment: typed, failing loudly, secrets also from files (``NAME_FILE``).

The embedded default (no ``DATABASE_URL``) keeps everything in one data folder and makes its own keys there. In
production every value comes from the environment; ``.env.example`` lists them all.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv

env = FileAwareEnv()


def is_embedded() -> bool:
    """Whether this installation runs on its own data folder alone, without a database server."""
    return "DATABASE_URL" not in env


def cache_url(broker: str, *, database_server: bool) -> str:
    """The cache unless the environment names one: the server that all processes share, Redis before the database.

    What has neither is one machine, and needs no shared cache.
    """
    if broker.startswith(("redis://", "rediss://")):
        return broker
    return "dbcache://syncadmin_cache" if database_server else "locmemcache://"


def _kept(path: Path, fresh: str) -> str:
    """The text kept in a file, which is made with owner-only access when it is not there yet."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(fresh, encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def secret_key(data_folder: Path) -> str:
    """Django's secret key: from the environment, or kept in the data folder of an embedded installation."""
    if "SECRET_KEY" in env or "SECRET_KEY_FILE" in env or not is_embedded():
        return str(env("SECRET_KEY"))
    return _kept(data_folder / "secret.key", secrets.token_urlsafe(50))


def encryption_keys(data_folder: Path) -> list[str]:
    """The keys that protect stored client secrets, newest first; the first one encrypts, all decrypt."""
    if "ENCRYPTION_KEYS" in env or "ENCRYPTION_KEYS_FILE" in env or not is_embedded():
        keys = [key.strip() for key in str(env("ENCRYPTION_KEYS")).split(",") if key.strip()]
    else:
        keys = [_kept(data_folder / "encryption.key", Fernet.generate_key().decode())]
    for key in keys:
        _check_key(key)
    return keys


def _check_key(key: str) -> None:
    try:
        Fernet(key)
    except ValueError as error:
        message = "ENCRYPTION_KEYS holds something that is not a key; make one with 'python manage.py make_key'."
        raise ImproperlyConfigured(message) from error
