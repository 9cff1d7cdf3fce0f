"""Requests of the quiz player as the tests of its pages send them."""

import json
import re

from django.utils import timezone

from quizzes.models import Attempt
from tests.samples import FILES

QUIZ = "/courses/sample/quizzes/first-quiz/"


def url(attempt: Attempt, rest: str = "") -> str:
    return f"/attempts/{attempt.pk}/{rest}"


def entry(position: int, response, **changes) -> dict:
    return {
        "position": position,
        "sequence": 1,
        "typed_at": timezone.now().isoformat(),
        "response": response,
        "flagged": False,
    } | changes


def post(client, attempt, *entries, path: str = "answers/", body=None, **headers):
    data = {"client": "tab", "answers": list(entries)} if body is None else body
    text = data if isinstance(data, str | bytes) else json.dumps(data)
    return client.post(url(attempt, path), text, content_type="application/json", headers=headers)


def secrets_in(text: str) -> list[str]:
    """Author keys and feedback of the sample quiz that a running attempt must not show."""
    keys = re.findall(r"key: (zz[a-z0-9-]+)", FILES["questions/first.yaml"])
    planted = ["One for all.", "Half right", "is right.", "is wrong.", "five times", "Look at the chart", "Near fifty"]
    return [each for each in (*keys, *planted) if each in text]
