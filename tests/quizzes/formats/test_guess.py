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
        ("Question\tAnswer 1\tAnswer 2\tCorrect answers\nWet?\tSea\tSand\t1", "", "csv"),
        ("Question - max 120 characters;Answer 1 - max 75;Answer 2;Correct\n1. Wet {or not}?;Sea;Sand;1", "", "csv"),
        ("Frage,Antwort 1,Antwort 2,Richtige\nNass?,Meer,Sand,1", "", "csv"),
        ("Wet?\tSea\tSand\t1", "", "csv"),
        ("::Question 1:: Is it, answer a or b? {=a ~b}", "", "gift"),
        ("1.\tWet?\na)\tSea\n*b)\tSand", "", "numbered"),
    ],
)
def test_a_text_tells_its_format(text, name, expected):
    assert guess(text.encode(), name) == expected
    assert guess(text.encode("utf-16"), name) == expected


@pytest.mark.parametrize(
    "text",
    [
        '<?latexml class="article"?>\n<quiz></quiz>',
        '\n\n <?xml version="1.0"?><quiz/>',
        "<!-- from somewhere --><quiz>{T}</quiz>",
        '<question type="truefalse">{a}</question>',
        "<!DOCTYPE quiz><quiz/>",
    ],
)
def test_xml_is_moodle_s_however_it_begins(text):
    assert guess(text.encode(), "x.txt") == "moodle_xml"


def test_xml_in_utf_16_without_a_mark_is_xml():
    assert guess("<quiz/>".encode("utf-16-le"), "x") == guess("<quiz/>".encode("utf-16-be"), "x") == "moodle_xml"
