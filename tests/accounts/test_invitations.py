from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, User
from tests.factories import PASSWORD


class LastUseTaken:
    """A password validator that lets somebody else take the last use, between the check of the form and the save."""

    def validate(self, password, user=None):
        Invitation.objects.update(uses_left=0)

    def get_help_text(self):
        return ""


@pytest.fixture
def by_invitation(settings):
    settings.SIGNUP = "invite"


@pytest.fixture
def invitation(by_invitation):
    return Invitation.objects.create(uses_left=2)


def heading(response):
    return response.content.decode().split("<h1>")[1].split("</h1>")[0]


def test_sign_up_closed_says_so_and_makes_nobody(client, sign_up, settings):
    settings.SIGNUP = "closed"
    assert heading(client.get("/accounts/signup/")) == "Sign-up is closed"
    assert heading(sign_up()) == "Sign-up is closed"
    assert User.objects.count() == 0


def test_sign_up_closed_ignores_invitations(sign_up, invitation, settings):
    settings.SIGNUP = "closed"
    assert heading(sign_up(invitation.get_absolute_url())) == "Sign-up is closed"
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("mode", "links"), [("open", True), ("invite", False), ("closed", False)], ids=["open", "invite", "closed"]
)
def test_sign_in_page_links_to_sign_up_only_when_that_is_open(client, settings, mode, links):
    settings.SIGNUP = mode
    assert (reverse("account_signup") in client.get("/accounts/login/").content.decode()) is links


@pytest.mark.parametrize("query", ["", "?invite=", "?invite=guess", "?invite=%ff"])
def test_sign_up_without_a_valid_invitation_is_closed(sign_up, by_invitation, query):
    Invitation.objects.create(expires_at=timezone.now() - timedelta(seconds=1))
    assert heading(sign_up(f"/accounts/signup/{query}")) == "You need an invitation"
    assert User.objects.count() == 0


def test_invitation_that_is_valid_signs_up_and_is_used(client, sign_up, invitation):
    assert client.get(invitation.get_absolute_url()).status_code == 200
    response = sign_up(invitation.get_absolute_url() + "&next=/progress/")
    invitation.refresh_from_db()
    assert (response.url, invitation.uses_left) == ("/progress/", 1)
    assert User.objects.get().role == "learner"


def test_invitation_is_not_used_by_a_refused_form(sign_up, invitation):
    sign_up(invitation.get_absolute_url(), password1="1")
    invitation.refresh_from_db()
    assert invitation.uses_left == 2


def test_invitation_is_not_used_while_sign_up_is_open(sign_up, invitation, settings):
    settings.SIGNUP = "open"
    sign_up(invitation.get_absolute_url())
    invitation.refresh_from_db()
    assert (invitation.uses_left, User.objects.count()) == (2, 1)


@pytest.mark.parametrize(("uses", "age"), [(0, 0), (1, 1)], ids=["used up", "expired"])
def test_invitation_that_ended_is_closed(client, by_invitation, uses, age):
    ended = Invitation.objects.create(uses_left=uses, expires_at=timezone.now() + timedelta(hours=1 - 2 * age))
    page = client.get(ended.get_absolute_url())
    assert heading(page) == "You need an invitation"
    assert "expired or has been used up" in page.content.decode()


def test_invitation_whose_last_use_is_taken_meanwhile_makes_nobody(sign_up, invitation, settings):
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": f"{__name__}.LastUseTaken"}]
    assert heading(sign_up(invitation.get_absolute_url())) == "You need an invitation"
    assert User.objects.count() == 0


def test_invitation_token_is_long_and_never_the_same():
    tokens = {Invitation.objects.create().token for _ in range(20)}
    assert (len(tokens), {len(token) for token in tokens}) == (20, {32})


def test_invitation_with_a_taken_name_keeps_its_use(sign_up, invitation):
    User.objects.create_user("ada", password=PASSWORD)
    sign_up(invitation.get_absolute_url())
    invitation.refresh_from_db()
    assert invitation.uses_left == 2


# --- in the admin ---

ADD = "/admin/accounts/invitation/add/"


def invite(client, *, days=14, sign_ups=30):
    until = timezone.now() + timedelta(days=days)
    data = {"note": "Class 4", "uses_left": sign_ups}
    return client.post(ADD, data | {"expires_at_0": f"{until:%Y-%m-%d}", "expires_at_1": f"{until:%H:%M:%S}"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"days": -1}, "This moment has passed."),
        ({"days": 400}, "An invitation lasts a year at most."),
        ({"sign_ups": -1}, "greater than or equal to 0"),
        ({"sign_ups": 10**30}, "less than or equal to 5000"),
        ({"sign_ups": "many"}, "Enter a whole number."),
    ],
)
def test_invitation_without_bounds_is_refused_with_a_reason(client, admin, changes, words):
    assert words in invite(client, **changes).content.decode()
    assert not Invitation.objects.exists()


def test_invitation_can_be_ended_by_a_date_that_has_passed(client, admin):
    made = Invitation.objects.create()
    data = {"note": "", "uses_left": 3, "expires_at_0": "2020-01-01", "expires_at_1": "00:00"}
    client.post(f"/admin/accounts/invitation/{made.pk}/change/", data)
    assert not Invitation.objects.usable(made.token, timezone.now()).exists()


@pytest.mark.parametrize(
    ("mode", "words"), [("invite", "as a learner"), ("open", "nobody needs"), ("closed", "opens nothing now")]
)
def test_form_says_what_an_invitation_opens_on_this_site(client, admin, settings, mode, words):
    settings.SIGNUP = mode
    assert words in client.get(ADD).content.decode()
