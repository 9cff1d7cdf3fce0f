"""Handing out and erasing what the site keeps of a person."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.mail import forget_old
from accounts.models import SignInCode, User
from accounts.privacy import holdings, in_order_of_erasing

FORMAT = 1


class LastSuperuser(Exception):
    """Nobody would be left who can give rights."""


def export_person(*, person: User, now: datetime) -> dict[str, Any]:
    """All that the site keeps of a person, ready for JSON."""
    data = {
        holding.key: {"title": str(holding.title), "what": str(holding.what), "content": holding.export(person)}
        for holding in holdings()
    }
    return {"site": settings.SITE_URL, "format": FORMAT, "made_at": now, "username": person.username, "data": data}


@transaction.atomic
def erase_person(*, user: User) -> bool:
    """Deletes an account with all that belongs to it. False if somebody else was faster. Raises LastSuperuser.

    Locks: a plain FOR UPDATE on the person would make the foreign keys of an attempt that is just handed in wait for
    us, while we wait for that attempt. So the first locks only keep erasures apart; the last, at the end, keeps
    new rows out: who inserts one from then on finds no person any more.
    """
    if leaves_no_superuser([user], lock=True):
        raise LastSuperuser
    if not User.objects.select_for_update(no_key=True).filter(pk=user.pk).exists():
        return False
    for holding in in_order_of_erasing():
        holding.erase(user)
    for person in User.objects.select_for_update().filter(pk=user.pk):
        person.delete()
    return True


def leaves_no_superuser(people: Iterable[User], *, lock: bool = False) -> bool:
    """Whether these are all the active superusers. Locked in one order, so that of two who go at once one stays."""
    going = {person.pk for person in people if person.is_superuser and person.is_active}
    if not going:
        return False
    superusers = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")
    if lock:
        superusers = superusers.select_for_update(no_key=True)
    return set(superusers.values_list("pk", flat=True)) <= going


def forget_expired(*, now: datetime) -> int:
    """Deletes what has run out: sign-ins, sign-in codes, old mails, what upper apps forget. Returns how many rows."""
    gone = [Session.objects.filter(expire_date__lt=now).delete()]
    # A sign-in of this minute may not have its session yet.
    ended = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    gone += [
        ended.filter(created_at__lt=now - timedelta(hours=1)).delete(),
        SignInCode.objects.filter(expires_at__lt=now).delete(),
    ]
    above = sum(holding.forget(now=now) for holding in holdings())
    return sum(count for count, _details in gone) + forget_old(now=now) + above
