from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, User
from lessons.models import SitePage
from tests.factories import PASSWORD, UserFactory


@pytest.fixture
def root():
    return UserFactory(username="root", is_staff=True, is_superuser=True)


def found(client, model, query):
    return list(client.get(reverse(f"admin:{model}_changelist") + f"?{query}").context["cl"].queryset)


def test_groups_are_found_by_name_and_by_what_they_allow_and_say_how_many_belong(client, root):
    group, other = Group.objects.create(name="Graders"), Group.objects.create(name="Others")
    group.permissions.add(Permission.objects.get(codename="change_attempt"))
    other.permissions.add(Permission.objects.get(codename="view_lesson"))
    UserFactory().groups.add(group)
    UserFactory().groups.add(group)
    client.force_login(root)
    assert found(client, "auth_group", "q=graders") == [group]
    assert [each.name for each in found(client, "auth_group", "q=change+attempt")] == ["Admins", "Graders"]
    assert {each.name: each.people_count for each in found(client, "auth_group", "")} == {
        **{"Admins": 0, "Graders": 2, "Others": 0},
    }


def test_sessions_are_found_by_browser_and_narrowed_to_staff(client, root):
    staff, learner = UserFactory(is_staff=True), UserFactory()
    mine, hers = (
        UserSession.objects.create(user=user, session_key=agent, ip="192.0.2.7", user_agent=agent)
        for user, agent in ((staff, "Firefox"), (learner, "Safari"))
    )
    client.force_login(root)
    assert found(client, "usersessions_usersession", "q=safari") == [hers]
    assert found(client, "usersessions_usersession", "user__is_staff__exact=1") == [mine]
    assert found(client, "usersessions_usersession", "user__role__exact=instructor") == []


def test_site_pages_are_narrowed_by_which_they_are(client, root):
    now = timezone.now()
    pages = [
        SitePage.objects.create(key=key, title=key, body="We.", html="<p>We.</p>", updated_at=now)
        for key in ("imprint", "privacy")
    ]
    client.force_login(root)
    assert found(client, "lessons_sitepage", "key__exact=privacy") == pages[1:]
    assert found(client, "lessons_sitepage", "q=imprint") == pages[:1]


def page_of(person, name="change"):
    return reverse(f"admin:accounts_user_{name}", args=[person.pk])


def person_data(person, **changes):
    return {
        "username": person.username,
        "display_name": person.display_name,
        "email": person.email,
        "role": person.role,
        "is_active": "on",
        **changes,
    }


GRAB = {"is_staff": "on", "is_superuser": "on"}


def rights_of(person):
    person.refresh_from_db()
    return (person.is_superuser, person.groups.count(), person.user_permissions.count())


@pytest.mark.parametrize("name", ["ada@example.org", "@"])
def test_username_is_no_address_here_either(client, name):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    page = client.post("/admin/accounts/user/add/", {"username": name, "role": "learner"})
    assert "Please choose a name without “@”" in page.content.decode()


def test_group_holds_the_permissions_over_our_apps_and_sessions():
    granted = Group.objects.get(name="Admins").permissions.values_list("content_type__app_label", "codename")
    ours = Permission.objects.filter(
        content_type__in=ContentType.objects.filter(
            app_label__in=["accounts", "jobs", "lessons", "quizzes", "usersessions"]
        )
    )
    assert set(granted) == set(ours.values_list("content_type__app_label", "codename"))
    assert {(label, name) for label, name in granted if label == "accounts"} == {
        ("accounts", f"{verb}_{model}")
        for verb in ("view", "add", "change", "delete")
        for model in ("user", "invitation", "signincode", "outgoingmail")
    }
    assert {label for label, _ in granted} >= {"accounts", "usersessions"}


def test_admin_of_the_group_sees_people(client, admin):
    UserFactory(username="ada", display_name="Ada L.", email="ada@example.org")
    for words in ("ada", "Ada L.", "ada@example"):
        page = client.get(reverse("admin:accounts_user_changelist"), {"q": words})
        assert [person.username for person in page.context["cl"].result_list] == ["ada"]


def test_staff_without_the_group_sees_nothing(client):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403


def test_admin_edits_a_learner(client, admin):
    ada = UserFactory(username="ada")
    response = client.post(page_of(ada), person_data(ada, username="Ada.L", role="instructor", email="Ada@example.org"))
    assert response.url == reverse("admin:accounts_user_changelist")
    ada.refresh_from_db()
    assert (ada.username, ada.role, ada.email) == ("ada.l", "instructor", "ada@example.org")


def test_admin_who_changes_an_email_takes_the_old_one_away(client, admin):
    ada = UserFactory(username="ada", email="old@example.org")
    EmailAddress.objects.create(user=ada, email="old@example.org", primary=True, verified=True)
    client.post(page_of(ada), person_data(ada, email="new@example.org"))
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@example.org", False)]


def test_admin_who_empties_an_email_leaves_none(client, admin):
    ada = UserFactory(username="ada", email="old@example.org")
    client.post(page_of(ada), person_data(ada, email=""))
    ada.refresh_from_db()
    assert (ada.email, EmailAddress.objects.count()) == ("", 0)


def test_errors_of_a_form_are_an_alert(client, admin):
    ada = UserFactory(username="ada")
    alert = 'role="alert">Nothing was saved: please correct the error below.</p>'
    assert alert in client.post(page_of(ada), person_data(ada, email="x")).content.decode()
    assert alert not in client.get(page_of(ada)).content.decode()


def test_admin_cannot_give_an_address_that_allauth_knows_for_another(client, admin, root):
    EmailAddress.objects.create(user=UserFactory(), email="taken@example.org")
    ada = UserFactory(username="ada")
    response = client.post(page_of(ada), person_data(ada, email="Taken@example.org"))
    assert response.context["adminform"].form.errors == {"email": ["Somebody uses this e-mail address already."]}


def test_admin_adds_a_person(client, admin):
    data = {"username": "Ada", "role": "learner", "password1": PASSWORD, "password2": PASSWORD, **GRAB}
    client.post(reverse("admin:accounts_user_add"), data)
    ada = User.objects.get(username="ada")
    assert (ada.check_password(PASSWORD), ada.is_staff, ada.is_superuser) == (True, False, False)


def test_admin_cannot_add_a_name_differing_in_case(client, admin):
    UserFactory(username="ada")
    data = {"username": "ADA", "role": "learner", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post(reverse("admin:accounts_user_add"), data)
    assert list(response.context["adminform"].form.errors) == ["username"]


@pytest.mark.parametrize("target", ["self", "learner"])
def test_admin_cannot_give_rights(client, admin, target):
    person = admin if target == "self" else UserFactory(username="ada")
    before = (person.is_staff, person.groups.count())
    every_permission = [permission.pk for permission in Permission.objects.all()]
    more = Group.objects.create(name="More")
    client.post(page_of(person), person_data(person, **GRAB, groups=more.pk, user_permissions=every_permission))
    assert rights_of(person) == (False, before[1], 0)
    assert person.is_staff == before[0]


@pytest.mark.parametrize("target", ["superuser", "staff"])
def test_admin_can_only_look_at_other_admins(client, admin, root, target):
    person = root if target == "superuser" else UserFactory(username="other", is_staff=True)
    page = client.get(page_of(person))
    assert (page.status_code, person.password in page.content.decode()) == (200, False)
    before = User.objects.filter(pk=person.pk).values().get()
    answers = [
        client.post(page_of(person), person_data(person, email="me@example.org", username="mine")),
        client.post(reverse("admin:auth_user_password_change", args=[person.pk]), {"password1": "x", "password2": "x"}),
        client.post(page_of(person, "delete"), {"post": "yes"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert User.objects.filter(pk=person.pk).values().get() == before


def test_admin_cannot_delete_a_superuser_in_a_list(client, admin, root):
    data = {"action": "delete_selected", "_selected_action": [root.pk, UserFactory().pk], "post": "yes"}
    client.post(reverse("admin:accounts_user_changelist"), data)
    assert User.objects.count() == 3


def test_admin_sets_a_new_password_for_a_learner(client, admin):
    ada = UserFactory(username="ada")
    new = "words for a pupil"
    data = {"password1": new, "password2": new, "usable_password": "true"}
    client.post(reverse("admin:auth_user_password_change", args=[ada.pk]), data)
    ada.refresh_from_db()
    assert ada.check_password(new)


def test_admin_cannot_reach_groups(client, admin):
    assert client.get(reverse("admin:auth_group_changelist")).status_code == 403


def test_superuser_gives_rights(client, root):
    client.force_login(root)
    ada = UserFactory(username="ada")
    group = Group.objects.get(name="Admins")
    client.post(page_of(ada), person_data(ada, is_staff="on", groups=group.pk))
    ada.refresh_from_db()
    assert (ada.is_staff, list(ada.groups.all())) == (True, [group])


def test_invitation_made_in_the_admin_shows_its_link(client, admin, settings):
    next_week = timezone.localdate() + timedelta(days=7)
    data = {"note": "7b", "uses_left": "30", "expires_at_0": f"{next_week}", "expires_at_1": "12:00"}
    client.post(reverse("admin:accounts_invitation_add"), data)
    invitation = Invitation.objects.get()
    assert invitation.created_by == admin
    page = client.get(reverse("admin:accounts_invitation_change", args=[invitation.pk])).content.decode()
    assert f"{settings.SITE_URL}/accounts/signup/?invite={invitation.token}" in page


def test_session_deleted_in_the_admin_signs_out(client, admin):
    UserFactory(username="ada")
    browser = Client()
    browser.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    session = UserSession.objects.get()
    client.post(reverse("admin:usersessions_usersession_delete", args=[session.pk]), {"post": "yes"})
    assert browser.get("/accounts/profile/").status_code == 302


@pytest.mark.parametrize(
    ("uses", "until", "state"),
    [(3, "2030-01-01", "open"), (0, "2030-01-01", "used up"), (3, "2020-01-01", "expired")],
)
def test_invitation_in_the_list_shows_its_state(client, admin, uses, until, state):
    Invitation.objects.create(uses_left=uses, expires_at=f"{until}T00:00Z")
    page = client.get(reverse("admin:accounts_invitation_changelist")).content.decode()
    assert f'<td class="field-state">{state}</td>' in page
    assert f'<td class="field-uses_left">{uses}</td>' in page


def test_invitation_about_to_be_made_has_no_state_or_link_yet(client, admin):
    page = client.get(reverse("admin:accounts_invitation_add")).content.decode()
    assert "Save first, then copy the link from here." in page
