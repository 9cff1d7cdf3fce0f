"""Looks after the chaos test's database in a process of its own: a line of JSON in, a line of JSON out.

{"do": "start", "pages": 2}  ->  {"attempt", "cookie"}     a new learner with an open attempt of every question there is
{"do": "held", "attempt": 5} ->  {"state", "answers": {"1": {"type", "response", "flagged"}}}
"""

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.browser.chaos.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from quizzes.models import Attempt, Question, Quiz
from quizzes.question_types import TYPES
from quizzes.services import start_attempt, to_page
from tests import samples
from tests.factories import SlotFactory, UserFactory

# Parts of a page that nobody answers.
NOT_ANSWERED = {"description", "stimulus"}


def prepare() -> None:
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        samples.load_sample(Path(folder), samples.MORE)
    for pages in (1, 2):
        make_quiz(pages)


def make_quiz(pages: int) -> None:
    """A quiz of all questions of the sample course: a type that gets a question there comes in by itself."""
    questions = list(Question.objects.exclude(use="check").order_by("pk"))
    per_page = -(-len(questions) // pages) if pages > 1 else 0
    quiz = Quiz.objects.create(
        course=questions[0].course, key=f"chaos-{pages}", title="Chaos", questions_per_page=per_page
    )
    for number, question in enumerate(questions, start=1):
        SlotFactory(quiz=quiz, question=question, position=number)
    missing = TYPES.keys() - {question.type for question in questions} - NOT_ANSWERED
    assert not missing, f"tests/samples.py needs a question of type {', '.join(sorted(missing))}"


def start(pages: int) -> dict:
    user = UserFactory(username=f"learner-{timezone.now().timestamp()}")
    quiz = Quiz.objects.get(key=f"chaos-{pages}")
    attempt = start_attempt(quiz=quiz, user=user, kind="graded", now=timezone.now())[0]
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    return {"attempt": attempt.pk, "cookie": {"name": cookie.key, "value": cookie.value}}


def held(attempt: int) -> dict:
    row = Attempt.objects.get(pk=attempt)
    answers = {
        answer.position: {
            "type": answer.version.content["type"],
            "response": to_page(row, answer),
            "flagged": answer.flagged,
        }
        for answer in row.answers.select_related("version")
    }
    return {"state": row.state, "answers": answers}


def main() -> None:
    prepare()
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        act = {"start": start, "held": held}[order.pop("do")]
        print(json.dumps(act(**order)), flush=True)


if __name__ == "__main__":
    main()
