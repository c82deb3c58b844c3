"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "syncadmin.settings")
application = get_wsgi_application()


def settle() -> None:
    """Take what is loaded out of the search for cycles: going through all of it now and then held up one request in a
    few by 100 ms. It stays for as long as the process lives anyway."""
    _ = get_resolver().url_patterns  # loads every page
    gc.collect()
    gc.freeze()


settle()
