"""What was deleted from the tables whose changes are tracked: which row, and at which version.

Kept in the database, so that a restart forgets nothing. How deletions are told to clients is `dataverse.tracking`.
"""

from __future__ import annotations

from .database import Database


class Deletions:
    """The rows that are gone, by table and version."""

    def __init__(self, database: Database) -> None:
        self._database = database
        database.run(
            "CREATE TABLE IF NOT EXISTS _deletions (version INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL)"
        )

    def add(self, name: str, key: str, version: int) -> None:
        """Note that a row is gone."""
        self._database.run("INSERT INTO _deletions VALUES (?, ?, ?)", (version, name, key))

    def between(self, name: str, after: int, until: int, limit: int = -1) -> list[tuple[int, str]]:
        """Version and key of the rows of a table that went after one version and until another, in order."""
        sql = "SELECT version, key FROM _deletions WHERE name = ? AND version > ? AND version <= ?"
        found = self._database.all(f"{sql} ORDER BY version LIMIT ?", (name, after, until, limit))
        return [(int(str(version)), str(key)) for version, key in found]

    def count(self, name: str, after: int, until: int) -> int:
        """How many rows `between` would give."""
        sql = "SELECT count(*) FROM _deletions WHERE name = ? AND version > ? AND version <= ?"
        return int(str(self._database.all(sql, (name, after, until))[0][0]))

    def highest(self) -> int:
        """The version of the last deletion."""
        return int(str(self._database.all("SELECT coalesce(max(version), 0) FROM _deletions")[0][0]))

    def clear(self) -> None:
        """Forget all of it."""
        self._database.run("DELETE FROM _deletions")
