"""How long the page of a question bank with 10,000 questions takes in one process, and how many statements it makes.

make bench        or        DATA_DIR=var/bench PYTHONPATH=. DJANGO_SETTINGS_MODULE=… python benchmarks/bank.py
"""

import gc
import logging
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator
from string import ascii_lowercase
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from lessons.models import Course, CourseMember, Lesson, Revision
from quizzes.models import Answer, Attempt, Question, QuestionVersion, Quiz, Slot

COUNT, LEARNERS, RUNS, BATCH = 10_000, 200, 5, 500
URL = "/teach/courses/benchmark-bank/questions/"
SEARCHES = (
    "",
    "?q=treaty+17",
    "?tag=law",
    "?by=benchmark-bank",
    "?only=hard",
    "?only=unused",
    "?only=twice",
    "?page=150",
)


def main() -> None:
    logging.disable(logging.INFO)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic():
        client = Client(SERVER_NAME="localhost")
        client.force_login(a_bank())
        print(f"{connection.vendor}, {COUNT} questions, median of {RUNS}")
        client.get(URL)  # compiles templates, asks for what a process asks for once
        gc.collect()
        gc.freeze()  # as deploy/gunicorn.conf.py does
        for search in SEARCHES:
            tell(search, lambda search=search: client.get(URL + search))
        transaction.set_rollback(True)


def tell(search: str, get: Callable[[], Any]) -> None:
    began = time.process_time()
    with CaptureQueriesContext(connection) as captured:
        page = get().content.decode()
    first = (time.process_time() - began) * 1000
    found, count = re.search(r"([\d,.\s]+) questions?<", page)[1].strip(), len(captured)
    times = [timed(get) for _run in range(RUNS)]
    processor, wall = (statistics.median(each) * 1000 for each in zip(*times, strict=True))
    print(
        f"{search or 'all':20} {processor:4.0f} ms of processor (the first time {first:4.0f}), {wall:4.0f} ms, "
        f"{count:2} statements, {found} found"
    )


def timed(get: Callable[[], Any]) -> tuple[float, float]:
    processor, wall = time.process_time(), time.perf_counter()
    get()
    return time.process_time() - processor, time.perf_counter() - wall


def a_bank() -> User:
    author = User.objects.create_user("benchmark-bank", role="instructor")
    course = Course.objects.create(key="benchmark-bank", title="Bank")
    CourseMember.objects.create(course=course, user=author, role="owner")
    lessons = [Lesson(course=course, key=f"lesson-{n}", title=f"Lesson {n}", minutes=5, position=n) for n in range(10)]
    versions = some_questions(course, Lesson.objects.bulk_create(lessons))
    said = {"course": course, "kind": "question", "text": "", "created_at": timezone.now(), "created_by": author}
    Revision.objects.bulk_create([Revision(key=f"question-{n}", **said) for n in range(COUNT)], BATCH)
    some_answers(course, versions)
    return author


def some_questions(course: Course, lessons: list[Lesson]) -> list[QuestionVersion]:
    texts = [f"Of treaty {n % 40}: {sentence}?" for n, sentence in enumerate(sentences())]
    about = {"course": course, "objective": "goal", "type": "true_false"}
    rows = Question.objects.bulk_create(
        [
            Question(
                key=f"question-{n}",
                lesson=lessons[n % 10],
                search_text=text.casefold(),
                tags=["law"] if n % 3 else ["history", f"year-{n % 40}"],
                **about,
            )
            for n, text in enumerate(texts)
        ],
        BATCH,
    )
    content = {"type": "true_false", "answer": True, "objective": "goal", "explanation": "It is so. " * 20}
    versions = [
        QuestionVersion(question=row, number=1, content=content | {"key": row.key, "prompt": text})
        for row, text in zip(rows, texts, strict=True)
    ]
    for row, version in zip(rows, QuestionVersion.objects.bulk_create(versions, BATCH), strict=True):
        row.current = version
    Question.objects.bulk_update(rows, ["current"], BATCH)
    return versions


def sentences() -> Iterator[str]:
    """Some words stand in very many of them, as in any language, most in few."""
    dice = random.Random(1)
    words = ["".join(dice.choices(ascii_lowercase, k=dice.randint(2, 11))) for _n in range(4_000)]
    often = [1 / (rank + 1) for rank in range(len(words))]
    for _n in range(COUNT):
        yield " ".join(dice.choices(words, often, k=dice.randint(6, 16)))


def some_answers(course: Course, versions: list[QuestionVersion]) -> None:
    """Twenty quizzes of 100 questions, each taken by a tenth of the learners: 40,000 answers."""
    learners = [User(username=f"benchmark-bank-{n}", password="!") for n in range(LEARNERS)]
    User.objects.bulk_create(learners, BATCH)
    for number in range(20):
        quiz = Quiz.objects.create(course=course, key=f"quiz-{number}", title=f"Quiz {number}")
        asked = versions[100 * number : 100 * number + 100]
        slots = [Slot(quiz=quiz, position=n, question_id=version.question_id) for n, version in enumerate(asked)]
        Slot.objects.bulk_create(slots)
        taken = [
            Attempt(
                quiz=quiz,
                user=user,
                kind="graded",
                state="submitted",
                number=1,
                started_at=timezone.now(),
                max_score=100,
            )
            for user in learners[number % 10 :: 10]
        ]
        answers = [
            Answer(attempt=attempt, position=n, version=version, points=1, fraction=(n + attempt.user_id) % 4 == 0)
            for attempt in Attempt.objects.bulk_create(taken)
            for n, version in enumerate(asked)
        ]
        Answer.objects.bulk_create(answers, BATCH)


if __name__ == "__main__":
    main()
