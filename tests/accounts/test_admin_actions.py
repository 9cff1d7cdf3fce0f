"""What is done in the admin to people who are chosen from the list, and to a single one who is added."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry

from accounts.changes import values_of
from accounts.models import SignInCode, User
from tests.factories import PASSWORD, UserFactory, staff_with
from tests.queries import count_statements

LIST = "/admin/accounts/user/"
ADD = "/admin/accounts/user/add/"


def act(client, action, *people):
    data = {"action": action, "_selected_action": [person.pk for person in people]}
    return client.post(LIST, data, follow=True)


def learners():
    return User.objects.exclude(username="admin").order_by("pk")


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_slips_for_the_chosen_are_shown_and_stand_in_the_history(client, admin):
    ada, grace = UserFactory(username="ada"), UserFactory(username="grace")
    page = act(client, "give_slips", ada, grace)
    assert {slip.person for slip in page.context["slips"]} == {ada, grace}
    assert "no-store" in page["Cache-Control"]
    assert SignInCode.objects.filter(made_by=admin).count() == 2
    assert set(LogEntry.objects.values_list("object_repr", "change_message")) == {
        ("ada", "New sign-in slip."),
        ("grace", "New sign-in slip."),
    }


def test_slips_leave_out_other_admins_and_who_is_not_active(client, admin):
    ada = UserFactory(username="ada")
    page = act(client, "give_slips", ada, UserFactory(is_superuser=True), UserFactory(is_active=False))
    assert [slip.person for slip in page.context["slips"]] == [ada]
    assert said(page) == [
        "1 person was left out: only a superuser changes other admins.",
        "1 person was left out: the account is not active.",
    ]
    assert SignInCode.objects.count() == 1


def test_person_who_is_added_is_made_by_the_admin_and_it_stands_there(client, admin):
    client.post(ADD, {"username": "ada", "role": "learner"})
    ada = learners().get()
    assert ada.made_by == admin
    page = client.get(f"{LIST}{ada.pk}/change/").content.decode()
    assert "Made by:" in page
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    client.post(f"{LIST}{ada.pk}/change/", {"username": "ada", "role": "learner", "is_active": "on"})
    ada.refresh_from_db()
    assert ada.made_by == admin


def test_slips_for_nobody_lead_back_to_the_list(client, admin):
    page = act(client, "give_slips", UserFactory(is_superuser=True))
    assert page.redirect_chain == [(LIST, 302)]
    assert SignInCode.objects.count() == 0


def test_page_of_a_person_has_a_button_for_a_slip_where_allowed(client, admin):
    shown = {
        name: 'value="give_slips"' in client.get(f"{LIST}{person.pk}/change/").content.decode()
        for name, person in (
            ("learner", UserFactory()),
            ("root", UserFactory(is_superuser=True)),
            ("gone", UserFactory(is_active=False)),
        )
    }
    assert shown == {"learner": True, "root": False, "gone": False}


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [("make_instructor", "learner", "instructor"), ("make_learner", "instructor", "learner")],
)
def test_role_is_given_and_taken_with_a_history(client, admin, action, before, after):
    changed, same = UserFactory(username="ada", role=before), UserFactory(role=after)
    page = act(client, action, changed, same, UserFactory(is_staff=True, role=before))
    changed.refresh_from_db()
    assert changed.role == after
    assert User.objects.filter(is_staff=True, role=before, username__startswith="learner-").count() == 1
    assert said(page)[-1] == f"1 person is now {after}."
    (entry,) = LogEntry.objects.all()
    assert (entry.object_repr, str(entry.get_change_message())) == ("ada", "Changed Role.")
    assert values_of(entry.change_message) == {"role": [before, after]}


@pytest.mark.parametrize("action", ["make_instructor", "give_slips"])
def test_action_on_many_takes_as_many_statements_as_on_one(client, admin, action):
    counts = []
    act(client, action, UserFactory())
    for number in (2, 20):
        people = [UserFactory() for _ in range(number)]
        with count_statements() as found:
            client.post(LIST, {"action": action, "_selected_action": [person.pk for person in people]})
        counts.append(len(found))
    assert counts[0] == counts[1]


# --- a single account ---


def test_person_added_without_a_password_gets_a_slip(client, admin):
    page = client.post(ADD, {"username": "Ada", "role": "learner", "email": "ada@example.org"})
    ada = learners().get()
    assert (ada.username, ada.has_usable_password()) == ("ada", False)
    assert [slip.person for slip in page.context["slips"]] == [ada]
    assert EmailAddress.objects.get().user == ada


def test_person_added_with_a_password_gets_none(client, admin):
    client.post(ADD, {"username": "ada", "role": "learner", "password1": PASSWORD, "password2": PASSWORD})
    assert (learners().get().check_password(PASSWORD), SignInCode.objects.count()) == (True, 0)


@pytest.mark.parametrize(("first", "second"), [(PASSWORD, ""), ("", PASSWORD), (PASSWORD, "other"), ("1", "1")])
def test_person_with_half_a_password_is_refused(client, admin, first, second):
    page = client.post(ADD, {"username": "ada", "role": "learner", "password1": first, "password2": second})
    assert list(page.context["adminform"].form.errors) == ["password2"]
    assert list(learners()) == []


# --- who may ---


@pytest.mark.parametrize("action", ["give_slips", "make_instructor", "make_learner"])
def test_actions_ask_for_the_permission_to_change(client, action):
    ada = UserFactory(username="ada")
    client.force_login(staff_with("view_user"))
    act(client, action, ada)
    ada.refresh_from_db()
    assert (ada.role, SignInCode.objects.count()) == ("learner", 0)


def test_what_an_action_did_is_told_as_a_status(client, admin):
    html = act(client, "make_instructor", UserFactory()).content.decode()
    told = html[html.index('<div role="status">') :]
    assert "1 person is now instructor." in told[: told.index("</div>")]
