"""Bringing questions in as a browser would."""

import os

from quizzes.models import Question

URL = "/teach/courses/sample/import/"
AIKEN = "Which city is it?\nA) Riga\nB) Oslo\nANSWER: B\n\nWhich year is it?\nA) 1949\nB) 1950\nANSWER: A\n"


def brought(client, text=AIKEN, **more):
    response = client.post(URL, {"text": text, "into": "first#goal", **more})
    assert response.status_code == 302, response.context["form"].errors
    return response["Location"]


def take(client, address, do="all", looked_at=None):
    looked_at = client.get(address).context["plan"].fingerprint if looked_at is None else looked_at
    return client.post(address, {"looked_at": looked_at, "do": do}, follow=True)


def told(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def new_ones() -> list[str]:
    return list(Question.objects.exclude(key__startswith="zz").order_by("position").values_list("key", flat=True))


def kept_files(settings) -> list[str]:
    return os.listdir(settings.UPLOADS_DIR)
