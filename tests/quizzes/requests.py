"""Requests of the quiz player as the tests of its pages send them."""

import json

from django.utils import timezone

from quizzes.models import Attempt

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
