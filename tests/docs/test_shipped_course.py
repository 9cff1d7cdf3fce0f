"""The course that ships: every lesson opens, every quiz can be taken to full marks with the keys of the files."""

import json
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from lessons.models import Course, Lesson
from lessons.services import load_course
from quizzes.checks import check_view
from quizzes.drawing import as_drawn, content_of, lay_out
from quizzes.models import Answer, Attempt, Question, Quiz
from quizzes.question_types import load_content, type_of
from quizzes.question_types.texts import TEXTS
from quizzes.services import to_page
from securityedu.courses import STORES, read_course
from tests.factories import UserFactory

CONTENT = Path(__file__).parent.parent.parent / "content"
COURSE = "european-security"
FOLDER, _TEXTS = read_course(CONTENT / COURSE)
LESSONS, QUIZZES = (FOLDER.objects["course", "course"].entry.keys_of(kind) for kind in ("lesson", "quiz"))


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for all tests of this module, each of which takes back what it does itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_course(FOLDER, stores=STORES, now=timezone.now())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def shipped(loaded, db):
    return Course.objects.get(key=COURSE)


@pytest.fixture
def learner(client, shipped):
    user = UserFactory()
    client.force_login(user)
    return user


def test_folder_holds_nothing_that_the_contents_leave_out():
    assert (set(FOLDER.of_kind("lesson")), set(FOLDER.of_kind("quiz"))) == (set(LESSONS), set(QUIZZES))


def test_lessons_open_with_passages_checks_sources_and_figures(client, shipped):
    for lesson in Lesson.objects.filter(key__in=LESSONS).prefetch_related("passages", "questions"):
        html = client.get(f"/courses/{COURSE}/lessons/{lesson.key}/").content.decode()
        checks = [each.key for each in lesson.questions.all() if each.use == "check"]
        assert [each.key for each in lesson.passages.all() if f'id="p-{each.key}"' not in html] == []
        assert [key for key in checks if f'id="check-{key}"' not in html] == []
        assert html.count('id="source-') == len(lesson.apparatus["citations"]) > 0
        assert html.count("<figure") == len(lesson.apparatus["figures"]) > 0


def test_checks_are_answered_right_with_the_keys_of_the_files(shipped):
    for question in Question.objects.filter(use="check").select_related("current"):
        content = drawn_content(question)
        assert check_view(question, type_of(content).correct(content)).review.right is True, question.key


def drawn_content(question: Question):
    """The question as some attempt has it."""
    layout = lay_out(question.current.content, "seed", 1, shuffle_choices=True)
    return as_drawn(load_content(question.current.content), layout)


def test_quizzes_are_taken_to_full_marks(client, learner):
    assert {key: score_of_a_perfect_attempt(client, key) for key in QUIZZES} == {
        key: FOLDER.objects["quiz", key].entry.size for key in QUIZZES
    }


def score_of_a_perfect_attempt(client, key: str):
    """Start, answer everything with the keys of the files, hand in: the score, where each question has one point."""
    client.post(f"/courses/{COURSE}/quizzes/{key}/start/")
    attempt = Attempt.objects.get(quiz__key=key)
    answers = attempt.answers.select_related("version")
    body = {"client": "tab", "answers": [right_answer(attempt, answer) for answer in answers]}
    client.post(f"/attempts/{attempt.pk}/submit/", json.dumps(body), content_type="application/json")
    attempt.refresh_from_db()
    assert attempt.score == attempt.max_score == len(answers)
    assert "100 %" in client.get(f"/attempts/{attempt.pk}/review/").content.decode()
    return attempt.score


def right_answer(attempt: Attempt, answer: Answer) -> dict:
    content = content_of(answer)
    answer.response = type_of(content).correct(content)
    return {
        "position": answer.position,
        "sequence": 1,
        "typed_at": timezone.now().isoformat(),
        "response": to_page(attempt, answer),
        "flagged": False,
    }


def test_every_question_of_the_bank_has_a_right_answer_and_gives_nothing_for_none(shipped):
    for question in Question.objects.exclude(type__in=TEXTS).select_related("current"):
        content = drawn_content(question)
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
