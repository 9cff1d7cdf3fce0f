import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import User
from tests.factories import UserFactory


@pytest.mark.parametrize(("name", "same"), [("Ada", "ada"), ("Émile", "ÉMILE"), ("\ufb01nn", "finn")])
def test_username_differing_only_in_case_is_refused(name, same):
    person = UserFactory(username=name)
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(username=same)
    assert list(User.objects.all()) == [person]


def test_username_past_the_manager_must_be_lower_case():
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(username="Ada")])


def test_username_is_found_regardless_of_case():
    person = UserFactory(username="émile")
    assert User.objects.get_by_natural_key("ÉMILE") == person


def test_email_differing_only_in_case_is_refused():
    UserFactory(email="Ada@Example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="ada@example.ORG")


def test_email_empty_is_shared_by_many():
    assert [UserFactory().email, UserFactory(email=None).email] == ["", ""]


def test_full_name_without_display_name_is_the_username():
    assert UserFactory(username="ada").get_full_name() == "ada"


def test_full_name_with_display_name_is_that():
    person = UserFactory(username="ada", display_name="Ada L.")
    assert (person.get_full_name(), person.get_short_name()) == ("Ada L.", "Ada L.")


@pytest.mark.parametrize("name", ["a\nb", "a\x00b", "ab\u202ecd", "\u2066x"])
def test_display_name_with_unseen_characters_is_refused(name):
    with pytest.raises(ValidationError) as refused:
        User(username="ada", password="x", display_name=name).full_clean()
    assert list(refused.value.message_dict) == ["display_name"]


@pytest.mark.parametrize("name", ["Zoë", "محمد\u200cرضا", "李小龍", "O’Neill-Łuk"])
def test_display_name_of_any_script_is_taken(name):
    User(username="ada", password="x", display_name=name).full_clean()


def test_createsuperuser_without_email_works(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "long enough words")
    call_command("createsuperuser", "--noinput", "--username", "Root", verbosity=0)
    root = User.objects.get()
    assert (root.username, root.email, root.is_staff, root.is_superuser) == ("root", "", True, True)
    assert root.check_password("long enough words")


def test_createsuperuser_with_email_keeps_it(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "long enough words")
    call_command("createsuperuser", "--noinput", "--username", "root", "--email", "Root@Example.org", verbosity=0)
    assert User.objects.get().email == "root@example.org"
