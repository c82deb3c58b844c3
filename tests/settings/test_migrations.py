"""Migrations say everything the models say, and build an empty database from nothing."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.settings.reading import run

OURS = ("connections", "mappings", "couplings", "jobs")


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration():
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert out.getvalue().strip() == "No changes detected"


@pytest.mark.django_db
def test_every_table_of_ours_is_there():
    tables = set(connection.introspection.table_names())
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    assert models
    assert {model._meta.db_table for model in models} <= tables


def test_an_empty_database_is_built_from_nothing(tmp_path):
    code, out, err = run(tmp_path, {}, "manage.py", "migrate", "--no-input", "--verbosity", "1")
    assert (code, err) == (0, "")
    assert "Applying jobs.0001" in out


def test_migrations_are_named_for_what_they_do_and_each_app_ends_in_one():
    loader = MigrationLoader(None)
    for app in OURS:
        assert len(loader.graph.leaf_nodes(app)) == 1
        assert [name for one, name in loader.graph.nodes if one == app and "_auto_" in name] == []
