"""The keys of what a browser keeps: of one person and one attempt, and gone with them."""

from base64 import b64decode

from quizzes.journal import journal_keys
from quizzes.models import Attempt
from tests.factories import UserFactory
from tests.quizzes.services.helpers import start, submit

ATTEMPT = Attempt(pk=5, user_id=7, seed="a" * 32)


def test_key_is_256_bits_and_always_the_same():
    (key,) = journal_keys(ATTEMPT, ["secret"]).split()
    assert len(b64decode(key, validate=True)) == 32
    assert journal_keys(ATTEMPT, ["secret"]) == key


def test_key_is_of_one_person_one_attempt_and_what_is_deleted_with_it():
    others = [
        Attempt(pk=6, user_id=7, seed="a" * 32),
        Attempt(pk=5, user_id=8, seed="a" * 32),
        Attempt(pk=5, user_id=7, seed="b" * 32),
    ]
    assert len({journal_keys(each, ["secret"]) for each in [ATTEMPT, *others]}) == 4


def test_old_secrets_give_the_old_keys_after_the_present_one():
    old = journal_keys(ATTEMPT, ["old"])
    assert journal_keys(ATTEMPT, ["new", "old"]).split() == [journal_keys(ATTEMPT, ["new"]), old]


def test_pages_of_an_attempt_give_its_key_and_are_not_stored(client, quiz, settings):
    learner = UserFactory()
    attempt = start(quiz, learner)
    client.force_login(learner)
    for page in ("", "submit/", "review/"):
        if page == "review/":
            submit(attempt)
        response = client.get(f"/attempts/{attempt.pk}/{page}")
        assert f'data-journal-keys="{journal_keys(attempt, [settings.SECRET_KEY])}"' in response.content.decode()
        assert "no-store" in response["Cache-Control"]
