"""Attempts under each behaviour: checks, tries, what stands, what counts."""

from decimal import Decimal

import pytest

from quizzes import services
from quizzes.models import Quiz
from quizzes.saving import Entry
from tests.factories import CourseFactory, LessonFactory, QuestionFactory, QuizFactory, SlotFactory
from tests.quizzes.services.helpers import (
    NOW,
    answer_to,
    at,
    check,
    edit,
    entry,
    events_of,
    quiz_of,
    save,
    start,
    submit,
)

CHOICES = [{"key": key, "text": key, "correct": key == "a"} for key in "abcd"]


def choice_quiz(count: int = 1, **settings) -> Quiz:
    """Single choice questions with two hints and a penalty of a quarter; "a" is right."""
    course = CourseFactory()
    quiz, lesson = QuizFactory(course=course, **settings), LessonFactory(course=course)
    content = {"choices": CHOICES, "hints": ["First.", "Second."], "penalty": "0.25"}
    for question in QuestionFactory.create_batch(count, lesson=lesson, type="single_choice", content=content):
        SlotFactory(quiz=quiz, question=question)
    return quiz


def try_it(attempt, response, number: int, position: int = 1):
    sent = entry(attempt, position, response, typed=number, sequence=number)
    return check(attempt, position, sent, now=at(10 + number)).result


def tries(attempt, *responses, position: int = 1) -> list:
    for number, response in enumerate(responses, start=1):
        try_it(attempt, response, number, position)
    return answer_to(attempt, position).tries


@pytest.mark.parametrize(
    ("behaviour", "responses", "score"),
    [
        ("immediate", ["b", "a"], 0),
        ("interactive", ["b", "a"], "0.75"),
        ("interactive", ["b", "c", "d", "a"], 0),
        ("interactive", ["b", "c", "a"], "0.5"),
        ("adaptive", ["b", "c", "a", "d"], "0.5"),
        ("adaptive_no_penalty", ["b", "c", "a", "d"], 1),
    ],
)
def test_score_counts_the_tries(learner, behaviour, responses, score):
    attempt = start(choice_quiz(behaviour=behaviour, graded=True), learner)
    tries(attempt, *responses)
    submit(attempt)
    attempt.refresh_from_db()
    assert (attempt.behaviour, attempt.score) == (behaviour, Decimal(score))


def test_answer_stands_once_it_is_right(learner):
    attempt = start(choice_quiz(behaviour="interactive"), learner)
    assert tries(attempt, "b", "a", "c") == ["b", "a"]
    answer = answer_to(attempt, 1)
    assert (answer.response, answer.checked_at, answer.fraction) == ("a", at(12), Decimal("0.75"))


def test_adaptive_answer_never_stands_before_the_end(learner):
    attempt = start(choice_quiz(behaviour="adaptive"), learner)
    assert tries(attempt, "a", "b") == ["a", "b"]
    assert answer_to(attempt, 1).checked_at is None


def test_same_answer_checked_again_uses_no_try(learner):
    attempt = start(choice_quiz(behaviour="interactive"), learner)
    assert tries(attempt, "b", "b", "b") == ["b"]


def test_answer_in_parts_is_refused_until_each_has_one(learner):
    pairs = [{"key": key, "left": key, "right": f"of {key}"} for key in "abc"]
    quiz = QuizFactory(behaviour="interactive")
    question = QuestionFactory(lesson__course=quiz.course, type="matching", content={"pairs": pairs})
    SlotFactory(quiz=quiz, question=question)
    attempt = start(quiz, learner)
    assert try_it(attempt, {"a": "a"}, 1).refused == [{"position": 1, "error": "incomplete"}]
    answer = answer_to(attempt, 1)
    assert (answer.tries, len(answer.response)) == ([], 1)


def test_newest_answer_that_was_not_checked_counts_at_the_end(learner):
    attempt = start(choice_quiz(behaviour="interactive"), learner)
    try_it(attempt, "b", 1)
    submit(attempt, entry(attempt, 1, "a", typed=40, sequence=9))
    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.75")


@pytest.mark.parametrize("behaviour", ["deferred", "certainty"])
def test_behaviour_without_checks_takes_none(learner, behaviour):
    attempt = start(choice_quiz(behaviour=behaviour), learner)
    with pytest.raises(services.AttemptClosed):
        check(attempt, 1, entry(attempt, 1, "a"))


def test_check_after_the_end_of_time_is_not_taken(learner):
    attempt = start(choice_quiz(behaviour="immediate", time_limit_minutes=10), learner)
    with pytest.raises(services.AttemptClosed):
        check(attempt, 1, entry(attempt, 1, "a"), now=at(11 * 60))


@pytest.mark.parametrize(
    ("behaviour", "practised"), [("deferred", "immediate"), ("certainty", "immediate"), ("interactive", "interactive")]
)
def test_practice_gives_an_answer_after_each_question(learner, behaviour, practised):
    assert start(choice_quiz(behaviour=behaviour), learner, "practice").behaviour == practised


def test_behaviour_is_pinned_at_the_start(learner):
    quiz = choice_quiz(behaviour="interactive")
    attempt = start(quiz, learner)
    Quiz.objects.update(behaviour="deferred")
    edit(quiz.slots.get().question, penalty="1", hints=[])
    assert tries(attempt, "b", "a") == ["b", "a"]
    assert answer_to(attempt, 1).fraction == Decimal("0.75")


# --- doing a question again ------------------------------------------------------------------------------------------


def test_question_done_again_is_empty_and_free_and_the_old_answer_is_kept_as_an_event(learner):
    attempt = start(choice_quiz(behaviour="immediate", redo=True), learner)
    try_it(attempt, "b", 1)
    services.redo_question(attempt_id=attempt.pk, position=1, now=at(20))
    answer = answer_to(attempt, 1)
    assert (answer.response, answer.tries, answer.checked_at, answer.fraction) == (None, [], None, None)
    assert events_of(attempt)[-1][0] == "redo"
    assert events_of(attempt)[-1][3] == [{"position": 1, "response": "b"}]
    try_it(attempt, "a", 30)
    submit(attempt)
    attempt.refresh_from_db()
    assert attempt.score == 1


def test_what_was_typed_before_a_question_is_done_again_does_not_come_back(learner):
    """On a device that was offline meanwhile, or in a request that went astray."""
    attempt = start(choice_quiz(behaviour="immediate", redo=True), learner)
    try_it(attempt, "b", 1)
    services.redo_question(attempt_id=attempt.pk, position=1, now=at(20))
    older, newer = entry(attempt, 1, "b", typed=19, sequence=9), entry(attempt, 1, "a", typed=21)
    assert save(attempt, older, client="phone", now=at(22)).result.stale[0]["held"] is None
    assert answer_to(attempt, 1).response is None
    assert save(attempt, newer, client="laptop", now=at(23)).result.saved
    assert answer_to(attempt, 1).response == "a"


def test_question_can_not_be_done_again_where_the_quiz_does_not_say_so(learner):
    attempt = start(choice_quiz(behaviour="immediate"), learner)
    try_it(attempt, "b", 1)
    with pytest.raises(services.AttemptClosed):
        services.redo_question(attempt_id=attempt.pk, position=1, now=at(20))
    assert answer_to(attempt, 1).tries == ["b"]


def test_question_that_is_still_open_is_not_done_again(learner):
    attempt = start(choice_quiz(behaviour="interactive", redo=True), learner)
    try_it(attempt, "b", 1)
    services.redo_question(attempt_id=attempt.pk, position=1, now=at(20))
    assert answer_to(attempt, 1).tries == ["b"]


# --- certainty -------------------------------------------------------------------------------------------------------


def sure(attempt, position: int, response, certainty: int | None) -> Entry:
    sent = entry(attempt, position, response)
    return Entry(sent.position, sent.sequence, sent.typed_at, sent.response, certainty=certainty)


def test_score_with_certainty_is_accuracy_and_bonus(learner):
    attempt = start(choice_quiz(10, behaviour="certainty"), learner)
    right = [sure(attempt, position, "a", 3) for position in range(1, 9)]
    submit(attempt, *right, sure(attempt, 9, "b", 1), sure(attempt, 10, "b", None))
    attempt.refresh_from_db()
    assert (attempt.score, attempt.max_score) == (Decimal("9.2"), 10)


def test_certainty_stays_when_only_the_answer_changes(learner):
    attempt = start(choice_quiz(behaviour="certainty"), learner)
    services.save_answers(attempt_id=attempt.pk, client="t", entries=[sure(attempt, 1, "a", 2)], now=at(5))
    later = entry(attempt, 1, "b", typed=9, sequence=2)
    services.save_answers(attempt_id=attempt.pk, client="t", entries=[later], now=at(10))
    assert (answer_to(attempt, 1).response, answer_to(attempt, 1).certainty) == ("b", 2)


# --- order -----------------------------------------------------------------------------------------------------------


def test_page_that_was_left_takes_no_answers(learner):
    attempt = start(quiz_of(3, questions_per_page=1, sequential=True), learner)
    assert services.turn_page(attempt_id=attempt.pk, page=2) == 2
    sent = [entry(attempt, 1, True), entry(attempt, 2, True)]
    result = services.save_answers(attempt_id=attempt.pk, client="t", entries=sent, now=at(10)).result
    assert result.refused == [{"position": 1, "error": "left"}]
    assert [each["position"] for each in result.saved] == [2]


@pytest.mark.parametrize(("page", "reached"), [(1, 1), (2, 2), (3, 1), (0, 1), (99, 1)])
def test_pages_are_turned_one_by_one(learner, page, reached):
    attempt = start(quiz_of(3, questions_per_page=1, sequential=True), learner)
    assert services.turn_page(attempt_id=attempt.pk, page=page) == reached


def test_last_page_is_the_last(learner):
    attempt = start(quiz_of(1, questions_per_page=1, sequential=True), learner)
    assert services.turn_page(attempt_id=attempt.pk, page=2) == 1


# --- starting --------------------------------------------------------------------------------------------------------


def refusal_of(quiz, user, kind="graded", **access) -> str:
    with pytest.raises(services.StartRefused) as refused:
        services.start_attempt(quiz=quiz, user=user, kind=kind, now=at(200), **access)
    return str(refused.value.reason)


def test_next_attempt_waits_as_long_as_the_quiz_says(learner):
    quiz = quiz_of(delay_minutes=10)
    submit(start(quiz, learner), now=at(100))
    assert refusal_of(quiz, learner) == "too_soon"
    assert start(quiz, learner, now=at(100 + 600)).number == 2


@pytest.mark.parametrize("kind", ["graded", "practice"])
def test_password_is_asked_of_whoever_learns(learner, kind):
    quiz = quiz_of(password="open sesame")
    assert [refusal_of(quiz, learner, kind, password=each) for each in ("", "open")] == ["wrong_password"] * 2
    assert services.start_attempt(quiz=quiz, user=learner, kind="preview", now=NOW)[1]
    assert services.start_attempt(quiz=quiz, user=learner, kind=kind, now=NOW, password=" open sesame ")[1]


@pytest.mark.parametrize("address", ["10.1.0.1", "", "nonsense", "::1"])
@pytest.mark.parametrize("kind", ["graded", "practice"])
def test_other_networks_are_refused(learner, kind, address):
    quiz = quiz_of(networks=["10.0.0.0/16", "2001:db8::/32"])
    assert refusal_of(quiz, learner, kind, address=address) == "wrong_network"


@pytest.mark.parametrize("address", ["10.0.255.9", "2001:db8::7"])
def test_own_networks_are_let_in(learner, address):
    quiz = quiz_of(networks=["10.0.0.0/16", "2001:db8::/32"])
    assert services.start_attempt(quiz=quiz, user=learner, kind="graded", now=NOW, address=address)[1]


def test_open_attempt_is_found_without_the_password(learner):
    quiz = quiz_of(password="open sesame")
    first, _new = services.start_attempt(quiz=quiz, user=learner, kind="graded", now=NOW, password="open sesame")
    assert services.start_attempt(quiz=quiz, user=learner, kind="graded", now=NOW) == (first, False)


def test_attempt_that_builds_on_the_last_has_its_questions_and_answers(learner):
    quiz = quiz_of(3, builds_on_last=True)
    first = start(quiz, learner)
    submit(first, entry(first, 1, True), entry(first, 2, False))
    edit(quiz.slots.first().question, answer=False)
    second = start(quiz, learner, now=at(100))
    assert list(second.answers.values_list("response", "fraction", "checked_at")) == [
        (True, None, None),
        (False, None, None),
        (None, None, None),
    ]
    assert list(second.answers.values_list("version")) == list(first.answers.values_list("version"))
    assert second.max_score == 3


def test_slot_that_needs_the_one_before_says_so_in_its_answer(learner):
    quiz = quiz_of(2, behaviour="immediate")
    quiz.slots.filter(position=1).update(needs_previous=True)
    assert list(start(quiz, learner).answers.values_list("needs_previous", flat=True)) == [False, True]


# --- the end ---------------------------------------------------------------------------------------------------------


def ends(learner, now, *, hands_in: bool = True, **settings) -> tuple:
    attempt = start(quiz_of(1, time_limit_minutes=10, **settings), learner)
    services.save_answers(attempt_id=attempt.pk, client="t", entries=[entry(attempt, 1, True)], now=at(5))
    attempt.refresh_from_db()
    if hands_in:
        submit(attempt, now=now)
    else:
        services.close_if_overdue(attempt=attempt, now=now)
    attempt.refresh_from_db()
    return attempt.state, attempt.score, attempt.finished_at


@pytest.mark.parametrize(
    ("rules", "now", "hands_in", "state"),
    [
        ({"at_end": "submit"}, 631, False, ("submitted", 1, 600)),
        ({"at_end": "submit"}, 620, True, ("submitted", 1, 600)),
        ({"at_end": "abandon"}, 631, False, ("abandoned", 0, 600)),
        ({"at_end": "abandon"}, 631, True, ("abandoned", 0, 600)),
        ({"at_end": "abandon"}, 599, True, ("submitted", 1, 599)),
        ({"at_end": "grace", "grace_minutes": 5}, 800, True, ("submitted", 1, 800)),
        ({"at_end": "grace", "grace_minutes": 5}, 800, False, ("open", None, None)),
        ({"at_end": "grace", "grace_minutes": 5}, 931, True, ("abandoned", 0, 600)),
        ({"at_end": "grace", "grace_minutes": 5}, 931, False, ("abandoned", 0, 600)),
    ],
)
def test_end_of_time_does_what_the_quiz_says(learner, rules, now, hands_in, state):
    name, score, finished = state
    expected = (name, score, None if finished is None else at(finished))
    assert ends(learner, at(now), hands_in=hands_in, **rules) == expected


def test_answer_in_the_time_to_hand_in_is_kept_as_an_event_and_does_not_count(learner):
    attempt = start(quiz_of(1, time_limit_minutes=10, at_end="grace", grace_minutes=5), learner)
    with pytest.raises(services.AttemptClosed):
        services.save_answers(attempt_id=attempt.pk, client="t", entries=[entry(attempt, 1, True)], now=at(700))
    submit(attempt, entry(attempt, 1, True, sequence=2), now=at(710))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == ("submitted", 0)
    assert [kind for kind, *_rest in events_of(attempt)] == ["late", "submit"]


def test_abandoned_attempt_is_used_up_and_counts_0(learner):
    quiz = quiz_of(1, time_limit_minutes=10, at_end="abandon", attempts=2, counting="average")
    services.close_if_overdue(attempt=start(quiz, learner), now=at(700))
    second = start(quiz, learner, now=at(800))
    services.submit_attempt(attempt_id=second.pk, now=at(900), client="t", entries=[entry(second, 1, True)])
    result = learner.results.get()
    assert (result.score, result.max_score, result.attempts) == (Decimal("0.5"), 1, 2)
