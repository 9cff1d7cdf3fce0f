"""Numbers that no column holds, wherever an address or a form of the admin takes the number of a row."""

import re

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests.factories import UserFactory, teacher_of
from tests.security.test_fuzz import routes

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HUGE = "9" * 30
KEYS = {"course": "sample", "lesson": "first", "path": "questions", "kind": "csv", "key": "first-quiz"}


def browser_of(person):
    browser = Client(raise_request_exception=False)
    browser.force_login(person, backend=BACKEND)
    return browser


@pytest.fixture
def root(quiz):
    return browser_of(UserFactory(is_staff=True, is_superuser=True))


def failures(browser, sent):
    """Which of these (method, path, data) end in an error of ours; each has a transaction of its own."""
    found = []
    for method, path, data in sent:
        with transaction.atomic():
            response = getattr(browser, method)(path, data)
            transaction.set_rollback(True)
        if response.status_code >= 500:
            found.append(f"{method} {path}: {response.exc_info[1]!r}"[:200])
    return found


def numbered(route):
    route = re.sub(r"<int:\w+>", HUGE, route)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: KEYS.get(found[1], HUGE), route)


def test_address_with_a_number_that_no_column_holds_is_no_error(quiz, root):
    found = sorted({each for each in routes(get_resolver().url_patterns) if "<int:" in each or "id>" in each})
    assert len(found) > 20
    sent = [(method, numbered(route), {}) for route in found for method in ("get", "post")]
    assert not failures(browser_of(teacher_of(quiz.course, "owner")), sent)
    assert not failures(root, sent)


def forms_of(model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    data = {field.name: HUGE for field in model._meta.get_fields() if field.is_relation}
    rows = model._default_manager.all()[:1]
    paths = [reverse(f"{name}_add"), *(reverse(f"{name}_change", args=[row.pk]) for row in rows)]
    return [("post", path, data) for path in paths]


def test_admin_form_with_a_number_that_no_column_holds_is_no_error(root):
    assert not failures(root, [each for model in admin.site._registry for each in forms_of(model)])


def actions_of(model, model_admin):
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    names = [getattr(each, "__name__", each) for each in (*(model_admin.actions or ()), "delete_selected")]
    return [("post", path, {"action": name, "_selected_action": HUGE, "index": "0"}) for name in names]


def test_action_on_a_number_that_no_column_holds_is_no_error(root):
    registry = admin.site._registry.items()
    assert not failures(root, [each for pair in registry for each in actions_of(*pair)])
