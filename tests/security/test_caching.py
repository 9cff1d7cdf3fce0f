"""What a shared proxy may keep: pages for guests who bring no cookie, nothing else."""

import gzip

import pytest

from tests.factories import UserFactory

PAGES = [
    *("/courses/sample/", "/courses/sample/lessons/first/", "/courses/sample/glossary/", "/courses/sample/sources/"),
    *("/courses/sample/quizzes/first-quiz/", "/courses/sample/lessons/first/checks/zzcheck/", "/search/?q=ally"),
    *("/progress/", "/accounts/profile/", "/accounts/logout/", "/accounts/sessions/", "/accounts/email/"),
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_for_somebody_is_private(client, quiz, page):
    client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "private" in client.get(page).headers.get("Cache-Control", "")


@pytest.mark.parametrize("cookie", ["sessionid", "messages", "csrftoken"])
def test_a_guest_who_brings_a_cookie_gets_a_page_of_her_own(client, quiz, cookie):
    """Her page may hold a message, and its response a cookie."""
    client.cookies[cookie] = "a" * 32
    assert "public" not in client.get("/courses/sample/").headers.get("Cache-Control", "")


def test_page_that_all_guests_share_is_compressed(client, quiz):
    response = client.get("/courses/sample/", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip" and "Accept-Encoding" in response["Vary"]
    assert b"Sample course" in gzip.decompress(response.content)


@pytest.mark.parametrize("page", ["/courses/sample/", "/courses/sample/quizzes/first-quiz/", "/progress/"])
def test_page_with_somebodys_secrets_is_not_compressed(client, quiz, page):
    """The length of a compressed page would tell about the token in it (BREACH)."""
    client.force_login(UserFactory())
    assert "Content-Encoding" not in client.get(page, headers={"Accept-Encoding": "gzip"})


def test_sign_in_page_with_its_token_is_not_compressed(client, db):
    assert "Content-Encoding" not in client.get("/accounts/login/", headers={"Accept-Encoding": "gzip"})
