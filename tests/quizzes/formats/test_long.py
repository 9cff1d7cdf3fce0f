"""What is too long is told at once and loses no other question."""

import pytest

from quizzes.formats import FORMATS

LINES = "=a -> b\n" * 100_000


@pytest.mark.parametrize(
    ("name", "long", "good"),
    [
        ("gift", f"Q {{\n{LINES}}}", "Q {T}"),
        ("aiken", "a" * 300_000, "Q?\nA) a\nB) b\nANSWER: A"),
        ("numbered", f"1. Q?\na) b\n{LINES}", "2. Q?\n*a) b\nb) c"),
        ("numbered", f"1. {'a ' * 200_000}", "2. Q?\n*a) b\nb) c"),
    ],
)
def test_a_question_that_is_too_long_is_told(name, long, good):
    reading = FORMATS[name].read(f"{long}\n\n{good}".encode())
    assert [(note.line, "too long" in note.message) for note in reading.errors] == [(1, True)]
    assert len(reading.questions) == 1
