"""Settings of a production installation come from the environment: safe unless switched off, and loud when missing."""

import pytest

from tests.settings.reading import KEY, PRODUCTION, run, settings_of


def test_production_is_safe_by_default(tmp_path):
    found = settings_of(tmp_path, **PRODUCTION)
    assert not found["EMBEDDED"]
    assert not found["DEBUG"]
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] == 3600
    assert found["SECURE_PROXY_SSL_HEADER"] is None
    assert found["ALLOWED_HOSTS"] == ["sync.example.com"]
    assert found["DATABASES"]["default"]["ENGINE"].endswith("postgresql")
    assert found["DATABASES"]["default"]["CONN_HEALTH_CHECKS"]
    assert list(tmp_path.iterdir()) == []


def test_an_embedded_installation_makes_its_own_keys_for_its_owner_only(tmp_path):
    folder = tmp_path / "new"
    first, second = settings_of(folder), settings_of(folder)
    assert first["EMBEDDED"]
    assert not first["SECURE_SSL_REDIRECT"]
    assert len(first["SECRET_KEY"]) >= 50
    assert (first["SECRET_KEY"], first["ENCRYPTION_KEYS"]) == (second["SECRET_KEY"], second["ENCRYPTION_KEYS"])
    assert {one.stat().st_mode & 0o077 for one in folder.glob("*.key")} == {0}


def test_secrets_may_come_from_files(tmp_path):
    (tmp_path / "key").write_text("of a file, long enough to be one ....................\n")
    (tmp_path / "keys").write_text(f" {KEY} ,\n")
    values = PRODUCTION | {"SECRET_KEY": None, "ENCRYPTION_KEYS": None}
    files = {"SECRET_KEY_FILE": tmp_path / "key", "ENCRYPTION_KEYS_FILE": tmp_path / "keys"}
    found = settings_of(tmp_path, **values, **files)
    assert found["SECRET_KEY"].startswith("of a file")
    assert found["ENCRYPTION_KEYS"] == [KEY]


def test_the_address_of_the_database_may_come_from_a_file(tmp_path):
    (tmp_path / "url").write_text("postgres://anna:hush@db.example/syncadmin")
    values = PRODUCTION | {"DATABASE_URL": None, "DATABASE_URL_FILE": tmp_path / "url"}
    found = settings_of(tmp_path, **values)
    assert found["DATABASES"]["default"]["HOST"] == "db.example"
    assert not found["EMBEDDED"]


def test_behind_a_proxy_its_word_counts(tmp_path):
    found = settings_of(tmp_path, **PRODUCTION, BEHIND_PROXY="true", CSRF_TRUSTED_ORIGINS="https://sync.example.com")
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://sync.example.com"]


def test_https_is_switched_off_only_when_asked_for(tmp_path):
    found = settings_of(tmp_path, **PRODUCTION, HTTPS="false")
    assert not found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] == 0


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"ENCRYPTION_KEYS": None}, "ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": "hush-4711"}, "ENCRYPTION_KEYS"),
        ({"ENCRYPTION_KEYS": f"{KEY},hush-4711"}, "ENCRYPTION_KEYS"),
    ],
)
def test_what_is_missing_or_wrong_is_one_clear_line_without_its_value(tmp_path, changes, named):
    code, out, err = run(tmp_path, PRODUCTION | changes, "manage.py", "check")
    assert code == 1
    assert named in err
    assert err.count("\n") == 1
    assert "hush" not in err


def test_the_deployment_check_of_django_finds_nothing(tmp_path):
    values = PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path / 'db'}", "SECRET_KEY": "abcdefg1234567" * 4}
    code, out, err = run(tmp_path, values, "manage.py", "check", "--deploy")
    assert code == 0
    assert [
        line for line in err.splitlines() if "security.W" in line and "W005" not in line and "W021" not in line
    ] == []


@pytest.mark.parametrize(
    ("values", "backend"),
    [
        ({}, "redis.RedisCache"),
        ({"CELERY_BROKER_URL": "amqp://anna:hush@127.0.0.1:5672//"}, "db.DatabaseCache"),
        ({"CACHE_URL": "rediscache://127.0.0.1:9/1"}, "redis.RedisCache"),
        ({"CACHE_URL": "locmemcache://"}, "locmem.LocMemCache"),
    ],
)
def test_the_cache_is_shared_by_all_processes_unless_it_is_told_otherwise(tmp_path, values, backend):
    found = settings_of(tmp_path, **PRODUCTION | values)
    assert found["CACHES"]["default"]["BACKEND"].endswith(backend)


def test_an_embedded_installation_needs_no_shared_cache(tmp_path):
    assert settings_of(tmp_path)["CACHES"]["default"]["BACKEND"].endswith("LocMemCache")
