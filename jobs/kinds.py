"""What can be done in the background: a registry that each app fills when it is ready.

    @background("count_words", title=_("Counting words"), result_url=lambda job: "/words/")
    def count_words(job, progress):
        ...
        return {"words": 17}

A worker may be killed at any moment, and the job then begins again with another. So what it writes has to be either
- one transaction, with `progress(total, total, result=…)` as its last statement; or
- batches, each a transaction that ends with `progress(done, total)`. The next worker finds the last `done` that was
  committed in `job.done`, and goes on from there.
Either way `job.done` says what is written, and work that finds nothing left to do just returns. Within a transaction
`progress` holds the job's row until the end, so no batch is written by two workers or after somebody cancelled.
Outside of one it is only a sign of life: call it at least every half minute, it writes once a second at most. A kind
that goes on from `job.done` reports there nothing but what is written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Words = Any  # a str, or a lazy translation of one
Run = Callable[[Any, Any], dict[str, Any] | None]


class JobError(Exception):
    """Why the work can't be done, in a sentence for the person who waits for it."""


class Stopped(Exception):
    """The worker has to leave this job as it is; a kind lets it pass."""


class Cancelled(Stopped):
    """Somebody cancelled the job."""


class TakenAway(Stopped):
    """The job was given to another worker, or is gone."""


class Interrupted(Stopped):
    """This worker is to end; the job goes on with the next one."""


def says_nothing(job: Any) -> str:
    return ""


@dataclass(frozen=True)
class Kind:
    """
    run         does the work; what it returns is kept as `job.result` (None keeps what `progress` gave)
    result_url  where its owner goes on once it has ended, however it did; empty for nowhere
    summary     what came of it, in a sentence; empty if there is nothing to say
    """

    key: str
    title: Words
    run: Run
    result_url: Callable[[Any], str] = says_nothing
    summary: Callable[[Any], str] = says_nothing


_kinds: dict[str, Kind] = {}


def background(key: str, *, title: Words, **about: Callable[[Any], str]) -> Callable[[Run], Run]:
    def register(run: Run) -> Run:
        _kinds[key] = Kind(key, title, run, **about)
        return run

    return register


def kind_of(key: str) -> Kind | None:
    """None for a kind that this version doesn't know: a newer one left the job behind."""
    return _kinds.get(key)
