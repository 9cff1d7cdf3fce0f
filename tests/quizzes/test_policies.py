from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.policies import (
    EVERYTHING,
    GRACE,
    NOTHING,
    Counted,
    Refusal,
    ReviewOptions,
    attempts_left,
    counted_result,
    deadline,
    has_passed,
    interim,
    is_closed,
    is_late,
    is_overdue,
    keeps_back_correctness,
    overall_feedback,
    refusal,
    review_options,
    shown_percent,
    shown_score,
)

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
SCORED = ReviewOptions.of({"attempt", "correctness", "maximum", "score", "overall"})


def rules(**changes) -> SimpleNamespace:
    """The defaults of the course format."""
    marks = {"graded": True, "practice": True, "counting": "best", "pass_percent": Decimal(0)}
    limits = {"attempts": 0, "delay_minutes": 0, "time_limit_minutes": 0, "at_end": "submit", "grace_minutes": 0}
    times = {"opens_at": None, "due_at": None, "closes_at": None}
    access = {"password": "", "networks": []}
    shows = {"behaviour": "deferred", "reveal": "when_finished", "review": {}}
    return SimpleNamespace(**(marks | limits | times | access | shows | changes))


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def counted(*scores, out_of=10) -> list[Counted]:
    return [Counted(Decimal(str(score)), Decimal(out_of)) for score in scores]


# --- time ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "closes", "ends"),
    [(0, None, None), (20, None, 20), (0, 50, 50), (20, 50, 20), (20, 10, 10), (20, 20, 20)],
)
def test_deadline_of_graded_attempt_is_the_first_of_limit_and_closing(limit, closes, ends):
    quiz = rules(time_limit_minutes=limit, closes_at=closes and at(closes))
    assert deadline(quiz, kind="graded", started_at=NOON) == (ends and at(ends))


def test_deadline_of_practice_is_none():
    quiz = rules(time_limit_minutes=20, closes_at=at(10))
    assert deadline(quiz, kind="practice", started_at=NOON) is None


@pytest.mark.parametrize(("seconds", "overdue"), [(-1, False), (0, False), (30, False), (30.001, True), (3600, True)])
def test_overdue_is_what_ended_more_than_thirty_seconds_ago(seconds, overdue):
    assert timedelta(seconds=30) == GRACE
    assert is_overdue(NOON, now=NOON + timedelta(seconds=seconds)) is overdue


def test_overdue_is_nothing_without_deadline():
    assert is_overdue(None, now=NOON) is False


@pytest.mark.parametrize(("minutes", "closed"), [(-0.01, False), (0, True), (5, True)])
def test_closed_from_the_closing_time_on(minutes, closed):
    assert is_closed(rules(closes_at=NOON), now=at(minutes)) is closed


def test_closed_never_without_closing_time():
    assert is_closed(rules(), now=NOON) is False


# --- starting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("allowed", "used", "left"), [(0, 0, None), (0, 99, None), (3, 0, 3), (3, 2, 1), (3, 3, 0), (3, 5, 0)]
)
def test_attempts_left_is_never_below_none(allowed, used, left):
    assert attempts_left(rules(attempts=allowed), used) == left


@pytest.mark.parametrize(
    ("changes", "kind", "used", "why"),
    [
        ({}, "graded", 0, None),
        ({}, "graded", 99, None),
        ({}, "practice", 99, None),
        ({"graded": False}, "graded", 0, Refusal.NOT_OFFERED),
        ({"graded": False}, "practice", 0, None),
        ({"practice": False}, "practice", 0, Refusal.NOT_OFFERED),
        ({"practice": False}, "graded", 0, None),
        ({"opens_at": at(1)}, "graded", 0, Refusal.NOT_OPEN_YET),
        ({"opens_at": at(1)}, "practice", 0, Refusal.NOT_OPEN_YET),
        ({"opens_at": at(0)}, "graded", 0, None),
        ({"closes_at": at(0)}, "graded", 0, Refusal.CLOSED),
        ({"closes_at": at(0)}, "practice", 0, None),
        ({"closes_at": at(0.01)}, "graded", 0, None),
        ({"attempts": 2}, "graded", 1, None),
        ({"attempts": 2}, "graded", 2, Refusal.NO_ATTEMPTS_LEFT),
        ({"attempts": 2}, "practice", 2, None),
        ({"attempts": 2, "closes_at": at(-1)}, "graded", 2, Refusal.CLOSED),
    ],
)
def test_refusal_says_why_an_attempt_cannot_start(changes, kind, used, why):
    assert refusal(rules(**changes), kind=kind, used=used, now=NOON) is why


# --- what may be seen ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reveal", "attempts", "used", "closes", "seen"),
    [
        ("at_once", 3, 1, None, EVERYTHING),
        ("at_once", 0, 1, None, EVERYTHING),
        ("when_finished", 3, 2, None, SCORED),
        ("when_finished", 3, 3, None, EVERYTHING),
        ("when_finished", 0, 50, None, SCORED),
        ("when_finished", 3, 1, 10, SCORED),
        ("when_finished", 3, 1, 0, EVERYTHING),
        ("when_finished", 0, 1, 0, EVERYTHING),
        ("after_close", 3, 3, 10, SCORED),
        ("after_close", 3, 1, 0, EVERYTHING),
        ("never", 1, 1, 0, SCORED),
        ("never", 0, 1, None, SCORED),
    ],
)
def test_review_of_finished_graded_attempt_follows_the_setting(reveal, attempts, used, closes, seen):
    quiz = rules(reveal=reveal, attempts=attempts, closes_at=None if closes is None else at(closes))
    assert review_options(quiz, kind="graded", finished_at=at(-5), used=used, now=NOON) == seen


@pytest.mark.parametrize("reveal", ["at_once", "when_finished", "after_close", "never"])
def test_review_of_open_graded_attempt_shows_nothing(reveal):
    quiz = rules(reveal=reveal, attempts=1, closes_at=at(-1))
    assert review_options(quiz, kind="graded", finished_at=None, used=1, now=NOON) == NOTHING


@pytest.mark.parametrize("reveal", ["at_once", "when_finished", "after_close", "never"])
@pytest.mark.parametrize("finished_at", [at(-5), None])
def test_review_of_practice_shows_everything(reveal, finished_at):
    quiz = rules(reveal=reveal, closes_at=at(5))
    assert review_options(quiz, kind="practice", finished_at=finished_at, used=0, now=NOON) == EVERYTHING


# --- results ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("counting", "score"), [("best", 8), ("last", 5), ("first", 3), ("average", "5.333333")])
def test_result_counts_attempts_by_the_setting(counting, score):
    result = counted_result(counted(3, 8, 5), counting)
    assert (round(result.score, 6), result.max_score) == (Decimal(score), Decimal(10))


@pytest.mark.parametrize("counting", ["best", "last", "first", "average"])
def test_result_of_no_attempt_is_none(counting):
    assert counted_result([], counting) is None


def test_result_in_a_tie_for_best_is_the_earliest():
    first, second = Counted(Decimal(4), Decimal(8)), Counted(Decimal(5), Decimal(10))
    assert counted_result([first, second], "best") == first
    assert counted_result([second, first], "best") == second


def test_result_best_compares_shares_not_points():
    short, long = Counted(Decimal(4), Decimal(4)), Counted(Decimal(6), Decimal(10))
    assert counted_result([long, short], "best") == short


def test_result_counts_an_abandoned_attempt_as_zero():
    assert counted_result(counted(6, 0), "average") == Counted(Decimal(3), Decimal(10))
    assert counted_result(counted(6, 0), "last") == Counted(Decimal(0), Decimal(10))


@pytest.mark.parametrize("counting", ["best", "last", "first", "average"])
def test_result_is_held_at_zero(counting):
    assert counted_result(counted(-3), counting) == Counted(Decimal(0), Decimal(10))


def test_result_average_is_over_scores_that_are_held_at_zero():
    assert counted_result(counted(-4, 4), "average") == Counted(Decimal(2), Decimal(10))


def test_result_of_a_quiz_without_points_has_none():
    assert counted_result(counted(0, 0, out_of=0), "best") == Counted(Decimal(0), Decimal(0))


# --- passing and showing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "out_of", "mark", "passed"),
    [
        ("6", 10, 60, True),
        ("5.9999999", 10, 60, True),
        ("5.9999", 10, 60, False),
        ("5.95", 10, 60, False),
        ("0", 10, 60, False),
        ("10", 10, 100, True),
        ("2", 3, "66.67", False),
        ("2", 3, "66.66", True),
        ("6", 10, 0, None),
        ("0", 0, 60, None),
    ],
)
def test_passed_is_decided_on_the_unrounded_score(score, out_of, mark, passed):
    assert has_passed(Counted(Decimal(score), Decimal(out_of)), Decimal(mark)) is passed


@pytest.mark.parametrize(
    ("score", "mark", "shown"),
    [
        ("5.96", 60, 59),
        ("5.94", 60, 59),
        ("6", 60, 60),
        ("5.9999999", 60, 60),
        ("6.05", 60, 61),
        ("5.96", 0, 60),
        ("9.96", 100, 99),
        ("10", 100, 100),
        ("0", 60, 0),
        ("6.07", "60.8", 60),
    ],
)
def test_percent_is_never_shown_rounded_up_across_the_pass_mark(score, mark, shown):
    assert shown_percent(Counted(Decimal(score), Decimal(10)), Decimal(mark)) == Decimal(shown)


def test_percent_of_no_points_is_zero():
    assert shown_percent(Counted(Decimal(0), Decimal(0)), Decimal(60)) == Decimal(0)


@given(
    st.decimals(0, 10, places=9, allow_nan=False, allow_infinity=False),
    st.decimals("0.01", 100, places=2, allow_nan=False, allow_infinity=False),
)
def test_percent_of_a_fail_lies_below_the_mark_and_within_one_of_the_truth(score, mark):
    result = Counted(score, Decimal(10))
    shown = shown_percent(result, mark)
    assert shown == shown.to_integral_value()
    assert abs(shown - score * 10) < 1
    assert has_passed(result, mark) or shown < mark


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        ("5", "5"),
        ("5.00", "5"),
        ("5.50", "5.5"),
        ("5.125", "5.13"),
        ("5.124", "5.12"),
        ("0", "0"),
        ("10", "10"),
        ("100", "100"),
    ],
)
def test_score_is_shown_with_two_places_at_most_and_no_zeros(score, shown):
    assert str(shown_score(Decimal(score))) == shown


# --- the review matrix -----------------------------------------------------------------------------------------------

MATRIX = {
    "during": ["attempt", "correctness"],
    "just_after": ["attempt", "maximum", "score"],
    "later": [],
    "closed": list(EVERYTHING.aspects()),
}


@pytest.mark.parametrize(
    ("finished", "closes", "seen"),
    [
        (None, None, {"attempt", "correctness"}),
        (-1.9, None, {"attempt", "maximum", "score"}),
        (-2, None, set()),
        (-500, 10, set()),
        (-500, 0, EVERYTHING.aspects()),
        (-1, 0, EVERYTHING.aspects()),
    ],
)
def test_review_matrix_decides_by_time(finished, closes, seen):
    quiz = rules(
        review=MATRIX, behaviour="immediate", reveal="at_once", closes_at=None if closes is None else at(closes)
    )
    finished_at = None if finished is None else at(finished)
    assert review_options(quiz, kind="graded", finished_at=finished_at, used=1, now=NOON).aspects() == seen


def test_reveal_keeps_back_what_the_matrix_would_show():
    quiz = rules(review={"later": list(EVERYTHING.aspects())}, reveal="never")
    seen = review_options(quiz, kind="graded", finished_at=at(-60), used=1, now=NOON)
    assert EVERYTHING.aspects() - seen.aspects() == {"feedback", "explanation", "right_answer"}


def test_behaviour_with_checks_says_what_is_wrong_with_an_answer_before_the_right_one_is_revealed():
    quiz = rules(behaviour="interactive", reveal="never")
    for finished_at in (None, at(-60)):
        seen = review_options(quiz, kind="graded", finished_at=finished_at, used=1, now=NOON)
        assert EVERYTHING.aspects() - seen.aspects() == {"explanation", "right_answer"}


def test_try_that_others_can_follow_never_shows_the_right_answer():
    assert EVERYTHING.aspects() - interim(EVERYTHING).aspects() == {"explanation", "right_answer"}


@pytest.mark.parametrize(
    ("review", "silent"),
    [
        ({}, False),
        ({"during": []}, False),
        ({"later": []}, True),
        ({"just_after": ["attempt", "correctness"]}, False),
        ({"closed": ["attempt"]}, True),
    ],
)
def test_quiz_that_ever_hides_correctness_keeps_it_back_everywhere(review, silent):
    assert keeps_back_correctness(review) is silent


@pytest.mark.parametrize(("score", "text"), [(10, "A"), (8, "A"), ("7.99", "B"), (0, "B")])
def test_overall_feedback_is_that_of_the_first_band_that_is_reached(score, text):
    bands = [{"at_least": "80", "text": "A"}, {"at_least": "0", "text": "B"}]
    assert overall_feedback(bands, *counted(score)) == text


def test_overall_feedback_is_nothing_below_the_lowest_band():
    assert overall_feedback([{"at_least": "50", "text": "A"}], *counted(4)) == ""


@pytest.mark.parametrize(("delay", "minutes", "why"), [(10, 9.9, Refusal.TOO_SOON), (10, 10, None), (0, 0, None)])
def test_refusal_until_the_delay_is_over(delay, minutes, why):
    quiz = rules(delay_minutes=delay)
    assert refusal(quiz, kind="graded", used=1, now=at(minutes), last_finished=NOON) is why
    assert refusal(quiz, kind="practice", used=1, now=at(minutes), last_finished=NOON) is None


@pytest.mark.parametrize(("due", "late"), [(None, False), (-1, True), (0, False), (1, False)])
def test_late_is_what_was_handed_in_after_it_was_due(due, late):
    assert is_late(rules(due_at=None if due is None else at(due)), finished_at=NOON) is late
    assert is_late(rules(due_at=None if due is None else at(due)), finished_at=None) is False
