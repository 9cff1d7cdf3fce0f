"""Every address of the project's own, for every role: a new one without a row fails."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from quizzes.models import Attempt
from quizzes.services import start_attempt
from tests.factories import UserFactory

ROLES = ("guest", "learner", "other", "instructor", "staff")
C, L, Q = {"course": "sample"}, {"course": "sample", "key": "first"}, {"course": "sample", "key": "first-quiz"}
CHECK = {"course": "sample", "lesson": "first", "key": "zzcheck"}
A = {"attempt_id": "own"}

# name, arguments, method: what a guest, the learner herself, another learner, an instructor and a staff member get.
# "in" leads to sign-in; a number is a status.
TABLE = [
    ("healthz", {}, "get", (200, 200, 200, 200, 200)),
    ("readyz", {}, "get", (200, 200, 200, 200, 200)),
    ("media", {"name": "0" * 64 + ".png"}, "get", (404, 404, 404, 404, 404)),  # those that are there: test_media.py
    ("home", {}, "get", (302, 302, 302, 302, 302)),
    ("search", {}, "get", (200, 200, 200, 200, 200)),
    ("accessibility", {}, "get", (200, 200, 200, 200, 200)),
    ("privacy", {}, "get", (200, 200, 200, 200, 200)),
    ("imprint", {}, "get", (404, 404, 404, 404, 404)),  # until an admin has written one
    ("course", C, "get", (200, 200, 200, 200, 200)),
    ("about", C, "get", ("in", 404, 404, 404, 404)),
    ("closing", C, "get", ("in", 404, 404, 404, 404)),
    ("glossary", C, "get", (200, 200, 200, 200, 200)),
    ("sources", C, "get", (200, 200, 200, 200, 200)),
    ("lesson", L, "get", (200, 200, 200, 200, 200)),
    ("lesson", L | {"key": "hidden"}, "get", ("in", 404, 404, 200, 200)),
    ("lesson_position", L, "post", ("in", 204, 204, 204, 204)),
    ("lesson_complete", L, "post", ("in", 302, 302, 302, 302)),
    ("lesson_complete_undo", L, "post", ("in", 302, 302, 302, 302)),
    ("check", CHECK, "get", (200, 200, 200, 200, 200)),
    ("quiz", Q, "get", (200, 200, 200, 200, 200)),
    ("quiz", Q | {"key": "hidden-quiz"}, "get", ("in", 404, 404, 200, 200)),
    ("quiz_start", Q, "get", ("in", 302, 302, 302, 302)),
    ("quiz_start", Q, "post", ("in", 302, 302, 302, 302)),
    ("quiz_start", Q | {"key": "hidden-quiz"}, "post", ("in", 404, 404, 302, 302)),
    ("attempt", A, "get", ("in", 200, 404, 404, 404)),
    ("attempt_answers", A, "post", ("in", 302, 404, 404, 404)),
    ("attempt_check", A, "post", ("in", 404, 404, 404, 404)),
    ("attempt_submit", A, "get", ("in", 200, 404, 404, 404)),
    ("attempt_review", A, "get", ("in", 302, 404, 404, 404)),
    ("attempt_submit", A, "post", ("in", 302, 404, 404, 404)),
    ("attempt_receipt", A, "get", ("in", 404, 404, 404, 404)),
    ("receipts", {}, "get", ("in", 200, 200, 200, 200)),
    ("receipts", {}, "post", ("in", 200, 200, 200, 200)),
    ("progress", {}, "get", ("in", 200, 200, 200, 200)),
    ("styleguide", {}, "get", (404, 404, 404, 404, 200)),
    ("profile", {}, "get", ("in", 200, 200, 200, 200)),
    ("own_data", {}, "get", ("in", 302, 302, 302, 302)),  # to the password
    ("own_data", {}, "post", ("in", 302, 302, 302, 302)),
    ("account_delete", {}, "get", ("in", 302, 302, 302, 302)),
    ("account_delete", {}, "post", ("in", 302, 302, 302, 302)),
    ("goodbye", {}, "get", (200, 302, 302, 302, 302)),
]
# Read only, POST only: the other method is refused for everybody who may come so far.
SAFE_ONLY = ("home", "search", "course", "glossary", "sources", "lesson", "check", "quiz", "attempt", "attempt_review")
SAFE_ONLY += ("accessibility", "privacy", "imprint", "goodbye")
POST_ONLY = ("lesson_position", "lesson_complete", "lesson_complete_undo", "attempt_answers", "attempt_check")
# Where other tests look: Django's admin (tests/securityedu/test_admin.py) and sign-in (tests/accounts).
ELSEWHERE = ("admin/", "accounts/")


def own_names(resolver=None, prefix: str = "") -> set[str]:
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if path.startswith(ELSEWHERE):
            continue
        if isinstance(pattern, URLResolver):
            found |= own_names(pattern, path)
        elif isinstance(pattern, URLPattern):
            found.add(pattern.name)
    return found


def test_table_has_a_row_for_every_address():
    assert own_names() <= {name for name, *_rest in TABLE}


@pytest.fixture
def people(quiz):
    hidden = quiz.course.lesson_set.get(key="second")
    hidden.pk, hidden.key, hidden.listed = None, "hidden", False
    hidden.save()
    slots = list(quiz.slots.all())
    quiz.pk, quiz.key, quiz.listed = None, "hidden-quiz", False
    quiz.save()
    for slot in slots:
        slot.pk, slot.quiz = None, quiz
        slot.save()
    return {
        "guest": None,
        "learner": UserFactory(),
        "other": UserFactory(),
        "instructor": UserFactory(role="instructor"),
        "staff": UserFactory(is_staff=True),
    }


def outcome(response):
    leads_to_sign_in = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
    return "in" if leads_to_sign_in else response.status_code


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[2]} {row[0]} {row[1].get('key', '')}".strip())
def test_address_gives_each_role_what_the_table_says(client, people, course, row):
    name, arguments, method, expected = row
    found = []
    for role in ROLES:
        if arguments == A:
            quiz = course.quiz_set.get(key="first-quiz")
            Attempt.objects.all().delete()
            now = timezone.now()
            attempt, _new = start_attempt(quiz=quiz, user=people["learner"], kind="graded", now=now)
            url = reverse(name, args=[attempt.pk])
        else:
            url = reverse(name, kwargs=arguments)
        client.logout()
        if people[role]:
            client.force_login(people[role])
        found.append(outcome(getattr(client, method)(url)))
    assert tuple(found) == expected


@pytest.mark.parametrize("name", SAFE_ONLY)
def test_address_that_only_reads_refuses_post(client, people, course, name):
    client.force_login(people["learner"])
    row = next(row for row in TABLE if row[0] == name)
    arguments = {"attempt_id": 1} if row[1] == A else row[1]
    assert client.post(reverse(name, kwargs=arguments)).status_code == 405


@pytest.mark.parametrize("name", POST_ONLY)
def test_address_that_writes_refuses_get(client, people, course, name):
    client.force_login(people["learner"])
    row = next(row for row in TABLE if row[0] == name)
    arguments = {"attempt_id": 1} if row[1] == A else row[1]
    assert client.get(reverse(name, kwargs=arguments)).status_code == 405


def test_rules_and_querysets_are_twins(people, course):
    """For each role, what the queryset gives is exactly what the rule lets through."""
    from django.contrib.auth.models import AnonymousUser

    from lessons import rules as lesson_rules
    from lessons.models import Course, Lesson
    from quizzes import rules as quiz_rules
    from quizzes.models import Quiz

    Course.objects.create(key="closed", title="Closed")
    Course.objects.create(key="draft", title="Draft", published=False, open_to_guests=True)
    Lesson.objects.filter(key="second").update(archived=True)
    for role in ROLES:
        user = people[role] or AnonymousUser()
        for model, rule in (
            (Course, lesson_rules.can_view_course),
            (Lesson, lesson_rules.can_view_lesson),
            (Quiz, quiz_rules.can_view_quiz),
        ):
            visible = set(model.objects.visible_to(user))
            assert visible == {each for each in model.objects.all() if rule(user, each)}, (role, model)
