"""Somebody of whom the site keeps everything that it can keep."""

import json
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Field
from django.utils import timezone

from accounts.changes import message
from accounts.models import Invitation, OutgoingMail, SignInCode, User
from jobs.models import Job
from lessons.drafts import keep_draft
from lessons.models import CourseMember, Lesson, Revision
from lessons.services import complete_lesson
from quizzes.models import HandGrade, Quiz, Report, Result
from quizzes.services import start_attempt, submit_attempt
from securityedu.studio import uploads
from tests.factories import UserFactory


def relations() -> dict[str, Field]:
    """Every column of every table that names a person, as "app.Model.field"."""
    models = apps.get_models(include_auto_created=True)
    fields = [field for model in models for field in model._meta.get_fields() if field.related_model is User]
    own = [field for field in fields if field.concrete and not field.many_to_many]
    return {f"{field.model._meta.label}.{field.name}": field for field in own}


def rows_of(person_id: int) -> dict[str, int]:
    """How many rows each relation has for this person."""
    return {
        label: field.model._base_manager.filter(**{field.attname: person_id}).count()
        for label, field in relations().items()
    }


def person_with_everything(quiz: Quiz, **fields) -> User:
    fields = {"username": "ada", "email": "ada@example.org", "display_name": "Ada L.", **fields}
    person, now = UserFactory(**fields), timezone.now()
    person.groups.add(Group.objects.get(name="Admins"))
    person.user_permissions.add(Permission.objects.first())
    _account(person, now)
    _work(person, quiz, now)
    return person


def _account(person, now):
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session.save()
    UserSession.objects.create(user=person, session_key=session.session_key, ip="192.0.2.7", user_agent="Firefox")
    ends = now + timedelta(days=1)
    other = UserFactory(made_by=person)
    SignInCode.objects.create(
        user=person, digest=f"own-{person.pk}".ljust(64, "d"), made_by=other, made_at=now, expires_at=ends
    )
    SignInCode.objects.create(
        user=other, digest=f"made-{person.pk}".ljust(64, "e"), made_by=person, made_at=now, expires_at=ends
    )
    Invitation.objects.create(created_by=person, note="Class 7b")
    OutgoingMail.objects.create(to=person.email.title(), subject="A code", content="secret link", queued_at=now)
    history = {"action_flag": CHANGE, "content_type": ContentType.objects.get_for_model(User)}
    LogEntry.objects.create(user=person, object_id=other.pk, object_repr="somebody", **history)
    told = json.dumps(message(["Email address"], {"email": ["before@example.org", person.email]}))
    LogEntry.objects.create(user=other, object_id=person.pk, object_repr=str(person), change_message=told, **history)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "seed-of-the-app"})
    SocialAccount.objects.create(user=person, provider="school", uid=f"uid-{person.pk}", extra_data={})


def _work(person, quiz, now):
    complete_lesson(user=person, lesson=Lesson.objects.get(key="first"), now=now)
    Revision.objects.create(course=quiz.course, kind="lesson", key="first", text="t", created_at=now, created_by=person)
    CourseMember.objects.create(course=quiz.course, user=person, role="grader")
    about = {"user": person, "course": quiz.course, "kind": "lesson", "key": "first"}
    keep_draft(**about, data={"title": "Half a tit"}, seen="", page="p", now=now)
    question = quiz.course.question_set.first()
    done, _new = start_attempt(quiz=quiz, user=person, kind="graded", now=now)
    submit_attempt(attempt_id=done.pk, now=now)
    Job.objects.create(owner=person, kind="gone", arguments={"text": "secret link"}, queued_at=now, finished_at=now)
    HandGrade.objects.create(answer=done.answers.first(), fraction=1, comment="Good.", by=person, at=now)
    said = {"question": question, "user": person, "text": "Which year?", "at": now}
    Report.objects.create(version=question.current, closed_at=now, closed_by=person, **said)
    uploads.keep(person, b"ANSWER: secret")
    assert Result.objects.filter(user=person).exists()
