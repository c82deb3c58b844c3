"""What the demo tells the person who started it, once everything is up. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from syncadmin.demo.children import Ports


def welcome(ports: Ports, logins: Mapping[str, str], seconds: float) -> str:
    """Addresses and logins in one block."""
    rule = "-" * 64
    people = [f"  sign in as {name:<8} password {password}" for name, password in logins.items()]
    lines = [
        rule,
        f"  syncadmin  {ports.web_url}",
        f"  sandbox    {ports.sandbox_url}   (play the other user here)",
        "",
        *people,
        "",
        f"  Ready after {seconds:.1f} s. Ctrl-C ends everything; the data stay.",
        rule,
    ]
    return "\n".join(lines)
