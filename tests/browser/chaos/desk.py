"""Looks after the chaos test's database in a process of its own: a line of JSON in, a line of JSON out.

{"do": "start", "pages": 2}  ->  {"attempt", "cookie"}     a new learner with an open attempt of every type there is
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
    call_command("collectstatic", interactive=False, verbosity=0)
    questions = one_of_each_type()
    for pages in (1, 2):
        make_quiz(questions, pages)


def one_of_each_type() -> list[Question]:
    """Two of each type that stand in tests/samples.py or else in the shipped course: a new one comes in by itself."""
    with tempfile.TemporaryDirectory() as folder:
        samples.load_sample(Path(folder), samples.MORE)
    if missing_types():
        call_command("load_course", settings.BASE_DIR / "content" / "european-security", verbosity=0)
    assert not missing_types(), f"no sample of {', '.join(sorted(missing_types()))}, nor in the shipped course"
    return [
        question for kind in sorted(TYPES) for question in Question.objects.filter(type=kind).exclude(use="check")[:2]
    ]


def missing_types() -> set[str]:
    there = Question.objects.exclude(use="check").values_list("type", flat=True)
    return TYPES.keys() - set(there) - NOT_ANSWERED


def make_quiz(questions: list[Question], pages: int) -> None:
    per_page = -(-len(questions) // pages) if pages > 1 else 0
    course = questions[0].course
    quiz = Quiz.objects.create(course=course, key=f"chaos-{pages}", title="Chaos", questions_per_page=per_page)
    for number, question in enumerate(questions, start=1):
        SlotFactory(quiz=quiz, question=question, position=number)


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
