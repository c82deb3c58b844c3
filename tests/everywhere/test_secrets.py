"""Nothing that is secret leaves: no page, no log line, no stored row, no repr holds a client secret or a token."""

import logging

from django.apps import apps

from jobs.models import Job
from jobs.run import run_job
from jobs.services import start
from syncadmin.connections.clients.auth import TOKENS, Basic
from syncadmin.connections.models import Connection
from syncadmin.connections.remote import open_remote
from syncadmin.connections.secrets import EncryptedField
from syncadmin.engine.values import Side
from tests.connections.pages import filled_in, url
from tests.everywhere.addresses import ACTIONS, NOBODY, PAGES
from tests.everywhere.markup import content
from tests.everywhere.world import WRONG

HTMX = {"HX-Request": "true"}


def leaked(text, known):
    """The secrets that are in a text."""
    return [one for one in known if one in text]


def answers(browser, world):
    """Every page, and every action as a form of a person and as one with secrets in it."""
    for one in PAGES:
        if one.get != NOBODY:
            yield f"{one}", browser.get(one.path(world))
            yield f"{one} htmx", browser.get(one.path(world), headers=HTMX)
    typed = filled_in(world.connection, bc_client_secret=WRONG, dataverse_client_secret=WRONG)
    for one in ACTIONS:
        yield f"{one} post", browser.post(one.path(world), {**typed, "name": "", "now": "1"}, headers=HTMX)


def test_no_page_holds_a_secret(as_alice, reachable, known):
    found = {
        name: (leaked(content(one), known), leaked(str(one.headers), known))
        for name, one in answers(as_alice, reachable)
    }
    assert {name: one for name, one in found.items() if any(one)} == {}
    assert len(found) > 60


def test_no_log_line_holds_a_secret(as_alice, sandbox, reachable, known, caplog):
    caplog.set_level(logging.DEBUG)
    TOKENS.clear()
    as_alice.post(url(reachable.connection, "test/"))
    run_job(start(reachable.mapping, Job.Kind.MODIFIED).pk)
    sandbox.misbehave("POST", "token", status=401, code="invalid_client", times=2)
    TOKENS.clear()
    as_alice.post(url(reachable.connection, "test/"))
    sandbox.misbehave("GET", "customers", status=500, times=99)
    run_job(start(reachable.mapping, Job.Kind.READ).pk)
    tokens = [token.header.removeprefix("Bearer ") for token in TOKENS._tokens.values()]
    assert leaked(caplog.text, [*known, *tokens]) == []
    assert len(caplog.records) > 10


def test_no_repr_and_no_error_holds_a_secret(reachable, known):
    connection = reachable.connection
    opened = [open_remote(connection, side) for side in Side]
    remotes = [one.plain for one in opened]
    shown = [connection, str(connection), [connection], Connection.objects.all(), TOKENS, Basic("anna", WRONG)]
    shown += [part for remote in (*opened, *remotes) for part in (remote, *vars(remote).values())]
    shown += [remote._http.auth for remote in remotes]
    text = " ".join(repr(one) for one in shown)
    assert "ClientCredentials(" in text
    assert leaked(text, known) == []


def test_no_row_of_the_database_holds_a_secret_but_the_encrypted_column(as_alice, reachable, known):
    as_alice.post(url(reachable.connection), filled_in(reachable.connection, bc_client_secret=WRONG))
    as_alice.post(url(reachable.connection, "test/"))
    for model in apps.get_models():
        columns = [one.attname for one in model._meta.concrete_fields if not isinstance(one, EncryptedField)]
        for row in model.objects.values_list(*columns):
            assert leaked(str(row), known) == [], model


def test_a_sign_in_that_is_refused_is_told_without_the_secret(as_alice, reachable, known):
    as_alice.post(url(reachable.connection), filled_in(reachable.connection, bc_client_secret=WRONG))
    page = as_alice.post(url(reachable.connection, "test/"), follow=True).content.decode()
    assert "the client secret is wrong" in page
    assert leaked(page, known) == []
