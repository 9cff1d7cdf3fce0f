"""Every address below /accounts/: who may open it, and that it looks like ours."""

import re

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from tests.accounts.passkeys import give_passkey
from tests.accounts.totp import give_app
from tests.factories import PASSWORD, UserFactory

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
    "account_slip",
    "email_confirm_later",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "oidc_login",
    "oidc_callback",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
    "goodbye",
}
KEY = {"pk": 1}
# Behind settings that this site does not have: signing in by a mailed code.
NOT_REACHED = ["account/confirm_login_code.html"]


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
        "own_data",
        "account_delete",
        "usersessions_list",
        "sign_out_everywhere",
        "account_email",
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "mfa_reauthenticate_webauthn",
        "socialaccount_connections",
    }
    for name in closed:
        address = reverse(name, kwargs=KEY if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else {})
        assert client.get(address).url == f"/accounts/login/?next={address}"


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_slip",
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


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/slip/"]
)
def test_page_with_rubbish_in_its_address_is_in_our_look(client, address):
    assert_ours(client.get(address + "?next=%01%0d%0aSet-Cookie:x&email=%01%ff&invite=%ff"))


@pytest.fixture
def settled(client):
    """Somebody with everything one can set up here, who typed the password just now."""
    person = UserFactory()
    give_app(person)
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return give_passkey(person)


def is_factor_page(name):
    return name.startswith("mfa_") and name not in {"mfa_authenticate", "mfa_login_webauthn"}


@pytest.mark.parametrize("name", [entry.name for entry in account_patterns() if is_factor_page(entry.name or "")])
def test_page_of_second_factors_is_in_our_look(client, settled, name):
    if name == "mfa_activate_totp":
        settled.user.authenticator_set.filter(type="totp").delete()
    kwargs = {"pk": settled.pk} if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else {}
    response = client.get(reverse(name, kwargs=kwargs), follow=True)
    if name == "mfa_download_recovery_codes":
        assert response["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    else:
        assert_ours(response)


def test_page_of_the_second_step_is_in_our_look(client, settled, sign_in):
    client.logout()
    assert_ours(client.get(sign_in(settled.user.username).url))


@pytest.mark.parametrize("name", ["socialaccount_connections", "socialaccount_login_cancelled", "oidc_login"])
def test_page_of_the_provider_is_in_our_look(client, settings, name):
    settings.OIDC_SERVER_URL, settings.OIDC_NAME = "https://id.example.org", "School login"
    client.force_login(UserFactory())
    assert_ours(client.get(reverse(name), follow=True))


@pytest.mark.parametrize("name", ["socialaccount_login_error", "oidc_callback"])
def test_page_of_a_failed_sign_in_is_in_our_look(client, settings, name):
    settings.OIDC_SERVER_URL, settings.OIDC_NAME = "https://id.example.org", "School login"
    assert_ours(client.get(reverse(name)), status=401)


def test_no_page_is_left_in_the_look_of_allauth():
    """Each template that allauth's views can reach through our addresses has one of ours in its place."""
    views = [getattr(entry.callback, "view_class", None) for entry in account_patterns()]
    names = {name for view in views if (name := getattr(view, "template_name", None))}
    names |= {f"socialaccount/{name}.html" for name in ("authentication_error", "login_cancelled", "login_redirect")}
    names |= {"socialaccount/connections.html", "socialaccount/signup.html", "429.html"}
    assert len(names) > 25
    assert [name for name in names if not (settings.BASE_DIR / "templates" / name).exists()] == sorted(NOT_REACHED)


def assert_ours(response, status=200):
    page = response.content.decode()
    assert response.status_code == status
    assert page.count("<h1") == 1
    assert 'class="site-header"' in page
    inline = re.sub(r'<script (src="[^"]+"|type="module" src="[^"]+"|id="[^"]+" type="application/json")', "", page)
    assert [mark for mark in ("style=", "<script", "onclick", 'placeholder="P', "None") if mark in inline] == []
    assert [mark for mark in ("style=", "<script>", "onclick", 'placeholder="P', "None") if mark in page] == []
