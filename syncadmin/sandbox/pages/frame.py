"""How a page of the sandbox is made of its template, and how it protects itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.template import Context, Engine
from werkzeug.wrappers import Request, Response

from .systems import SYSTEMS, System

HERE = Path(__file__).parent
TROUBLE = "/trouble"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def page(template: str, system: System | None = None, status: int = 200, **context: object) -> Response:
    """A page as people get it."""
    everything = {"systems": SYSTEMS, "system": system, "trouble_path": TROUBLE, **context}
    text = _engine().get_template(f"sandbox/{template}.html").render(Context(everything, use_l10n=False, use_tz=False))
    return Response(text, status, mimetype="text/html", headers=HEADERS)


def problem(system: System | None, heading: str, text: str, status: int, back: str = "/", to: str = "") -> Response:
    """A page that says why there is no other."""
    return page("problem", system, status, heading=heading, text=text, back=back, to=to or "Back to the start")


def is_own(request: Request) -> bool:
    """Whether a request came from these pages; browsers say where a form came from.

    Reads the form in any case: what is left of it would be taken for the next request of the connection.
    """
    request.get_data(parse_form_data=True)
    origin = request.headers.get("Origin")
    return request.method != "POST" or origin is None or urlsplit(origin).netloc == request.host


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(HERE / "templates")], autoescape=True)
