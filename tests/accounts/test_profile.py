import pytest
from django.urls import reverse

from accounts.forms import ProfileForm
from accounts.models import User
from tests.factories import UserFactory


@pytest.fixture
def ada(client):
    person = UserFactory(username="ada", display_name="Ada")
    client.force_login(person)
    return person


def test_profile_of_a_guest_asks_to_sign_in(client):
    assert client.get("/accounts/profile/").url == "/accounts/login/?next=/accounts/profile/"


def test_profile_links_to_what_belongs_to_the_account(client, ada):
    page = client.get("/accounts/profile/").content.decode()
    names = ["account_email", "account_change_password", "usersessions_list"]
    assert [f'href="{reverse(name)}"' in page for name in names] == [True] * 3


def test_profile_saves_the_display_name(client, ada):
    response = client.post("/accounts/profile/", {"display_name": "Countess"})
    ada.refresh_from_db()
    assert (response.url, ada.display_name) == ("/accounts/profile/", "Countess")


def test_profile_changes_nothing_else(client, ada):
    client.post(
        "/accounts/profile/",
        {"display_name": "x", "username": "root", "email": "a@b.example", "role": "instructor", "is_staff": "on"},
    )
    ada.refresh_from_db()
    assert (ada.username, ada.email, ada.role, ada.is_staff) == ("ada", "", "learner", False)


def test_profile_with_a_refused_name_keeps_the_old_one_in_the_header(client, ada, errors_of):
    response = client.post("/accounts/profile/", {"display_name": "Eve\u202e"})
    assert list(errors_of(response)) == ["display_name"]
    assert ">Ada</a>" in response.content.decode()


def test_account_address_leads_to_the_profile(client, ada):
    assert client.get("/accounts/").url == reverse("profile")


def test_profile_saved_after_an_admin_switched_the_account_off_leaves_it_off(ada):
    form = ProfileForm({"display_name": "Countess"}, instance=User.objects.get(pk=ada.pk))
    assert form.is_valid()
    User.objects.update(is_active=False)
    form.save()
    ada.refresh_from_db()
    assert (ada.display_name, ada.is_active) == ("Countess", False)


READING = {"text_size": "larger", "wide_spacing": "on", "more_contrast": "on"}


def test_profile_saves_time_zone_and_reading_settings(client, ada):
    client.post("/accounts/profile/", {"display_name": "Ada", "time_zone": "Europe/Berlin", **READING})
    ada.refresh_from_db()
    assert (ada.time_zone, ada.text_size, ada.wide_spacing, ada.more_contrast) == (
        "Europe/Berlin",
        "larger",
        True,
        True,
    )


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "Etc/GMT+5", "x" * 300, "\u202e"])
def test_profile_refuses_a_zone_that_is_not_offered_and_keeps_the_rest_of_the_form(client, ada, errors_of, zone):
    response = client.post("/accounts/profile/", {"display_name": "Countess", "time_zone": zone, **READING})
    assert list(errors_of(response)) == ["time_zone"]
    assert 'value="Countess"' in response.content.decode()
    assert User.objects.filter(display_name="Ada", time_zone="", text_size="").exists()


def test_profile_says_what_time_it_is_in_ones_zone(client, ada):
    User.objects.update(time_zone="Asia/Tokyo")
    assert "JST" in client.get("/accounts/profile/").content.decode()


def html_tag(client, address="/accounts/profile/"):
    page = client.get(address).content.decode()
    return page[page.index("<html") :].split(">", 1)[0]


def test_reading_settings_hold_on_every_page(client, ada, course):
    assert html_tag(client, "/courses/sample/") == '<html lang="en"'
    User.objects.update(text_size="larger", wide_spacing=True, more_contrast=True)
    for address in (
        "/courses/sample/",
        "/courses/sample/lessons/first/",
        "/progress/",
        "/accounts/profile/",
        "/nowhere/",
    ):
        assert html_tag(client, address) == '<html lang="en" data-text-size="larger" data-spacing="wide"'
        assert 'contrast.css" media="screen"' in client.get(address).content.decode()


def test_without_the_setting_more_contrast_follows_the_browser(client, ada):
    assert 'media="screen and (prefers-contrast: more)"' in client.get("/accounts/profile/").content.decode()
