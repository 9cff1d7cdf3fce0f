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
