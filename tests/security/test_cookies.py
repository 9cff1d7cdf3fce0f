"""Cookies and sessions: what they are marked with, that signing in makes a new one and signing out ends it."""

import pytest
from django.test import Client

from tests.factories import PASSWORD, UserFactory

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def https(settings, monkeypatch):
    """A site with an https SITE_URL, as far as cookies go."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    monkeypatch.setattr("securityedu.cookies.PrefixedCookieStorage.cookie_name", "__Host-messages")
    return Client()


def sign_in(client, **more):
    return client.post("/accounts/login/", {"login": "ada", "password": PASSWORD, **more}, secure=True)


def test_every_cookie_is_secure_bound_to_the_host_and_same_site(https, course):
    UserFactory(username="ada")
    https.get("/accounts/login/", secure=True)
    sign_in(https)
    https.post("/courses/sample/lessons/first/complete/", secure=True)  # leaves a message
    assert set(https.cookies) == {"__Host-sessionid", "__Host-csrftoken", "__Host-messages"}
    for name, cookie in https.cookies.items():
        assert (cookie["secure"], cookie["path"], cookie["domain"], cookie["samesite"]) == (True, "/", "", "Lax"), name
        assert bool(cookie["httponly"]) == (name != "__Host-csrftoken"), name  # the quiz player reads the token


def test_message_arrives_and_its_cookie_goes_again(https, course):
    UserFactory(username="ada")
    sign_in(https)
    https.post("/courses/sample/lessons/first/complete/", secure=True)
    assert "Marked as read" in https.get("/courses/sample/", secure=True).content.decode()
    assert https.cookies["__Host-messages"].value == ""


def test_signing_in_makes_a_new_session_and_a_new_token(client, db):
    """A session or token that somebody planted before is worth nothing afterwards."""
    UserFactory(username="ada")
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    token = client.cookies["csrftoken"].value
    sign_in(client)
    assert client.cookies["sessionid"].value != planted
    assert client.cookies["csrftoken"].value != token
    other = Client()
    other.cookies["sessionid"] = planted
    assert other.get("/accounts/profile/").status_code == 302


def test_session_key_that_nobody_gave_out_is_not_taken_over(client, db):
    UserFactory(username="ada")
    client.cookies["sessionid"] = "a" * 32
    sign_in(client)
    assert client.cookies["sessionid"].value != "a" * 32


def test_signing_out_ends_the_session_on_the_server(client, db):
    UserFactory(username="ada")
    sign_in(client)
    stolen = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    other = Client()
    other.cookies["sessionid"] = stolen
    assert other.get("/accounts/profile/").status_code == 302


def test_new_password_ends_all_other_sessions(client, db):
    UserFactory(username="ada")
    sign_in(client)
    other = Client()
    sign_in(other)
    new = "another horse battery"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/accounts/profile/").status_code == 200
    assert other.get("/accounts/profile/").status_code == 302


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
def test_nul_in_a_cookie_is_refused(client, db, name):
    """Quoted as RFC 2109 has it, it comes through as a NUL, which PostgreSQL can't even look for."""
    client.raise_request_exception = False
    response = client.get("/progress/", HTTP_COOKIE=f'{name}="aaaaaaaaaa\\000aaaaaaaaaa"')
    assert response.status_code == 400
