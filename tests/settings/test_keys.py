"""Keys for stored secrets: any of them decrypts, the first encrypts, and a lost one is named without a traceback."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db import connection as database

from syncadmin.connections.models import Connection
from syncadmin.connections.secrets import decrypt, encrypt

SECRET = "hush, æøå 漢字"


def stored():
    """The secret as it lies in the database."""
    with database.cursor() as cursor:
        cursor.execute("SELECT bc_client_secret FROM connections_connection")
        return cursor.fetchone()[0]


def test_an_old_secret_is_read_after_a_new_key_came_first(db, settings):
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.ENCRYPTION_KEYS = [old]
    one = Connection.objects.create(name="Contoso", bc_client_secret=SECRET)
    before = stored()
    settings.ENCRYPTION_KEYS = [new, old]
    one = Connection.objects.get(pk=one.pk)
    assert one.bc_client_secret == SECRET
    one.save()
    settings.ENCRYPTION_KEYS = [new]
    assert Connection.objects.get(pk=one.pk).bc_client_secret == SECRET
    assert stored() != before


def test_a_key_that_is_gone_is_named_without_the_secret(db, settings):
    Connection.objects.create(name="Contoso", bc_client_secret=SECRET)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(ImproperlyConfigured, match="not among ENCRYPTION_KEYS") as refused:
        Connection.objects.get()
    assert SECRET not in str(refused.value)
    assert stored() not in str(refused.value)


@pytest.mark.parametrize("text", ["", " ", SECRET, "x" * 5000, "\x00"])
def test_what_is_encrypted_comes_back(text):
    assert decrypt(encrypt(text)) == text
    assert not text.strip() or text not in encrypt(text)


def test_the_same_secret_never_looks_the_same():
    assert encrypt(SECRET) != encrypt(SECRET)


def test_a_secret_cannot_be_searched_for(db):
    Connection.objects.create(name="Contoso", bc_client_secret=SECRET)
    assert not Connection.objects.filter(bc_client_secret=SECRET).exists()
