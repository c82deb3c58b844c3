"""Scenes of a system that does not answer as it should."""

from django.test import override_settings

from syncadmin.engine.values import Side
from tests.gates import filled, gate_to


def unreachable(stage):
    stage.set(bc_address="http://127.0.0.1:9")
    return stage.read()[:1]


def service_failed(stage):
    return stage.read(status=503)[:1]


def throttled(stage):
    return stage.read(status=429, retry_after=0)[:1]


def bad_answer(stage):
    return stage.read(kind="html", status=200)[:1]


def request_refused(stage):
    return stage.read(status=501)[:1]


def connection_busy(stage):
    """While runs hold every place at Dataverse."""
    with override_settings(REMOTE_ANSWER_WAIT=0.5), filled(gate_to(stage.sandbox, Side.DATAVERSE)):
        return stage.tested()
