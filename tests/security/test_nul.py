"""PostgreSQL can't hold a NUL: a plain form that sends one is refused, and nothing of it is kept."""

import pytest
from django.utils import timezone

from quizzes.models import Answer, AnswerEvent
from quizzes.services import start_attempt
from tests.factories import UserFactory

NUL = "a\x00b"
NUL_FIELDS = [{"q4": NUL, "q4-was": "null"}, {"q1": NUL, "q1-was": "null"}, {"q8-2": NUL, "q8-was": ""}]


@pytest.fixture
def attempt(client, quiz):
    client.raise_request_exception = False
    user = UserFactory()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return start_attempt(quiz=quiz, user=user, kind="practice", now=timezone.now())[0]


@pytest.mark.parametrize("ending", ["answers", "check"])
@pytest.mark.parametrize("fields", NUL_FIELDS)
def test_an_answer_with_a_nul_is_not_taken(client, attempt, ending, fields):
    response = client.post(f"/attempts/{attempt.pk}/{ending}/", fields | {"action": "check:4"})
    assert response.status_code < 500
    assert not Answer.objects.exclude(response=None).exists()
    assert all(r"\x00" not in repr(event.payload) for event in AnswerEvent.objects.all())


def test_a_reading_position_with_a_nul_is_no_error(client, attempt):
    response = client.post("/courses/sample/lessons/first/position/", {"passage": NUL})
    assert response.status_code in (400, 404)


@pytest.mark.parametrize("address", ["/search/?q=%00", "/courses/%00/", "/accounts/login/?next=%00", "/?%00=1", "/%00"])
def test_a_nul_in_an_address_is_refused(client, db, address):
    client.raise_request_exception = False
    assert client.get(address).status_code == 400
