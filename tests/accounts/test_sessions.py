import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.templatetags.people import browser_name
from tests.factories import PASSWORD, UserFactory


@pytest.fixture
def browsers():
    """Three browsers of Ada's, and one of somebody else."""
    UserFactory(username="ada")
    UserFactory(username="grace")
    opened = [Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}) for _ in range(4)]
    for browser, login in zip(opened, ("ada", "ada", "ada", "grace"), strict=True):
        browser.post("/accounts/login/", {"login": login, "password": PASSWORD})
    return opened


def who_is_in(browsers):
    return [browser.get("/accounts/profile/").status_code == 200 for browser in browsers]


def test_sessions_list_shows_ones_own_only(browsers):
    page = browsers[0].get("/accounts/sessions/")
    assert [session.user.username for session in page.context["sessions"]] == ["ada"] * 3
    assert page.content.decode().count("Firefox, Linux") == 3


def test_sign_out_everywhere_else_leaves_this_one(browsers):
    response = browsers[0].post("/accounts/sessions/")
    assert response.url == reverse("usersessions_list")
    assert who_is_in(browsers) == [True, False, False, True]


def test_sign_out_everywhere_ends_this_one_too(browsers):
    response = browsers[0].post("/accounts/sessions/end/")
    assert response.url == reverse("account_login")
    assert who_is_in(browsers) == [False, False, False, True]
    assert [session.user.username for session in UserSession.objects.all()] == ["grace"]


def test_sign_out_everywhere_by_get_is_refused(browsers):
    assert browsers[0].get("/accounts/sessions/end/").status_code == 405
    assert who_is_in(browsers) == [True] * 4


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1 Safari/604.1", "Safari, iPad"),
        ("curl/8.0", "Another program"),
        ("", "Another program"),
    ],
)
def test_browser_name_of_a_user_agent(user_agent, name):
    assert browser_name(user_agent) == name
