"""Trying faults: pytest collects the tests once, and for each fault a forked process runs them until one finds it.

In that process the functions of the faulty module get other code, wherever they are referred to. A fault outside of
functions takes a process that imports the module anew, which is slower.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

# Seconds of work, and of waiting, after which a fault counts as found because the tests do not end.
MOST_WORK, LONGEST = 240, 1800.0
OPTIONS = ("-x", "-q", "-n0", "-p", "no:cacheprovider")


class Trials:
    """A plugin that tries faults instead of running the tests; ``tell`` hears the number of each and whether it was
    found."""

    def __init__(self, path: Path, codes: dict[int, CodeType], files: Sequence[str], tell: Callable[[int, bool], None]):
        self.path, self.codes, self.files, self.tell = path, codes, files, tell

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Try every fault; in a child, go on and run the tests."""
        session.items.sort(key=lambda item: self.files.index(item.path.name))
        for number, code in self.codes.items():
            if (child := os.fork()) == 0:
                os.setpgid(0, 0)
                swap(self.path, code)
                return None
            self.tell(number, ends_badly(child))
        return True


def collected_once(path: Path, codes: dict[int, CodeType], options: Sequence[str], tell: Callable[[int, bool], None]):
    """Try faults in functions: one process collects, its children run."""
    if (child := os.fork()) == 0:
        be_quiet()
        files = list(dict.fromkeys(Path(one.partition("::")[0]).name for one in options if one.startswith("tests/")))
        os._exit(int(pytest.main([*OPTIONS, *options], plugins=[Trials(path, codes, files, tell)])))
    os.waitpid(child, 0)


def is_found_afresh(path: Path, code: CodeType, options: Sequence[str]) -> bool:
    """Try a fault outside of functions: the process must not have imported anything of ours."""
    if (child := os.fork()) == 0:
        be_quiet()
        sys.meta_path.insert(0, _Finder(path, code))
        os._exit(int(pytest.main([*OPTIONS, *options])))
    return ends_badly(child)


def be_quiet() -> None:
    """Say nothing, and do not work for ever."""
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_WORK, MOST_WORK))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)


def ends_badly(child: int) -> bool:
    """Whether a test failed in the child, or it did not end."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status != 0
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def functions(code: CodeType) -> Iterator[CodeType]:
    """The code of all functions of a module, also of those within others."""
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from functions(one)


def swap(path: Path, code: CodeType) -> None:
    """Give the functions of a module the code they have here."""
    name, codes = name_of(path), {one.co_qualname: one for one in functions(code)}
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__module__ == name:
            new = codes.get(one.__code__.co_qualname)
            if new and new.co_freevars == one.__code__.co_freevars:
                one.__code__ = new


def name_of(path: Path) -> str:
    """The name of the module at a path."""
    return ".".join(path.with_suffix("").parts)


class _Faulty(SourceFileLoader):
    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:
        return self._code


class _Finder(MetaPathFinder):
    def __init__(self, path: Path, code: CodeType) -> None:
        self._name, self._path, self._code = name_of(path), path, code

    def find_spec(self, name: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self._name:
            return None
        return spec_from_file_location(name, self._path, loader=_Faulty(name, str(self._path), self._code))
