"""Results, attempts and learners as tables for a spreadsheet: the heading, then a row for each; one query at most."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quizzes.models import Attempt, Result
from quizzes.overview import settled
from quizzes.policies import Counted, has_passed, shown_percent, shown_score
from quizzes.selectors import results_with_waiting, with_waiting
from quizzes.standings import Standing
from quizzes.wording import STANDING_STATES

Row = tuple[object, ...]


def result_table(results: QuerySet[Result]) -> Iterator[Row]:
    yield (
        *_who_and_what(),
        _("Points"),
        _("Out of"),
        _("Per cent"),
        _("Passed"),
        _("Attempts"),
        _("Updated (UTC)"),
        _("Not graded yet"),
    )
    for row in (
        results_with_waiting(results).select_related("user", "quiz__course").order_by("quiz__title", "user__username")
    ):
        yield (*_names(row), *_score(row, row.score), row.attempts, row.updated_at, row.waiting)


def attempt_table(attempts: QuerySet[Attempt]) -> Iterator[Row]:
    about = (_("Kind"), _("Number"), _("State"), _("Started (UTC)"), _("Finished (UTC)"))
    yield (*_who_and_what(), *about, _("Points"), _("Out of"), _("Per cent"), _("Passed"), _("Not graded yet"))
    for row in (
        with_waiting(attempts)
        .select_related("user", "quiz__course")
        .order_by("quiz__title", "user__username", "number")
    ):
        about = (row.get_kind_display(), row.number, row.get_state_display(), row.started_at, row.finished_at)
        yield (*_names(row), *about, *_score(row, row.score), row.waiting)


def standing_table(standings: Iterable[Standing]) -> Iterator[Row]:
    """Learners for who teaches them, so without e-mail addresses."""
    yield (
        *(_("Name"), _("Username"), _("State"), _("Attempts begun"), _("Attempts finished"), _("Points"), _("Out of")),
        *(_("Per cent"), _("Passed"), _("Not graded yet"), _("Last activity (UTC)")),
    )
    for row in standings:
        score = (row.result.score, row.result.max_score) if row.result else ()
        yield (
            *(row.user.display_name, row.user.username, STANDING_STATES[row.state], len(row.attempts), row.finished),
            *([shown_score(each, places=4) for each in score] or (None, None)),
            row.percent,
            *(_yes_or_no(row.passed), row.waiting, row.last_activity),
        )


def _who_and_what() -> Row:
    return _("Course"), _("Quiz"), _("Name"), _("Username"), _("E-mail")


def _names(row: Result | Attempt) -> Row:
    return row.quiz.course.title, row.quiz.title, row.user.display_name, row.user.username, row.user.email


def _score(row: Any, score: Decimal | None) -> Row:
    """Points, out of, per cent and passed; nothing but the maximum while there is no score."""
    if score is None:
        return None, row.max_score, None, None
    counted, mark = Counted(score, row.max_score), row.quiz.pass_percent
    passed = settled(has_passed(counted, mark), row.waiting)
    return shown_score(score, places=4), row.max_score, shown_percent(counted, mark), _yes_or_no(passed)


def _yes_or_no(passed: bool | None) -> str:
    return "" if passed is None else _("yes") if passed else _("no")
