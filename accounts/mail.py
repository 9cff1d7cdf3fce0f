"""Mails go through a table and a thread: no page waits for a mail server, and one that is down loses none.

`QueueBackend` writes a row and wakes the thread; `deliver_waiting` sends what is due. It is called by the thread, and
by `send_waiting_mails` for what a restart left behind. A mail whose process dies while it sends is sent again: better
twice than never.
"""

import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import OutgoingMail

logger = logging.getLogger(__name__)

# How long after it was queued a mail is tried for the first, second … time. Then somebody has to look at it.
SCHEDULE = [timedelta(minutes=minutes) for minutes in (0, 1, 5, 30, 120, 720)]
KEPT = timedelta(days=30)
FIELDS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to", "extra_headers")

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


class QueueBackend(BaseEmailBackend):
    """Django's way of sending mail, for pages: it only writes the mails down."""

    def send_messages(self, messages: list[Any]) -> int:
        queue_mails(messages, now=timezone.now())
        return len(messages)


def queue_mails(messages: list[Any], *, now: datetime) -> None:
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            to=", ".join(message.recipients())[:254],
            subject=str(message.subject)[:255],
            content=json.dumps(_as_data(message)),
            queued_at=now,
        )
        for message in messages
    )
    transaction.on_commit(wake)


def wake() -> None:
    _thread.submit(_deliver_in_thread)


def _deliver_in_thread() -> None:
    try:
        deliver_waiting(now=timezone.now())
        if OutgoingMail.objects.waiting().exists():
            _wake_in_a_minute()
    finally:
        connections.close_all()


def _wake_in_a_minute() -> None:
    timer = threading.Timer(60, wake)
    timer.daemon = True  # a server that stops doesn't wait for it
    timer.start()


def deliver_waiting(*, now: datetime) -> int:
    """Sends every mail that is due, forgets those that were sent long ago. Returns how many were sent."""
    forget_old(now=now)
    due = [mail for mail in OutgoingMail.objects.waiting() if mail.queued_at + SCHEDULE[mail.tries] <= now]
    return sum(_deliver(mail) for mail in due)


def forget_old(*, now: datetime) -> int:
    """Deletes mails after 30 days, sent or not. Returns how many."""
    return OutgoingMail.objects.filter(queued_at__lt=now - KEPT).delete()[0]


def _deliver(mail: OutgoingMail) -> bool:
    """Sends one mail, unless another process took it first. No transaction is open while the server is asked."""
    row = OutgoingMail.objects.filter(pk=mail.pk)
    if not row.filter(tries=mail.tries, sent_at=None).update(tries=F("tries") + 1):
        return False
    try:
        _as_message(json.loads(mail.content)).send()
    except (OSError, ValueError) as error:  # what SMTP raises, and what an impossible address does
        logger.warning("Mail %s could not be sent: %s", mail.pk, type(error).__name__)
        row.update(error=f"{type(error).__name__}: {error}"[:500])
        return False
    row.update(sent_at=timezone.now(), content="", error="")
    return True


def send_again(mails: Any, *, now: datetime) -> int:
    """Starts the schedule of these unsent mails anew."""
    count = mails.filter(sent_at=None).update(tries=0, queued_at=now)
    transaction.on_commit(wake)
    return count


def _as_data(message: Any) -> dict[str, Any]:
    data = {name: getattr(message, name) for name in FIELDS}
    alternatives = [list(each) for each in getattr(message, "alternatives", [])]
    return data | {"subject": str(message.subject), "body": str(message.body), "alternatives": alternatives}


def _as_message(data: dict[str, Any]) -> EmailMultiAlternatives:
    fields = {name: data[name] for name in FIELDS if name != "extra_headers"}
    message = EmailMultiAlternatives(
        **fields, headers=data["extra_headers"], connection=get_connection(settings.MAIL_TRANSPORT)
    )
    for content, kind in data["alternatives"]:
        message.attach_alternative(content, kind)
    return message
