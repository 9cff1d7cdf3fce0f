"""A review of what is partly right: called that, and without a cross."""

import pytest
from django.utils import timezone

from quizzes.services import start_attempt, submit_attempt
from tests.factories import UserFactory
from tests.quizzes.requests import secrets_in, url


@pytest.fixture
def learner(client, db):
    user = UserFactory()
    client.force_login(user)
    return user


def review_of(client, quiz, learner, **responses):
    attempt, _new = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())
    for key, response in responses.items():
        attempt.answers.filter(version__question__key=key).update(response=response)
    submit_attempt(attempt_id=attempt.pk, now=timezone.now())
    return client.get(url(attempt, "review/")).content.decode()


@pytest.mark.parametrize(
    ("key", "response"),
    [
        ("zzsingle", "zzhalf"),
        ("zzshort", "Poland"),
        ("zznumber", {"raw": "1950", "value": "1950"}),
    ],
)
def test_half_right_answer_is_called_partly_right_and_gets_no_cross(client, quiz, learner, key, response):
    html = review_of(client, quiz, learner, **{key: response})
    assert html.count("mark--partly") == 1 and "mark--wrong" not in html


def test_half_right_choice_says_nothing_while_correctness_is_hidden(client, quiz, learner):
    quiz.reveal = "never"
    quiz.save()
    html = review_of(client, quiz, learner, zzsingle="zzhalf")
    assert secrets_in(html) == []
