"""The course that ships: every lesson opens, every quiz can be taken to full marks with the keys of the files."""

import json
from pathlib import Path

import pytest
from django.utils import timezone

from lessons.models import Course, Lesson
from lessons.services import load_course
from quizzes.checks import check_view
from quizzes.models import Answer, Attempt, Question, Quiz
from quizzes.question_types import load_content, type_of
from quizzes.services import to_page
from securityedu.courses import STORES, read_course
from tests.factories import UserFactory

CONTENT = Path(__file__).parent.parent.parent / "content"
COURSE = "european-security"
FOLDER, _TEXTS = read_course(CONTENT / COURSE)
LESSONS, QUIZZES = (FOLDER.objects["course", "course"].entry.keys_of(kind) for kind in ("lesson", "quiz"))


@pytest.fixture
def shipped(db):
    load_course(FOLDER, stores=STORES, now=timezone.now())
    return Course.objects.get(key=COURSE)


@pytest.fixture
def learner(client, shipped):
    user = UserFactory()
    client.force_login(user)
    return user


def test_folder_holds_nothing_that_the_contents_leave_out():
    assert (set(FOLDER.of_kind("lesson")), set(FOLDER.of_kind("quiz"))) == (set(LESSONS), set(QUIZZES))


@pytest.mark.parametrize("key", LESSONS)
def test_lesson_opens_with_its_objectives_passages_checks_and_sources(client, shipped, key):
    html = client.get(f"/courses/{COURSE}/lessons/{key}/").content.decode()
    lesson = Lesson.objects.get(key=key)
    assert [each.key for each in lesson.passages.all() if f'id="p-{each.key}"' not in html] == []
    checks = Question.objects.filter(lesson=lesson, use="check")
    assert [each.key for each in checks if f'id="check-{each.key}"' not in html] == []
    assert html.count('class="citations__item"') == len(lesson.apparatus["citations"]) > 0
    assert html.count("<figure") == len(lesson.apparatus["figures"]) > 0


@pytest.mark.parametrize("key", LESSONS)
def test_check_of_a_lesson_is_answered_right_with_the_key_of_the_file(client, shipped, key):
    for question in Question.objects.filter(lesson__key=key, use="check").select_related("current"):
        content = load_content(question.current.content)
        view = check_view(question, type_of(content).correct(content))
        assert view.review.right is True


@pytest.mark.parametrize("key", QUIZZES)
def test_quiz_is_taken_to_full_marks(client, learner, key):
    url = f"/courses/{COURSE}/quizzes/{key}/"
    client.post(url + "start/")
    attempt = Attempt.objects.get()
    answers = attempt.answers.select_related("version")
    body = {"client": "tab", "answers": [right_answer(attempt, answer) for answer in answers]}
    response = client.post(f"/attempts/{attempt.pk}/submit/", json.dumps(body), content_type="application/json")
    assert response.json()["refused"] == []
    attempt.refresh_from_db()
    assert (attempt.score, len(answers)) == (attempt.max_score, FOLDER.objects["quiz", key].entry.size)
    assert "100 %" in client.get(f"/attempts/{attempt.pk}/review/").content.decode()


def right_answer(attempt: Attempt, answer: Answer) -> dict:
    content = load_content(answer.version.content)
    answer.response = type_of(content).correct(content)
    return {
        "position": answer.position,
        "sequence": 1,
        "typed_at": timezone.now().isoformat(),
        "response": to_page(attempt, answer),
        "flagged": False,
    }


def test_every_question_of_the_bank_has_a_right_answer_and_gives_nothing_for_none(shipped):
    for question in Question.objects.select_related("current"):
        content = load_content(question.current.content)
        kind = type_of(content)
        assert kind.grade(content, kind.correct(content)).fraction == 1, question.key
        assert kind.grade(content, None).fraction == 0, question.key


def test_second_attempt_brings_questions_that_were_not_seen(client, learner):
    quiz = Quiz.objects.filter(lesson__isnull=False).first()
    met = []
    for _ in range(2):
        client.post(quiz.get_absolute_url() + "start/")
        attempt = Attempt.objects.get(state="open")
        met.append({answer.version.question_id for answer in attempt.answers.select_related("version")})
        client.post(f"/attempts/{attempt.pk}/submit/")
    by_objective = [slot.count * 2 for slot in quiz.slots.all()]
    sizes = [pool_size(slot) for slot in quiz.slots.all()]
    overlap = sum(max(0, wanted - size) for wanted, size in zip(by_objective, sizes, strict=True))
    assert len(met[0] & met[1]) == overlap


def pool_size(slot) -> int:
    return Question.objects.filter(lesson=slot.draw_lesson, objective=slot.draw_objective, use=slot.draw_use).count()
