"""Every address below /accounts/: who may open it, and that it looks like ours."""

import pytest
from django.urls import get_resolver, reverse

from tests.factories import UserFactory

# These open for guests because signing in would be impossible otherwise.
OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "email_confirm_later",
}


def patterns(resolver):
    for entry in resolver.url_patterns:
        yield from patterns(entry) if hasattr(entry, "url_patterns") else [entry]


def account_patterns():
    below = next(entry for entry in get_resolver().url_patterns if str(entry.pattern) == "accounts/")
    return list(patterns(below))


def test_pages_open_to_guests_are_these_only():
    assert {entry.name for entry in account_patterns() if not getattr(entry.callback, "login_required", True)} == OPEN


def test_pages_of_the_account_ask_guests_to_sign_in(client):
    closed = {entry.name for entry in account_patterns() if entry.name and entry.name not in OPEN}
    assert closed == {
        "profile",
        "usersessions_list",
        "sign_out_everywhere",
        "account_email",
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
    }
    for name in closed:
        assert client.get(reverse(name)).url == f"/accounts/login/?next={reverse(name)}"


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
    ],
)
def test_page_for_guests_is_in_our_look(client, name):
    assert_ours(client.get(reverse(name)))


@pytest.mark.parametrize(
    "name",
    [
        "profile",
        "usersessions_list",
        "account_email",
        "account_reauthenticate",
        "account_change_password",
        "account_logout",
    ],
)
def test_page_for_people_is_in_our_look(client, name):
    client.force_login(UserFactory())
    assert_ours(client.get(reverse(name)))


def test_page_to_set_a_password_is_in_our_look(client):
    person = UserFactory()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert_ours(client.get(reverse("account_set_password")))


@pytest.mark.parametrize("key", ["1-broken", "zzzzzzzzzzzzz-x", "zzzzzzzzzzzzzzzzzzzz-x", "1-%ff", "1-set-password"])
def test_page_of_a_broken_reset_link_is_in_our_look(client, key):
    assert_ours(client.get(f"/accounts/password/reset/key/{key}/"))


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
def test_page_with_rubbish_in_its_address_is_in_our_look(client, address):
    assert_ours(client.get(address + "?next=%01%0d%0aSet-Cookie:x&email=%01%ff&invite=%ff"))


def assert_ours(response):
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1") == 1
    assert 'class="site-header"' in page
    assert [mark for mark in ("style=", "<script", "onclick", 'placeholder="P', "None") if mark in page] == []
