"""Telling recipients: whatever has stood for long enough and they were not told of, and the end of what they were told.

All there is at a time goes in one message. A message that does not get through is tried again with the next look; one
whose answer was lost may come twice, never not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from jobs.alerts.messages import NotSent, send
from jobs.alerts.models import Alert, Recipient, Told
from syncadmin.celery import ring

_LEASE = timedelta(minutes=2)
_PAUSE = timedelta(minutes=5)


@dataclass(frozen=True)
class News:
    """What a recipient is not told of yet."""

    begun: Sequence[Alert]
    over: Sequence[Alert]

    def __bool__(self) -> bool:
        return bool(self.begun or self.over)


def ring_for_news(now: datetime) -> None:
    """Have every recipient told for whom there is something."""
    free = Recipient.objects.filter(Q(busy_until=None) | Q(busy_until__lt=now), on=True)
    for one in free:
        if news_for(one, now):
            ring("jobs.tell", one.pk)


def tell(recipient_id: int) -> None:
    """Tell a recipient what there is, unless another worker does."""
    now = timezone.now()
    free = Recipient.objects.filter(Q(busy_until=None) | Q(busy_until__lt=now), pk=recipient_id, on=True)
    if not free.update(busy_until=now + _LEASE):
        return
    recipient = Recipient.objects.get(pk=recipient_id)
    if not (news := news_for(recipient, now)):
        _done(recipient, busy_until=None)
        return
    try:
        send(recipient, news.begun, news.over)
    except NotSent as error:
        _done(recipient, trouble=str(error)[:500], busy_until=now + _PAUSE)
        return
    _remember(recipient, news)
    _done(recipient, trouble="", told_at=now, busy_until=None)


def news_for(recipient: Recipient, now: datetime) -> News:
    """What has stood for long enough, and what is over of what the recipient knows."""
    tones = ("bad",) if recipient.least == Recipient.Least.BAD else ("bad", "warn")
    long_enough = now - timedelta(minutes=recipient.after)
    open_ones = Alert.objects.filter(ended_at=None, tone__in=tones, began_at__lte=long_enough)
    ended = Alert.objects.filter(ended_at__isnull=False, told__recipient=recipient, told__of_end=False)
    return News(list(open_ones.exclude(told__recipient=recipient)), list(ended))


def _remember(recipient: Recipient, news: News) -> None:
    Told.objects.bulk_create((Told(recipient=recipient, alert=one) for one in news.begun), ignore_conflicts=True)
    Told.objects.filter(recipient=recipient, alert__in=news.over).update(of_end=True)


def _done(recipient: Recipient, **values: object) -> None:
    Recipient.objects.filter(pk=recipient.pk).update(**values)
