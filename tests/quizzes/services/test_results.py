from decimal import Decimal

import pytest

from quizzes import policies, services
from quizzes.models import Attempt, Result
from tests.factories import AttemptFactory, QuizFactory, UserFactory
from tests.quizzes.services.helpers import at, entry, quiz_of, start, submit


def attempts_of(quiz, learner, *scores, **fields) -> list[Attempt]:
    """Finished attempts, each given as its score or as (score, most)."""
    pairs = [score if isinstance(score, tuple) else (score, 10) for score in scores]
    return [
        AttemptFactory(quiz=quiz, user=learner, number=number, score=score, max_score=most, **fields)
        for number, (score, most) in enumerate(pairs, start=1)
    ]


def result_of(quiz, learner) -> tuple | None:
    """Score, most and number of attempts after making the result anew."""
    services.renew_result(user_id=learner.pk, quiz=quiz, now=at(0))
    return Result.objects.values_list("score", "max_score", "attempts").filter(quiz=quiz, user=learner).first()


@pytest.mark.parametrize(("counting", "score"), [("best", "8"), ("last", "5.5"), ("first", "3"), ("average", "5.5")])
def test_result_counts_as_the_quiz_says(learner, counting, score):
    quiz = QuizFactory(counting=counting)
    attempts_of(quiz, learner, 3, 8, Decimal("5.5"))
    assert result_of(quiz, learner) == (Decimal(score), 10, 3)


def test_best_is_the_highest_share(learner):
    quiz = QuizFactory(counting="best")
    attempts_of(quiz, learner, (6, 10), (5, 6), (8, 12))
    assert result_of(quiz, learner) == (5, 6, 3)


def test_tie_for_the_best_goes_to_the_earliest(learner):
    quiz = QuizFactory(counting="best")
    attempts_of(quiz, learner, 1, (4, 8), 5, (6, 12))
    assert result_of(quiz, learner) == (4, 8, 4)


def test_attempts_count_in_the_order_of_their_numbers(learner):
    quiz = QuizFactory(counting="last")
    AttemptFactory(quiz=quiz, user=learner, number=2, score=2)
    AttemptFactory(quiz=quiz, user=learner, number=1, score=1)
    assert result_of(quiz, learner) == (2, 10, 2)


@pytest.mark.parametrize(("counting", "score"), [("best", 6), ("last", 0), ("first", 6), ("average", 3)])
def test_abandoned_attempt_counts_zero(learner, counting, score):
    quiz = QuizFactory(counting=counting)
    attempts_of(quiz, learner, 6)
    AttemptFactory(quiz=quiz, user=learner, number=2, state="abandoned", score=None)
    assert result_of(quiz, learner) == (score, 10, 2)


def test_score_below_zero_counts_as_zero(learner):
    quiz = QuizFactory(counting="average")
    attempts_of(quiz, learner, -4, 4)
    assert result_of(quiz, learner) == (2, 10, 2)


@pytest.mark.parametrize("fields", [{"state": "open", "score": None}, {"kind": "practice"}])
def test_open_and_practice_attempts_do_not_count(learner, fields):
    quiz = QuizFactory(counting="last")
    attempts_of(quiz, learner, 4)
    AttemptFactory(quiz=quiz, user=learner, number=2, **{"score": 10} | fields)
    assert result_of(quiz, learner) == (4, 10, 1)


def test_average_of_thirds_keeps_nine_places(learner):
    quiz = QuizFactory(counting="average")
    attempts_of(quiz, learner, 1, 1, 2)
    assert result_of(quiz, learner) == (Decimal("1.333333333"), 10, 3)


def test_result_without_attempts_is_taken_away(learner):
    quiz = QuizFactory()
    attempts_of(quiz, learner, 4)
    assert result_of(quiz, learner) == (4, 10, 1)
    Attempt.objects.all().delete()
    assert result_of(quiz, learner) is None


def test_result_is_one_row_a_learner_and_quiz(learner):
    quiz, other = QuizFactory(), UserFactory()
    attempts_of(quiz, learner, 4)
    attempts_of(quiz, other, 7)
    for _ in range(2):
        assert [result_of(quiz, user) for user in (learner, other)] == [(4, 10, 1), (7, 10, 1)]
    assert Result.objects.count() == 2


def test_each_submit_renews_the_result(learner):
    quiz = quiz_of(2, counting="average")
    found = []
    for right in (1, 2):
        attempt = start(quiz, learner)
        submit(attempt, *[entry(attempt, position, True) for position in range(1, right + 1)], now=at(right))
        found.append(Result.objects.values_list("score", "max_score", "attempts", "updated_at").get())
    assert found == [(1, 2, 1, at(1)), (Decimal("1.5"), 2, 2, at(2))]


def test_renew_results_after_the_counting_has_changed(learner):
    quiz, users = QuizFactory(), [learner, UserFactory()]
    elsewhere = QuizFactory()
    for user in users:
        attempts_of(quiz, user, 9, 2)
        result_of(quiz, user)
    attempts_of(elsewhere, learner, 9, 2)
    result_of(elsewhere, learner)
    quiz.counting = "last"
    quiz.save()
    services.renew_results(quiz=quiz, now=at(5))
    assert set(quiz.results.values_list("score", "updated_at")) == {(2, at(5))}
    assert elsewhere.results.get().score == 9


@pytest.mark.parametrize(
    ("mark", "score", "most", "passed"),
    [
        ("60", "5.994", 10, False),
        ("60", "5.9999", 10, False),
        ("60", "6", 10, True),
        ("66.66", "1.333333333", 2, True),
        ("66.67", "1.333333333", 2, False),
        ("67", "1.333333333", 2, False),
    ],
)
def test_pass_is_decided_on_the_unrounded_score(learner, mark, score, most, passed):
    quiz = QuizFactory(pass_percent=Decimal(mark))
    attempts_of(quiz, learner, (Decimal(score), most))
    found = policies.Counted(*result_of(quiz, learner)[:2])
    assert policies.has_passed(found, quiz.pass_percent) is passed
    assert (policies.shown_percent(found, quiz.pass_percent) >= quiz.pass_percent) is passed
