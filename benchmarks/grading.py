"""How long grading takes: 100,000 mixed answers of the shipped bank, pure, without a database.

make bench        or        python benchmarks/grading.py
"""

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django

django.setup()

from lessons.course_files import read_folder
from quizzes.drawing import content_of, lay_out
from quizzes.question_types import type_of
from quizzes.question_types.texts import TEXTS
from securityedu.courses import KINDS

ANSWERS = 100_000
COURSE = Path(__file__).parent.parent / "content" / "european-security"


def main() -> None:
    folder = read_folder(COURSE, KINDS)
    bank = [each.entry for each in folder.of_kind("question").values() if each.entry.type not in TEXTS]
    answers = [answer_to(bank[number % len(bank)], number) for number in range(ANSWERS)]
    contents = [content_of(answer) for answer in answers]
    plain = timed(lambda: [grade(content, answer) for content, answer in zip(contents, answers, strict=True)])
    stored = timed(lambda: [grade(content_of(answer), answer) for answer in answers])
    print(f"{ANSWERS} answers, {len(bank)} questions of {len({question.type for question in bank})} types")
    print(f"grade a loaded content      {plain:.3f} s  {plain / ANSWERS * 1e6:.0f} µs each  1.0")
    print(f"load from JSON, then grade  {stored:.3f} s  {stored / ANSWERS * 1e6:.0f} µs each  {stored / plain:.1f}")


def answer_to(question: Any, number: int) -> Any:
    """As an attempt holds it: the version's JSON, what was drawn, and in two of three cases the right response."""
    data = question.model_dump(mode="json")
    layout = lay_out(data, str(number), 1, shuffle_choices=True)
    answer = SimpleNamespace(version=SimpleNamespace(content=data), layout=layout, response=None)
    if number % 3:
        content = content_of(answer)
        answer.response = type_of(content).correct(content)
    return answer


def grade(content: Any, answer: Any) -> object:
    return type_of(content).grade(content, answer.response)


def timed(job) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
