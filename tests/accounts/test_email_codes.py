"""A site with a mail server: the code at sign-up, and changing the address later."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import OutgoingMail, User
from tests.factories import PASSWORD, UserFactory

CODE_PAGE = "/accounts/confirm-email/"


def code_in(message):
    return re.search(r"^([A-Z0-9]+-?[A-Z0-9]+)$", message.body, re.MULTILINE)[1]


def is_signed_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def waiting(sign_up, mail):
    """Ada has signed up and is asked for the code."""
    return sign_up("/accounts/signup/?next=/progress/", email="ada@example.org")


@pytest.fixture
def ada(client):
    person = UserFactory(username="ada", email="ada@example.org")
    client.force_login(person)
    return person


def change_email(client, email):
    """Asks for the change, and types the password that is asked for in between."""
    asked = client.post("/accounts/email/", {"email": email, "action_add": ""})
    assert asked.url == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    return client.post(asked.url, {"password": PASSWORD}, follow=True)


def test_sign_up_with_email_asks_for_the_code(client, waiting, mail):
    assert (waiting.status_code, waiting.url) == (302, CODE_PAGE)
    assert [message.to for message in mail] == [["ada@example.org"]]
    assert not is_signed_in(client)
    assert "ada@example.org" in client.get(CODE_PAGE).content.decode()


def test_code_that_is_right_confirms_and_keeps_next(client, waiting, mail):
    response = client.post(CODE_PAGE, {"code": code_in(mail[0])})
    assert (response.status_code, response.url) == (302, "/progress/")
    assert is_signed_in(client)
    assert EmailAddress.objects.get().verified is True


def test_code_put_off_signs_in_and_keeps_next(client, waiting):
    response = client.post("/accounts/confirm-email/later/")
    assert (response.url, is_signed_in(client)) == ("/progress/", True)
    assert EmailAddress.objects.get().verified is False


def test_code_put_off_can_be_typed_after_all(client, waiting, mail):
    client.post("/accounts/confirm-email/later/")
    response = client.post(CODE_PAGE, {"code": code_in(mail[0])})
    assert (response.url, EmailAddress.objects.get().verified) == (reverse("profile"), True)


def test_code_put_off_without_a_sign_up_goes_to_sign_in(client):
    response = client.post("/accounts/confirm-email/later/")
    assert (response.url, is_signed_in(client)) == (reverse("account_login"), False)


def test_code_put_off_by_get_is_refused(client, waiting):
    assert client.get("/accounts/confirm-email/later/").status_code == 405


def test_code_that_is_wrong_three_times_does_not_lock_out(client, waiting, sign_in):
    answers = [client.post(CODE_PAGE, {"code": "WRONG"}).status_code for _ in range(3)]
    assert answers == [200, 200, 302]
    assert sign_in("ada").url == reverse("home")
    assert is_signed_in(client)


def test_sign_in_with_an_unconfirmed_address_asks_for_nothing(client, mail, sign_in):
    EmailAddress.objects.create(user=UserFactory(email="ada@example.org"), email="ada@example.org")
    assert sign_in("ADA@example.org").url == reverse("home")
    assert (is_signed_in(client), mail) == (True, [])


def test_address_mistyped_at_sign_up_can_be_put_right(client, waiting, mail):
    client.post(CODE_PAGE, {"action": "change", "email": "ada@example.net"})
    assert mail[1].to == ["ada@example.net"]
    client.post(CODE_PAGE, {"code": code_in(mail[1])})
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("ada@example.net", True)]
    assert User.objects.get().email == "ada@example.net"


def test_address_of_somebody_else_is_refused_on_the_page_for_the_code(client, waiting, errors_of):
    UserFactory(email="grace@example.org")
    response = client.post(CODE_PAGE, {"action": "change", "email": "Grace@example.org"})
    assert errors_of(response, "change_form") == {"email": ["Somebody uses this e-mail address already."]}


def test_code_is_not_told_who_signed_up(waiting, mail):
    assert "ada" not in mail[0].body


def test_sign_up_waits_for_no_mail_server(client, sign_up, settings, monkeypatch):
    settings.EMAIL_URL, settings.EMAIL_BACKEND = "smtp://localhost", "accounts.mail.QueueBackend"
    monkeypatch.setattr("accounts.mail.wake", lambda: None)
    assert sign_up(email="ada@example.org").url == CODE_PAGE
    assert OutgoingMail.objects.get().to == "ada@example.org"


def test_email_change_asks_for_the_password_and_a_code(client, ada, mail):
    page = change_email(client, "new@example.org")
    assert page.redirect_chain[-1] == (CODE_PAGE, 302)
    assert [message.to for message in mail] == [["new@example.org"]]
    client.post(CODE_PAGE, {"code": code_in(mail[0])})
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@example.org", True)]
    ada.refresh_from_db()
    assert ada.email == "new@example.org"


def test_email_change_without_the_code_keeps_the_old_address(client, ada, mail):
    change_email(client, "new@example.org")
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_email_change_to_somebody_elses_address_is_refused(client, ada, mail, errors_of):
    UserFactory(email="grace@example.org")
    response = client.post("/accounts/email/", {"email": "GRACE@example.org", "action_add": ""})
    assert errors_of(response) == {"email": ["Somebody uses this e-mail address already."]}


def test_email_change_without_mail_server_counts_at_once(client, ada):
    page = change_email(client, "new@example.org")
    assert page.redirect_chain[-1] == ("/accounts/email/", 302)
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("new@example.org", False, True)]
    ada.refresh_from_db()
    assert ada.email == "new@example.org"


def test_email_can_be_removed(client, ada):
    asked = client.post("/accounts/email/", {"email": "ada@example.org", "action_remove": ""})
    client.post(asked.url, {"password": PASSWORD})
    ada.refresh_from_db()
    assert (ada.email, EmailAddress.objects.count()) == ("", 0)
