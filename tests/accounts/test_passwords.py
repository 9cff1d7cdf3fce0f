import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

NEW = "another long password"


@pytest.fixture
def ada():
    return UserFactory(username="ada", email="ada@example.org")


def link_in(message):
    return re.search(r"https?://\S+/reset/key/\S+", message.body)[0]


def test_reset_without_mail_server_says_whom_to_ask(client, ada, mailoutbox):
    page = client.get("/accounts/password/reset/").content.decode()
    assert "This site cannot send e-mail." in page
    assert 'name="email"' not in page


def test_reset_without_mail_server_sends_and_pretends_nothing(client, ada, mailoutbox):
    response = client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert (response.status_code, mailoutbox) == (200, [])
    assert "This site cannot send e-mail." in response.content.decode()


def test_reset_with_mail_server_sets_a_new_password(client, ada, mail, sign_in, settings):
    response = client.post("/accounts/password/reset/", {"email": "Ada@example.org"})
    assert response.url == reverse("account_reset_password_done")
    link = link_in(mail[0])
    assert link.startswith(settings.SITE_URL + "/accounts/password/reset/key/")
    form = client.get(link.removeprefix(settings.SITE_URL), follow=True)
    done = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert done.url == reverse("account_reset_password_from_key_done")
    assert sign_in("ada", NEW).url == reverse("home")


def test_reset_link_works_once(client, ada, mail, settings):
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    link = link_in(mail[0]).removeprefix(settings.SITE_URL)
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert "This link does not work any more" in client.get(link, follow=True).content.decode()


def test_reset_link_follows_the_site_not_the_request(client, ada, mail, settings):
    client.post("/accounts/password/reset/", {"email": "ada@example.org"}, headers={"host": "127.0.0.1:9999"})
    assert link_in(mail[0]).startswith(settings.SITE_URL)


def test_reset_of_an_unknown_address_answers_the_same(client, ada, mail):
    known = client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [message.subject for message in mail] == [
        "A new password for SecurityEdu",
        "No account with this address at SecurityEdu",
    ]


def test_password_change_signs_out_elsewhere_and_stays_here(client, ada, sign_in):
    other = Client()
    other.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    sign_in("ada")
    response = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert response.url == reverse("profile")
    assert [browser.get("/accounts/profile/").status_code for browser in (client, other)] == [200, 302]


def test_password_change_with_a_wrong_old_one_is_refused(client, ada, errors_of):
    client.force_login(ada)
    response = client.post("/accounts/password/change/", {"oldpassword": "no", "password1": NEW, "password2": NEW})
    assert errors_of(response) == {"oldpassword": ["Please type your current password."]}
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_password_change_is_told_by_mail(client, ada, mail):
    client.force_login(ada)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert [message.to for message in mail] == [["ada@example.org"]]


def test_password_set_is_for_accounts_without_one(client, ada):
    ada.set_unusable_password()
    ada.save()
    client.force_login(ada)
    client.post("/accounts/password/set/", {"password1": NEW, "password2": NEW})
    ada.refresh_from_db()
    assert ada.check_password(NEW)
