import pytest

from quizzes.formats import FORMATS, guess
from tests.quizzes.question_types.helpers import sample_questions

SAMPLE = sample_questions()["zzsingle"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_told_from_its_own_files(name):
    form = FORMATS[name]
    assert guess(form.write([SAMPLE], {}).content, f"bank{form.suffix}") == name


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Q?\r\nA) a\r\nB) b\r\nANSWER: A\r\n", "x.txt", "aiken"),
        ("Is it {so}? {T}", "x.txt", "gift"),
        ("1. Q?\na) a\n*b) b", "x.txt", "numbered"),
        ("Q?\na) a\n*b) b", "x.txt", "numbered"),
        ("only words", "x.txt", "gift"),
        ("question,answer 1", "x.csv", "csv"),
    ],
)
def test_a_text_tells_its_format(text, name, expected):
    assert guess(text.encode(), name) == expected
    assert guess(text.encode("utf-16"), name) == expected
