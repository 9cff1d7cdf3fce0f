"""Passkeys on the server's side; tests/browser/test_factors.py makes and uses real ones."""

import json

import pytest
from allauth.mfa.models import Authenticator

from tests.accounts.passkeys import give_passkey
from tests.factories import PASSWORD, UserFactory

SIGN_IN, ADD, STEP = "/accounts/2fa/webauthn/login/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/authenticate/"
RUBBISH = [
    "",
    "x",
    "null",
    "[]",
    "7",
    '"x"',
    "{}",
    "[" * 20_000,
    '{"id": ' + "9" * 5_000 + "}",
    '{"response": []}',
    '{"response": {"userHandle": 7}}',
    '{"response": {"userHandle": "////"}}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"userHandle": "MQ"}}',
    '{"id": "\\ud800", "response": {"userHandle": "\\u0000"}}',
    json.dumps(
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "clientExtensionResults": {},
            "response": dict.fromkeys(("authenticatorData", "clientDataJSON", "signature", "attestationObject"), "AAAA")
            | {"userHandle": "eno" * 30},
        }
    ),
    "x" * 40_000,
]


@pytest.fixture
def ada(client):
    person = UserFactory(username="ada")
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return person


def test_options_for_signing_in_name_the_site_and_nobody(client, settings):
    settings.SITE_URL = "https://learn.example.org:8443"
    options = client.get(SIGN_IN, headers={"accept": "application/json"}).json()["request_options"]["publicKey"]
    assert (options["rpId"], options["userVerification"]) == ("learn.example.org", "required")
    assert not options.get("allowCredentials")


def test_options_for_a_new_passkey_ask_for_one_that_signs_in_alone(client, ada):
    options = client.get(ADD).context["js_data"]["creation_options"]["publicKey"]
    choice = options["authenticatorSelection"]
    assert (choice["residentKey"], choice["userVerification"]) == ("required", "required")
    assert options["user"]["name"] == "ada"


@pytest.mark.parametrize("credential", RUBBISH)
def test_rubbish_signs_nobody_in(client, credential):
    UserFactory(pk=1)
    client.get(SIGN_IN, headers={"accept": "application/json"})
    page = client.post(SIGN_IN, {"credential": credential}, follow=True)
    assert "_auth_user_id" not in client.session
    assert "This passkey could not be checked. Please try again." in page.content.decode()


@pytest.mark.parametrize("credential", RUBBISH)
def test_rubbish_makes_no_passkey(client, ada, credential):
    client.get(ADD)
    page = client.post(ADD, {"credential": credential, "name": "x"})
    assert (page.status_code, Authenticator.objects.count()) == (200, 0)
    assert 'role="alert">' in page.content.decode()


@pytest.mark.parametrize("credential", RUBBISH)
def test_rubbish_is_no_proof(client, ada, credential):
    give_passkey(ada)
    address = "/accounts/2fa/webauthn/reauthenticate/?next=/accounts/2fa/"
    assert client.post(address, {"credential": credential}).url == address


def test_passkey_is_renamed_and_removed(client, ada):
    key = give_passkey(ada)
    client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/edit/", {"name": "Old phone"})
    assert "Old phone" in client.get("/accounts/2fa/").content.decode()
    assert client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/").status_code == 302
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\u202eb"])
def test_passkey_needs_a_fit_name(client, ada, name):
    key = give_passkey(ada)
    page = client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/edit/", {"name": name})
    assert (page.status_code, Authenticator.objects.get().data["name"]) == (200, "Phone")


@pytest.mark.parametrize("what", ["edit", "remove"])
def test_passkey_of_somebody_else_is_not_there(client, ada, what):
    key = give_passkey(UserFactory())
    address = f"/accounts/2fa/webauthn/keys/{key.pk}/{what}/"
    assert (client.get(address).status_code, client.post(address, {"name": "x"}).status_code) == (404, 404)
    assert Authenticator.objects.get().data["name"] == "Phone"


@pytest.mark.parametrize("what", ["edit", "remove"])
def test_changing_a_passkey_asks_for_the_password(client, what):
    person = UserFactory()
    client.force_login(person)
    key = give_passkey(person)
    response = client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/{what}/", {"name": "x"})
    assert response.url.startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.get().data["name"] == "Phone"


def test_flood_of_passkeys_is_held_up(client):
    answers = [client.post(SIGN_IN, {"credential": "x"}).status_code for _ in range(301)]
    assert (answers[299], answers[300]) == (302, 429)


# --- where the address allows none ---------------------------------------------------------------------------------


@pytest.fixture
def without(settings):
    settings.PASSKEYS, settings.MFA_SUPPORTED_TYPES = False, ["totp", "recovery_codes"]


def test_site_without_a_name_offers_no_passkeys_and_says_why(client, ada, without):
    page = client.get("/accounts/2fa/").content.decode()
    assert "not an IP address" in page
    assert "Add a passkey" not in page
    addresses = (ADD, SIGN_IN, "/accounts/2fa/webauthn/reauthenticate/")
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    client.logout()
    page = client.get("/accounts/login/").content.decode()
    assert ("passkey" in page, "<script" in page) == (False, False)


def test_passkey_from_before_can_still_be_removed(client, ada, without):
    key = give_passkey(ada)
    assert "Phone" in client.get("/accounts/2fa/").content.decode()
    client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")
    assert not Authenticator.objects.exists()


def test_reauthentication_does_not_name_passkeys_then(client, without):
    person = UserFactory()
    client.force_login(person)
    give_passkey(person)
    page = client.get("/accounts/reauthenticate/")
    assert (page.status_code, "passkey" in page.content.decode()) == (200, False)
