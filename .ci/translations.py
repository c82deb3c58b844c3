"""Checks the catalogues in ``locale/``: well-formed, complete, and in step with the sentences in code and templates.

The sentences are collected anew in a copy of the tree, so nothing is changed here. Without catalogues there is
nothing to check. Needs gettext. Prints one line for each thing that is wrong and exits with 1.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("manage.py", "syncadmin", "mappings", "couplings", "jobs", "templates", "static", "locale")


def run(*command: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run one tool of gettext or Django and keep what it says."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def sentences(catalogue: Path) -> str:
    """The entries of a catalogue in one form, without places and dates."""
    shown = run("msgattrib", "--no-obsolete", "--no-location", "--sort-output", "--no-wrap", str(catalogue)).stdout
    return re.sub(r'^"(?:POT-Creation-Date|PO-Revision-Date|X-Generator):.*\n', "", shown, flags=re.M)


def collected(copy: Path) -> None:
    """Collect the sentences anew in a copy of the tree."""
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, copy / name)
    run(sys.executable, "manage.py", "makemessages", "--all", "--no-obsolete", folder=copy).check_returncode()


def troubles(catalogues: list[Path]) -> Iterator[str]:
    """What is wrong with the catalogues."""
    with tempfile.TemporaryDirectory() as folder:
        collected(Path(folder))
        for catalogue in catalogues:
            name = catalogue.relative_to(ROOT)
            checked = run("msgfmt", "--check", "--output-file=/dev/null", str(catalogue))
            yield from (f"{line}" for line in checked.stderr.splitlines() if checked.returncode)
            for lack in ("--untranslated", "--only-fuzzy"):
                if 'msgid "' in run("msgattrib", lack, "--no-obsolete", str(catalogue)).stdout:
                    yield f"{name} has sentences that are {lack.removeprefix('--').removeprefix('only-')}."
            if sentences(catalogue) != sentences(Path(folder) / name):
                yield f"{name} is not in step with the code; run 'manage.py makemessages --all --no-obsolete'."


def main() -> int:
    """Check every catalogue."""
    catalogues = sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    if not catalogues:
        print("There are no catalogues to check.")
        return 0
    if shutil.which("msgattrib") is None:
        print("gettext is not installed; the catalogues cannot be checked.")
        return 1
    found = list(troubles(catalogues))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
