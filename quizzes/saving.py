"""Merging what pages send into what is held: typed last wins, a save is idempotent. Pure.

The order is (typed_at, client, sequence): repeats, reordering, two tabs, two devices and a replay after hours all end
in the newest answer. A response, its flag and how sure one is have a stamp each. Design: docs/architecture.md, "The
life of an answer".
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from quizzes.behaviours import CERTAINTIES

MAX_SEQUENCE = 2**63 - 1
MAX_CLIENT = 64
MAX_BODY = 256 * 1024
MAX_DEPTH = 12
MAX_ANSWERS = 1_000
MOST_PAGES = 100  # that an answer remembers


class BadRequest(Exception):
    """The body is not what the contract says; nothing of it is taken."""


@dataclass(frozen=True)
class Entry:
    """One change as a page sent it. `response` has the page's opaque keys; `error` says why it can't be taken.

    `flagged` None leaves the flag alone, `certainty` None how sure one is, `keeps_response` the response.
    """

    position: int
    sequence: int
    typed_at: datetime | None
    response: Any
    flagged: bool | None = None
    certainty: int | None = None
    error: str = ""
    keeps_response: bool = False


@dataclass(frozen=True)
class Stamp:
    """When an answer was typed, by which page, as its how-manieth change."""

    typed_at: datetime
    client: str
    sequence: int

    def order(self) -> tuple[datetime, str, int]:
        return self.typed_at, self.client, self.sequence

    def as_json(self) -> list[Any]:
        return [self.typed_at.isoformat(), self.client, self.sequence]

    @classmethod
    def from_json(cls, value: list[Any] | None) -> "Stamp | None":
        return cls(datetime.fromisoformat(value[0]), value[1], value[2]) if value else None


class Merge(StrEnum):
    APPLY = "apply"
    REPEAT = "repeat"
    STALE = "stale"


@dataclass
class SaveResult:
    """What became of each entry; keys as in the answer's JSON."""

    saved: list[dict[str, Any]] = field(default_factory=list)
    stale: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)


def merge(held: Stamp | None, sent: Stamp) -> Merge:
    if held is None or sent.order() > held.order():
        return Merge.APPLY
    return Merge.REPEAT if sent.order() == held.order() else Merge.STALE


def by_own_count(held: Stamp | None, sent: Stamp) -> Stamp:
    """A page counts its changes: that holds, too, where the time of one had to be clamped at each arrival anew."""
    if held is None or held.client != sent.client:
        return sent
    if held.sequence == sent.sequence:
        return held
    bound = max if sent.sequence > held.sequence else min
    return replace(sent, typed_at=bound(held.typed_at, sent.typed_at))


class Compared(NamedTuple):
    outcome: Merge
    stamp: Stamp


def compare(held: Stamp | None, sent: Stamp, overtaken: Mapping[str, int] | None = None) -> Compared:
    """What becomes of a change, and the stamp under which it is held then. `overtaken` is what `overtaking` made."""
    if held and held.client != sent.client and sent.sequence <= (overtaken or {}).get(sent.client, -1):
        return Compared(Merge.STALE, sent)
    sent = by_own_count(held, sent)
    return Compared(merge(held, sent), sent)


def overtaking(overtaken: Mapping[str, int] | None, held: Stamp | None, newer: Stamp) -> dict[str, int]:
    """By page, the count of its last change that another page's has replaced, when `newer` replaces what is held.

    That change, and those before it, are older for good: where a page's clock is ahead, one that comes once more would
    be clamped to a later time than the one that replaced it. It begins anew after `MOST_PAGES`: no row grows for ever.
    """
    known = dict(overtaken or {})
    if len(known) >= MOST_PAGES:
        known.clear()
    if held and held.client != newer.client:
        known[held.client] = max(held.sequence, known.get(held.client, 0))
    return known


def clamp(typed_at: datetime, *, start: datetime, now: datetime) -> datetime:
    """Nobody typed before the attempt began or after now."""
    return min(max(typed_at, start), now)


def as_text(entry: Entry, *, timed: bool) -> dict[str, Any]:
    """An entry word for word, as an AnswerEvent keeps it."""
    said: dict[str, Any] = {"position": entry.position}
    said |= {} if entry.keeps_response else {"response": entry.response}
    said |= {"flagged": entry.flagged} if entry.keeps_response and entry.flagged is not None else {}
    said |= {"certainty": entry.certainty} if entry.certainty else {}
    if timed and entry.typed_at:
        said["typed_at"] = entry.typed_at.isoformat()
    return said


# --- the edge: bytes to entries --------------------------------------------------------------------------------------


def parse_json(body: bytes) -> Any:
    """JSON without what would be an error later: NUL, lone surrogates, NaN, deep nesting, huge integers, bad UTF-8.

    Raises BadRequest.
    """
    try:
        text = body.decode("utf-8")
        if text.count("[") + text.count("{") > 20_000:
            raise BadRequest("too many brackets")
        value = json.loads(text, parse_constant=_refuse, parse_int=_int)
    except (ValueError, RecursionError) as error:
        raise BadRequest(str(error)) from error
    _check(value, 0)
    return value


def _refuse(constant: str) -> Any:
    raise BadRequest(f"{constant} is not JSON")


def _int(digits: str) -> int:
    if len(digits) > 20:
        raise BadRequest("an integer has too many digits")
    return int(digits)


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise BadRequest("nested too deeply")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise BadRequest("a number is too large")
    elif isinstance(value, list):
        for each in value:
            _check(each, depth + 1)
    elif isinstance(value, dict):
        for key, each in value.items():
            _check_text(key)
            _check(each, depth + 1)


def _check_text(text: str) -> None:
    if re.search("[\x00\ud800-\udfff]", text):
        raise BadRequest("a text has NUL or a lone surrogate")


def parse_save(value: Any) -> tuple[str, list[Entry]]:
    """The client's name and its entries. BadRequest for a wrong envelope; a bad entry carries its error."""
    if not isinstance(value, dict):
        raise BadRequest("must be an object")
    client, answers = value.get("client"), value.get("answers")
    if not isinstance(client, str) or not 0 < len(client) <= MAX_CLIENT:
        raise BadRequest("'client' must be a text of at most 64 characters")
    if not isinstance(answers, list) or len(answers) > MAX_ANSWERS:
        raise BadRequest("'answers' must be a list")
    return client, [_parse_entry(each) for each in answers]


def _parse_entry(value: Any) -> Entry:
    if not isinstance(value, dict) or not _is_int(value.get("position")):
        raise BadRequest("an answer must be an object with a position")
    position, sequence, flagged = value["position"], value.get("sequence"), value.get("flagged")
    certainty, keeps_response = value.get("certainty"), "response" not in value
    changes_nothing = keeps_response and flagged is None and certainty is None
    error = ""
    typed_at = _parse_time(value.get("typed_at"))
    if not _is_int(sequence) or not 0 <= sequence <= MAX_SEQUENCE:
        error, sequence = "bad_sequence", 0
    elif typed_at is None:
        error = "bad_typed_at"
    elif not isinstance(flagged, bool | None) or not _is_certainty(certainty) or changes_nothing:
        error = "wrong_shape"
    return Entry(position, sequence, typed_at, value.get("response"), flagged, certainty, error, keeps_response)


def _is_certainty(value: Any) -> bool:
    return value is None or (_is_int(value) and value in CERTAINTIES)


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _parse_time(value: Any) -> datetime | None:
    """ISO 8601 with an offset, in UTC; None when it isn't one."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
