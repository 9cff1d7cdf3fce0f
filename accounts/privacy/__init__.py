"""What the site keeps of a person: a registry that each app fills in its AppConfig.ready().

The page on privacy, the download of one's own data, and erasing are all made from it, so that what is promised, handed
out and deleted stays one thing. A test walks every foreign key to the user and fails where none covers it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

Words = Any  # a str, or a lazy translation of one

AS_LONG_AS_ACCOUNT = _("As long as the account exists.")
YOU_AND_ADMINS = _("You, and the administrators of this site.")


def keeps_silent(person: Any) -> str:
    return ""


def keeps_all(*, now: datetime) -> int:
    return 0


@dataclass(frozen=True)
class Holding:
    """One kind of data about a person.

    covers    the relations to the user that it answers for, as "app.Model.field"
    export    what the person gets: dicts, lists, texts, numbers, times; no secret, and nothing that a page would hide
    erase     deletes it, or takes the person's name off it; runs in the transaction of `services.erase_person`
    forget    deletes what is older than `how_long` says, with `now`; returns how many rows
    remark    a sentence for the page on deleting, e.g. on work that is under way; empty if there is nothing to say
    """

    key: str
    title: Words
    what: Words
    why: Words
    how_long: Words
    who_sees: Words
    export: Callable[[Any], Any]
    erase: Callable[[Any], None]
    covers: tuple[str, ...] = ()
    remark: Callable[[Any], str] = keeps_silent
    forget: Callable[..., int] = keeps_all


_holdings: list[Holding] = []


def register(*found: Holding) -> None:
    """Adds the holdings of one app. Registering a key again replaces it, so that ready() may run twice."""
    keys = {holding.key for holding in found}
    kept = [holding for holding in _holdings if holding.key not in keys]
    # INSTALLED_APPS names upper apps first, so whoever comes later lies below.
    _holdings[:] = [*found, *kept]


def holdings() -> tuple[Holding, ...]:
    """The account first, then what rests on it."""
    return tuple(_holdings)


def in_order_of_erasing() -> Iterator[Holding]:
    """What rests on other rows goes before them, and the account goes last."""
    return reversed(_holdings)
