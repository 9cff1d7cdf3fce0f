import pytest

from quizzes.formats.aiken import Aiken

TEXT = """What is **this** <b>here</b>?
A) a
B. an answer
ANSWER: B

Second?
A) one

B) two
C)three
ANSWER:C
"""


def read(text: str):
    return Aiken().read(text.encode())


def errors(text: str) -> list[tuple[int, str]]:
    return [(note.line, note.message) for note in read(text).errors]


def test_questions_have_choices_and_one_right_answer():
    first, second = read(TEXT).questions
    assert (first.line, second.line) == (1, 6)
    assert first.data == {
        "type": "single_choice",
        "prompt": r"What is \*\*this\*\* \<b>here\</b>?",
        "choices": [{"key": "a", "text": "a"}, {"key": "b", "text": "an answer", "correct": True}],
    }
    assert [choice["text"] for choice in second.data["choices"]] == ["one", "two", "three"]
    assert second.data["choices"][2]["correct"] is True


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("A) one\nB) two\nANSWER: A", 1, "before its question"),
        ("ANSWER: A", 1, "before its question"),
        ("Q?\nA) one\nANSWER: A", 3, "less than two choices"),
        ("Q?\nA) one\nB) two\nANSWER: C", 4, "none of the choices"),
        ("Q?\nA) one\nB) two\nANSWER:", 4, "none of the choices"),
        ("Q?\nA) one\nB) two\nAnswer: A", 1, "not complete"),
        ("Q?\nA) one\nB) two", 1, "not complete"),
    ],
)
def test_a_bad_question_is_told_with_its_line_and_loses_no_other(text, line, words):
    reading = read(f"{text}\n\n{TEXT}")
    assert (reading.errors[0].line, words in reading.errors[0].message) == (line, True)
    assert len(reading.questions) == 2


def test_only_the_first_letter_of_an_answer_is_read_and_that_is_told():
    reading = read("Q?\nA) one\nB) two\nANSWER: A, B")
    assert [note.line for note in reading.warnings] == [4]
    assert reading.questions[0].data["choices"][0]["correct"] is True
