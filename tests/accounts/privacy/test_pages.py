"""Download my data, delete my account."""

import json

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from quizzes.models import Attempt
from quizzes.services import start_attempt
from tests.factories import PASSWORD, AdminFactory, UserFactory

DATA, DELETE = "/accounts/data/", "/accounts/delete/"


@pytest.fixture
def ada(db):
    return UserFactory(username="ada", display_name="Ada")


def signed_in(login="ada", *, sure=True):
    browser = Client()
    browser.post("/accounts/login/", {"login": login, "password": PASSWORD})
    if sure:
        assert browser.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return browser


@pytest.mark.parametrize("address", [DATA, DELETE])
@pytest.mark.parametrize("method", ["get", "post"])
def test_page_asks_for_the_password_first(ada, address, method):
    browser = signed_in(sure=False)
    response = browser.post(address, {"username": "ada"}) if method == "post" else browser.get(address)
    assert response.url == f"/accounts/reauthenticate/?next={address.replace('/', '%2F')}"
    assert User.objects.filter(username="ada").exists()


@pytest.mark.parametrize("address", [DATA, DELETE])
def test_page_asks_guests_to_sign_in(client, db, address):
    assert client.get(address).url == f"/accounts/login/?next={address}"


def test_data_page_says_what_is_in_the_file(ada):
    page = signed_in().get(DATA).content.decode()
    assert "Attempts and answers" in page
    assert "Reading progress" in page


def test_download_is_readable_json_that_no_cache_keeps(ada):
    User.objects.update(display_name="Zoë")
    response = signed_in().post(DATA)
    assert response["Content-Type"].startswith("application/json")
    assert response["Content-Disposition"].startswith('attachment; filename="securityedu-')
    assert "no-store" in response["Cache-Control"]
    assert '"display_name": "Zoë"' in response.content.decode()
    found = json.loads(response.content)
    assert (found["username"], found["data"]["account"]["content"]["username"]) == ("ada", "ada")
    assert found["made_at"].startswith(f"{timezone.now():%Y-}")


# --- delete ----------------------------------------------------------------------------------------------------------


def test_delete_page_says_what_becomes_of_attempts(ada):
    page = signed_in().get(DELETE).content.decode()
    assert "Attempts, answers and results are deleted with the account." in page


@pytest.mark.parametrize("typed", ["", "grace", "ada@example.org"])
def test_delete_with_another_name_deletes_nothing(ada, typed):
    response = signed_in().post(DELETE, {"username": typed})
    assert list(response.context["form"].errors) == ["username"]
    assert User.objects.filter(username="ada").exists()


@pytest.mark.parametrize("typed", ["ada", " ADA "])
def test_delete_signs_out_everywhere_and_says_goodbye(ada, typed):
    here, elsewhere = signed_in(), signed_in(sure=False)
    response = here.post(DELETE, {"username": typed}, follow=True)
    assert response.redirect_chain == [("/accounts/goodbye/", 302)]
    assert "Your account is deleted" in response.content.decode()
    assert not User.objects.filter(username="ada").exists()
    assert not UserSession.objects.exists()
    assert elsewhere.get("/accounts/profile/").url == "/accounts/login/?next=/accounts/profile/"
    assert "sessionid" not in {name for name, morsel in here.cookies.items() if morsel.value}


def test_delete_empties_the_browsers_storage(ada):
    """Answers that were typed and never sent would stay on a shared computer."""
    assert signed_in().post(DELETE, {"username": "ada"})["Clear-Site-Data"] == '"storage"'


def test_delete_twice_ends_at_sign_in(ada):
    browser = signed_in()
    browser.post(DELETE, {"username": "ada"})
    assert browser.post(DELETE, {"username": "ada"}).url == f"/accounts/login/?next={DELETE}"


def test_delete_page_tells_of_an_open_graded_attempt(quiz, ada):
    assert "handed in" not in signed_in().get(DELETE).content.decode()
    start_attempt(quiz=quiz, user=ada, kind="practice", now=timezone.now())
    assert "handed in" not in signed_in().get(DELETE).content.decode()
    start_attempt(quiz=quiz, user=ada, kind="graded", now=timezone.now())
    assert "it will be deleted, not graded" in signed_in().get(DELETE).content.decode()


def test_last_active_superuser_stays(db):
    UserFactory(username="root", is_staff=True, is_superuser=True)
    UserFactory(username="old-root", is_superuser=True, is_active=False)
    browser = signed_in("root")
    assert "You are the only active superuser" in browser.get(DELETE).content.decode()
    page = browser.post(DELETE, {"username": "root"}).content.decode()
    assert "You are the only active superuser" in page
    assert User.objects.filter(username="root").exists()


def test_superuser_beside_another_may_go(db):
    for name in ("root", "other"):
        UserFactory(username=name, is_superuser=True)
    signed_in("root").post(DELETE, {"username": "root"})
    assert list(User.objects.values_list("username", flat=True)) == ["other"]


def test_goodbye_is_for_who_has_gone(ada):
    assert signed_in().get("/accounts/goodbye/").url == reverse("profile")


# --- in the admin ----------------------------------------------------------------------------------------------------


@pytest.fixture
def admin(client, ada):
    person = AdminFactory(username="admin")
    client.force_login(person)
    return person


def delete_ticked(client, *people):
    chosen = {"action": "delete_selected", "_selected_action": [person.pk for person in people], "post": "yes"}
    return client.post(reverse("admin:accounts_user_changelist"), chosen)


def test_admin_deletes_a_learner_with_attempts(client, admin, ada, quiz):
    start_attempt(quiz=quiz, user=ada, kind="graded", now=timezone.now())
    address = reverse("admin:accounts_user_delete", args=[ada.pk])
    assert "with all attempts" in client.get(address).content.decode()
    client.post(address, {"post": "yes"})
    assert not User.objects.filter(username="ada").exists()
    assert not Attempt.objects.exists()


def test_admin_deletes_several_people_at_once(client, admin, ada):
    grace = UserFactory(username="grace")
    delete_ticked(client, ada, grace)
    assert list(User.objects.values_list("username", flat=True)) == ["admin"]


def test_admin_does_not_delete_another_admin_among_learners(client, admin, ada):
    root = UserFactory(username="root", is_superuser=True)
    assert delete_ticked(client, ada, root).status_code == 403
    assert User.objects.count() == 3


def test_superusers_are_not_all_deleted_at_once(client, db):
    people = [UserFactory(is_staff=True, is_superuser=True) for _ in range(2)]
    client.force_login(people[0])
    assert delete_ticked(client, *people).status_code == 403
    assert User.objects.count() == 2
