"""What is too long is told at once and loses no other question."""

from time import process_time

import pytest

from quizzes.formats import FORMATS, guess

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


@pytest.mark.parametrize("piece", [" ", "\t", "\n", "question,", "Question;answer "])
def test_what_a_long_text_is_is_told_in_no_time(piece):
    began = process_time()
    guess((piece * 100_000).encode(), "")
    assert process_time() - began < 1


@pytest.mark.parametrize("text", ["\t" * 100_000, "1. a\na) " + "*" * 60_000 + "b\nb) c"])
def test_a_numbered_list_of_one_mark_is_read_in_no_time(text):
    began = process_time()
    FORMATS["numbered"].read(text.encode())
    assert process_time() - began < 1.5
