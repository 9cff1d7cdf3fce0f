"""Looks after the chaos test's database in a process of its own: a line of JSON in, a line of JSON out.

{"do": "start", "pages": 2, "behaviour": "deferred"}  ->  {"attempt", "cookie"}
    a new learner with an open attempt of every type there is
{"do": "held", "attempt": 5}  ->  {"state", "answers": {"1": {"type", "response", "flagged", "certainty", "checked"}}}
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

from quizzes.behaviours import BEHAVIOURS
from quizzes.models import Attempt, Question, Quiz
from quizzes.question_types import RECIPES, TYPES
from quizzes.services import start_attempt, to_page
from tests import samples
from tests.factories import SlotFactory, UserFactory

ASKED = {**TYPES, **RECIPES}


def prepare() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    questions = of_each_type()
    for behaviour in BEHAVIOURS:
        for pages in (1, 2):
            make_quiz(questions, behaviour, pages)


def of_each_type() -> list[Question]:
    """At most two of each type that tests/samples.py has: a new type comes in by itself. Every other one has hints."""
    with tempfile.TemporaryDirectory() as folder:
        samples.load_sample(Path(folder), samples.DRAWN)
    questions = Question.objects.exclude(use="check").select_related("current", "course")
    found = [question for kind in sorted(ASKED) for question in questions.filter(type=kind)[:2]]
    missing = ASKED.keys() - {question.type for question in found}
    assert not missing, f"no sample of {', '.join(sorted(missing))}"
    for question in found[::2]:
        question.current.content |= {"hints": ["Look again.", "Look closely."]}
        question.current.save()
    return found


def make_quiz(questions: list[Question], behaviour: str, pages: int) -> None:
    settings = {"questions_per_page": -(-len(questions) // pages) if pages > 1 else 0, "redo": True}
    course, key = questions[0].course, f"chaos-{behaviour}-{pages}".replace("_", "-")
    quiz = Quiz.objects.create(course=course, key=key, title="Chaos", behaviour=behaviour, **settings)
    for number, question in enumerate(questions, start=1):
        SlotFactory(quiz=quiz, question=question, position=number)


def start(pages: int, behaviour: str) -> dict:
    user = UserFactory(username=f"learner-{timezone.now().timestamp()}")
    quiz = Quiz.objects.get(behaviour=behaviour, key__endswith=f"-{pages}")
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
            "certainty": answer.certainty,
            "checked": answer.checked_at is not None,
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
