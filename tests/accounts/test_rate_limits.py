"""A class behind one address gets in, a guesser doesn't; all requests of these tests come from one address."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

RESTS = "There were too many wrong passwords. Please wait five minutes, then try again. Nothing is lost."
START = "2026-09-01T08:00:00Z"


def try_password(login, password="wrong"):
    return Client().post("/accounts/login/", {"login": login, "password": password})


def gets_in(login):
    return try_password(login, PASSWORD).status_code == 302


def test_class_of_35_signs_up_within_30_seconds():
    with time_machine.travel(START) as clock:
        answers = []
        for n in range(35):
            clock.shift(0.8)
            answers.append(Client().post("/accounts/signup/", {"username": f"pupil-{n}", "password1": PASSWORD}))
    assert {answer.status_code for answer in answers} == {302}
    assert User.objects.count() == 35


def test_class_of_35_signs_in_within_30_seconds_with_typing_errors():
    """Each mistypes the password once or twice first."""
    for n in range(35):
        UserFactory(username=f"pupil-{n}")
    with time_machine.travel(START) as clock:
        answers = []
        for n in range(35):
            clock.shift(0.8)
            for _ in range(1 + n % 2):
                try_password(f"pupil-{n}")
            answers.append(gets_in(f"pupil-{n}"))
    assert answers == [True] * 35


def test_guesser_of_one_account_is_stopped_after_ten_tries(errors_of):
    UserFactory(username="ada")
    answers = [errors_of(try_password("ada", f"guess-{n}"))["__all__"] for n in range(12)]
    assert answers == [["This username and password do not belong together."]] * 10 + [[RESTS]] * 2
    assert gets_in("ada") is False


def test_guesser_of_one_account_does_not_stop_the_class():
    UserFactory(username="ada")
    UserFactory(username="grace")
    for n in range(150):
        try_password("ada", f"guess-{n}")
    assert gets_in("grace") is True


def test_guesser_cannot_go_round_by_case_or_spaces():
    UserFactory(username="ada")
    for login in ("ada", "ADA", " ada", "Ada", "aDa ") * 2:
        try_password(login)
    assert gets_in("ada") is False


def test_guessed_account_opens_again_after_five_minutes():
    UserFactory(username="ada")
    with time_machine.travel(START) as clock:
        for _ in range(30):
            try_password("ada")
        clock.shift(301)
        assert gets_in("ada") is True


def test_sprayer_of_one_password_is_stopped_after_a_hundred_accounts():
    for n in range(110):
        UserFactory(username=f"pupil-{n}", password="123456" if n >= 100 else PASSWORD)
    answers = [try_password(f"pupil-{n}", "123456").status_code for n in range(110)]
    assert answers == [200] * 110


def test_sprayer_does_not_lock_accounts_once_stopped():
    """Tries beyond the limit of the address must not count against the accounts that they name."""
    UserFactory(username="ada")
    with time_machine.travel(START) as clock:
        for n in range(100):
            try_password(f"nobody-{n}")
        for _ in range(20):
            try_password("ada")
        clock.shift(1)
        elsewhere = Client(REMOTE_ADDR="192.0.2.7")
        answer = elsewhere.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert answer.status_code == 302


def test_flood_of_sign_ups_gets_a_page_that_says_what_to_do(settings):
    answers = [Client().post("/accounts/signup/", {}) for _ in range(121)]
    assert [answers[119].status_code, answers[120].status_code] == [200, 429]
    assert "Please wait a minute" in answers[120].content.decode()
    assert reverse("home") in answers[120].content.decode()


@pytest.mark.parametrize("count", [5, 6])
def test_reset_mails_to_one_address_are_limited(mail, count):
    UserFactory(email="ada@example.org")
    for _ in range(count):
        Client().post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert len(mail) == 5
