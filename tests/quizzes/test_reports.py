"""Learners report questions: one open report each, not too many a day, and nothing is told of the question."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quizzes.models import Question, Report
from quizzes.reports import MOST_A_DAY, TooMany, close_reports, report_question
from tests.factories import AttemptFactory, QuestionFactory, UserFactory, teacher_of
from tests.quizzes.services.helpers import start, submit
from tests.securityedu.studio.pages import fields_of, send

NOW = timezone.now()


@pytest.fixture
def learner(client, course):
    person = UserFactory()
    client.force_login(person)
    return person


@pytest.fixture
def attempt(quiz, learner):
    return start(quiz, learner)


def address(attempt, position=1) -> str:
    return f"/attempts/{attempt.pk}/questions/{position}/report/"


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_question_is_reported_while_it_is_answered(client, learner, attempt):
    assert f'href="{address(attempt)}"' in client.get(f"/attempts/{attempt.pk}/").content.decode()
    response = client.post(address(attempt), {"text": " Two are right. "}, follow=True)
    assert response.redirect_chain == [(address(attempt), 302)]
    assert told(response) == ["Thank you. Those who write the course will read it."]
    report = Report.objects.get()
    version = attempt.answers.get(position=1).version
    assert (report.user, report.text, report.version, report.question) == (
        learner,
        "Two are right.",
        version,
        version.question,
    )


def test_page_tells_nothing_of_the_question(client, attempt):
    html = client.get(address(attempt)).content.decode()
    content = attempt.answers.get(position=1).version.content
    assert "Question 1 of “The first quiz”" in html
    said = [content["key"], content["prompt"], content["explanation"]]
    said += [choice[name] for choice in content["choices"] for name in ("key", "text")]
    assert [words for words in said if words in html] == []


def test_question_is_reported_from_the_review(client, attempt):
    submit(attempt)
    assert f'href="{address(attempt)}"' in client.get(f"/attempts/{attempt.pk}/review/").content.decode()
    client.post(address(attempt), {"text": "No."})
    assert Report.objects.count() == 1


def test_empty_report_is_none(client, attempt):
    response = client.post(address(attempt), {"text": "  "})
    assert response.context["form"].errors
    assert not Report.objects.exists()


def test_reporting_again_replaces_the_open_report(client, attempt, learner):
    for text in ("First", "Second"):
        client.post(address(attempt), {"text": text})
    assert Report.objects.get().text == "Second"
    close_reports(question=Report.objects.get().question, by=learner, now=NOW)
    client.post(address(attempt), {"text": "Third"})
    assert list(Report.objects.filter(closed_at=None).values_list("text", flat=True)) == ["Third"]
    assert Report.objects.count() == 2


@pytest.mark.parametrize("position", [0, 99])
def test_question_that_was_not_asked_is_not_there(client, attempt, position):
    assert client.post(address(attempt, position), {"text": "No."}).status_code == 404


def test_previews_are_not_reported(client, learner, quiz):
    attempt = AttemptFactory(quiz=quiz, user=learner, kind="preview")
    attempt.answers.create(position=1, version=Question.objects.first().current, points=1)
    assert client.get(address(attempt)).status_code == 404


def test_too_many_a_day_are_refused(client, attempt, learner):
    for question in QuestionFactory.create_batch(MOST_A_DAY):
        Report.objects.create(question=question, version=question.current, user=learner, text="-", at=timezone.now())
    assert "Please go on tomorrow." in told(client.post(address(attempt), {"text": "x"}, follow=True))[0]
    answer = attempt.answers.first()
    with pytest.raises(TooMany):
        report_question(answer=answer, user=learner, text="x", now=timezone.now())
    report_question(answer=answer, user=learner, text="x", now=timezone.now() + timedelta(days=2))


def test_reports_arrive_in_the_bank_and_are_done_in_the_editor(client, course, attempt):
    client.post(address(attempt), {"text": "Two <b>are</b> right."})
    key = Report.objects.get().question.key
    editor = teacher_of(course, "editor")
    client.force_login(editor)
    bank = client.get("/teach/courses/sample/questions/?only=reported")
    assert [(row.question.key, row.reports) for row in bank.context["rows"]] == [(key, 1)]
    assert "1 report<" in bank.content.decode()
    url = f"/teach/courses/sample/questions/{key}/"
    page = client.get(url)
    assert "Two &lt;b&gt;are&lt;/b&gt; right." in page.content.decode()
    assert send(client, url, fields_of(page), do="save").status_code == 302  # its form is the editor's still
    assert client.post(f"{url}reports/close/").status_code == 302
    assert Report.objects.get().closed_by == editor
    assert "Two &lt;b" not in client.get(url).content.decode()
    assert client.get("/teach/courses/sample/questions/?only=reported").context["rows"] == []
