"""Names out of programs as people read them."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_.]+")


def in_words(name: str) -> str:
    """A name in camel case or with underscores: ``paymentTerms`` is “Payment terms”."""
    words = " ".join(_BETWEEN.sub(" ", name).split()).lower()
    return words[:1].upper() + words[1:]
