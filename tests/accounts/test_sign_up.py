import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import Role, User
from tests.factories import PASSWORD, UserFactory


def signed_in(client):
    """Who the browser is signed in as."""
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).username if key else None


class Rival:
    """A password validator that lets somebody else come first, between the check of the form and the save."""

    def validate(self, password, user=None):
        if not User.objects.filter(username="ada").exists():
            UserFactory(username="ada", email="rival@example.org")

    def get_help_text(self):
        return ""


def test_sign_up_without_email_works_at_once(client, sign_up):
    response = sign_up(display_name="  Ada   L. ")
    assert (response.status_code, response.url) == (302, reverse("home"))
    assert signed_in(client) == "ada"
    ada = User.objects.get()
    assert (ada.display_name, ada.email, ada.role) == ("Ada   L.", "", Role.LEARNER)
    assert ada.check_password(PASSWORD)


def test_sign_up_with_email_but_no_mail_server_works_at_once(client, sign_up, mailoutbox):
    response = sign_up(email="Ada@Example.org")
    assert (response.url, signed_in(client)) == (reverse("home"), "ada")
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.user.email) == ("ada@example.org", False, "ada@example.org")
    assert mailoutbox == []


def test_sign_up_without_email_on_a_site_with_mail_works_at_once(client, sign_up, mail):
    response = sign_up()
    assert (response.url, signed_in(client), mail) == (reverse("home"), "ada", [])


@pytest.mark.parametrize("name", ["ada", "ADA", "aDa", "ａｄａ"])
def test_sign_up_with_a_taken_name_is_refused(sign_up, errors_of, name):
    UserFactory(username="Ada")
    assert errors_of(sign_up(username=name)) == {"username": ["Somebody has this username already."]}
    assert User.objects.count() == 1


def test_sign_up_with_a_taken_name_beyond_ascii_is_refused(sign_up, errors_of):
    UserFactory(username="émile")
    assert errors_of(sign_up(username="ÉMILE")) == {"username": ["Somebody has this username already."]}


@pytest.mark.parametrize("mail_url", ["", "smtp://localhost"])
def test_sign_up_with_a_taken_email_is_refused(sign_up, errors_of, settings, mail_url):
    settings.EMAIL_URL = mail_url
    UserFactory(email="ada@example.org")
    assert errors_of(sign_up(email="ADA@example.org")) == {"email": ["Somebody uses this e-mail address already."]}


def test_sign_up_with_an_email_that_only_allauth_knows_is_refused(sign_up, errors_of):
    EmailAddress.objects.create(user=UserFactory(), email="ada@example.org")
    assert errors_of(sign_up(email="Ada@Example.org")) == {"email": ["Somebody uses this e-mail address already."]}


def test_sign_up_with_an_address_as_name_is_refused(sign_up, errors_of):
    response = sign_up(username="ada@example.org")
    assert list(errors_of(response)) == ["username"]


def test_sign_up_with_a_weak_password_is_refused(sign_up, errors_of):
    response = sign_up(password1="password")
    assert errors_of(response) == {"password1": ["This password is too common."]}
    assert User.objects.count() == 0


def test_sign_up_with_rights_in_the_form_makes_a_plain_learner(sign_up):
    sign_up(role="instructor", is_staff="on", is_superuser="on", groups="1")
    ada = User.objects.get()
    assert (ada.role, ada.is_staff, ada.is_superuser, ada.groups.count()) == (Role.LEARNER, False, False, 0)


def test_sign_up_when_a_rival_takes_the_name_meanwhile_says_so(sign_up, errors_of, settings):
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": f"{__name__}.Rival"}]
    response = sign_up(email="ada@example.org")
    assert errors_of(response) == {"username": ["Somebody has this username already."]}
    assert [person.email for person in User.objects.all()] == ["rival@example.org"]
    assert EmailAddress.objects.count() == 0


def test_sign_up_when_a_rival_takes_the_email_meanwhile_says_so(sign_up, errors_of, settings):
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": f"{__name__}.Rival"}]
    response = sign_up(username="grace", email="rival@example.org")
    assert errors_of(response) == {"email": ["Somebody uses this e-mail address already."]}
    assert [person.username for person in User.objects.all()] == ["ada"]


def test_sign_up_links_errors_and_help_to_their_fields(sign_up):
    page = sign_up(username="").content.decode()
    field = next(tag for tag in page.split("<") if 'name="username"' in tag)
    assert 'aria-describedby="id_username_helptext id_username_error"' in field
    assert 'aria-invalid="true"' in field
    assert 'autocomplete="username"' in field
    assert [f'id="{name}"' in page for name in ("id_username_helptext", "id_username_error")] == [True, True]


def test_sign_up_keeps_next(client):
    quiz = reverse("progress")
    to_sign_in = client.get(quiz)
    page = client.get(to_sign_in.url)
    sign_up_url = page.context["signup_url"]
    assert f'href="{sign_up_url}"'.replace("&", "&amp;") in page.content.decode()
    response = client.post(sign_up_url, {"username": "ada", "password1": PASSWORD})
    assert (to_sign_in.url, response.url) == (f"{reverse('account_login')}?next={quiz}", quiz)


def test_sign_up_with_next_on_another_site_goes_home(sign_up):
    assert sign_up("/accounts/signup/?next=https://evil.example/").url == reverse("home")
