"""Signing in with a certificate: registered, stored, shown by its thumbprint, and never seen again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection as database

from syncadmin.connections.clients.certificates import read_certificate
from syncadmin.connections.models import Connection
from syncadmin.engine.values import Side
from tests.connections import certificates
from tests.connections.pages import failures, filled_in, press_test, save, steps, url, words

SIGN_IN = {"bc_sign_in": "certificate", "dataverse_sign_in": "certificate"}


@pytest.fixture(autouse=True)
def _signed_in(client, alice):
    client.force_login(alice)


def store(client, connection, pem, **more):
    """Save a certificate for both sides."""
    return save(client, connection, bc_certificate=pem, dataverse_certificate=pem, **SIGN_IN, **more)


def test_both_sides_are_signed_in_to_with_the_certificate_that_is_registered(client, connection, sandbox):
    pem = certificates.pair()
    sandbox.options.certificate = pem
    store(client, connection, pem, bc_client_secret_remove="on", dataverse_client_secret_remove="on")
    page = words(press_test(client, connection))
    assert failures(connection) == []
    assert read_certificate(pem).thumbprint in page
    assert "syncadmin of the tests" in page


def test_one_that_is_not_registered_is_refused_with_what_to_do(client, connection, sandbox):
    sandbox.options.certificate = certificates.pair(1)
    store(client, connection, certificates.pair())
    page = words(press_test(client, connection))
    assert failures(connection) == [(side.value, "token", "certificate_unknown") for side in Side]
    assert "Upload the certificate to the app registration" in page


def test_the_secret_is_not_sent_where_a_certificate_is_used(client, connection, sandbox):
    sandbox.options.certificate = certificates.pair()
    sandbox.options.secret_expired = True
    store(client, connection, certificates.pair())
    press_test(client, connection)
    assert failures(connection) == []


def test_it_may_come_as_a_file(client, connection):
    file = SimpleUploadedFile("syncadmin.pem", certificates.pair().encode())
    client.post(url(connection), filled_in(connection, bc_certificate_file=file))
    assert Connection.objects.get().stored_certificate(Side.BC) == read_certificate(certificates.pair())


FLAWED = {
    "No certificate is in it": lambda: certificates.key_text(certificates.key()),
    "No private key is in it": lambda: certificates.certificate_of(certificates.key()),
    "does not belong to the certificate": lambda: (
        certificates.certificate_of(certificates.key()) + certificates.key_text(certificates.key(1))
    ),
    "is protected by a password": lambda: (
        certificates.certificate_of(certificates.key()) + certificates.key_text(certificates.key(), b"hush")
    ),
    "it must be an RSA key": lambda: (
        certificates.certificate_of(certificates.curve_key()) + certificates.key_text(certificates.curve_key())
    ),
    "must be an RSA key of 2048 bits": lambda: (
        certificates.certificate_of(certificates.key(bits=1024)) + certificates.key_text(certificates.key(bits=1024))
    ),
}


@pytest.mark.parametrize("told", FLAWED)
def test_what_is_no_certificate_with_its_key_is_refused(client, connection, told):
    page = save(client, connection, bc_certificate=FLAWED[told]())
    assert page.status_code == 422
    assert told in words(page)
    assert Connection.objects.get().bc_certificate == ""


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"PK\x03\x04", b"-----BEGIN"])
def test_other_files_are_refused(client, connection, content):
    file = SimpleUploadedFile("syncadmin.pfx", content)
    assert client.post(url(connection), filled_in(connection, bc_certificate_file=file)).status_code == 422


def test_its_private_key_is_on_no_page_and_encrypted_at_rest(client, connection):
    pem = certificates.pair()
    answers = [store(client, connection, pem), client.get(url(connection)), press_test(client, connection)]
    answers += [client.post(url(connection), filled_in(connection, bc_certificate=pem, name=""))]
    inside = [line for line in certificates.key_text(certificates.key()).splitlines() if "-----" not in line]
    assert not [one for one in answers if inside[1] in one.content.decode()]
    with database.cursor() as cursor:
        cursor.execute("SELECT * FROM connections_connection")
        assert inside[1] not in str(cursor.fetchall())


def test_one_that_has_expired_fails_before_anything_is_sent_and_one_that_soon_will_is_warned_of(
    client, connection, sandbox
):
    store(client, connection, certificates.pair(days=-1))
    sandbox.requests.clear()
    press_test(client, connection)
    assert failures(connection) == [(side.value, "credentials", "credential_expired") for side in Side]
    sandbox.options.certificate = certificates.pair(days=20)
    store(client, connection, sandbox.options.certificate)
    page = words(press_test(client, connection))
    assert ("bc", "credentials", "credential_expires") in steps(connection)
    assert "With warnings" in page
    client.post(url(connection, "enable/"))
    assert Connection.objects.get().enabled


def test_the_last_day_of_a_secret_is_warned_of_as_well(client, connection):
    save(client, connection, dataverse_secret_expires="2020-01-01")
    page = words(press_test(client, connection))
    assert failures(connection) == [("dataverse", "credentials", "credential_expired")]
    assert "The client secret for Dataverse expired on 2020-01-01." in page
