"""What a download says of attempts, and what becomes of them when their account goes."""

import json
import re
from functools import partial

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from accounts.models import User
from accounts.privacy.services import erase_person, export_person
from quizzes.models import Answer, Attempt, Quiz
from quizzes.privacy import export_attempts, export_results
from quizzes.services import AttemptClosed, start_attempt
from tests.factories import AttemptFactory, UserFactory
from tests.queries import count_statements, statements
from tests.quizzes.requests import entry as sent
from tests.quizzes.requests import post
from tests.quizzes.services.helpers import NOW, all_right, at_once, check, entry, quiz_of, save, start, submit
from tests.samples import RIGHT

SINGLE = "zzsingle"
ROUNDS = 5


@pytest.fixture
def learner(db):
    return UserFactory(username="mira")


def text_of(person) -> str:
    return json.dumps(export_person(person=person, now=NOW), cls=DjangoJSONEncoder, ensure_ascii=False)


def told_about(person) -> list:
    """What the export says that a right answer could have changed."""
    attempts = export_attempts(person)
    answers = [answer for attempt in attempts for answer in attempt["answers"]]
    return [
        [attempt["score"] for attempt in attempts],
        [(answer.get("right"), answer.get("score")) for answer in answers],
        [result["score"] for result in export_results(person)],
    ]


def test_export_has_prompts_answers_and_points_in_words(quiz, learner):
    attempt = start(quiz, learner)
    submit(attempt, *all_right(attempt))
    (found,) = export_attempts(learner)
    assert (found["quiz"], found["state"], found["score"], found["out_of"]) == ("The first quiz", "submitted", "9", "9")
    first = found["answers"][0]
    assert first["question"] == "What is an attack on one?"
    assert (first["answer"], first["right"], first["score"]) == ("An attack on all", True, "1")
    assert all(answer["answer"] for answer in found["answers"])
    assert [answer["answer"] for answer in found["events"][-1]["sent"]] == [a["answer"] for a in found["answers"]]


def test_export_names_no_key_of_an_author(quiz, learner):
    attempt = start(quiz, learner)
    submit(attempt, *all_right(attempt))
    start(quiz, learner, "practice")
    assert re.search(r"\bzz", text_of(learner)) is None


def test_export_of_an_open_attempt_tells_nothing_of_what_is_right(quiz, learner):
    told = []
    for choice in ("zzall", "zznone"):
        person = UserFactory()
        attempt = start(quiz, person)
        save(attempt, *[entry(attempt, key, choice if key == SINGLE else RIGHT[key]) for key in RIGHT])
        told.append(told_about(person))
    assert told[0] == told[1] == [[None], [(None, None)] * 8, []]


@pytest.mark.parametrize("hand_in", [True, False])
def test_export_of_practice_tells_nothing_of_an_open_graded_attempt(quiz, hand_in):
    told = []
    for choice in ("zzall", "zznone"):
        person = UserFactory()
        start(quiz, person)
        practice = start(quiz, person, "practice")
        position = practice.answers.get(version__question__key=SINGLE).position
        check(practice, position, entry(practice, SINGLE, choice))
        if hand_in:
            submit(practice)
        told.append(told_about(person))
    assert told[0] == told[1]


def test_export_hides_an_earlier_result_while_its_questions_are_answered_again(quiz, learner):
    first = start(quiz, learner)
    submit(first, *all_right(first))
    assert told_about(learner)[2] == ["9"]
    start(quiz, learner)
    assert told_about(learner) == [[None, None], [(None, None)] * 16, [None]]


def test_export_never_says_what_would_have_been_right(quiz, learner):
    """Not even where the review does: right answers are no data about a person."""
    Quiz.objects.update(reveal="at_once")
    submit(start(quiz, learner))
    text = text_of(learner)
    for version in Answer.objects.filter(attempt__user=learner).values_list("version__content", flat=True):
        assert version["explanation"] not in text


def test_export_lists_ticked_choices_in_the_order_of_the_page(quiz, learner):
    """The author's order could tell which of them are right."""
    attempt = start(quiz, learner)
    answer = attempt.answers.select_related("version").get(version__content__type="multiple_response")
    texts = {choice["key"]: choice["text"] for choice in answer.version.content["choices"]}
    for order in (list(texts), list(texts)[::-1]):
        Answer.objects.filter(pk=answer.pk).update(layout={"choice": order}, response=sorted(texts))
        found = export_attempts(learner)[0]["answers"][answer.position - 1]
        assert found["answer"] == "; ".join(texts[key] for key in order)


def test_export_keeps_what_came_late_in_the_words_of_the_page(quiz, learner):
    attempt = start(quiz, learner)
    late = entry(attempt, SINGLE, "zzall", typed=400)
    submit(attempt)
    with pytest.raises(AttemptClosed):
        save(attempt, late)
    event = export_attempts(learner)[0]["events"][-1]
    assert (event["kind"], event["sent"][0]["answer"]) == ("late", "An attack on all")


def test_export_takes_as_many_statements_for_many_attempts_as_for_one(quiz):
    counts = []
    for number in (1, 3):
        person = UserFactory()
        for _ in range(number):
            attempt = start(quiz, person)
            submit(attempt, *all_right(attempt))
        with count_statements() as found:
            export_person(person=person, now=NOW)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 29


# --- erasing ---------------------------------------------------------------------------------------------------------


def test_person_with_a_thousand_attempts_is_erased_in_few_statements(learner):
    quiz = quiz_of(1)
    version = quiz.slots.get().question.current
    made = [AttemptFactory.build(quiz=quiz, user=learner, number=number) for number in range(1, 1001)]
    Attempt.objects.bulk_create(made)
    rows = [Answer(attempt=attempt, position=n, version=version, points=1) for attempt in made for n in (1, 2, 3)]
    Answer.objects.bulk_create(rows)
    with statements(at_most=80):
        erase_person(user=learner)
    assert not Attempt.objects.exists()
    assert not Answer.objects.exists()


def test_save_after_the_account_was_deleted_elsewhere_is_told_in_json(client, quiz, learner):
    client.force_login(learner)
    attempt, _new = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())
    erase_person(user=learner)
    response = post(client, attempt, sent(1, None))
    assert (response.status_code, response.json()) == (401, {"error": "signed_out"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [save, submit])
def test_erasing_while_an_attempt_is_saved_leaves_nothing_and_loses_nobody(act):
    quiz = quiz_of(3)
    for _ in range(ROUNDS):
        person = UserFactory()
        attempt = start(quiz, person)
        change = entry(attempt, 1, True)
        erased, done = at_once(partial(erase_person, user=person), partial(act, attempt, change))
        assert erased is True
        assert not isinstance(done, Exception) or isinstance(done, Attempt.DoesNotExist)
        assert not Attempt.objects.exists()
        assert not User.objects.filter(pk=person.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_requests_that_race_the_deletion_of_their_account_are_no_errors(client):
    """Each is answered as if it had come before or after: never with a 500."""
    from django.test import Client

    quiz = quiz_of(2)
    for _ in range(ROUNDS):
        person = UserFactory()
        attempt = start_attempt(quiz=quiz, user=person, kind="graded", now=timezone.now())[0]
        tabs = [Client(raise_request_exception=False) for _ in range(3)]
        for tab in tabs:
            tab.force_login(person)
        rules = quiz.get_absolute_url()
        found = at_once(
            partial(erase_person, user=person),
            partial(post, tabs[0], attempt, sent(1, True)),
            partial(tabs[1].post, f"{rules}start/", {"kind": "practice"}),
            partial(tabs[2].post, f"/attempts/{attempt.pk}/submit/"),
        )
        assert found[0] is True
        assert found[1].status_code in (200, 401, 404, 409)  # 409: the third tab handed it in
        assert [response.status_code for response in found[2:] if response.status_code not in (302, 404)] == []
        assert not User.objects.filter(pk=person.pk).exists()
        assert not Attempt.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_superusers_who_leave_at_once_one_stays():
    for _ in range(ROUNDS):
        User.objects.all().delete()
        people = [UserFactory(is_superuser=True) for _ in range(2)]
        found = at_once(*[partial(erase_person, user=person) for person in people])
        assert sorted(str(each) for each in found) == ["", "True"]
        assert User.objects.count() == 1
