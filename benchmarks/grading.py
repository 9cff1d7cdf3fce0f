"""How long grading takes: 10,000 mixed answers of the shipped bank, pure, without a database.

make bench        or        python benchmarks/grading.py
"""

import time
from pathlib import Path

import django

django.setup()

from lessons.course_files import read_folder
from quizzes.question_types import load_content, type_of
from securityedu.courses import KINDS

ANSWERS = 10_000
COURSE = Path(__file__).parent.parent / "content" / "european-security"


def main() -> None:
    folder = read_folder(COURSE, KINDS)
    contents = [located.entry.model_dump(mode="json") for located in folder.of_kind("question").values()]
    jobs = []
    for number in range(ANSWERS):
        data = contents[number % len(contents)]
        content = load_content(data)
        jobs.append((data, content, type_of(content).correct(content) if number % 3 else None))
    plain = timed(lambda: [type_of(content).grade(content, answer) for _data, content, answer in jobs])
    stored = timed(lambda: [grade_stored(data, answer) for data, _content, answer in jobs])
    print(f"{ANSWERS} answers, {len(contents)} questions of {len({data['type'] for data in contents})} types")
    print(f"grade a loaded content      {plain:.3f} s  {plain / ANSWERS * 1e6:.0f} µs each  1.0")
    print(f"load from JSON, then grade  {stored:.3f} s  {stored / ANSWERS * 1e6:.0f} µs each  {stored / plain:.1f}")


def grade_stored(data: dict, answer: object) -> object:
    """As a submit does it: the version's JSON, then grading."""
    content = load_content(data)
    return type_of(content).grade(content, answer)


def timed(job) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
