"""No page may tell a right answer from a wrong one while the same question stands in an open graded attempt."""

import re

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from quizzes.models import Attempt
from quizzes.saving import Entry
from quizzes.services import key_map, save_answers, start_attempt
from tests.factories import UserFactory

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PAGES = ["/attempts/{}/review/", "/courses/sample/quizzes/first-quiz/", "/courses/sample/", "/progress/"]


def told(client, quiz, choice: str, *, hand_in: bool) -> list[list[str]]:
    """The numbers that pages show to a learner who has answered the first question in practice with this choice."""
    user, now = UserFactory(display_name="Ada"), timezone.now()  # no number in the name
    client.force_login(user, backend=BACKEND)
    start_attempt(quiz=quiz, user=user, kind="graded", now=now)
    client.post("/courses/sample/quizzes/first-quiz/start/", {"kind": "practice"})
    practice = Attempt.objects.filter(user=user, kind="practice").first()
    if practice is None:
        return []
    response = key_map(practice, practice.answers.get(position=1)).to_page("choice", choice)
    entries = [Entry(1, 1, now, response, False)]
    save_answers(attempt_id=practice.pk, client="tab", entries=entries, now=timezone.now())
    client.post(f"/attempts/{practice.pk}/check/", {"action": "check:1"})
    if hand_in:
        client.post(f"/attempts/{practice.pk}/submit/")
    shown = [client.get(page.format(practice.pk)).content.decode() for page in PAGES]
    client.post("/courses/sample/quizzes/first-quiz/start/", {"kind": "practice", "missed": "1"})
    newest = Attempt.objects.filter(user=user, kind="practice").order_by("number").last()
    texts = [re.sub(r"<time.*?</time>|/attempts/\d+/|\d+:\d+|<[^>]*>", "", page, flags=re.DOTALL) for page in shown]
    return [*(re.findall(r"\d[\d.]*", text) for text in texts), [str(newest.answers.count())]]


@pytest.mark.parametrize("hand_in", [True, False])
def test_practice_tells_nothing_of_an_open_graded_attempt(client, quiz, hand_in):
    right, wrong = (told(client, quiz, choice, hand_in=hand_in) for choice in ("zzall", "zznone"))
    assert right == wrong


def test_an_admin_cannot_ask_for_the_session_keys_of_others(client, db):
    """A list that can be filtered by the beginning of a session key gives the whole key, letter by letter."""
    admin = UserFactory(is_staff=True)
    admin.groups.add(Group.objects.get(name="Admins"))
    client.force_login(admin, backend=BACKEND)
    response = client.get("/admin/usersessions/usersession/?session_key__startswith=a")
    assert response.status_code == 400
