"""Reads the source tree for ``test_architecture``: modules with their imports, templates with their tags."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from html.parser import HTMLParser
from pathlib import Path

from tests.environment import ROOT

PACKAGES = ("syncadmin", "mappings", "couplings", "jobs")
TEMPLATE_TAG = re.compile(r"\{%\s*(\w+)(.*?)%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)


@dataclass(frozen=True)
class Module:
    """One Python file, by its dotted name."""

    name: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.source)

    @property
    def imports(self) -> set[str]:
        """Everything it imports, anywhere in it; of ``from a import b`` both ``a`` and ``a.b``."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                start = self._absolute(node)
                found |= {start, *(f"{start}.{alias.name}" for alias in node.names)}
        return found

    def _absolute(self, node: ast.ImportFrom) -> str:
        base = self.name.split(".")[: -node.level] if node.level else []
        return ".".join([*base, *([node.module] if node.module else [])])

    def attributes(self) -> set[str]:
        """Every name that is taken from something with a dot."""
        return {node.attr for node in ast.walk(self.tree) if isinstance(node, ast.Attribute)}

    def functions(self) -> Iterator[tuple[str, int]]:
        """Every function with its number of lines, without its docstring."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
                docstring = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
                yield node.name, (node.end_lineno or 0) - node.lineno + 1 - docstring


@dataclass
class Template:
    """One template: its own tags in order, and the template tags it uses."""

    name: str
    source: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tags = _Tags(TEMPLATE_TAG.sub(_plain, self.source)).found

    @property
    def is_fragment(self) -> bool:
        """Whether HTMX may fetch it alone."""
        return Path(self.name).name.startswith("_")

    @property
    def extends(self) -> bool:
        """Whether it builds on another template."""
        return any(found[1] == "extends" for found in TEMPLATE_TAG.finditer(self.source))

    def root_ids(self) -> set[str]:
        """The id of the first element (empty if it has none)."""
        return {self.tags[0][1].get("id") or ""} if self.tags else set()


def _plain(found: re.Match[str]) -> str:
    """A template tag as it stands in plain text, so that the HTML around it can be read."""
    return "" if found[1] else "x"


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@cache
def modules(*folders: str) -> list[Module]:
    """Every Python file below these folders (all packages if none is named), migrations left out."""
    files = [file for folder in folders or PACKAGES for file in sorted((ROOT / folder).rglob("*.py"))]
    return [_module(file) for file in files if "migrations" not in file.parts]


def _module(file: Path) -> Module:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return Module(".".join(parts), file.read_text(encoding="utf-8"))


@cache
def templates() -> list[Template]:
    """Every HTML template."""
    folders = ("templates", *PACKAGES)
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.html"))]
    return [Template(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")) for file in files]
