"""Every setting of the project. Values come from the environment (see ``syncadmin.environment``); the defaults are
those of an embedded installation, and what protects a production installation is on unless it is switched off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.messages import constants as messages
from django.utils.translation import gettext_lazy as _

from syncadmin.environment import cache_url, encryption_keys, env, is_embedded, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_FOLDER = Path(env.str("SYNCADMIN_DATA_FOLDER", default=str(BASE_DIR / ".demo"))).resolve()
EMBEDDED = is_embedded()
if EMBEDDED:
    DATA_FOLDER.mkdir(parents=True, exist_ok=True)

SECRET_KEY = secret_key(DATA_FOLDER)
ENCRYPTION_KEYS = encryption_keys(DATA_FOLDER)
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=not EMBEDDED)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "bootstrap",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "heroicons",
    "csp",
    "syncadmin.audit",
    "syncadmin.ui",
    "syncadmin.connections",
    "mappings",
    "couplings",
    "jobs",
    "syncadmin.sandbox",
    "syncadmin.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "syncadmin.audit.author.AuthorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "syncadmin.ui.middleware.ToastMiddleware",
]

ROOT_URLCONF = "syncadmin.urls"
WSGI_APPLICATION = "syncadmin.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "syncadmin.ui.context.shell",
            ]
        },
    }
]

# What has been seen: WAL with immediate transactions and a long wait gave no lock error at a thousand transactions a
# second from four writers; the defaults failed a quarter of them.
_SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
}
DATABASES: dict[str, Any] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_FOLDER / 'syncadmin.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = _SQLITE_OPTIONS
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_FOLDER / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=f"sqla+sqlite:///{DATA_FOLDER / 'broker.sqlite3'}")
CELERY_TICK_SECONDS = env.float("TICK_SECONDS", default=3.0)
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60)
JOB_RETENTION_DAYS = env.int("JOB_RETENTION_DAYS", default=90)
UNCHANGED_RETENTION_DAYS = env.int("UNCHANGED_RETENTION_DAYS", default=7)
CHANGE_RETENTION_DAYS = env.int("CHANGE_RETENTION_DAYS", default=730)
# How patient the clients are with the two systems, in seconds.
REMOTE_FIRST_WAIT = env.float("REMOTE_FIRST_WAIT", default=1.0)
REMOTE_ANSWER_WAIT = env.float("REMOTE_ANSWER_WAIT", default=180.0)
# A file of PEM certificates by which the server of Business Central on-premises is verified; blank for the usual ones.
ON_PREMISES_CA_BUNDLE = env.str("ON_PREMISES_CA_BUNDLE", default="")

# Where this installation is reached from outside, for the calls of both systems; blank if it is not.
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")

HAS_MAIL = bool(env.str("EMAIL_URL", default=""))
vars().update(env.email("EMAIL_URL", default="dummymail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="syncadmin@localhost")

_SERVER = not DATABASES["default"]["ENGINE"].endswith("sqlite3")
CACHES = {"default": env.cache("CACHE_URL", default=cache_url(CELERY_BROKER_URL, database_server=_SERVER))}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = EMBEDDED or DEBUG

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=3600 if HTTPS else 0)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "syncadmin_session"
CSRF_COOKIE_NAME = "syncadmin_csrf"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# A selection of a few pages of a list comes as one field a row.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

MESSAGE_TAGS = {messages.ERROR: "danger", messages.DEBUG: "secondary"}
DJANGO_TABLES2_PAGE_RANGE = 7

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
