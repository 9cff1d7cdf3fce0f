"""The history of an account in the admin: from which value to which, and the way back."""

import json
import re
from html import unescape

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from accounts.admin.history import PER_PAGE
from accounts.changes import message, values_of
from accounts.models import User
from tests.accounts.test_admin import page_of, person_data
from tests.factories import UserFactory
from tests.queries import statements


@pytest.fixture
def ada():
    return UserFactory(username="ada", display_name="Ada", email="ada@example.org")


@pytest.fixture
def root():
    return UserFactory(username="root", display_name="Root", is_staff=True, is_superuser=True)


def newest(person) -> LogEntry:
    return LogEntry.objects.filter(object_id=str(person.pk)).latest("pk")


def words_of(client, person) -> str:
    html = client.get(page_of(person, "history")).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html[html.index('id="content-main"') :])).split())


def undo(client, entry):
    return client.post(reverse("admin:accounts_user_undo", args=[entry.object_id, entry.pk]), follow=True)


def buttons(client, person) -> int:
    return client.get(page_of(person, "history")).content.decode().count("Set back to before this change")


def test_history_shows_who_changed_what_from_what_to_what(client, admin, ada):
    client.post(page_of(ada), person_data(ada, display_name="Ada L.", role="instructor", email="new@example.org"))
    assert values_of(newest(ada).change_message) == {
        "display_name": ["Ada", "Ada L."],
        "email": ["ada@example.org", "new@example.org"],
        "role": ["learner", "instructor"],
    }
    words = words_of(client, ada)
    assert ", admin " in words
    assert "Display name Ada → became Ada L." in words
    assert "Role learner → became instructor" in words


def test_change_is_set_back_and_that_stands_in_the_history_too(client, admin, ada):
    client.post(page_of(ada), person_data(ada, display_name="Eve", email="eve@example.org", is_active=""))
    page = undo(client, newest(ada))
    assert "It is again as it was before that change." in page.content.decode()
    ada.refresh_from_db()
    assert (ada.display_name, ada.email, ada.is_active) == ("Ada", "ada@example.org", True)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("ada@example.org", False)]
    assert values_of(newest(ada).change_message)["email"] == ["eve@example.org", "ada@example.org"]


def test_setting_back_leaves_what_changed_otherwise(client, admin, ada):
    client.post(page_of(ada), person_data(ada, display_name="Eve"))
    first = newest(ada)
    client.post(page_of(ada), person_data(ada, display_name="Eve", role="instructor"))
    undo(client, first)
    ada.refresh_from_db()
    assert (ada.display_name, ada.role) == ("Ada", "instructor")


def test_role_given_by_the_action_is_taken_back(client, admin, ada):
    client.post(reverse("admin:accounts_user_changelist"), {"action": "make_instructor", "_selected_action": [ada.pk]})
    undo(client, newest(ada))
    ada.refresh_from_db()
    assert ada.role == "learner"
    assert buttons(client, ada) == 1  # to be an instructor again
    assert "The account is as it was before this change." in words_of(client, ada)


def test_value_that_somebody_has_taken_since_does_not_come_back(client, admin, ada):
    client.post(page_of(ada), person_data(ada, username="ada.l"))
    UserFactory(username="ada")
    page = undo(client, newest(ada)).content.decode()
    assert "This can&#x27;t be set back: Somebody has this username already." in page
    assert User.objects.get(pk=ada.pk).username == "ada.l"


def test_rights_are_set_back_by_superusers_only(client, admin, root, ada):
    client.force_login(root)
    group = Group.objects.get(name="Admins")
    client.post(page_of(ada), person_data(ada, groups=group.pk))
    entry = newest(ada)
    assert values_of(entry.change_message) == {"groups": [[], [[group.pk, "Admins"]]]}
    client.force_login(admin)
    assert "Groups nothing → became Admins" in words_of(client, ada)
    assert "You may not set this back" in words_of(client, ada)
    assert undo(client, entry).status_code == 403
    assert list(ada.groups.all()) == [group]
    client.force_login(root)
    undo(client, entry)
    assert list(ada.groups.all()) == []


def test_groups_come_back_by_number(client, root, ada):
    client.force_login(root)
    ada.groups.add(Group.objects.get(name="Admins"))
    client.post(page_of(ada), person_data(ada))
    undo(client, newest(ada))
    assert [group.name for group in ada.groups.all()] == ["Admins"]


def test_admin_sets_nothing_of_other_admins_back(client, admin, root, ada):
    client.force_login(root)
    client.post(page_of(ada), person_data(ada, display_name="Eve"))
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    client.force_login(admin)
    assert buttons(client, ada) == 0
    assert undo(client, newest(ada)).status_code == 403


def test_new_password_leaves_no_value(client, admin, ada):
    new = "words for a pupil"
    data = {"password1": new, "password2": new, "usable_password": "true"}
    client.post(reverse("admin:auth_user_password_change", args=[ada.pk]), data)
    assert values_of(newest(ada).change_message) == {}
    assert "Changed password" in words_of(client, ada)
    assert buttons(client, ada) == 0
    assert undo(client, newest(ada)).status_code == 403


def test_username_typed_in_capitals_is_no_change_of_value(client, admin, ada):
    client.post(page_of(ada), person_data(ada, username="ADA"))
    assert values_of(newest(ada).change_message) == {}


def test_entry_of_somebody_else_is_not_found(client, admin, ada):
    client.post(page_of(ada), person_data(ada, display_name="Eve"))
    entry = newest(ada)
    entry.object_id = UserFactory().pk
    assert undo(client, entry).status_code == 404


@pytest.mark.parametrize("more", [1, 3, PER_PAGE + 5])
def test_history_asks_the_same_number_of_queries(client, root, ada, more):
    client.force_login(root)
    told = json.dumps(message(["Groups"], {"groups": [[], [[1, "Admins"]]]}))
    for _ in range(more):
        LogEntry.objects.create(
            user=root,
            object_id=ada.pk,
            object_repr="ada",
            action_flag=CHANGE,
            change_message=told,
            content_type=ContentType.objects.get_for_model(User),
        )
    with statements(at_most=11):
        client.get(page_of(ada, "history"))
