"""How long 10,000 questions of a GIFT file take into a bank that has 10,000 already, and how much memory.

make bench        or        DATA_DIR=var/bench PYTHONPATH=. DJANGO_SETTINGS_MODULE=… python benchmarks/importing.py
"""

import logging
import random
import resource
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from lessons.models import Course, Lesson
from quizzes.formats import FORMATS
from securityedu.importing import prepare, save
from securityedu.studio.twins import twins_of

COUNT = 10_000
# As long as words of English texts are, and as common: few stand in most sentences.
LETTERS, LENGTHS, WORDS = "abcdefghijklmnopqrstuvwxyz", (2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 11), 4000


def main() -> None:
    logging.disable(logging.INFO)
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        course = Course.objects.create(key="benchmark-import", title="Import", summary="Questions.")
        about = {"title": "Lesson", "body": "Words.", "minutes": 5, "position": 0}
        lesson = Lesson.objects.create(course=course, key="lesson", **about)
        print(f"{connection.vendor}, {COUNT} questions, in GIFT")
        for seed, name in enumerate(("empty bank", "full bank")):
            bring(name, gift(seed), lesson)
        found, taken = timed(lambda: twins_of(course))
        print(f"comparing {2 * COUNT} {taken}, {len(found)} look alike")
        transaction.set_rollback(True)


def bring(name: str, data: bytes, lesson: Lesson) -> None:
    plan, looking = timed(lambda: prepare(FORMATS["gift"].read(data), lesson=lesson))
    count, saving = timed(lambda: save(plan, course=lesson.course, now=timezone.now()))
    alike = sum(bool(each.looks_like) for each in plan.questions)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name:10} looking {looking}, saving {count} {saving}, {alike} look alike, at most {memory} MB", flush=True)


def timed(do: Callable[[], Any]) -> tuple[Any, str]:
    processor, wall = time.process_time(), time.perf_counter()
    found = do()
    return found, f"{time.process_time() - processor:.1f} s of processor, {time.perf_counter() - wall:.1f} s"


def gift(seed: int) -> bytes:
    """Every hundredth question is another with one short word changed."""
    draw = random.Random(seed)
    words = ["".join(draw.choices(LETTERS, k=draw.choice(LENGTHS))) for _word in range(WORDS)]
    common = [1 / (rank + 1) for rank in range(WORDS)]
    asked = [" ".join(draw.choices(words, common, k=draw.randint(6, 18))) for _question in range(COUNT)]
    asked[::100] = [f"{each} of" for each in asked[1::100]]
    return "\n\n".join(f"{each}? {{=yes ~no ~maybe}}" for each in asked).encode()


if __name__ == "__main__":
    main()
