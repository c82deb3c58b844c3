"""Keeping the alerts in step with what Home says: new ones begin, those it says no more are over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import IntegrityError, transaction

from jobs.alerts.models import Alert, Recipient
from jobs.standing import standing, statements
from jobs.statement import Statement

EVERY = 60
_KEPT = timedelta(days=30)
_TOLD = ("bad", "warn")


def notice(now: datetime) -> None:
    """Look what Home says, once a minute and while somebody is to be told."""
    if not Recipient.objects.filter(on=True).exists():
        return
    if cache.add("jobs.alerts.noticed", value=True, timeout=EVERY):
        keep_now(now)


def keep_now(now: datetime) -> None:
    """Look what Home says."""
    keep({one.key: one for one in statements(standing()) if one.tone in _TOLD}, now)


def keep(stand: Mapping[str, Statement], now: datetime) -> None:
    """Begin what stands and was not known, renew the words of what was, and end what does not stand any more."""
    known = {one.key: one for one in Alert.objects.filter(ended_at=None)}
    for key, one in stand.items():
        if key in known:
            _renew(known[key], one)
        else:
            _begin(key, one, now)
    Alert.objects.filter(ended_at=None).exclude(key__in=stand).update(ended_at=now)
    Alert.objects.filter(ended_at__lt=now - _KEPT).delete()


def _begin(key: str, said: Statement, now: datetime) -> None:
    """Unless another process did so at the same moment."""
    try:
        with transaction.atomic():
            Alert.objects.create(key=key, tone=said.tone, text=said.text, url=said.url, began_at=now)
    except IntegrityError:
        return


def _renew(alert: Alert, said: Statement) -> None:
    if (alert.tone, alert.text) != (said.tone, said.text):
        Alert.objects.filter(pk=alert.pk).update(tone=said.tone, text=said.text, url=said.url)
