"""What the admin shows of attempts: points as their quiz shows them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from quizzes.models import Answer, Attempt, HandGrade, Result
from tests.factories import UserFactory
from tests.quizzes.services.helpers import NOW, quiz_of, start, submit

THIRD = Decimal("0.3333333")


@pytest.fixture
def rows(client, db):
    """An attempt of one question with a third of its point, in a quiz that shows so many places."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    def make(places):
        quiz, learner = quiz_of(decimal_places=places), UserFactory()
        attempt = start(quiz, learner)
        submit(attempt)
        Answer.objects.update(fraction=THIRD)
        Attempt.objects.update(score=THIRD)
        Result.objects.update(score=THIRD)
        HandGrade.objects.create(answer=attempt.answers.get(), fraction=THIRD, by=learner, at=NOW)
        return {"user": learner, "attempt": attempt, "result": Result.objects.get()} | {
            "answer": attempt.answers.get(),
            "handgrade": HandGrade.objects.get(),
        }

    return make


@pytest.mark.parametrize("places", [2, 4])
@pytest.mark.parametrize("name", ["attempt", "result", "answer", "handgrade"])
def test_lists_and_pages_show_points_with_the_places_of_the_quiz(client, rows, places, name):
    row, shown = rows(places)[name], f"{round(THIRD, places)} of 1"
    for url in (
        reverse(f"admin:quizzes_{name}_changelist"),
        reverse(f"admin:quizzes_{name}_change", args=[row.pk]),
    ):
        html = client.get(url).content.decode()
        assert shown in html
        assert "0.33333" not in html


def test_result_on_the_page_of_its_learner_is_captioned_without_nine_places(client, rows):
    learner = rows(2)["user"]
    html = client.get(reverse("admin:accounts_user_change", args=[learner.pk])).content.decode()
    assert "0.33 of 1" in html and ": 0.33" in html
    assert "0.333" not in html
