"""The walls of the building: who may import whom, what templates may not hold, what is closed in tests.

Each rule is a small function from source to what is wrong with it; a table at the end shows each of them failing.
"""

import re
import socket
import sys

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.environment import ROOT
from tests.sources import Module, Template, modules, templates

CHAIN = ("syncadmin.engine", "syncadmin.connections", "mappings", "couplings", "jobs", "syncadmin.demo")
CELERY_APP = "syncadmin.celery"
FOR_ALL = ("syncadmin.ui", "syncadmin.audit")
# unit: what it may import of ours, besides itself
MAY_IMPORT = {
    "syncadmin.engine": (),
    "syncadmin.ui": ("syncadmin.engine.problems",),
    "syncadmin.audit": (),
    "syncadmin.connections.clients": ("syncadmin.engine",),
    "syncadmin.connections": ("syncadmin.engine", "syncadmin.connections.clients", *FOR_ALL),
    "mappings": (*CHAIN[:2], *FOR_ALL),
    "couplings": (*CHAIN[:3], *FOR_ALL),
    "jobs": (*CHAIN[:4], *FOR_ALL, CELERY_APP),
    "syncadmin.demo": (*CHAIN[:5], CELERY_APP),
    "syncadmin.sandbox": (),
    "syncadmin": (),  # settings, addresses, celery: read by Django and the tasks, and knowing no app
}
OURS = ("syncadmin", "mappings", "couplings", "jobs", "tests", "benchmarks")
CLOCKS_AND_CHANCE = {"time", "random", "secrets", "threading", "socket", "ssl", "http", "urllib", "subprocess", "os"}
ENGINE_MAY_USE = {"re2"}  # decision 16
NOW = {"now", "utcnow", "today", "uuid1", "uuid4"}
CELERY = {"celery", "kombu"}
KNOW_CELERY = {"jobs.tasks", "syncadmin.celery"}
NO_DJANGO = {"django", "celery", "kombu"}


def within(name: str, *units: str) -> bool:
    """Whether a module is one of these units or lies in one."""
    return any(name == unit or name.startswith(f"{unit}.") for unit in units)


def unit_of(name: str) -> str:
    """The unit a module belongs to: the longest that fits; nothing of ours belongs to none."""
    return max((unit for unit in MAY_IMPORT if within(name, unit)), key=len, default="")


def wrong_directions(module: Module) -> set[str]:
    """Imports of ours that the unit may not use."""
    unit = unit_of(module.name)
    ours = {name for name in module.imports if within(name, *OURS)}
    fine = {name for name in ours if unit_of(name) == unit or within(name, *MAY_IMPORT[unit])}
    # Of "from a import b" the "a" is fine where "a.b" is.
    return {name for name in ours - fine if not any(other.startswith(f"{name}.") for other in fine)}


def impurities(module: Module) -> set[str]:
    """What the engine may not use: clocks, chance, the network, and anything beyond the standard library but RE2."""
    names = {name.partition(".")[0] for name in module.imports} - {"syncadmin", *ENGINE_MAY_USE}
    return (names - sys.stdlib_module_names) | (names & CLOCKS_AND_CHANCE) | (module.attributes() & NOW)


def frameworks(module: Module) -> set[str]:
    """What the clients may not use."""
    return {name for name in module.imports if name.partition(".")[0] in NO_DJANGO}


def celery(module: Module) -> set[str]:
    """What only two modules may import."""
    known = module.name in KNOW_CELERY
    return set() if known else {name for name in module.imports if name.partition(".")[0] in CELERY}


def undocumented(module: Module) -> set[str]:
    """A module that holds something and does not say what."""
    has_docstring = bool(re.match(r"(#.*\n)*\s*r?[\"']", module.source))
    return {module.name} if module.source.strip() and not has_docstring else set()


def oversized(module: Module) -> set[str]:
    """A module above 400 lines, functions above 50."""
    long = {f"{name}: {lines} lines" for name, lines in module.functions() if lines > 50}
    lines = module.source.count("\n")
    return long | ({f"{lines} lines"} if lines > 400 else set())


def inline_code(template: Template) -> set[str]:
    """Scripts, styles and handlers in the page, which the Content-Security-Policy would refuse."""
    found = {f"<{tag}>" for tag, attributes in template.tags if tag == "script" and "src" not in attributes}
    found |= {f"<{tag}>" for tag, _ in template.tags if tag == "style"}
    for _, attributes in template.tags:
        found |= {name for name in attributes if name == "style" or re.match(r"on[a-z]|hx-on", name)}
        found |= {value for value in attributes.values() if value and value.strip().lower().startswith("javascript:")}
    return found


def foreign_addresses(template: Template) -> set[str]:
    """Scripts, styles and pictures from somewhere else."""
    loaded = [attributes for tag, attributes in template.tags if tag in {"script", "link", "img", "iframe", "source"}]
    values = {one.get(name) or "" for one in loaded for name in ("src", "href")}
    return {value for value in values if re.match(r"(https?:)?//", value)}


def broken_fragments(template: Template) -> set[str]:
    """A fragment that extends a page, or whose root element does not carry its file name."""
    if not template.is_fragment:
        return set()
    wanted = template.name.rpartition("/")[2].removeprefix("_").removesuffix(".html").replace("_", "-")
    found = {"it extends"} if template.extends else set()
    return found | ({f"root is not #{wanted}"} if template.root_ids() - {wanted} else set())


def foreign_static(name: str, text: str) -> bool:
    """Whether a static file looks like somebody else's."""
    return bool(re.search(r"\.min\.|bootstrap|htmx|jquery", name) or "/*!" in text or "@license" in text)


def wrong(rule, sources) -> dict[str, set[str]]:
    """What a rule finds, by source."""
    return {source.name: found for source in sources if (found := rule(source))}


@pytest.mark.parametrize("rule", [wrong_directions, celery, undocumented, oversized])
def test_every_module_keeps_to(rule):
    assert wrong(rule, modules()) == {}


def test_the_engine_is_pure():
    assert wrong(impurities, modules("syncadmin/engine")) == {}


def test_the_clients_know_no_framework():
    assert wrong(frameworks, modules("syncadmin/connections/clients")) == {}


def test_nobody_imports_the_sandbox():
    users = {one.name for one in modules() if any(within(name, "syncadmin.sandbox") for name in one.imports)}
    assert {name for name in users if not within(name, "syncadmin.sandbox")} == set()


def test_tests_are_documented_too():
    assert wrong(undocumented, modules("tests")) == {}


@pytest.mark.parametrize("rule", [inline_code, foreign_addresses, broken_fragments])
def test_every_template_keeps_to(rule):
    assert wrong(rule, templates()) == {}


def test_static_files_are_our_own():
    files = [file for file in (ROOT / "static").rglob("*") if file.suffix in {".css", ".js", ".svg"}]
    assert [file.name for file in files if foreign_static(file.name, file.read_text(encoding="utf-8"))] == []


@pytest.mark.filterwarnings("ignore:A test tried")
def test_no_connection_leaves_this_machine():
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=2)


def test_no_name_is_looked_up_beyond_this_machine():
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("example.com", 443)
    assert socket.getaddrinfo("localhost", 80)


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (wrong_directions, "mappings.models", "from couplings.models import Coupling"),
        (wrong_directions, "couplings.models", "def late():\n    import jobs.models"),
        (wrong_directions, "syncadmin.engine.plan", "from syncadmin.connections import models"),
        (wrong_directions, "syncadmin.ui.columns", "from syncadmin.engine.values import Side"),
        (wrong_directions, "syncadmin.connections.clients.http", "from syncadmin.connections.models import Connection"),
        (wrong_directions, "syncadmin.connections.clients.http", "from ..models import Connection"),
        (wrong_directions, "syncadmin.sandbox.server", "from syncadmin.engine.values import Record"),
        (wrong_directions, "syncadmin.demo.prepare", "from syncadmin.sandbox.server import Sandbox"),
        (wrong_directions, "syncadmin.settings", "import jobs.models"),
        (impurities, "syncadmin.engine.plan", "import requests"),
        (impurities, "syncadmin.engine.plan", "from random import choice"),
        (impurities, "syncadmin.engine.plan", "from datetime import datetime\nx = datetime.now()"),
        (frameworks, "syncadmin.connections.clients.http", "from django.conf import settings"),
        (celery, "couplings.services", "from celery import shared_task"),
        (undocumented, "jobs.run", "x = 1"),
        (oversized, "jobs.run", "def long():\n" + "    x = 1\n" * 51),
        (oversized, "jobs.run", "x = 1\n" * 401),
    ],
)
def test_a_module_that_breaks_a_rule_is_found(rule, name, source):
    assert rule(Module(name, source))


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (inline_code, "page.html", "<script>alert(1)</script>"),
        (inline_code, "page.html", "<style>p {}</style>"),
        (inline_code, "page.html", '<p style="color: red">'),
        (inline_code, "page.html", '<button onclick="go()">'),
        (inline_code, "page.html", '<button hx-on:click="go()">'),
        (inline_code, "page.html", '<a href="javascript:go()">'),
        (foreign_addresses, "page.html", '<script src="https://cdn.example/x.js"></script>'),
        (broken_fragments, "jobs/_row.html", '{% extends "base.html" %}<p id="row">'),
        (broken_fragments, "jobs/_job_row.html", '{# a comment #}<p id="row">'),
    ],
)
def test_a_template_that_breaks_a_rule_is_found(rule, name, source):
    assert rule(Template(name, source))


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (wrong_directions, Module("jobs.run", "from couplings import reading\nfrom syncadmin.celery import ring")),
        (wrong_directions, Module("syncadmin.ui.sentences", "from syncadmin.engine.problems import Problem")),
        (impurities, Module("syncadmin.engine.plan", "import enum\nfrom syncadmin.engine import merge")),
        (inline_code, Template("page.html", '<script src="{% static "x.js" %}" defer></script><p data-on="x">')),
        (broken_fragments, Template("jobs/_job_row.html", '{% load i18n %}\n<p id="job-row">x</p>')),
    ],
)
def test_what_keeps_to_the_rules_is_left_alone(rule, source):
    assert rule(source) == set()


def test_somebody_elses_static_file_is_found():
    assert foreign_static("x.css", "/*! Somebody's */")
    assert foreign_static("htmx.min.js", "")
    assert not foreign_static("syncadmin.css", "/* Tokens */")
