"""The dashboard: charts of what was read and answered, and what to do when there is nothing yet."""

import pytest
from django.utils import timezone

from lessons.models import Lesson
from lessons.services import complete_lesson
from quizzes import selectors
from quizzes.models import Answer, Attempt
from quizzes.services import start_attempt, submit_attempt
from tests.factories import AttemptFactory, UserFactory
from tests.queries import count_statements
from tests.quizzes.services.helpers import all_right, save, start, submit


@pytest.fixture
def learner(client, db):
    user = UserFactory()
    client.force_login(user)
    return user


def dashboard(client):
    response = client.get("/progress/")
    assert response.status_code == 200
    return response.content.decode()


def answered(quiz, learner):
    attempt = start(quiz, learner)
    save(attempt, *all_right(attempt))
    submit(attempt)
    return attempt


def test_nobody_without_courses_is_told_what_will_be_here(client, learner):
    assert "There is no course to follow yet" in dashboard(client)


def test_before_the_first_quiz_the_page_says_how_to_fill_it(client, learner, quiz):
    html = dashboard(client)
    assert "Take the quiz of a lesson" in html and "Not taken yet" in html and 'class="trend"' not in html


def test_reading_is_drawn_as_a_strip(client, learner, quiz):
    complete_lesson(user=learner, lesson=Lesson.objects.get(key="first"), now=timezone.now())
    html = dashboard(client)
    assert "1 of 2 lessons read" in html and html.count("strip__cell is-read") == 1


def test_one_attempt_is_a_dot_and_a_row(client, learner, quiz):
    answered(quiz, learner)
    html = dashboard(client)
    assert html.count('<circle class="trend__dot') == 1
    assert "pass mark 60 %" in html and "older attempt" not in html


def test_forty_attempts_are_one_line_three_rows_and_the_rest_folded_away(client, learner, quiz):
    for number in range(1, 41):
        AttemptFactory(quiz=quiz, user=learner, number=number, score=number % 10)
    html = dashboard(client)
    assert html.count("trend__dot") == 40 and "37 older attempts" in html
    assert html.count("/review/") == 40


def test_what_is_known_counts_the_newest_answer_to_each_question(client, learner, quiz):
    submit(start(quiz, learner))
    assert 'shares__value">0 of 8<' in dashboard(client)
    answered(quiz, learner)
    assert 'shares__value">8 of 8<' in dashboard(client)


def test_while_an_attempt_is_open_neither_scores_nor_shares_tell_about_it(client, learner, quiz):
    answered(quiz, learner)
    start(quiz, learner)
    html = dashboard(client)
    assert 'class="trend"' not in html and 'class="shares"' not in html
    assert selectors.newest_answers(learner) == []


def test_answers_of_others_are_not_counted(client, learner, quiz):
    answered(quiz, UserFactory())
    assert selectors.newest_answers(learner) == []


def test_answer_that_was_checked_in_practice_counts_before_it_is_handed_in(learner, quiz):
    attempt, _new = start_attempt(quiz=quiz, user=learner, kind=Attempt.Kind.PRACTICE, now=timezone.now())
    Answer.objects.filter(attempt=attempt, position=1).update(checked_at=timezone.now(), fraction=1)
    assert [is_right for _lesson, is_right in selectors.newest_answers(learner)] == [True]


def test_page_costs_the_same_with_one_and_with_three_attempts(client, learner, quiz):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            attempt, _new = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())
            submit_attempt(attempt_id=attempt.pk, now=timezone.now())
        with count_statements() as found:
            dashboard(client)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 9
