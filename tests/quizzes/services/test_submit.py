from decimal import Decimal

import pytest

from quizzes import services
from quizzes.models import Attempt, Result
from quizzes.saving import Entry
from tests.factories import LessonFactory, QuestionFactory, QuizFactory, SlotFactory, UserFactory
from tests.quizzes.services.helpers import (
    all_right,
    all_true,
    answer_to,
    at,
    edit,
    entry,
    events_of,
    quiz_of,
    save,
    start,
    submit,
)


@pytest.fixture
def attempt(quiz, learner):
    return start(quiz, learner)


def fractions(attempt) -> list[Decimal | None]:
    return list(attempt.answers.values_list("fraction", flat=True))


def test_submit_grades_saved_answers(attempt):
    save(attempt, *all_right(attempt))
    submitted = submit(attempt)
    attempt.refresh_from_db()
    assert (submitted.changed, submitted.attempt) == (True, attempt)
    assert (attempt.state, attempt.score, attempt.max_score, attempt.finished_at) == ("submitted", 9, 9, at(60))
    assert fractions(attempt) == [1] * 8


def test_submit_saves_the_last_answers_first(attempt):
    save(attempt, entry(attempt, 3, True))
    submitted = submit(attempt, entry(attempt, 3, False, typed=2, sequence=2), Entry(9, 1, at(2), True))
    assert submitted.result.saved == [{"position": 3, "sequence": 2}]
    assert submitted.result.refused == [{"position": 9, "error": "unknown_position"}]
    assert (answer_to(attempt, 3).response, answer_to(attempt, 3).saved_at) == (False, at(60))
    assert submitted.attempt.score == 1


def test_submit_with_a_stale_answer_counts_the_held_one(attempt):
    save(attempt, entry(attempt, 3, False, typed=5))
    submitted = services.submit_attempt(
        attempt_id=attempt.pk, client="tab-2", entries=[entry(attempt, 3, True, typed=4)], now=at(60)
    )
    assert [each["held"] for each in submitted.result.stale] == [False]
    assert submitted.attempt.score == 1


def test_submit_of_nothing_is_zero(attempt):
    assert submit(attempt).attempt.score == 0
    assert fractions(attempt) == [0] * 8


def test_cleared_answer_is_zero(attempt):
    save(attempt, entry(attempt, 3, False))
    save(attempt, Entry(3, 2, at(2), None))
    assert submit(attempt).attempt.score == 0


@pytest.mark.parametrize(
    ("key", "response", "fraction"),
    [
        ("zzsingle", "zzhalf", "0.5"),
        ("zzmultiple", ["zzm-a"], "0.5"),
        ("zzmultiple", ["zzm-a", "zzm-b", "zzm-c"], "0.5"),
        ("zzmultiple", ["zzm-a", "zzm-b", "zzm-c", "zzm-d"], "0"),
        ("zztruefalse", True, "0"),
        ("zzshort", "  TURKIYE ", "1"),
        ("zzshort", "Poland", "0.5"),
        ("zznumber", {"raw": "1950", "value": "1950"}, "0.5"),
        ("zznumber", {"raw": "soon", "value": None}, "0"),
        ("zzmatching", {"zzl-3": "zzl-3", "zzl-4": "zzl-x"}, "0.3333333"),
        ("zzmatching", {"zzl-3": "zzl-3", "zzl-4": "zzl-4", "zzl-5": "zzl-x"}, "0.6666667"),
        ("zzordering", ["zzo-2", "zzo-1", "zzo-3", "zzo-4"], "0.6666667"),
        ("zzordering", ["zzo-4", "zzo-3", "zzo-2", "zzo-1"], "0"),
        ("zzcloze", {"1": "zzc-self"}, "0.25"),
        ("zzcloze", {"2": "51"}, "0.75"),
    ],
)
def test_score_is_fraction_times_points(attempt, key, response, fraction):
    score = submit(attempt, entry(attempt, key, response)).attempt.score
    attempt.refresh_from_db()
    answer = answer_to(attempt, key)
    assert answer.fraction == Decimal(fraction)
    assert attempt.score == score == Decimal(fraction) * answer.points


def thirds(worth: str, count: int) -> dict:
    """A quiz of so many single choices; the second choice is worth a third."""
    lesson = LessonFactory()
    quiz = QuizFactory(course=lesson.course)
    choices = [
        {"key": "all", "text": "All", "correct": True},
        {"key": "third", "text": "A third", "fraction": "0.3333333"},
        {"key": "minus", "text": "Minus a third", "fraction": "-0.3333333"},
    ]
    for _ in range(count):
        question = QuestionFactory(lesson=lesson, type="single_choice", content={"choices": choices})
        SlotFactory(quiz=quiz, question=question, points=Decimal(worth))
    return quiz


@pytest.mark.parametrize(
    ("worth", "count", "score"),
    [("0.01", 3, "0.009999999"), ("999.99", 3, "999.989900001"), ("0.1", 10, "0.3333333"), ("0", 2, "0")],
)
def test_score_is_exact(learner, worth, count, score):
    attempt = start(thirds(worth, count), learner)
    submit(attempt, *[entry(attempt, position, "third") for position in range(1, count + 1)])
    attempt.refresh_from_db()
    assert attempt.score == Decimal(score)
    assert Result.objects.get().score == Decimal(score)


def test_score_below_zero_stands_and_counts_as_zero(learner):
    attempt = start(thirds("2", 2), learner)
    submit(attempt, *[entry(attempt, position, "minus") for position in (1, 2)])
    attempt.refresh_from_db()
    assert attempt.score == Decimal("-1.3333332")
    assert Result.objects.get().score == 0


def test_second_submit_changes_nothing_and_says_so(attempt):
    save(attempt, *all_right(attempt))
    submit(attempt)
    before = (list(attempt.answers.values()), list(Attempt.objects.values()), list(Result.objects.values()))
    again = submit(attempt, now=at(90))
    assert (again.changed, again.attempt.score, again.attempt.finished_at) == (False, 9, at(60))
    assert (list(attempt.answers.values()), list(Attempt.objects.values()), list(Result.objects.values())) == before
    assert [event[0] for event in events_of(attempt)] == ["save", "submit"]


def test_submitting_the_same_answers_again_changes_nothing(attempt):
    entries = all_right(attempt)
    submit(attempt, *entries)
    before = (list(attempt.answers.values()), list(Attempt.objects.values()), list(Result.objects.values()))
    assert submit(attempt, *entries, now=at(90)).changed is False
    assert (list(attempt.answers.values()), list(Attempt.objects.values()), list(Result.objects.values())) == before


def test_answers_sent_with_a_submit_that_came_too_late_are_kept_as_an_event(attempt):
    submit(attempt)
    submit(attempt, entry(attempt, 3, False, typed=70), now=at(90))
    payload = [{"position": 3, "response": False, "typed_at": at(70).isoformat()}]
    assert events_of(attempt)[1:] == [("late", "tab-1", [[3, 1]], payload)]
    assert answer_to(attempt, 3).response is None


def test_attempt_is_graded_only_once(learner):
    quiz = quiz_of(1)
    attempt = start(quiz, learner)
    submit(attempt, *all_true(attempt))
    version = attempt.answers.get().version
    version.content = version.content | {"answer": False}
    version.save()
    services.submit_attempt(attempt_id=attempt.pk, now=at(90))
    assert (Attempt.objects.get().score, attempt.answers.get().fraction) == (1, 1)


def test_editing_the_question_changes_no_finished_attempt(learner):
    quiz = quiz_of(1)
    attempt = start(quiz, learner)
    submit(attempt, *all_true(attempt))
    edit(quiz.slots.get().question, answer=False)
    services.renew_results(quiz=quiz, now=at(90))
    assert (Attempt.objects.get().score, Result.objects.get().score) == (1, 1)


def test_submit_is_noted_with_its_text(attempt):
    submit(attempt, entry(attempt, 3, True))
    assert events_of(attempt) == [("submit", "tab-1", [[3, 1]], [{"position": 3, "response": True}])]


def test_submit_of_one_learner_leaves_the_others(quiz, attempt):
    other = start(quiz, UserFactory())
    submit(attempt, *all_right(attempt))
    other.refresh_from_db()
    assert (other.state, other.score, fractions(other)) == ("open", None, [None] * 8)
    assert list(Result.objects.values_list("user", flat=True)) == [attempt.user_id]


def test_submit_of_anothers_attempt_finds_nothing(attempt):
    with pytest.raises(Attempt.DoesNotExist):
        services.submit_attempt(attempt_id=attempt.pk, now=at(60), entries=all_right(attempt), user=UserFactory())
    attempt.refresh_from_db()
    assert (attempt.state, fractions(attempt), events_of(attempt)) == ("open", [None] * 8, [])


def test_submit_of_ones_own_attempt_finds_it(attempt):
    assert services.submit_attempt(attempt_id=attempt.pk, now=at(60), user=attempt.user).changed is True


def test_submit_of_practice_leaves_the_result(learner):
    quiz = quiz_of(1)
    submit(start(quiz, learner), now=at(10))
    practice = start(quiz, learner, "practice", now=at(20))
    submit(practice, *all_true(practice), now=at(30))
    assert Result.objects.values_list("score", "attempts", "updated_at").get() == (0, 1, at(10))


def test_submit_of_practice_makes_no_result(quiz, learner):
    attempt = start(quiz, learner, "practice")
    submit(attempt, *all_right(attempt))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == ("submitted", 9)
    assert Result.objects.count() == 0
