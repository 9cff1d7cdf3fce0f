"""Several people write one course at the same instant: nothing is silently overwritten, and the course stays whole."""

import time
from functools import partial
from threading import Event

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lessons.models import Course, Lesson, Revision
from lessons.services import collect_course
from quizzes.models import Question, Quiz
from securityedu.courses import STORES, messages
from securityedu.services import set_archived
from securityedu.studio import editing, services
from securityedu.studio.editing import Place
from tests.factories import AdminFactory, teacher_of
from tests.quizzes.services.helpers import at_once
from tests.samples import load_sample
from tests.securityedu.studio.pages import fields_of, send

pytestmark = pytest.mark.django_db(transaction=True)
BASE = "/teach/courses/sample/"
ROUNDS = 5


@pytest.fixture
def course(tmp_path):
    load_sample(tmp_path)
    return Course.objects.get()


@pytest.fixture
def two(course):
    """The clients of two editors."""
    clients = Client(), Client()
    for client in clients:
        client.force_login(teacher_of(course))
    return clients


@pytest.mark.parametrize(
    ("path", "field"),
    [("lessons/first/", "title"), ("quizzes/first-quiz/", "title"), ("questions/zzsingle/", "prompt")],
)
def test_of_two_saves_one_is_told_of_the_other(two, path, field):
    for turn in range(ROUNDS):
        pages = [fields_of(client.get(BASE + path)) for client in two]
        before = Revision.objects.count()
        words = [f"Of {name}, {turn}" for name in ("Ada", "Ben")]
        saves = [
            partial(send, client, BASE + path, page, do="save", **{field: said})
            for client, page, said in zip(two, pages, words, strict=True)
        ]
        answers = at_once(*saves)
        assert sorted(answer.status_code for answer in answers) == [200, 302]
        lost = next(index for index, answer in enumerate(answers) if answer.status_code == 200)
        assert answers[lost].context["editor"].meanwhile
        assert words[lost] in answers[lost].content.decode()
        assert Revision.objects.count() == before + 1


def test_two_new_objects_of_one_title_are_two(two):
    url = BASE + "lessons/new/"
    pages = [fields_of(client.get(url)) for client in two]
    made = [
        partial(send, client, url, page, do="save", title="Sea law", body=name)
        for client, page, name in zip(two, pages, ("Ada", "Ben"), strict=True)
    ]
    assert [answer.status_code for answer in at_once(*made)] == [302, 302]
    bodies = Lesson.objects.filter(key__startswith="sea-law").values_list("body", flat=True)
    assert sorted(body.strip() for body in bodies) == ["Ada", "Ben"]


def test_quiz_names_no_question_that_is_archived_as_it_is_saved(two):
    url = BASE + "quizzes/first-quiz/"
    for _turn in range(ROUNDS):
        Question.objects.filter(key="zzcloze").update(archived=False)
        Quiz.objects.get().slots.filter(question__key="zzcloze").delete()
        page = fields_of(two[0].get(url))
        page = fields_of(send(two[0], url, page, do="add:zzcloze"))
        at_once(
            partial(send, two[0], url, page, do="save"),
            partial(two[1].post, f"{BASE}questions/zzcloze/archive/"),
        )
        assert wrong_with_course() == []


def test_admin_checks_a_quiz_once_whoever_archives_its_question_is_done(course):
    admin = Client()
    admin.force_login(AdminFactory())
    url = reverse("admin:quizzes_quiz_change", args=[Quiz.objects.get().pk])
    text = admin.get(url).context["adminform"].form.fields["text"].initial
    Quiz.objects.get().slots.filter(question__key="zzcloze").delete()
    archived = Event()

    def archive():
        with transaction.atomic():
            set_archived(course, [Question.objects.get(key="zzcloze")], archived=True)
            archived.set()
            time.sleep(0.5)

    def save():
        archived.wait(timeout=20)
        return admin.post(url, {"text": text})

    _none, answer = at_once(archive, save)
    assert "zzcloze" in str(answer.context["adminform"].form.errors)
    assert wrong_with_course() == []


def wrong_with_course() -> list[str]:
    return messages(collect_course(Course.objects.get(), STORES))


def put_out_of_order(course, key: str) -> None:
    """As the page of the course does it, by somebody else."""
    other = Course.objects.get(pk=course.pk)
    services.change_contents(
        course=other, change=lambda items: [each for each in items if each.lesson != key], by=None, now=timezone.now()
    )


def test_save_keeps_the_order_that_somebody_made_meanwhile(course):
    place = Place(course, "lesson", "first")
    held = editing.found(place)
    put_out_of_order(course, "second")
    editing.save(place, held, seen=editing.state_of(held), by=None, now=timezone.now())
    assert not Lesson.objects.get(key="second").listed


def test_archiving_keeps_the_order_that_somebody_made_meanwhile(course):
    question = Question.objects.get(key="zzcheck")
    Lesson.objects.filter(key="first").update(body="Nothing is asked here.")
    put_out_of_order(course, "second")
    set_archived(course, [question], archived=True)
    assert not Lesson.objects.get(key="second").listed
