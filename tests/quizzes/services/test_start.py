from datetime import timedelta
from decimal import Decimal

import pytest

from quizzes import drawing, services
from quizzes.models import Answer, Attempt
from quizzes.policies import GRACE, Refusal
from tests.factories import AttemptFactory, LessonFactory, QuestionFactory, SlotFactory, UserFactory
from tests.quizzes.services.helpers import (
    NOW,
    all_right,
    at,
    check,
    edit,
    entry,
    keys_of,
    quiz_of,
    save,
    start,
    submit,
)
from tests.samples import RIGHT, load_sample

KEYS = list(RIGHT)


def refused(quiz, learner, kind="graded", **options) -> Refusal:
    with pytest.raises(services.StartRefused) as caught:
        services.start_attempt(quiz=quiz, user=learner, kind=kind, **{"now": NOW} | options)
    return caught.value.reason


def test_start_makes_an_open_attempt(quiz, learner):
    attempt, created = services.start_attempt(quiz=quiz, user=learner, kind="graded", now=NOW)
    attempt.refresh_from_db()
    assert created is True
    assert (attempt.quiz, attempt.user, attempt.kind, attempt.state) == (quiz, learner, "graded", "open")
    assert (attempt.number, attempt.started_at, attempt.deadline, attempt.finished_at) == (1, NOW, None, None)
    assert (attempt.score, attempt.max_score) == (None, Decimal(9))


def test_start_makes_an_empty_answer_for_each_question_in_slot_order(quiz, learner):
    attempt = start(quiz, learner)
    answers = list(attempt.answers.select_related("version__question"))
    assert [answer.version.question.key for answer in answers] == KEYS
    assert [answer.position for answer in answers] == list(range(1, 9))
    assert [answer.points for answer in answers] == [Decimal(1)] * 7 + [Decimal(2)]
    held = {(a.response, a.flagged, a.typed_at, a.client, a.sequence, a.saved_at, a.fraction) for a in answers}
    assert held == {(None, False, None, "", None, None, None)}


def test_start_pins_the_current_version(quiz, learner):
    question = quiz.slots.first().question
    edit(question, prompt="Edited before")
    attempt = start(quiz, learner)
    assert attempt.answers.first().version == question.current


def test_open_attempt_keeps_its_version_when_the_question_is_edited(quiz, learner):
    attempt = start(quiz, learner)
    pinned = attempt.answers.first().version
    edit(pinned.question, prompt="Edited afterwards")
    assert attempt.answers.first().version == pinned


def test_open_attempt_is_graded_by_the_key_it_was_made_with(learner):
    quiz = quiz_of(1)
    attempt = start(quiz, learner)
    edit(quiz.slots.get().question, answer=False)
    assert submit(attempt, entry(attempt, 1, True)).attempt.score == 1


def test_open_attempt_keeps_points_order_and_layout_when_the_course_is_loaded_anew(quiz, learner, tmp_path):
    attempt = start(quiz, learner)
    fields = ("version_id", "position", "page", "points", "layout")
    before = list(attempt.answers.values_list(*fields))
    slots = "slots:\n- question: zzcloze\n  points: 5\n- question: zzsingle\n"
    load_sample(tmp_path, {"quizzes/first-quiz.yaml": f"title: Changed\nquestions_per_page: 1\n{slots}"})
    attempt.refresh_from_db()
    assert list(attempt.answers.values_list(*fields)) == before
    assert attempt.max_score == 9
    assert keys_of(start(quiz, UserFactory())) == ["zzcloze", "zzsingle"]


def test_start_with_an_open_attempt_leads_to_it(quiz, learner):
    attempt = start(quiz, learner)
    again = services.start_attempt(quiz=quiz, user=learner, kind="graded", now=at(60))
    assert again == (attempt, False)
    assert Attempt.objects.count() == 1


def test_start_at_the_limit_leads_to_the_open_attempt(learner):
    quiz = quiz_of(attempts=1)
    attempt = start(quiz, learner)
    assert services.start_attempt(quiz=quiz, user=learner, kind="graded", now=at(60)) == (attempt, False)


def test_start_with_an_open_attempt_of_the_other_kind_makes_a_new_one(quiz, learner):
    graded, practice = start(quiz, learner), start(quiz, learner, "practice")
    assert [graded.number, practice.number] == [1, 1]
    assert {graded.kind, practice.kind} == {"graded", "practice"}


def test_start_of_one_learner_is_not_that_of_another(quiz, learner):
    assert start(quiz, learner) != start(quiz, UserFactory())


def test_start_after_submitting_counts_on(quiz, learner):
    first = start(quiz, learner)
    submit(first)
    second = start(quiz, learner)
    assert [first.number, second.number] == [1, 2]
    assert first.seed != second.seed


# --- limits ----------------------------------------------------------------------------------------------------------


def test_start_without_attempts_left_is_refused(learner):
    quiz = quiz_of(attempts=2)
    for _ in range(2):
        submit(start(quiz, learner))
    assert refused(quiz, learner) is Refusal.NO_ATTEMPTS_LEFT
    assert Attempt.objects.count() == 2


def test_start_after_abandoning_the_only_attempt_is_refused(learner):
    quiz = quiz_of(attempts=1)
    AttemptFactory(quiz=quiz, user=learner, number=1, state="abandoned", score=None)
    assert refused(quiz, learner) is Refusal.NO_ATTEMPTS_LEFT


def test_practice_uses_no_attempt_up(learner):
    quiz = quiz_of(attempts=1)
    for _ in range(3):
        submit(start(quiz, learner, "practice"))
    assert start(quiz, learner).number == 1


def test_practice_goes_on_when_no_attempt_is_left(learner):
    quiz = quiz_of(attempts=1)
    submit(start(quiz, learner))
    assert start(quiz, learner, "practice").number == 1


def test_attempts_of_others_use_none_up(learner):
    quiz = quiz_of(attempts=1)
    submit(start(quiz, UserFactory()))
    assert start(quiz, learner).number == 1


@pytest.mark.parametrize("kind", ["graded", "practice"])
def test_start_before_the_quiz_opens_is_refused(learner, kind):
    quiz = quiz_of(opens_at=NOW)
    assert refused(quiz, learner, kind, now=at(-0.001)) is Refusal.NOT_OPEN_YET
    assert start(quiz, learner, kind, now=NOW).started_at == NOW


def test_start_when_the_quiz_has_closed_is_refused(learner):
    quiz = quiz_of(closes_at=NOW)
    assert refused(quiz, learner) is Refusal.CLOSED
    assert start(quiz, learner, now=at(-0.001)).deadline == NOW


def test_practice_goes_on_when_the_quiz_has_closed(learner):
    assert start(quiz_of(closes_at=NOW), learner, "practice").deadline is None


@pytest.mark.parametrize(("kind", "setting"), [("graded", "graded"), ("practice", "practice")])
def test_start_of_a_kind_that_is_not_offered_is_refused(learner, kind, setting):
    assert refused(quiz_of(**{setting: False}), learner, kind) is Refusal.NOT_OFFERED


def test_start_with_nothing_to_draw_is_refused(learner):
    quiz = quiz_of(0)
    SlotFactory(quiz=quiz, draw_lesson=LessonFactory(course=quiz.course), count=3)
    assert refused(quiz, learner) is Refusal.EMPTY
    assert Attempt.objects.count() == 0


def test_start_without_slots_is_refused(learner):
    assert refused(quiz_of(0), learner) is Refusal.EMPTY


# --- deadline --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "closes_after", "deadline_after"),
    [(0, None, None), (10, None, 10), (0, 5, 5), (10, 5, 5), (10, 15, 10), (10, 10, 10)],
)
def test_deadline_is_the_limit_or_closing_whichever_is_first(learner, minutes, closes_after, deadline_after):
    closes_at = closes_after and NOW + timedelta(minutes=closes_after)
    attempt = start(quiz_of(time_limit_minutes=minutes, closes_at=closes_at), learner)
    attempt.refresh_from_db()
    assert attempt.deadline == (deadline_after and NOW + timedelta(minutes=deadline_after))


def test_practice_has_no_deadline(learner):
    assert start(quiz_of(time_limit_minutes=1), learner, "practice").deadline is None


def test_start_closes_an_overdue_attempt_and_makes_a_new_one(learner):
    quiz = quiz_of(time_limit_minutes=1)
    first = start(quiz, learner)
    save(first, entry(first, 1, True))
    late = at(60) + GRACE + timedelta(milliseconds=1)
    second, created = services.start_attempt(quiz=quiz, user=learner, kind="graded", now=late)
    first.refresh_from_db()
    assert (created, second.number, second.started_at) == (True, 2, late)
    assert (first.state, first.score, first.finished_at) == ("submitted", 1, at(60))


def test_start_within_the_grace_leads_to_the_open_attempt(learner):
    quiz = quiz_of(time_limit_minutes=1)
    first = start(quiz, learner)
    assert services.start_attempt(quiz=quiz, user=learner, kind="graded", now=at(90)) == (first, False)


def test_start_with_an_overdue_last_attempt_closes_it_and_is_refused(learner):
    quiz = quiz_of(time_limit_minutes=1, attempts=1)
    first = start(quiz, learner)
    assert refused(quiz, learner, now=at(3600)) is Refusal.NO_ATTEMPTS_LEFT
    first.refresh_from_db()
    assert (first.state, first.score) == ("submitted", 0)


# --- practice of what was missed -------------------------------------------------------------------------------------


def test_missed_practice_has_what_was_not_right(quiz, learner):
    attempt = start(quiz, learner)
    submit(attempt, *[each for each in all_right(attempt) if each.position not in (2, 5)])
    again = start(quiz, learner, "practice", missed=True)
    assert keys_of(again) == ["zzmultiple", "zznumber"]
    assert again.max_score == 2


def test_missed_practice_leaves_out_what_was_put_right_since(quiz, learner):
    first = start(quiz, learner)
    submit(first, *[each for each in all_right(first) if each.position not in (2, 5)])
    second = start(quiz, learner, "practice", missed=True, now=at(100))
    check(second, 2, entry(second, "zznumber", RIGHT["zznumber"]), now=at(110))
    submit(second, now=at(120))
    third = start(quiz, learner, "practice", missed=True, now=at(200))
    assert keys_of(third) == ["zzmultiple"]


def test_missed_practice_takes_the_newest_wording(learner):
    quiz = quiz_of(1)
    submit(start(quiz, learner))
    question = quiz.slots.get().question
    edit(question, prompt="Put better")
    assert start(quiz, learner, "practice", missed=True).answers.get().version == question.current


@pytest.mark.parametrize("taken", [False, True])
def test_missed_practice_with_nothing_missed_is_refused(quiz, learner, taken):
    if taken:
        attempt = start(quiz, learner)
        submit(attempt, *all_right(attempt))
    assert refused(quiz, learner, "practice", missed=True) is Refusal.EMPTY


# --- pages and orders ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("per_page", "pages"), [(0, [1, 1, 1, 1, 1]), (2, [1, 1, 2, 2, 3]), (9, [1, 1, 1, 1, 1])])
def test_questions_are_laid_on_pages(learner, per_page, pages):
    attempt = start(quiz_of(5, questions_per_page=per_page), learner)
    assert list(attempt.answers.values_list("page", flat=True)) == pages


def test_questions_are_shuffled_by_the_seed(learner):
    quiz = quiz_of(12, shuffle_questions=True)
    keys = [slot.question.key for slot in quiz.slots.all()]
    attempt = start(quiz, learner)
    assert keys_of(attempt) == drawing.shuffle(attempt.seed, "questions", keys)
    assert sorted(keys_of(attempt)) == sorted(keys)


def test_points_move_with_a_shuffled_question(learner):
    quiz = quiz_of(0, shuffle_questions=True)
    lesson = LessonFactory(course=quiz.course)
    points = {}
    for worth in range(1, 9):
        question = QuestionFactory(lesson=lesson)
        SlotFactory(quiz=quiz, question=question, points=worth)
        points[question.key] = Decimal(worth)
    assert dict(start(quiz, learner).answers.values_list("version__question__key", "points")) == points


def layouts(attempt) -> dict[str, dict]:
    return dict(attempt.answers.values_list("version__question__key", "layout"))


def test_choices_are_shuffled_by_the_seed(quiz, learner):
    attempt = start(quiz, learner)
    expected = drawing.shuffle(attempt.seed, "1 choice", ["zzall", "zznone", "zzhalf"])
    assert layouts(attempt)["zzsingle"] == {"choice": expected}


def test_choices_stand_as_written_when_the_quiz_does_not_shuffle(quiz, learner):
    quiz.shuffle_choices = False
    found = layouts(start(quiz, learner))
    assert found["zzsingle"] == {"choice": ["zzall", "zznone", "zzhalf"]}
    assert found["zzmatching"]["left"] == ["zzl-3", "zzl-4", "zzl-5"]
    assert found["zzcloze"] == {"1": ["zzc-self", "zzc-free"]}


def test_choices_of_a_fixed_order_stand_as_written(quiz, learner):
    question = quiz.slots.first().question
    edit(question, fixed_order=True)
    assert layouts(start(quiz, learner))["zzsingle"] == {"choice": ["zzall", "zznone", "zzhalf"]}


def test_rights_of_matching_are_shuffled_even_when_the_quiz_does_not_shuffle(quiz, learner):
    quiz.shuffle_choices = False
    attempt = start(quiz, learner)
    expected = drawing.shuffle(attempt.seed, "6 right", ["zzl-3", "zzl-4", "zzl-5", "zzl-x"])
    assert layouts(attempt)["zzmatching"]["right"] == expected


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("count", [3, 4])
def test_ordering_never_shows_the_right_order(count, shuffle):
    keys = [f"item-{number}" for number in range(count)]
    items = [{"key": key, "text": key} for key in keys]
    shared = {"key": "k", "objective": "goal", "prompt": "?", "explanation": "!"}
    content = shared | {"type": "ordering", "items": items}
    for number in range(100):
        shown = drawing.lay_out(content, f"seed {number}", 1, shuffle_choices=shuffle)["item"]
        assert sorted(shown) == keys
        assert shown != keys


def test_typed_questions_have_no_layout(quiz, learner):
    found = layouts(start(quiz, learner))
    assert [found[key] for key in ("zztruefalse", "zzshort", "zznumber")] == [{}, {}, {}]


def test_answers_of_a_refused_start_are_not_left_behind(learner):
    refused(quiz_of(0), learner)
    assert Answer.objects.count() == 0
