"""The site that the tables are about: people, one of everything that somebody owns, and what is hidden from some."""

import json
from copy import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from accounts.changes import message
from accounts.models import Invitation, OutgoingMail
from jobs.models import Job
from lessons.drafts import keep_draft
from lessons.models import Course, CourseMember, Lesson, Revision, SitePage
from lessons.services import record_position
from quizzes.hand_grading import grade_by_hand
from quizzes.models import Answer, Attempt, Quiz, Report
from quizzes.saving import Entry
from quizzes.services import save_answers, start_attempt, submit_attempt
from tests.access.admin_table import CONTENT, MODELS
from tests.factories import AdminFactory, UserFactory
from tests.rich import RECORDED
from tests.samples import MORE, PICTURED, load_sample

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ABSENT = 987_654_321


class World:
    """`objects` has, for each object that a table names, the arguments of its address."""

    def __init__(self, folder: Path) -> None:
        self.now = timezone.now()
        self.browser = Client(raise_request_exception=False)
        load_sample(folder, MORE | RECORDED | PICTURED)
        self.course = Course.objects.get(key="sample")
        self.people = make_people()
        self.keys = {role: session_key(person) for role, person in self.people.items() if person}
        attempts = self.make_attempts()
        make_hidden(self.course)
        make_draft(self.course)
        for course in Course.objects.all():
            CourseMember.objects.create(course=course, user=self.people["instructor"], role="editor")
        self.leave_traces()
        self.objects: dict[str, dict[str, Any]] = {
            "": {},
            **course_objects(),
            **{what: {"attempt_id": pk} for what, pk in attempts.items()},
            **results_objects(attempts),
            "a question of her open attempt": {"attempt_id": attempts["her open attempt"], "position": 1},
            "a question that she was not asked": {"attempt_id": attempts["her open attempt"], "position": 99},
            **self.make_essays(),
            **self.make_jobs(),
            **studio_objects(),
            **self.admin_objects(),
            "its editor": {"course": "sample", "member": CourseMember.objects.get(course=self.course).pk},
            "a wrong reset link": {"uidb36": "1", "key": "set-password"},
            "a file that is not there": {"name": "0" * 64 + ".png"},
            "a stale question": {"question_id": self.course.question_set.get(key="zzsingle").pk},
            "no such question of any course": {"question_id": ABSENT},
            "no such passkey": {"pk": ABSENT},
            "a spreadsheet": {"kind": "csv"},
        }

    def client(self, role: str) -> Client:
        """A browser in which nothing is left of the last request; to make a new one takes as long as to ask."""
        client = self.browser
        client.cookies.clear()
        if role in self.keys:
            client.cookies["sessionid"] = self.keys[role]
        return client

    def make_attempts(self) -> dict[str, int]:
        """The learner's: handed in, open, open for practice."""
        quiz, learner = self.course.quiz_set.get(key="first-quiz"), self.people["learner"]
        made = {}
        for what, kind in (
            ("her finished attempt", Attempt.Kind.GRADED),
            ("her open attempt", Attempt.Kind.GRADED),
            ("her open practice", Attempt.Kind.PRACTICE),
        ):
            attempt, _new = start_attempt(quiz=quiz, user=learner, kind=kind, now=self.now)
            entry = Entry(1, 1, self.now, None, True)
            save_answers(attempt_id=attempt.pk, client="tab", entries=[entry], now=self.now)
            if what == "her finished attempt":
                submit_attempt(attempt_id=attempt.pk, now=self.now)
            made[what] = attempt.pk
        return made | {"no such attempt": ABSENT}

    def make_essays(self) -> dict[str, dict[str, int]]:
        """The learner's, handed in; one of two that wait was graded once."""
        quiz, learner = self.course.quiz_set.get(key="drawn-quiz"), self.people["learner"]
        for _ in range(2):
            attempt, _new = start_attempt(quiz=quiz, user=learner, kind=Attempt.Kind.GRADED, now=self.now)
            entry = Entry(1, 1, self.now, "A promise is a promise.", False)
            submit_attempt(attempt_id=attempt.pk, client="tab", entries=[entry], now=self.now)
        graded = attempt.answers.get(position=1)
        grade_by_hand(answer=graded, points=Decimal(2), comment="Good.", by=None, seen=None, now=self.now)
        return {
            "her answer that waits": {"answer_id": Answer.objects.waiting().get().pk},
            "her answer that is graded by itself": {"answer_id": attempt.answers.get(position=2).pk},
            "no such answer": {"answer_id": ABSENT},
        }

    def make_jobs(self) -> dict[str, dict[str, int]]:
        about = {"owner": self.people["learner"], "kind": "gone", "queued_at": self.now}
        running = Job.objects.create(**about, state=Job.State.RUNNING, started_at=self.now, heartbeat=self.now)
        done = Job.objects.create(**about, state=Job.State.DONE, finished_at=self.now)
        return {
            "her running job": {"job_id": running.pk},
            "her job that is done": {"job_id": done.pk},
            "no such job": {"job_id": ABSENT},
        }

    def leave_traces(self) -> None:
        """Rows that only the admin shows."""
        learner = self.people["learner"]
        record_position(user=learner, lesson=self.course.lesson_set.get(key="second"), passage="", now=self.now)
        Invitation.objects.create(note="7b")
        about = {"user": self.people["instructor"], "course": self.course, "kind": "term", "key": "ally"}
        keep_draft(**about, data={}, seen="", page="p", now=self.now)
        OutgoingMail.objects.create(to="ada@example.org", subject="Hello", queued_at=self.now)
        SitePage.objects.create(
            key="accessibility", title="Access", body="All.", html="<p>All.</p>", updated_at=self.now
        )
        question = self.course.question_set.get(key="zzsingle")
        Report.objects.create(question=question, version=question.current, user=learner, text="Why?", at=self.now)
        EmailAddress.objects.create(user=learner, email="ada@example.org")
        UserSession.objects.create(user=learner, ip="192.0.2.1", session_key=self.keys["learner"])

    def old_values(self) -> dict[str, dict[str, Any]]:
        learner = self.people["learner"]
        name = log_change(learner, {"display_name": ["Ada", ""]})
        right = log_change(learner, {"groups": [[], []]})
        return {
            "an old name of the learner": {"object_id": learner.pk, "entry": name},
            "an old right of the learner": {"object_id": learner.pk, "entry": right},
            "nobody's old name": {"object_id": ABSENT, "entry": name},
        }

    def admin_objects(self) -> dict[str, dict[str, Any]]:
        lesson = self.course.lesson_set.get(key="first")
        lessons = ContentType.objects.get_for_model(Lesson).pk
        return {
            "the learner": {"id": self.people["learner"].pk},
            "the superuser": {"id": self.people["superuser"].pk},
            "nobody": {"id": ABSENT},
            **self.old_values(),
            "the lesson of the site": {"content_type_id": lessons, "object_id": lesson.pk},
            "an absent lesson of the site": {"content_type_id": lessons, "object_id": ABSENT},
            "the app": {"app_label": "lessons"},
            **{
                f"an old text of {model}": old_text(apps.get_model(model.label))
                for model in MODELS
                if model.kind is CONTENT
            },
        }


def log_change(person, values) -> int:
    """The number of an entry in the admin's history."""
    kind = ContentType.objects.get_for_model(person).pk
    text = json.dumps(message(values, values))
    entry = {"content_type_id": kind, "object_id": person.pk, "object_repr": str(person), "change_message": text}
    return LogEntry.objects.create(user=person, action_flag=CHANGE, **entry).pk


def old_text(model) -> dict[str, Any]:
    """Where the first object of a model of content goes back to its first text."""
    kind, instance = model._meta.model_name, model.objects.order_by("pk").first()
    key = "course" if kind == "course" else instance.key
    revision = Revision.objects.filter(kind=kind, key=key).earliest("pk")
    return {"object_id": instance.pk, "revision": revision.pk}


def make_people() -> dict[str, Any]:
    instructor = UserFactory(username="instructor", role="instructor")
    return {
        "guest": None,
        "learner": UserFactory(username="learner", email="ada@example.org"),
        "other": UserFactory(username="other", made_by=instructor),
        "instructor": instructor,
        "colleague": UserFactory(username="colleague", role="instructor"),
        "staff": AdminFactory(username="staff"),
        "superuser": UserFactory(username="root", is_staff=True, is_superuser=True),
        "inactive": UserFactory(username="gone", is_staff=True, is_superuser=True),
    }


def session_key(person) -> str:
    """Of a session that began while the account was open; the one of the role "inactive" is closed after that."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    if person.username == "gone":
        type(person).objects.filter(pk=person.pk).update(is_active=False)
    return client.cookies["sessionid"].value


def course_objects() -> dict[str, dict[str, str]]:
    sample, draft = {"course": "sample"}, {"course": "draft"}
    lessons = {"path": "lessons"}
    return {
        "its lessons": sample | lessons,
        "objects of no kind": sample | {"path": "poems"},
        "its first lesson": sample | lessons | {"key": "first"},
        "an archived lesson of the studio": sample | lessons | {"key": "archived"},
        "a lesson of the draft": draft | lessons | {"key": "first"},
        "an object that is not there": sample | lessons | {"key": "nothing"},
        "the course": sample,
        "a draft course": draft,
        "an upload that is not there": sample | {"token": "0" * 32},
        "no such course": {"course": "nothing"},
        "its lesson": sample | {"key": "first"},
        "an unlisted lesson": sample | {"key": "unlisted"},
        "an archived lesson": sample | {"key": "archived"},
        "a lesson of a draft": draft | {"key": "first"},
        "no such lesson": sample | {"key": "nothing"},
        "its quiz": sample | {"key": "first-quiz"},
        "an unlisted quiz": sample | {"key": "unlisted-quiz"},
        "an archived quiz": sample | {"key": "archived-quiz"},
        "a quiz of a draft": draft | {"key": "first-quiz"},
        "no such quiz": sample | {"key": "nothing"},
        "its question": sample | {"key": "zzsingle"},
        "a question of a draft": draft | {"key": "zzsingle"},
        "no such question": sample | {"key": "nothing"},
        "its check": sample | {"lesson": "first", "key": "zzcheck"},
        "a question that is no check": sample | {"lesson": "first", "key": "zzsingle"},
        "a check of an unlisted lesson": sample | {"lesson": "unlisted", "key": "zzcheck"},
    }


def results_objects(attempts: dict[str, int]) -> dict[str, dict[str, Any]]:
    quiz = {"course": "sample", "key": "first-quiz"}
    return {
        "its quiz as a spreadsheet": quiz | {"kind": "xlsx"},
        "its quiz in a format that there is not": quiz | {"kind": "pdf"},
        "her finished attempt at its quiz": quiz | {"attempt_id": attempts["her finished attempt"]},
        "her open attempt at its quiz": quiz | {"attempt_id": attempts["her open attempt"]},
        "her practice at its quiz": quiz | {"attempt_id": attempts["her open practice"]},
        "her attempt under another quiz": {
            **{"course": "sample", "key": "unlisted-quiz"},
            "attempt_id": attempts["her finished attempt"],
        },
    }


def studio_objects() -> dict[str, dict[str, Any]]:
    lesson = {"course": "sample", "path": "lessons", "key": "first"}
    revision = Revision.objects.filter(course__key="sample", kind="lesson", key="first").latest("pk")
    return {
        "an old text of its first lesson": lesson | {"revision": revision.pk},
        "a text that is not there": lesson | {"revision": ABSENT},
    }


def make_hidden(course: Course) -> None:
    lesson, quiz = course.lesson_set.get(key="second"), course.quiz_set.get(key="first-quiz")
    for changes in ({"key": "unlisted", "listed": False}, {"key": "archived", "archived": True}):
        copied(lesson, **changes)
        copied_quiz(quiz, **changes | {"key": f"{changes['key']}-quiz"})


def make_draft(course: Course) -> None:
    """A course that isn't published, with a lesson and a quiz."""
    draft = copied(course, key="draft", published=False)
    copied(course.lesson_set.get(key="first"), course=draft)
    copied_quiz(course.quiz_set.get(key="first-quiz"), course=draft, lesson=None)
    copied(course.question_set.get(key="zzsingle"), course=draft)


def copied(instance, **changes):
    new = copy(instance)
    new.pk, new._state = None, copy(instance._state)
    new._state.adding = True
    for name, value in changes.items():
        setattr(new, name, value)
    new.save()
    return new


def copied_quiz(quiz: Quiz, **changes) -> None:
    slots, new = list(quiz.slots.all()), copied(quiz, **changes)
    for slot in slots:
        copied(slot, quiz=new)
