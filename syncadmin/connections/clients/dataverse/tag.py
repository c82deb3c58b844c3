"""The mark on our own writes in Dataverse: plug-ins and webhooks see it, and can tell them from everybody else's."""

from __future__ import annotations

TAG = "tag=syncadmin"


def tagged(target: str) -> str:
    """A target with the mark."""
    return f"{target}{'&' if '?' in target else '?'}{TAG}"
