"""Reads settings as another process would: with an environment of its own and nothing of this one."""

import json
import os
import subprocess
import sys

from tests.environment import ROOT, SETTINGS_OF_AN_INSTALLATION

KEY = "dGhlIHRlc3RzIG9mIHN5bmNhZG1pbiwgbm8gc2VjcmU="
PRODUCTION = {
    "DATABASE_URL": "postgres://syncadmin:hush@127.0.0.1:9/syncadmin",
    "CELERY_BROKER_URL": "redis://127.0.0.1:9/0",
    "SECRET_KEY": "x" * 50,
    "ENCRYPTION_KEYS": KEY,
    "ALLOWED_HOSTS": "sync.example.com",
}
_PRINT = """
import json, syncadmin.settings as s
print(json.dumps({name: getattr(s, name) for name in dir(s) if name.isupper()}, default=lambda one: None))
"""


def environment(folder, values):
    """This environment without any setting of an installation, plus these values; None leaves one out."""
    left_out = {*SETTINGS_OF_AN_INSTALLATION, "DJANGO_ALLOW_ASYNC_UNSAFE"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    given = {name: str(value) for name, value in values.items() if value is not None}
    return {**kept, "SYNCADMIN_DATA_FOLDER": str(folder), **given}


def run(folder, values, *command):
    """Run Python with this environment; code, output and errors."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(folder, values),
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def settings_of(folder, **values):
    """The settings that come of these values."""
    code, out, err = run(folder, values, "-c", _PRINT)
    assert code == 0, err
    return json.loads(out)
