"""Every address of the site, for every role, method and object: what the tables say, and nothing else."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.access.admin_table import ADMIN, ADMIN_REST, MODELS
from tests.access.roles import ROLES, cells, outcome
from tests.access.routes import routes
from tests.access.table import TABLE, Row

REFUSED = {"in", "400", "403", "404", "405"}
NEVER = ("PUT", "PATCH", "DELETE")
# Rest of an address in which an argument is nonsense: no number, a number beyond every column, a way out.
NONSENSE = ("abc", "0", "-1", "9" * 30, "%F0%9F%98%80", "..", "%2e%2e%2f", "a" * 500, "None")


def test_every_address_has_a_row():
    known = {row.name for row in [*TABLE, *ADMIN]} | {name for model in MODELS for name in model.names()}
    known.add(ADMIN_REST)
    missing = [f"{route.text} ({route.name})" for route in routes() if route.name not in known]
    assert not missing, "tests/access/table.py or admin_table.py needs a row for " + ", ".join(missing)


def test_every_row_has_an_address():
    names = {route.name for route in routes()}
    gone = [str(row) for row in [*TABLE, *ADMIN] if row.name not in names]
    assert not gone, "there is no such address any more: " + ", ".join(gone)


@pytest.mark.parametrize("row", [*TABLE, *ADMIN], ids=str)
def test_address_gives_each_role_what_its_row_says(ask, world, row: Row):
    url = row.url(world.objects)
    wrong = [*differences(ask, row, url, "GET", row.get), *differences(ask, row, url, "POST", row.post)]
    assert not wrong, "\n".join([f"{row} at {url}:", *wrong])


def differences(ask, row: Row, url: str, method: str, expected: str) -> list[str]:
    """What each role gets otherwise than expected, and what was written though nothing should be."""
    wrong, found = [], {}
    for role in (*ROLES, "inactive"):
        response, written = ask(role, method, url, row.data if method == "POST" else None)
        found[role] = outcome(response)
        if written and (method == "GET" or found[role] in REFUSED):
            wrong.append(f"{method} as {role} is {found[role]} and yet wrote {written}")
    if found.pop("inactive") != found["guest"]:
        wrong.append(f"{method} with a closed account is not the same as for a guest")
    if expected and found != cells(expected):
        wrong.append(f"{method} gives {' '.join(found.values())}, the row says {expected}")
    if not expected and not set(found.values()) <= REFUSED:
        wrong.append(f"{method} gives {' '.join(found.values())}, the row doesn't name this method")
    return wrong


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_head_is_as_get(ask, world, row: Row):
    url = row.url(world.objects)
    for role in ("guest", "learner"):
        (get, _), (head, written) = ask(role, "GET", url), ask(role, "HEAD", url)
        assert (head.status_code, head.content, written) == (get.status_code, b"", [])


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("whose", ["learner", "other", "colleague", "staff", "superuser"])
def test_new_slips_are_for_the_instructor_who_made_the_learner(ask, world, method, whose):
    """Everybody else, admins too, doesn't find the person there."""
    data = {"chosen": world.people[whose].pk}
    expected = cells("in 404 404 200 404 404 404" if whose == "other" else "in 404 404 404 404 404 404")
    for role in ROLES:
        response, written = ask(role, method, "/teach/people/slips/", data)
        assert (outcome(response), bool(written)) == (expected[role], method == "POST" and outcome(response) == "200")


@pytest.mark.parametrize("method", NEVER)
def test_no_address_takes_other_methods(ask, world, method):
    urls = {row.url(world.objects) for row in [*TABLE, *ADMIN]}
    found = {(outcome(response), *written) for url in urls for response, written in [ask("superuser", method, url)]}
    assert found == {("405",)}


@pytest.mark.parametrize("route", [route for route in routes() if route.arguments and not route.in_admin], ids=str)
def test_nonsense_in_an_address_is_not_found(ask, world, route):
    for nonsense in NONSENSE:
        url = with_arguments(route.text, nonsense)
        for role, method in (("guest", "GET"), ("learner", "GET"), ("learner", "POST"), ("staff", "GET")):
            response, written = ask(role, method, url)
            where = f"{method} {url[:90]} as {role}"
            assert not written and outcome(response) in REFUSED | other_answers(url), where


def other_answers(url: str) -> set[str]:
    """A wrong reset link has a page of its own; those of passkeys ask for the password before they look."""
    found = {"/accounts/password/reset/key/": "200", "/accounts/2fa/webauthn/keys/": "302"}
    return {status for start, status in found.items() if url.startswith(start)}


def with_arguments(text: str, value: str) -> str:
    """A pattern with every argument replaced by `value`."""
    text = re.sub(r"\(\?P<\w+>[^)]*\)", value, text.replace("^", "").rstrip("$"))
    return re.sub(r"<[^>]+>", value, text)


def test_rules_and_querysets_are_twins(world):
    """For each role, what the queryset gives is exactly what the rule lets through."""
    from django.contrib.auth.models import AnonymousUser

    from lessons import rules as lesson_rules
    from lessons.models import Course, CourseMember, Lesson
    from lessons.rules import WRITERS, Role
    from quizzes import rules as quiz_rules
    from quizzes.models import Quiz

    Course.objects.create(key="closed", title="Closed")
    Course.objects.create(key="open-draft", title="Draft", published=False, open_to_guests=True)
    soon = timezone.now() + timedelta(hours=1)
    scheduled = Course.objects.create(key="soon", title="Soon", publish_at=soon, open_to_guests=True)
    Lesson.objects.create(course=world.course, key="soon", title="Soon", minutes=1, listed=True, opens_at=soon)
    for name, member in (("owner", "colleague"), ("grader", "instructor"), ("editor", "learner")):
        CourseMember.objects.create(course=scheduled, user=world.people[member], role=name)
    for role in ROLES:
        user = world.people[role] or AnonymousUser()
        for model, rule in (
            (Course, lesson_rules.can_view_course),
            (Lesson, lesson_rules.can_view_lesson),
            (Quiz, quiz_rules.can_view_quiz),
        ):
            visible = set(model.objects.visible_to(user))
            assert visible == {each for each in model.objects.all() if rule(user, each)}, (role, model)
        for roles in (tuple(Role), WRITERS, (Role.OWNER,)):
            taught = {course for course in Course.objects.all() if lesson_rules.can_teach(user, course, roles)}
            assert set(Course.objects.taught_by(user, roles)) == taught, (role, roles)
        gradable = {each for each in Quiz.objects.all() if quiz_rules.can_grade(user, each)}
        assert set(Quiz.objects.gradable_by(user)) == gradable, role
