"""The small commands: what they print, and what they say of arguments that make no sense."""

import json
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from jobs.roles import ROLES
from mappings.models import TableMapping
from syncadmin.connections.models import Connection
from tests.family import customer_mapping


def printed(*words):
    """What a command prints."""
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def contoso(db):
    """A connection without mappings."""
    return Connection.objects.create(name="Contoso", enabled=True)


def test_make_key_prints_a_fresh_key_and_nothing_else():
    first, second = printed("make_key"), printed("make_key")
    assert first != second
    assert first.count("\n") == 1
    Fernet(first.strip())


def test_roles_makes_the_groups_and_may_run_again(db):
    for _ in range(2):
        assert printed("roles") == "The groups administrator, reviewer, user, viewer have their permissions.\n"
    assert {one.name: one.permissions.count() for one in Group.objects.all()} == {
        name: len(permissions) for name, permissions in ROLES.items()
    }


def test_roles_brings_permissions_up_to_date(db):
    printed("roles")
    Group.objects.get(name="viewer").permissions.clear()
    printed("roles")
    assert Group.objects.get(name="viewer").permissions.count() == len(ROLES["viewer"])


def test_a_viewer_may_only_look_and_keep_saved_views(db):
    printed("roles")
    codes = Group.objects.get(name="viewer").permissions.values_list("codename", flat=True)
    assert [one for one in codes if not one.startswith("view_")] == ["keep_views"]


def test_mappings_prints_the_defaults_as_json_and_needs_no_database():
    whole, line = printed("mappings", "--defaults"), printed("mappings", "--defaults", "--json")
    assert json.loads(whole) == json.loads(line)
    assert line.count("\n") == 1
    assert "CUSTOMER" in line


def test_mappings_restores_the_defaults_of_a_connection(contoso):
    mapping = customer_mapping(contoso)
    mapping.fields.update(status="disabled")
    said = printed("mappings", "--restore", "Contoso", "--only", "CUSTOMER")
    assert said == "Contoso has its default mappings: CUSTOMER.\n"
    assert TableMapping.objects.get().fields.filter(status="enabled").exists()


def test_mappings_restores_all_that_belong_and_says_what_went(contoso):
    printed("mappings", "--restore", "Contoso")
    Connection.objects.update(pricing="older")
    said = printed("mappings", "--restore", "Contoso")
    assert "CUSTPRCGRP-PRICE" in said
    assert "Gone: PLLINE-PRODPRICE, PLHEADER-PRICE." in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["mappings"], "one of the arguments --defaults --restore --export"),
        (["mappings", "--restore"], "expected one argument"),
        (["mappings", "--restore", "Elsewhere"], "There is no connection named Elsewhere."),
        (["mappings", "--restore", "Contoso", "--only", "NOTHING"], "NOTHING: no default mapping; there are: SALES"),
        (["mappings", "--defaults", "--restore", "x"], "not allowed with argument"),
        (["sync"], "one of the arguments mapping --all is required"),
        (["sync", ""], "There is no mapping ; there are: CUSTOMER."),
        (["sync", "CUSTOMER", "--connection", "Nobody"], "There is no mapping CUSTOMER; there are: none."),
        (
            ["sync", "CUSTOMER"],
            "Several connections have a mapping CUSTOMER; choose one with --connection: A, Contoso.",
        ),
        (["sandbox", "--port", "x"], "invalid int value"),
        (["sandbox", "--seed", "1.5"], "invalid int value"),
        (["make_key", "twice"], "unrecognized arguments"),
        (["roles", "--nonsense"], "unrecognized arguments"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, list) else "",
)
def test_arguments_that_make_no_sense_are_refused_in_one_line(contoso, words, said):
    customer_mapping(contoso)
    customer_mapping(Connection.objects.create(name="A", enabled=True))
    with pytest.raises(CommandError) as refused:
        call_command(*words, stdout=StringIO())
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
