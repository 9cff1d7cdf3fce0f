"""The queue of mails: nothing waits for a server, nothing is lost, nothing secret stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from accounts.mail import SCHEDULE, QueueBackend, deliver_waiting, queue_mails, send_again
from accounts.models import OutgoingMail

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class DownBackend(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("nobody listens")


@pytest.fixture(autouse=True)
def transport(settings, monkeypatch):
    """A server that takes everything; nothing is sent before a test says so."""
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr("accounts.mail.wake", lambda: None)


@pytest.fixture
def down(settings):
    settings.MAIL_TRANSPORT = f"{__name__}.DownBackend"


def message(**changes):
    fields = {"subject": "A code", "body": "12345", "from_email": "site@example.org", "to": ["ada@example.org"]}
    return EmailMultiAlternatives(**(fields | changes))


def test_every_try_has_its_time():
    assert len(SCHEDULE) == OutgoingMail.MAX_TRIES


def test_queued_mail_arrives_as_it_was_written(mailoutbox):
    written = message(cc=["b@example.org"], reply_to=["c@example.org"], headers={"X-A": "1"})
    written.attach_alternative("<p>12345</p>", "text/html")
    queue_mails([written], now=NOW)
    assert deliver_waiting(now=NOW) == 1
    sent = mailoutbox[0]
    assert (sent.subject, sent.body, sent.to, sent.cc) == ("A code", "12345", ["ada@example.org"], ["b@example.org"])
    assert (sent.reply_to, sent.extra_headers) == (["c@example.org"], {"X-A": "1"})
    assert [tuple(each) for each in sent.alternatives] == [("<p>12345</p>", "text/html")]


def test_sent_mail_keeps_no_content_and_is_not_sent_again(mailoutbox):
    queue_mails([message()], now=NOW)
    deliver_waiting(now=NOW)
    assert (deliver_waiting(now=NOW), len(mailoutbox)) == (0, 1)
    row = OutgoingMail.objects.get()
    assert (row.content, row.to, bool(row.sent_at)) == ("", "ada@example.org", True)


def test_mail_that_fails_waits_for_its_next_time(down, settings, mailoutbox):
    queue_mails([message()], now=NOW)
    assert deliver_waiting(now=NOW) == 0
    row = OutgoingMail.objects.failed().get()
    assert (row.tries, row.error) == (1, "ConnectionRefusedError: nobody listens")
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    assert deliver_waiting(now=NOW + timedelta(seconds=59)) == 0
    assert deliver_waiting(now=NOW + timedelta(seconds=60)) == 1
    assert not OutgoingMail.objects.failed().exists()


def test_mail_is_given_up_after_the_last_try_and_can_be_sent_again(down, settings, mailoutbox):
    queue_mails([message()], now=NOW)
    for wait in SCHEDULE:
        deliver_waiting(now=NOW + wait)
    assert not OutgoingMail.objects.waiting().exists()
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    later = NOW + timedelta(days=3)
    assert deliver_waiting(now=later) == 0
    assert send_again(OutgoingMail.objects.all(), now=later) == 1
    assert (deliver_waiting(now=later), len(mailoutbox)) == (1, 1)


def test_one_bad_mail_does_not_stop_the_others(mailoutbox):
    queue_mails([message(subject="a\nBcc: b@example.org"), message()], now=NOW)
    assert deliver_waiting(now=NOW) == 1
    assert "BadHeaderError" in OutgoingMail.objects.failed().get().error


def test_mail_that_another_process_took_is_left_to_it(mailoutbox, monkeypatch):
    queue_mails([message()], now=NOW)
    waiting = list(OutgoingMail.objects.waiting())
    OutgoingMail.objects.update(tries=1)
    monkeypatch.setattr("accounts.models.OutgoingMailQuerySet.waiting", lambda self: waiting)
    assert (deliver_waiting(now=NOW), mailoutbox) == (0, [])


def test_old_mails_are_forgotten():
    queue_mails([message()], now=NOW - timedelta(days=31))
    queue_mails([message()], now=NOW)
    deliver_waiting(now=NOW)
    assert OutgoingMail.objects.get().queued_at == NOW


def test_backend_says_how_many_it_took():
    assert QueueBackend().send_messages([message(), message()]) == 2
    assert OutgoingMail.objects.filter(sent_at=None).count() == 2


def test_mail_of_a_transaction_that_is_rolled_back_wakes_nobody(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        django_mail.get_connection("accounts.mail.QueueBackend").send_messages([message()])
    assert len(callbacks) == 1
