"""The environment: tests run on the database and broker they were told, and every setting is documented."""

import os
import re

import pytest
from django.db import connection

from syncadmin.celery import app
from tests.environment import ROOT, SETTINGS_OF_AN_INSTALLATION


@pytest.mark.django_db
def test_the_suite_runs_on_the_database_it_was_told(record_property):
    asked = os.environ.get("TEST_DATABASE_URL", "sqlite://").partition(":")[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    record_property("database", connection.vendor)
    assert connection.vendor == {"postgres": "postgresql"}.get(asked, asked)


def test_the_suite_runs_on_the_broker_it_was_told(record_property):
    with app.connection_for_write() as broker, broker.SimpleQueue("environment") as queue:
        queue.put({"hello": "broker"})
        message = queue.get(timeout=5)
        message.ack()
    record_property("broker", broker.transport.driver_type)
    assert message.payload == {"hello": "broker"}
    assert broker.transport.driver_type == os.environ.get("TEST_BROKER_URL", "memory:").partition(":")[0]


def test_every_setting_stands_in_the_example():
    code = "".join((ROOT / "syncadmin" / name).read_text() for name in ("settings.py", "environment.py"))
    known = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', code))
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.M))
    assert known == listed
    assert known <= set(SETTINGS_OF_AN_INSTALLATION) | {"SYNCADMIN_DATA_FOLDER"}


def test_every_setting_stands_in_the_installation_guide():
    guide = (ROOT / "docs" / "installing.md").read_text()
    listed = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.M)
    assert [name for name in listed if f"| `{name}` |" not in guide] == []
