"""Sign-in through another site, by settings alone."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, User
from tests.accounts.totp import code_now, give_app
from tests.factories import PASSWORD, UserFactory
from tests.oidc_server import CLIENT_ID, CLIENT_SECRET, PROFILE, Provider
from tests.queries import count_statements

FAILED = "That did not work"


@pytest.fixture
def provider(settings):
    server = Provider()
    settings.OIDC_SERVER_URL, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = (
        server.url,
        CLIENT_ID,
        CLIENT_SECRET,
    )
    settings.OIDC_NAME = "School login"
    yield server
    server.stop()


@pytest.fixture
def go(client, provider):
    """Presses the button, agrees at the provider and comes back."""

    def press(browser=client, **data):
        page = browser.post("/accounts/oidc/login/", data)
        return browser.get(provider.consent(address_of(page)))

    return press


def address_of(page):
    return unescape(re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())[1])


def signed_in(client):
    return client.session.get("_auth_user_id")


def test_without_settings_there_is_no_button_and_no_page(client):
    assert "oidc" not in client.get("/accounts/login/").content.decode()
    for name in ("oidc_login", "oidc_callback", "socialaccount_signup", "socialaccount_login_cancelled"):
        assert (client.get(reverse(name)).status_code, client.post(reverse(name)).status_code) == (404, 404)
    client.force_login(UserFactory())
    assert client.get("/accounts/oidc/connections/").status_code == 404
    assert "Connected accounts" not in client.get("/accounts/profile/").content.decode()


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/"])
def test_button_carries_the_name_and_the_destination(client, provider, page):
    text = client.get(f"{page}?next=/progress/").content.decode()
    assert "Go on with School login" in text
    assert text.count('<input type="hidden" name="next" value="/progress/">') >= 2


def test_button_leads_to_the_provider_with_state_nonce_and_pkce(client, provider, settings):
    address = address_of(client.post("/accounts/oidc/login/"))
    asked = dict(parse_qsl(urlsplit(address).query))
    assert address.startswith(f"{provider.url}/authorize?")
    assert asked["redirect_uri"] == f"{settings.SITE_URL}/accounts/oidc/login/callback/"
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert (asked["code_challenge_method"], asked["client_id"]) == ("S256", CLIENT_ID)
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 16


def test_nobody_is_led_to_the_provider_by_a_link(client, provider):
    assert client.get("/accounts/oidc/login/").url == "/accounts/login/"


def test_new_person_becomes_a_learner(client, provider, go):
    provider.claims |= {"email": "Ada@Example.org", "email_verified": True, "is_staff": True, "role": "instructor"}
    assert go(next="/progress/").url == "/progress/"
    ada = User.objects.get()
    assert (ada.username, ada.display_name, ada.email) == ("ada", "Ada Lovelace", "ada@example.org")
    assert (ada.role, ada.is_staff, ada.is_superuser, ada.has_usable_password()) == ("learner", False, False, False)
    assert EmailAddress.objects.values_list("email", "verified").get() == ("ada@example.org", True)
    assert signed_in(client) == str(ada.pk)


def test_what_is_kept_of_the_provider_is_a_label_only(provider, go):
    provider.claims |= {"birthdate": "1815-12-10", "email": "ada@example.org"}
    go()
    assert SocialAccount.objects.values_list("provider", "uid", "extra_data").get() == (
        provider.url,
        "4711",
        {"label": "ada"},
    )
    assert not SocialToken.objects.exists()


def test_person_who_comes_back_is_the_same(client, provider, go):
    go()
    provider.claims |= {"preferred_username": "countess", "name": "Augusta"}
    client.post("/accounts/logout/")
    go()
    assert (signed_in(client), User.objects.get().display_name) == (str(User.objects.get().pk), "Ada Lovelace")


@pytest.mark.parametrize("verified", [False, None, "false", 0, "yes"])
def test_email_that_the_provider_did_not_verify_is_not_taken(provider, go, verified):
    provider.claims |= {"email": "ada@example.org", "email_verified": verified}
    go()
    assert (User.objects.get().email, EmailAddress.objects.count()) == ("", 0)


def test_email_verified_in_words_is_taken(provider, go):
    provider.claims |= {"email": "ada@example.org", "email_verified": "true"}
    go()
    assert User.objects.get().email == "ada@example.org"


@pytest.mark.parametrize(
    ("claims", "username"),
    [
        ({"preferred_username": "Ada.L"}, "ada.l"),
        ({"preferred_username": "ada@school.example"}, "ada"),
        ({"preferred_username": "Ada Lovelace"}, "ada_lovelace"),
        ({"preferred_username": "Émile"}, "emile"),
        ({"preferred_username": "Łukasz 🎓<b>"}, "ukasz_b"),
        ({"preferred_username": "ада", "name": ""}, "user"),
        ({"preferred_username": "", "email": "a.l@school.example", "name": ""}, "a.l"),
        ({"preferred_username": 7, "name": ["x"], "email": {"a": 1}}, "user"),
        ({"preferred_username": "a\u202eda\x00", "name": "A\u202eda"}, "user"),
        ({"preferred_username": "x" * 300, "name": "y" * 300}, "y" * 80),
    ],
)
def test_username_is_made_fit_for_our_rules(provider, go, claims, username):
    provider.claims |= claims
    go()
    person = User.objects.get()
    person.full_clean(exclude=["password"])
    assert person.username == username


def test_username_that_is_taken_gets_a_number(provider, go):
    UserFactory(username="ada")
    go()
    person = SocialAccount.objects.get().user
    assert re.fullmatch(r"ada\d+", person.username)


def test_long_subjects_stay_apart(provider, go):
    for end in "ab":
        provider.claims["sub"] = "s" * 250 + end
        go(Client())
    assert User.objects.count() == 2


def test_same_subject_at_another_server_is_somebody_else(provider, go):
    go()
    SocialAccount.objects.update(provider="https://old.example/realm")
    go(Client())
    assert User.objects.count() == 2


# --- accounts that exist --------------------------------------------------------------------------------------------


@pytest.fixture
def grace():
    person = UserFactory(username="grace", email="grace@example.org")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def test_account_is_not_taken_over_by_its_email(client, provider, go, grace):
    provider.claims |= {"email": "Grace@example.org", "email_verified": True}
    response = go()
    assert (response.url, signed_in(client)) == ("/accounts/oidc/signup/", None)
    page = client.get(response.url).content.decode()
    assert "Somebody here uses your e-mail address already." in page
    assert SocialAccount.objects.count() == 0


def test_person_whose_email_is_taken_can_have_an_account_without_it(client, provider, go, grace):
    provider.claims |= {"email": "grace@example.org", "email_verified": True}
    page = client.get(go().url)
    assert page.context["form"].initial == {"username": "ada", "display_name": "Ada Lovelace"}
    taken = client.post("/accounts/oidc/signup/", {"username": "GRACE", "display_name": "Ada"})
    assert "Somebody has this username already." in taken.content.decode()
    client.post("/accounts/oidc/signup/", {"username": "Ada.L", "display_name": "Ada"})
    ada = User.objects.get(username="ada.l")
    assert (ada.email, ada.display_name, signed_in(client)) == ("", "Ada", str(ada.pk))
    assert EmailAddress.objects.get().user == grace


def test_connecting_while_signed_in_leads_to_the_same_account_later(client, provider, go, grace, mail):
    client.force_login(grace)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert go().url == "/accounts/oidc/connections/"
    assert [message.subject for message in mail] == ["An account was connected"]
    browser = Client()
    go(browser)
    assert (signed_in(browser), User.objects.count()) == (str(grace.pk), 1)


def test_connecting_asks_for_the_password_and_goes_on(client, provider, grace):
    client.force_login(grace)
    response = client.post("/accounts/oidc/login/")
    assert response.url == "/accounts/reauthenticate/?next=%2Faccounts%2Foidc%2Flogin%2F"
    page = client.post(response.url, {"password": PASSWORD})
    client.get(provider.consent(address_of(page)))
    assert SocialAccount.objects.get().user == grace


def test_connection_of_somebody_else_is_not_taken(client, provider, go, grace):
    go(Client())
    client.force_login(grace)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get(go().url).content.decode()
    assert "connected to somebody else here already" in page
    assert SocialAccount.objects.get().user != grace


def test_disconnecting_works_with_a_password(client, provider, go, grace):
    SocialAccount.objects.create(user=grace, provider=provider.url, uid="4711", extra_data={"label": "ada"})
    client.force_login(grace)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "ada" in client.get("/accounts/oidc/connections/").content.decode()
    client.post("/accounts/oidc/connections/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()


def test_last_way_in_is_not_disconnected(client, provider, go):
    go()
    page = client.post("/accounts/oidc/connections/", {"account": SocialAccount.objects.get().pk}).content.decode()
    assert "Please set a password first" in page
    assert SocialAccount.objects.exists()


def test_connection_of_somebody_else_is_not_disconnected(client, provider, go, grace):
    go(Client())
    client.force_login(grace)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.post("/accounts/oidc/connections/", {"account": SocialAccount.objects.get().pk})
    assert (page.status_code, SocialAccount.objects.count()) == (200, 1)


def test_second_step_is_asked_for_here_too(client, provider, go, grace):
    SocialAccount.objects.create(user=grace, provider=provider.url, uid="4711", extra_data={"label": "ada"})
    give_app(grace)
    assert (go().url, signed_in(client)) == ("/accounts/2fa/authenticate/", None)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert signed_in(client) == str(grace.pk)


def test_switched_off_account_stays_out(client, provider, go, grace):
    SocialAccount.objects.create(user=grace, provider=provider.url, uid="4711", extra_data={"label": "ada"})
    User.objects.update(is_active=False)
    assert (go().url, signed_in(client)) == ("/accounts/inactive/", None)


# --- who may come ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["closed", "invite"])
def test_new_people_stay_out_where_sign_up_is_not_open(client, provider, go, settings, mode):
    settings.SIGNUP = mode
    assert "<h1>" in go().content.decode()
    assert (User.objects.count(), signed_in(client)) == (0, None)


@pytest.mark.parametrize("mode", ["closed", "invite"])
def test_connected_people_come_in_where_sign_up_is_not_open(client, provider, go, settings, mode):
    go(Client())
    settings.SIGNUP = mode
    go()
    assert signed_in(client) == str(User.objects.get().pk)


def test_invitation_lets_new_people_in_and_is_used(client, provider, go, settings):
    settings.SIGNUP = "invite"
    invitation = Invitation.objects.create(uses_left=1)
    page = client.get(invitation.get_absolute_url()).content.decode()
    assert f'name="invite" value="{invitation.token}"' in page
    go(invite=invitation.token)
    provider.claims["sub"] = "4712"
    assert "used up" in go(Client(), invite=invitation.token).content.decode() or User.objects.count() == 1
    invitation.refresh_from_db()
    assert (User.objects.count(), invitation.uses_left) == (1, 0)


@pytest.mark.parametrize("mode", ["closed", "invite"])
def test_pending_sign_up_stays_out_once_it_is_closed(client, provider, go, settings, grace, mode):
    provider.claims |= {"email": "grace@example.org", "email_verified": True}
    go()
    settings.SIGNUP = mode
    client.post("/accounts/oidc/signup/", {"username": "ada"})
    assert (User.objects.count(), signed_in(client)) == (1, None)


# --- what goes wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken", ["signature", "unsigned", "symmetric", "kid", "nonce", "issuer", "audience", "expired", "no-id-token"]
)
def test_token_that_is_not_right_signs_nobody_in(client, provider, go, broken):
    provider.broken = broken
    page = go()
    assert (page.status_code, FAILED in page.content.decode()) == (401, True)
    assert (User.objects.count(), signed_in(client)) == (0, None)


@pytest.mark.parametrize("where", ["well-known", "token", "keys", "userinfo"])
@pytest.mark.parametrize("how", ["hangs", "fails", "html", "odd"])
def test_provider_in_trouble_ends_in_a_page(client, provider, settings, how, where):
    page = client.post("/accounts/oidc/login/")
    address = provider.consent(address_of(page))
    provider.broken = f"{how} {where}"
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.3 if how == "hangs" else 5
    page = client.get(address)
    assert (page.status_code, FAILED in page.content.decode()) == (401, True)
    if where == "well-known":
        assert FAILED in client.post("/accounts/oidc/login/").content.decode()
    assert User.objects.count() == 0


def test_provider_that_is_gone_ends_in_a_page(client, provider):
    provider.stop()
    page = client.post("/accounts/oidc/login/")
    assert (page.status_code, FAILED in page.content.decode()) == (401, True)


@pytest.mark.parametrize("claims", [{"sub": ""}, {"sub": 7}, {"sub": "a\x00b"}])
def test_odd_subject_signs_nobody_in(client, provider, go, claims):
    provider.claims |= claims
    assert FAILED in go().content.decode()


def test_userinfo_about_somebody_else_signs_nobody_in(client, provider, go):
    provider.info = PROFILE | {"sub": "root"}
    assert FAILED in go().content.decode()
    assert User.objects.count() == 0


def test_denied_consent_leads_to_a_page_of_ours(client, provider, go):
    provider.broken = "denied"
    response = go()
    assert response.url == "/accounts/oidc/login/cancelled/"
    assert "You stopped half-way" in client.get(response.url).content.decode()


@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?state=%00&code=y", "?error=access_denied", "?code=y"])
def test_callback_without_our_state_signs_nobody_in(client, provider, query):
    page = client.get(f"/accounts/oidc/login/callback/{query}")
    assert (page.status_code, FAILED in page.content.decode()) == (401, True)


def test_state_counts_once_and_in_its_own_browser_only(client, provider):
    address = provider.consent(address_of(client.post("/accounts/oidc/login/")))
    assert FAILED in Client().get(address).content.decode()
    client.get(address)
    client.post("/accounts/logout/")
    assert FAILED in client.get(address).content.decode()


def test_next_on_another_site_is_not_followed(provider, go):
    assert go(next="https://evil.example/").url == "/"


def test_sign_in_page_asks_the_database_nothing_about_providers(client, provider):
    client.get("/accounts/login/")
    with count_statements() as found:
        client.get("/accounts/login/")
    assert [sql for sql in found if "socialaccount" in sql] == []
