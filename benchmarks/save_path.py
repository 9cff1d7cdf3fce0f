"""How long the path of an answer takes in one process: start, save, submit, through the services on one database.

Works on a course and learners of its own, inside a transaction that is rolled back at the end.

    make bench        or        DATABASE_URL=… python benchmarks/save_path.py
"""

import statistics
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from lessons.services import load_course
from quizzes.drawing import content_of
from quizzes.models import Quiz
from quizzes.question_types import type_of
from quizzes.saving import Entry
from quizzes.services import save_answers, start_attempt, submit_attempt, to_page
from securityedu.courses import STORES, read_course

COURSE = Path(__file__).parent.parent / "content" / "european-security"
LEARNERS = 40


def main() -> None:
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        folder, _texts = read_course(COURSE)
        folder.key = "benchmark"
        load_course(folder, stores=STORES, now=timezone.now())
        times = [walk(number) for number in range(LEARNERS)]
        transaction.set_rollback(True)
    print(f"{connection.vendor}, {LEARNERS} learners, medians")
    first = None
    for name in ("start", "save one", "save all", "submit"):
        median = statistics.median(each[name] for each in times)
        first = first or median
        print(f"{name:10} {median * 1000:7.2f} ms  {median / first:.2f}")


def walk(number: int) -> dict[str, float]:
    quiz = Quiz.objects.select_related("course").get(course__key="benchmark", key="collective-defence-quiz")
    user = User.objects.create_user(f"benchmark-{number}")
    found: dict[str, float] = {}
    attempt, _new = timed(found, "start", start_attempt, quiz=quiz, user=user, kind="graded", now=timezone.now())
    entries = right_entries(attempt)
    sent = {"attempt_id": attempt.pk, "client": "benchmark", "user": user}
    timed(found, "save one", save_answers, **sent, entries=entries[:1], now=timezone.now())
    timed(found, "save all", save_answers, **sent, entries=entries[1:], now=timezone.now())
    timed(found, "submit", submit_attempt, attempt_id=attempt.pk, now=timezone.now())
    return found


def right_entries(attempt) -> list[Entry]:
    entries = []
    for answer in attempt.answers.select_related("version"):
        content = content_of(answer)
        answer.response = type_of(content).correct(content)
        entries.append(Entry(answer.position, 1, timezone.now(), to_page(attempt, answer)))
    return entries


def timed(found: dict[str, float], name: str, job, **arguments):
    start = time.perf_counter()
    result = job(**arguments)
    found[name] = time.perf_counter() - start
    return result


if __name__ == "__main__":
    main()
