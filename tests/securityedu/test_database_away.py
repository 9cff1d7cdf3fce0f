"""While the database is away every page says that the site will be back; nothing is told, and nobody is signed out."""

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from accounts.models import User
from quizzes.services import start_attempt
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ADDRESSES = ["/", "/courses/any/", "/progress/", "/accounts/login/", "/search/?q=attack", "/admin/accounts/user/?q=a"]
SECRET = "connection to 10.0.0.7 refused for user edu"


@pytest.fixture
def visitor(client):
    client.force_login(UserFactory())
    client.raise_request_exception = False
    return client


@pytest.fixture
def fail(monkeypatch):
    def set_error(error):
        def raise_it(*args, **kwargs):
            raise error

        monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", raise_it)
        monkeypatch.setattr(BaseDatabaseWrapper, "_cursor", raise_it)

    return set_error


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_page_says_that_the_site_will_be_back(visitor, fail, address, error):
    fail(error(SECRET))
    response = visitor.get(address)
    html = response.content.decode()
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "30", "no-store")
    assert "Back in a moment" in html and "10.0.0.7" not in html
    assert settings.SESSION_COOKIE_NAME not in response.cookies


def test_save_of_answers_is_told_to_come_again(visitor, fail):
    fail(OperationalError(SECRET))
    response = visitor.post("/attempts/1/answers/", {}, content_type="application/json")
    assert (response.status_code, response["Retry-After"]) == (503, "30")


def test_any_other_fault_is_an_error_of_ours(visitor, fail):
    fail(ProgrammingError("no such column"))
    response = visitor.get("/progress/")
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
    assert "Retry-After" not in response


def test_site_is_back_with_the_database(visitor, fail, monkeypatch):
    fail(OperationalError(SECRET))
    assert visitor.get("/progress/").status_code == 503
    monkeypatch.undo()
    assert visitor.get("/progress/").status_code == 200


# --- the cache -------------------------------------------------------------------------------------------------------


@pytest.fixture
def no_cache(settings):
    """A Redis that nobody answers for."""
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "default": away}


@pytest.mark.parametrize("address", ["", "lessons/first/", "quizzes/first-quiz/"])
def test_page_comes_without_the_cache(visitor, course, no_cache, address):
    assert visitor.get(f"/courses/sample/{address}").status_code == 200


def test_answers_are_saved_without_the_cache(visitor, quiz, no_cache):
    attempt, _new = start_attempt(quiz=quiz, user=User.objects.get(), kind="graded", now=timezone.now())
    assert visitor.get(attempt.get_absolute_url()).status_code == 200
    saved = visitor.post(f"/attempts/{attempt.pk}/answers/", {"client": "tab", "answers": []}, "application/json")
    assert saved.status_code == 200


def test_sign_in_says_that_the_site_will_be_back_without_the_cache(client, no_cache):
    """Tries can't be counted, so none is taken."""
    client.raise_request_exception = False
    response = client.post("/accounts/login/", {"login": "ada", "password": "wrong"})
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "Back in a moment" in response.content.decode()
