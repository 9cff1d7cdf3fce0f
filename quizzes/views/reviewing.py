"""What pages about a whole attempt show: to its learner what her quiz lets her see now, to her teachers all of it."""

from collections.abc import Collection, Sequence
from typing import Any

from quizzes import policies
from quizzes.models import Answer, Attempt
from quizzes.overview import settled
from quizzes.presenting import question_view
from quizzes.selectors import evidence_of, hand_grades_of
from quizzes.services import calibration_of


def review_context(
    attempt: Attempt,
    answers: Sequence[Answer],
    options: policies.ReviewOptions,
    *,
    held: Collection[int] = frozenset(),
) -> dict[str, Any]:
    """`held` are questions of which nothing may be said now: they stand in an open attempt of the same learner."""
    some_held = any(answer.version.question_id in held for answer in answers)
    # Even the sum would tell: an attempt with one answer and a score says whether that answer is right.
    of_all = policies.NOTHING if some_held else options
    return {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "options": of_all,
        "questions": _questions(attempt, answers, options, held) if options.attempt else [],
        "total": len(answers),
        "answered": sum(answer.is_answered for answer in answers),
        "calibration": calibration_of(attempt, answers) if of_all.score else None,
        "is_late": policies.is_late(attempt.quiz, finished_at=attempt.finished_at) and not attempt.is_practice,
        "some_held": some_held,
        **_result(attempt, answers, of_all),
    }


def _questions(attempt, answers, options, held):
    evidence = evidence_of(answer.version.question_id for answer in answers)
    hand_grades = hand_grades_of(answers)
    return [
        question_view(
            attempt,
            answer,
            policies.NOTHING if answer.version.question_id in held else options,
            evidence.get(answer.version.question_id, []),
            hand_grade=hand_grades.get(answer.pk),
        )
        for answer in answers
    ]


def _result(attempt, answers, options):
    waiting = sum(answer.fraction is None for answer in answers) if attempt.kind == Attempt.Kind.GRADED else 0
    counted = policies.Counted(attempt.score or 0, attempt.max_score)
    passed = settled(policies.has_passed(counted, attempt.quiz.pass_percent), waiting)
    return {
        "percent": policies.shown_percent(counted, attempt.quiz.pass_percent),
        "passed": None if attempt.is_practice else passed,
        "waiting": waiting,
        "overall": policies.overall_feedback(attempt.quiz.bands, counted) if options.overall else "",
    }
