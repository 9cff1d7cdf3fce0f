"""A slip signs its person in once. All requests come from one address."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import SignInCode
from accounts.services import SlipRefused, find_slip, make_slips, use_slip
from tests.factories import PASSWORD, UserFactory
from tests.quizzes.services.helpers import at_once

PAGE = "/accounts/slip/"
REFUSED = (
    "This name and code do not open anything. A slip works once, for thirty days; after that your password counts."
)
RESTS = "There were too many wrong codes. Please wait five minutes, then try again."
NEW = "a new long password"


@pytest.fixture
def ada():
    person = UserFactory(username="ada", email="ada@example.org")
    person.set_unusable_password()
    person.save()
    return person


@pytest.fixture
def admin():
    return UserFactory(username="admin", is_staff=True)


@pytest.fixture
def code(ada, admin):
    return give(ada, admin)


def give(person, admin, now=None):
    return make_slips(people=[person], made_by=admin, now=now or timezone.now())[0].code


def use(login, code, password=NEW, client=None, page=PAGE):
    return (client or Client()).post(page, {"login": login, "code": code, "password1": password})


def is_signed_in(client):
    return client.get("/accounts/profile/").status_code == 200


def all_errors(response):
    return [str(error) for errors in response.context["form"].errors.values() for error in errors]


def test_slip_signs_in_and_sets_the_password(client, code, ada, sign_in):
    response = use("ada", code, client=client)
    assert (response.url, is_signed_in(client), SignInCode.objects.count()) == (reverse("home"), True, 0)
    client.logout()
    assert sign_in("ada", NEW).url == reverse("home")


@pytest.mark.parametrize("login", ["ADA", " ada ", "Ada@Example.org"])
def test_slip_takes_the_name_in_any_case_or_the_address(code, login):
    assert use(login, code).status_code == 302


def test_slip_takes_the_code_as_people_type_it(code):
    assert use("ada", code.lower().replace("-", " ").replace("0", "o").replace("1", "l")).status_code == 302


def test_slip_leads_back_to_where_one_came_from(code):
    assert use("ada", code, page=PAGE + "?next=/progress/").url == "/progress/"


def test_slip_leads_to_no_other_site(code):
    assert use("ada", code, page=PAGE + "?next=https://evil.example/").url == reverse("home")


def test_slip_works_once(code):
    use("ada", code)
    assert all_errors(use("ada", code, "yet another password")) == [REFUSED]


def test_slip_that_is_wrong_in_any_way_gets_one_answer(code, ada, admin):
    other = UserFactory(username="grace")
    make_slips(people=[other], made_by=admin, now=timezone.now() - timedelta(days=30))
    without = UserFactory(username="nocode")
    tries = [("ada", "K7QM-4TXP-9RWD"), ("nobody", code), ("grace", code), (without.username, code), ("ada", "x")]
    assert [all_errors(use(*each)) for each in tries] == [[REFUSED]] * 5
    assert use("ada", code).status_code == 302


def test_slip_works_for_thirty_days(ada, admin):
    with time_machine.travel("2026-09-01T08:00:00Z") as clock:
        code = give(ada, admin)
        clock.shift(timedelta(days=30))
        assert all_errors(use("ada", code)) == [REFUSED]
        clock.shift(-1)
        assert use("ada", code).status_code == 302


def test_slip_that_is_made_anew_ends_the_older_one(code, ada, admin):
    newer = give(ada, admin)
    assert all_errors(use("ada", code)) == [REFUSED]
    assert use("ada", newer).status_code == 302


def test_slip_of_somebody_who_is_not_active_opens_nothing(code, ada):
    ada.is_active = False
    ada.save()
    assert all_errors(use("ada", code)) == [REFUSED]


def test_slip_of_somebody_who_became_an_admin_opens_nothing(code, ada, admin):
    """The admin who made it knows the code, and may not become somebody who may do more."""
    ada.is_staff = True
    ada.save()
    assert all_errors(use("ada", code)) == [REFUSED]
    admin.delete()
    assert all_errors(use("ada", code)) == [REFUSED]


def test_slip_of_an_admin_made_by_a_superuser_works(ada):
    ada.is_staff = True
    ada.save()
    assert use("ada", give(ada, UserFactory(is_superuser=True))).status_code == 302


def test_slip_leaves_the_old_password_until_it_is_used(admin, sign_in):
    person = UserFactory(username="grace")
    code = give(person, admin)
    assert sign_in("grace").status_code == 302
    use("grace", code)
    person.refresh_from_db()
    assert (person.check_password(PASSWORD), person.check_password(NEW)) == (False, True)


def test_slip_used_ends_sessions_elsewhere(admin):
    person, elsewhere = UserFactory(username="grace"), Client()
    elsewhere.force_login(person)
    use("grace", give(person, admin))
    assert not is_signed_in(elsewhere)


@pytest.mark.parametrize("password", ["short", "password", "ada@example.org", ""])
def test_slip_with_a_weak_password_says_so_and_stays(code, password):
    response = use("ada", code, password)
    assert list(response.context["form"].errors) == ["password1"]
    assert code in response.content.decode()
    assert use("ada", code).status_code == 302


def test_slip_with_a_wrong_code_does_not_tell_that_a_password_is_like_the_name(code):
    assert all_errors(use("ada", "wrong", "ada@example.org")) == [REFUSED]


def test_page_with_a_code_is_kept_by_no_cache(client, code):
    for answer in (client.get(PAGE), use("ada", code, "short", client)):
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("wanted", "there"), [("/progress/", "/progress/"), ("true", "true"), ("//evil.example", "/"), ("", "/")]
)
def test_slip_for_somebody_who_is_signed_in_goes_on(client, ada, wanted, there):
    client.force_login(ada)
    assert client.get(PAGE, {"next": wanted}).url == there


def test_code_is_neither_in_the_database_nor_in_the_log(code, caplog):
    use("ada", code)
    use("ada", code)
    assert code not in str(list(SignInCode.objects.values())) + caplog.text


def test_digest_is_bound_to_its_person(code, ada, admin):
    other = UserFactory(username="grace")
    give(other, admin)
    SignInCode.objects.filter(user=ada).delete()
    SignInCode.objects.filter(user=other).update(user=ada)
    assert all_errors(use("ada", code)) == [REFUSED]


def test_sign_in_page_tells_of_slips_while_any_is_out(client, ada, admin):
    page = "/accounts/login/?next=/progress/"
    assert PAGE not in client.get(page).content.decode()
    give(ada, admin)
    assert f"{PAGE}?next=/progress/" in client.get(page).content.decode()


def test_password_set_by_slip_is_told_by_mail(code, ada, mail):
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)
    use("ada", code)
    assert [message.to for message in mail] == [["ada@example.org"]]


def test_guesser_of_one_slip_is_stopped_after_ten_tries_and_sign_in_stays_open(sign_in, admin):
    person = UserFactory(username="grace")
    code = give(person, admin)
    answers = [all_errors(use(login, "wrong")) for login in ("grace", "GRACE") * 6]
    assert answers == [[REFUSED]] * 10 + [[RESTS]] * 2
    assert all_errors(use("grace", code)) == [RESTS]
    assert sign_in("grace").status_code == 302


def test_guessed_slip_opens_again_after_five_minutes(admin):
    person = UserFactory(username="grace")
    with time_machine.travel("2026-09-01T08:00:00Z") as clock:
        code = give(person, admin)
        for _ in range(30):
            use("grace", "wrong")
        clock.shift(301)
        assert use("grace", code).status_code == 302


def test_guesser_of_many_names_is_stopped_without_stopping_others(code):
    for n in range(100):
        use(f"nobody-{n}", "wrong")
    for _ in range(20):
        use("ada", "wrong")
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert use("ada", code, client=elsewhere).status_code == 302


def test_class_of_35_uses_its_slips_from_one_address(admin):
    people = [UserFactory() for _ in range(35)]
    slips = make_slips(people=people, made_by=admin, now=timezone.now())
    assert {use(slip.person.username, slip.code).status_code for slip in slips} == {302}


@pytest.mark.django_db(transaction=True)
def test_slip_used_in_two_tabs_at_once_sets_one_password(ada, admin):
    now = timezone.now()
    for _ in range(4):
        slip = find_slip(login="ada", code=give(ada, admin), now=now)
        again = SignInCode.objects.select_related("user").get(pk=slip.pk)
        first, second = at_once(
            partial(use_slip, slip=slip, password="first password", now=now),
            partial(use_slip, slip=again, password="second password", now=now),
        )
        assert [isinstance(each, SlipRefused) for each in (first, second)] in ([True, False], [False, True])
        ada.refresh_from_db()
        assert ada.check_password("second password" if isinstance(first, SlipRefused) else "first password")


def test_slips_for_many_take_as_many_statements_as_for_one(admin):
    from tests.queries import count_statements

    counts = []
    for number in (1, 50):
        people = [UserFactory() for _ in range(number)]
        with count_statements() as found:
            make_slips(people=people, made_by=admin, now=timezone.now())
        counts.append(len(found))
    assert counts == [1, 1]


# --- whoever made the slip has seen the code ---


@pytest.fixture
def instructor():
    return UserFactory(username="teacher", role="instructor")


@pytest.fixture
def hers(instructor):
    return UserFactory(username="hers", made_by=instructor)


def changed(person, **fields):
    for name, value in fields.items():
        setattr(person, name, value)
    person.save()


def test_slip_of_an_instructor_opens_the_account_that_she_made(instructor, hers):
    assert use("hers", give(hers, instructor)).status_code == 302


@pytest.mark.parametrize(
    "fields", [{"role": "instructor"}, {"is_staff": True}, {"is_superuser": True}, {"is_active": False}]
)
def test_slip_of_an_instructor_opens_nothing_once_its_person_is_more_than_a_learner(instructor, hers, fields):
    code = give(hers, instructor)
    changed(hers, **fields)
    assert all_errors(use("hers", code)) == [REFUSED]


@pytest.mark.parametrize("fields", [{"role": "learner"}, {"is_active": False}])
def test_slip_opens_nothing_once_its_maker_is_no_instructor_any_more(instructor, hers, fields):
    code = give(hers, instructor)
    changed(instructor, **fields)
    assert all_errors(use("hers", code)) == [REFUSED]


def test_slip_of_an_instructor_for_somebody_whom_another_made_opens_nothing(ada, instructor):
    """Such a slip isn't made by any page; if one were, it would open nothing."""
    assert all_errors(use("ada", give(ada, instructor))) == [REFUSED]


@pytest.mark.parametrize("fields", [{"is_staff": False}, {"is_active": False}])
def test_slip_opens_nothing_once_its_maker_is_no_admin_any_more(code, admin, fields):
    changed(admin, **fields)
    assert all_errors(use("ada", code)) == [REFUSED]


@pytest.mark.parametrize("fields", [{}, {"role": "learner"}, {"is_active": False}])
def test_slip_whose_maker_is_gone_opens_nothing(instructor, hers, fields):
    """Else somebody who has lost the role would get it back by deleting her account."""
    code = give(hers, instructor)
    changed(instructor, **fields)
    instructor.delete()
    assert all_errors(use("hers", code)) == [REFUSED]
