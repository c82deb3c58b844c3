"""What a recipient gets: the words, and the form in which each kind of recipient takes them."""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import requests
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.alerts.models import Alert, Recipient

_PATIENCE = (5, 20)


class NotSent(Exception):
    """A message did not get through; its text says why."""


def send(recipient: Recipient, begun: Sequence[Alert], over: Sequence[Alert]) -> None:
    """Send one message about all of these; raises NotSent."""
    _FORMS[recipient.kind](recipient, subject(begun, over), begun, over)


def send_test(recipient: Recipient) -> None:
    """A message that says nothing but that it came; raises NotSent."""
    text = _("This is a test message of syncadmin. Whoever reads it is told when something needs a person.")
    send(recipient, [Alert(tone="warn", text=text, url="/")], [])


def subject(begun: Sequence[Alert], over: Sequence[Alert]) -> str:
    """How much there is, in one line."""
    if begun:
        many = ngettext("%(number)d thing needs somebody", "%(number)d things need somebody", len(begun))
        return many % {"number": len(begun)}
    many = ngettext("%(number)d thing is settled", "%(number)d things are settled", len(over))
    return many % {"number": len(over)}


def lines(begun: Sequence[Alert], over: Sequence[Alert]) -> list[str]:
    """A line for each alert, with where to go."""
    found = [f"{one.text} {_address(one)}".strip() for one in begun]
    return found + [_("Settled: %(text)s") % {"text": one.text} for one in over]


def _address(alert: Alert) -> str:
    return f"{settings.PUBLIC_URL}{alert.url}" if settings.PUBLIC_URL and alert.url else ""


def _mail(recipient: Recipient, title: str, begun: Sequence[Alert], over: Sequence[Alert]) -> None:
    body = "\n\n".join(lines(begun, over))
    message = EmailMessage(f"[syncadmin] {title}", body, settings.DEFAULT_FROM_EMAIL, [recipient.address])
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(_("The mail server did not take it: %(message)s") % {"message": error}) from None


def _webhook(recipient: Recipient, title: str, begun: Sequence[Alert], over: Sequence[Alert]) -> None:
    alerts = [{"state": "open", "level": one.tone, "text": one.text, "url": _address(one)} for one in begun]
    alerts += [{"state": "settled", "level": one.tone, "text": one.text, "url": _address(one)} for one in over]
    _post(recipient, {"text": "\n".join([title, *lines(begun, over)]), "alerts": alerts})


def _teams(recipient: Recipient, title: str, begun: Sequence[Alert], over: Sequence[Alert]) -> None:
    """An adaptive card, which is what a workflow of Teams posts to a channel."""
    blocks: list[dict[str, Any]] = [{"type": "TextBlock", "text": title, "weight": "bolder", "wrap": True}]
    blocks += [{"type": "TextBlock", "text": line, "wrap": True} for line in lines(begun, over)]
    card = {"type": "AdaptiveCard", "version": "1.4", "body": blocks}
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    _post(recipient, {"type": "message", "attachments": [content]})


def _post(recipient: Recipient, content: Mapping[str, Any]) -> None:
    try:
        answer = requests.post(recipient.address, json=content, timeout=_PATIENCE, allow_redirects=False)
    except requests.RequestException as error:
        raise NotSent(_("%(place)s did not answer: %(kind)s.") % _facts(recipient, type(error).__name__)) from None
    if answer.status_code >= 300:
        raise NotSent(_("%(place)s answered %(kind)s.") % _facts(recipient, str(answer.status_code)))


def _facts(recipient: Recipient, kind: str) -> dict[str, str]:
    return {"place": recipient.place, "kind": kind}


_FORMS: Mapping[str, Callable[[Recipient, str, Sequence[Alert], Sequence[Alert]], None]] = {
    Recipient.Kind.MAIL: _mail,
    Recipient.Kind.TEAMS: _teams,
    Recipient.Kind.WEBHOOK: _webhook,
}
