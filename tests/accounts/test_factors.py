"""Two-step sign-in with an authenticator app and recovery codes."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from tests.accounts.passkeys import give_passkey
from tests.accounts.totp import SECRET, code_now, give_app
from tests.factories import PASSWORD, AdminFactory, UserFactory
from tests.queries import count_statements, statements

STEP, INDEX = "/accounts/2fa/authenticate/", "/accounts/2fa/"
WRONG = "This code is not right, or it was used already. Please type the one shown now."
RESTS = "There were too many wrong codes. Please wait five minutes, then try again."


@pytest.fixture
def ada():
    return UserFactory(username="ada")


@pytest.fixture
def codes(ada):
    """Ada has an app; these are her recovery codes."""
    return give_app(ada)


@pytest.fixture
def trust(client):
    """The password was typed just now: what asks for it again is open."""

    def confirm(person):
        client.force_login(person)
        return client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    return confirm


def signed_in(client):
    return "_auth_user_id" in client.session


def set_app_up(client):
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page)[1]
    return client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})


def test_setting_up_an_app_asks_for_the_password_first(client, ada):
    client.force_login(ada)
    response = client.get("/accounts/2fa/totp/activate/")
    assert response.url == "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"


def test_setting_up_an_app_leads_to_the_recovery_codes(transactional_db, client, ada, trust, mail):
    EmailAddress.objects.create(user=ada, email="ada@example.org", primary=True, verified=True)
    trust(ada)
    assert set_app_up(client).url == "/accounts/2fa/recovery-codes/"
    page = client.get("/accounts/2fa/recovery-codes/")
    assert len(re.findall(r"<li>\d{8}<", page.content.decode())) == 10
    assert [message.subject for message in mail] == ["An authenticator app was added"]


@pytest.mark.parametrize("address", ["totp/activate/", "recovery-codes/", "recovery-codes/download/"])
def test_page_with_a_secret_is_never_stored(client, ada, trust, address):
    if "recovery" in address:
        give_app(ada)
    trust(ada)
    response = client.get(INDEX + address)
    assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)


def test_app_with_an_unconfirmed_address_can_be_set_up(client, ada, trust):
    EmailAddress.objects.create(user=ada, email="ada@example.org", primary=True)
    trust(ada)
    assert set_app_up(client).status_code == 302
    assert Authenticator.objects.filter(user=ada, type="totp").exists()


def test_wrong_code_does_not_set_an_app_up(client, ada, trust, errors_of):
    trust(ada)
    client.get("/accounts/2fa/totp/activate/")
    response = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert errors_of(response) == {"code": [WRONG]}
    assert not Authenticator.objects.exists()


def test_second_tab_shows_the_same_key(client, ada, trust):
    trust(ada)
    first, second = [client.get("/accounts/2fa/totp/activate/").context["form"].secret for _ in range(2)]
    assert first == second
    set_app_up(client)
    assert first not in str(dict(client.session))


def test_form_of_the_app_sent_twice_leads_on(client, ada, trust):
    trust(ada)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    answers = [client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)}).url for _ in range(2)]
    assert answers == ["/accounts/2fa/recovery-codes/", INDEX]


def test_race_of_two_forms_of_the_app_leads_on(client, ada, trust, monkeypatch):
    trust(ada)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret

    def lose(*args):
        raise IntegrityError

    monkeypatch.setattr("allauth.mfa.totp.internal.flows.activate_totp", lose)
    assert client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)}).url == INDEX


def test_first_factor_signs_out_elsewhere(client, ada, trust):
    thief = Client()
    thief.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    set_app_up(client)
    assert (signed_in(client), thief.get("/accounts/profile/").status_code) == (True, 302)
    assert UserSession.objects.count() == 1


def test_secrets_are_not_readable_in_the_database(ada, codes):
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    assert not any(code in stored for code in codes)


def test_changed_secret_key_opens_nothing(ada, codes, sign_in, client, settings, errors_of):
    settings.SECRET_KEY = "another"
    sign_in("ada")
    for code in (code_now(), codes[0], code_now("")):
        assert errors_of(client.post(STEP, {"code": code})) == {"code": [WRONG]}


def test_old_secret_key_kept_as_fallback_still_reads(ada, codes, sign_in, client, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    sign_in("ada")
    client.post(STEP, {"code": code_now()})
    assert signed_in(client)


def test_password_alone_does_not_sign_in(client, sign_in, codes):
    assert sign_in("ada").url == STEP
    assert not signed_in(client)
    assert client.get("/accounts/profile/").url == "/accounts/login/?next=/accounts/profile/"


def test_code_signs_in_and_keeps_next_and_remember(client, sign_in, codes, settings):
    sign_in("ada", next="/progress/", remember="on")
    assert client.post(STEP, {"code": code_now()}).url == "/progress/"
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


def test_code_signs_in_until_the_browser_is_closed(client, sign_in, codes):
    sign_in("ada")
    client.post(STEP, {"code": code_now()})
    assert (signed_in(client), client.session.get_expire_at_browser_close()) == (True, True)


@pytest.mark.parametrize(("steps", "works"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_code_counts_half_a_minute_early_or_late(client, sign_in, codes, steps, works):
    sign_in("ada")
    client.post(STEP, {"code": code_now(steps=steps)})
    assert signed_in(client) is works


def test_code_with_spaces_counts(client, sign_in, codes):
    sign_in("ada")
    code = code_now()
    client.post(STEP, {"code": f" {code[:3]} {code[3:]} "})
    assert signed_in(client)


def test_code_counts_once_even_when_it_is_still_good(client, sign_in, codes, errors_of):
    with time_machine.travel("2026-09-01T08:00:00Z") as clock:
        code = code_now(steps=1)
        sign_in("ada")
        client.post(STEP, {"code": code})
        client.post("/accounts/logout/")
        clock.shift(45)
        sign_in("ada")
        assert errors_of(client.post(STEP, {"code": f"{code[:3]} {code[3:]}"})) == {"code": [WRONG]}
        assert not signed_in(client)


def test_recovery_code_counts_once(client, sign_in, codes, errors_of):
    sign_in("ada")
    client.post(STEP, {"code": codes[0]})
    assert signed_in(client)
    client.post("/accounts/logout/")
    sign_in("ada")
    assert errors_of(client.post(STEP, {"code": codes[0]})) == {"code": [WRONG]}


def test_code_of_somebody_else_does_not_count(client, sign_in, codes):
    UserFactory(username="eve")
    others = give_app(UserFactory(username="grace"))
    sign_in("ada")
    client.post(STEP, {"code": others[0]})
    assert not signed_in(client)


def test_guesser_of_codes_is_stopped_after_ten_tries(client, sign_in, codes, errors_of):
    sign_in("ada")
    answers = [errors_of(client.post(STEP, {"code": f"{n:06}"}))["code"] for n in range(11)]
    assert answers == [[WRONG]] * 10 + [[RESTS]]
    client.post(STEP, {"code": code_now()})
    assert not signed_in(client)


def test_guesser_of_codes_cannot_begin_again_with_the_password(sign_in, codes, errors_of):
    for n in range(10):
        browser = Client()
        browser.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
        browser.post(STEP, {"code": f"{n:06}"})
    browser = Client()
    browser.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert errors_of(browser.post(STEP, {"code": code_now()})) == {"code": [RESTS]}


def test_guessed_codes_rest_for_five_minutes(client, sign_in, codes):
    with time_machine.travel("2026-09-01T08:00:00Z") as clock:
        sign_in("ada")
        for n in range(12):
            client.post(STEP, {"code": f"{n:06}"})
        clock.shift(timedelta(minutes=5, seconds=1))
        client.post(STEP, {"code": code_now()})
        assert signed_in(client)


def test_step_without_a_password_before_it_leads_to_sign_in(client):
    assert client.get(STEP).url == "/accounts/login/"
    assert client.post(STEP, {"code": "1"}).url == "/accounts/login/"


@pytest.mark.parametrize("data", [{}, {"credential": "x"}, {"credential": "[]"}, {"code": ""}, {"code": "é" * 5000}])
@pytest.mark.parametrize("passkeys", [True, False])
def test_step_with_rubbish_asks_again(client, sign_in, codes, data, passkeys, settings):
    settings.PASSKEYS = passkeys
    settings.MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if passkeys else [])]
    sign_in("ada")
    page = client.post(STEP, data)
    assert (page.status_code, 'name="code"' in page.content.decode()) == (200, True)


def test_removing_the_app_takes_the_recovery_codes_along(client, ada, codes, trust):
    trust(ada)
    assert client.post("/accounts/2fa/totp/deactivate/").url == INDEX
    assert not Authenticator.objects.exists()


def test_new_recovery_codes_replace_the_old_ones(client, ada, codes, trust):
    trust(ada)
    client.post("/accounts/2fa/recovery-codes/generate/")
    text = client.get("/accounts/2fa/recovery-codes/download/").content.decode()
    assert "Recovery codes of ada for testserver" in text
    assert len(re.findall(r"^\d{8}$", text, re.MULTILINE)) == 10
    assert not any(code in text for code in codes)


@pytest.mark.parametrize("path", ["recovery-codes/", "recovery-codes/download/", "recovery-codes/generate/"])
def test_recovery_codes_ask_for_the_password(client, ada, codes, path):
    client.force_login(ada)
    assert client.get(INDEX + path).url.startswith("/accounts/reauthenticate/?next=")


def test_reauthentication_takes_a_code_too(client, ada, codes):
    client.force_login(ada)
    address = "/accounts/2fa/reauthenticate/?next=/accounts/2fa/recovery-codes/"
    assert client.post(address, {"code": code_now()}).url == "/accounts/2fa/recovery-codes/"


def test_sign_in_without_second_factor_asks_the_database_once_more_only(ada, client):
    client.get("/accounts/login/")
    with count_statements() as found:
        client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert len([sql for sql in found if "mfa_authenticator" in sql]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_overview_asks_the_database_as_often_for_one_passkey_as_for_three(client, ada, codes, count):
    for n in range(count):
        give_passkey(ada, f"Key {n}")
    client.force_login(ada)
    with statements(at_most=4):
        page = client.get(INDEX).content.decode()
    assert page.count("Key ") >= count


# --- admin ----------------------------------------------------------------------------------------------------------


def act(client, *people):
    data = {"action": "remove_second_factors", "_selected_action": [person.pk for person in people]}
    return client.post(reverse("admin:accounts_user_changelist"), data, follow=True)


@pytest.fixture
def admin(client):
    person = AdminFactory(username="admin")
    client.force_login(person)
    return person


def test_admin_removes_the_factors_of_a_learner_who_gets_a_mail(client, admin, ada, codes, mail):
    EmailAddress.objects.create(user=ada, email="ada@example.org", primary=True, verified=True)
    page = act(client, ada)
    assert "1 person signs in without a second step now." in page.content.decode()
    assert not Authenticator.objects.exists()
    assert [(message.to, message.subject) for message in mail] == [
        (["ada@example.org"], "Your second step was removed")
    ]
    assert "Removed the second factors." in client.get(f"/admin/accounts/user/{ada.pk}/history/").content.decode()


def test_admin_removes_neither_own_factors_nor_those_of_other_admins(client, admin):
    others = [UserFactory(is_staff=True), UserFactory(is_superuser=True)]
    for person in (admin, *others):
        give_app(person)
    before = Authenticator.objects.count()
    page = act(client, admin, *others)
    html = page.content.decode()
    assert "You can&#x27;t do this for yourself." in html and "2 people were left out" in html
    assert Authenticator.objects.count() == before


def test_superuser_removes_the_factors_of_an_admin(client, admin):
    give_app(admin)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    act(client, admin)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("model", ["mfa/authenticator", "socialaccount/socialapp", "socialaccount/socialtoken"])
def test_secrets_have_no_page_in_the_admin(client, model):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert client.get(f"/admin/{model}/").status_code == 404
