"""While the database is away every page says that the site will be back; nothing is told, and nobody is signed out."""

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.db.backends.base.base import BaseDatabaseWrapper

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
