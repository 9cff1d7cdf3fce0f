import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from tests.factories import UserFactory


@pytest.fixture
def ada():
    person = UserFactory(username="ada", email="ada@example.org")
    EmailAddress.objects.create(user=person, email=person.email, primary=True)
    return person


@pytest.mark.parametrize("login", ["ada", "ADA", " ada ", "ada@example.org", "Ada@EXAMPLE.org"])
def test_sign_in_by_name_or_email_in_any_case_works(client, sign_in, ada, login):
    response = sign_in(login)
    assert (response.status_code, response.url) == (302, reverse("home"))
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_sign_in_beyond_ascii_in_any_case_works(client, sign_in):
    person = UserFactory(username="émile")
    sign_in("ÉMILE")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_sign_in_by_an_email_from_the_admin_works(client, sign_in):
    person = UserFactory(email="grace@example.org")
    sign_in("Grace@example.org")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_sign_in_with_a_wrong_password_is_refused(client, sign_in, ada, errors_of):
    response = sign_in("ada", "wrong")
    assert errors_of(response) == {"__all__": ["This username and password do not belong together."]}
    assert "_auth_user_id" not in client.session


def test_sign_in_of_a_switched_off_account_says_so(client, sign_in):
    UserFactory(username="ada", is_active=False)
    assert sign_in("ada").url == reverse("account_inactive")
    assert "switched off" in client.get("/accounts/inactive/").content.decode()


def test_sign_in_keeps_next(sign_in, ada):
    assert sign_in("ada", next="/progress/").url == "/progress/"


@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_sign_in_with_next_on_another_site_goes_home(sign_in, ada, next_url):
    assert sign_in("ada", next=next_url).url == reverse("home")


def test_sign_in_ends_with_the_browser(client, sign_in, ada):
    sign_in("ada")
    assert client.session.get_expire_at_browser_close() is True


def test_sign_in_remembered_lasts_two_weeks(client, sign_in, ada, settings):
    sign_in("ada", remember="on")
    assert client.session.get_expiry_age() == 14 * 24 * 3600 == settings.SESSION_COOKIE_AGE


def test_sign_up_ends_with_the_browser(client, sign_up):
    sign_up()
    assert client.session.get_expire_at_browser_close() is True


def test_sign_out_by_get_only_asks(client, ada):
    client.force_login(ada)
    page = client.get("/accounts/logout/")
    assert (page.status_code, client.session["_auth_user_id"]) == (200, str(ada.pk))


def test_sign_out_by_post_signs_out(client, ada):
    client.force_login(ada)
    response = client.post("/accounts/logout/")
    assert (response.url, "_auth_user_id" in client.session) == ("/", False)


def test_admin_sign_in_goes_through_ours(client):
    response = client.get("/admin/login/?next=/admin/")
    assert response.url == "/accounts/login/?next=%2Fadmin%2F"


def test_admin_sign_in_by_post_does_not_check_a_password(client):
    UserFactory(username="root", is_staff=True, is_superuser=True)
    client.post("/admin/login/", {"username": "root", "password": "correct horse battery"})
    assert "_auth_user_id" not in client.session


def test_admin_is_closed_to_learners(client, ada):
    client.force_login(ada)
    assert client.get("/admin/", follow=True).status_code == 403


def test_wrong_password_is_an_alert(sign_in):
    """It is about no field alone, so none gets the focus."""
    UserFactory(username="ada")
    html = sign_in("ada", "wrong").content.decode()
    alert = html[html.index('role="alert"') :]
    assert "do not belong together" in alert[: alert.index("</div>")]
