"""How long grading takes: 100,000 mixed answers, pure, without a database. Fails when it takes longer than LIMIT.

Once for the shipped bank, and once for every type as often as any other.

make bench        or        python benchmarks/grading.py
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django

django.setup()

from lessons.course_files import read_folder
from quizzes.drawing import content_of, lay_out
from quizzes.question_types import RECIPES, TYPES, type_of
from quizzes.question_types.texts import TEXTS
from securityedu.courses import KINDS
from tests.samples import DRAWN, write_course

ANSWERS = 100_000
LIMIT = 10.0  # seconds of one core
COURSE = Path(__file__).parent.parent / "content" / "european-security"


def main() -> int:
    shipped = bank_of(COURSE)
    with tempfile.TemporaryDirectory() as root:
        samples = bank_of(write_course(Path(root), DRAWN))
    each_type = list({question.type: question for question in samples}.values())
    assert {question.type for question in each_type} == TYPES.keys() | RECIPES.keys()
    took = [measure("the shipped bank", shipped, shipped), measure("every type alike", each_type, samples)]
    return int(max(took) > LIMIT)


def bank_of(course: Path) -> list[Any]:
    folder = read_folder(course, KINDS)
    assert not folder.problems, folder.problems
    return [each.entry for each in folder.of_kind("question").values() if each.entry.type not in TEXTS]


def measure(name: str, questions: Sequence[Any], bank: Sequence[Any]) -> float:
    """Seconds for ANSWERS answers, the same number for each question; recipes draw from the bank."""
    answers = [answer_to(question, bank, number) for number, question in enumerate(islice(cycle(questions), ANSWERS))]
    contents = [content_of(answer) for answer in answers]
    plain = timed(lambda: [grade(content, answer) for content, answer in zip(contents, answers, strict=True)])
    stored = timed(lambda: [grade(content_of(answer), answer) for answer in answers])
    print(f"{name}: {ANSWERS} answers, {len(questions)} questions of {len({each.type for each in questions})} types")
    print(f"grade a loaded content      {plain:.3f} s  {plain / ANSWERS * 1e6:.0f} µs each  1.0")
    print(f"load from JSON, then grade  {stored:.3f} s  {stored / ANSWERS * 1e6:.0f} µs each  {stored / plain:.1f}")
    return plain


def answer_to(question: Any, bank: Sequence[Any], number: int) -> Any:
    """As an attempt holds it: the version's JSON, what was drawn, and in two of three cases the right response."""
    data = question.model_dump(mode="json")
    recipe = RECIPES.get(question.type)
    drawn_from = [each for each in bank if recipe and (each.type, each.use) == (recipe.draws_from, question.use)]
    layout = lay_out(data, str(number), 1, shuffle_choices=True, bank=drawn_from)
    answer = SimpleNamespace(version=SimpleNamespace(content=data), layout=layout, response=None)
    if number % 3:
        content = content_of(answer)
        answer.response = type_of(content).correct(content)
    return answer


def grade(content: Any, answer: Any) -> object:
    return type_of(content).grade(content, answer.response)


def timed(job) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
