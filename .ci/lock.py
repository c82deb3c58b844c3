"""Checks the locks in ``requirements/`` without a network: no addresses, hashes everywhere, in step with pyproject.

Making the locks is the business of ``make lock``. Prints one line for each thing that is wrong and exits with 1.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^ ;\\]+)(?P<rest>[^\n]*(?:\n +--hash=\S+.*)*)", re.M
)


def pins(text: str) -> dict[str, tuple[str, bool]]:
    """Version and whether there is a hash, by name."""
    return {
        canonicalize_name(found["name"]): (found["version"], "--hash=" in found["rest"]) for found in PIN.finditer(text)
    }


def troubles(name: str, text: str, wanted: list[Requirement]) -> Iterator[str]:
    """What is wrong with one lock."""
    if re.search(r"://|--(?:extra-)?index-url|--find-links", text):
        yield f"{name} holds an address; make it with 'make lock'."
    locked = pins(text)
    yield from (f"{name}: {package} has no hash." for package, (_, hashed) in locked.items() if not hashed)
    for requirement in wanted:
        version, _ = locked.get(canonicalize_name(requirement.name), ("", False))
        if not version or not requirement.specifier.contains(version, prereleases=True):
            yield f"{name}: {requirement} of pyproject.toml is not met ({version or 'absent'}); run 'make lock'."
    named = {canonicalize_name(requirement.name) for requirement in wanted}
    yield from (f"{name}: {package} is no longer in pyproject.toml." for package in sorted(asked_for(text) - named))


def asked_for(text: str) -> set[str]:
    """The packages that the lock says the project itself asked for."""
    blocks = re.split(r"\n(?=\S)", text)
    return {
        canonicalize_name(re.split(r"[=\[ ]", block)[0]) for block in blocks if "syncadmin (pyproject.toml)" in block
    }


def main() -> int:
    """Check both locks."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    base = [Requirement(text) for text in project["dependencies"]]
    dev = base + [Requirement(text) for text in project["optional-dependencies"]["dev"]]
    texts = {name: (ROOT / "requirements" / name).read_text(encoding="utf-8") for name in ("base.txt", "dev.txt")}
    found = [*troubles("base.txt", texts["base.txt"], base), *troubles("dev.txt", texts["dev.txt"], dev)]
    in_dev = pins(texts["dev.txt"])
    for name, (version, _) in pins(texts["base.txt"]).items():
        if in_dev.get(name, ("", False))[0] != version:
            found.append(f"{name} differs between base.txt and dev.txt; run 'make lock'.")
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
