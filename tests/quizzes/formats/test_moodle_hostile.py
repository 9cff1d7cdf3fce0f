"""Files that nobody should have to trust: a clear sentence, nothing half read, never a crash."""

import re
import tracemalloc
from base64 import b64decode, b64encode
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessons.markup import render_inline
from quizzes.formats.base import MAX_BYTES
from quizzes.formats.moodle_xml import MoodleXml
from quizzes.formats.moodle_xml.reading import READERS
from tests.quizzes.formats.strategies import PICTURE

FORMAT = MoodleXml()
QUESTION = (
    '<question type="truefalse"><name><text>{0}</text></name>'
    '<questiontext format="html"><text>{0}</text></questiontext>'
    '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>'
)


def quiz(inside: str, prologue: str = "") -> bytes:
    return f"{prologue}<quiz>{inside}</quiz>".encode()


def refusal(data: bytes) -> tuple[int, str]:
    """Line and sentence of a file that is refused as a whole."""
    reading = FORMAT.read(data)
    assert (reading.questions, reading.warnings, len(reading.errors)) == ([], [], 1)
    return reading.errors[0].line, reading.errors[0].message


def laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE quiz [<!ENTITY l0 "ha">{entities}]>'


@pytest.mark.parametrize(
    "prologue",
    [
        laughs(),
        '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE quiz [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
        "<!DOCTYPE quiz>",
    ],
)
def test_document_types_and_entities_are_refused(prologue):
    line, message = refusal(quiz(QUESTION.format("&l9;"), f"\n{prologue}"))
    assert (line, message[:41]) == (2, "The file has a document type or entities ")


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"", 0, "The file is empty."),
        (b" \n", 0, "The file is empty."),
        (b"<quiz/>", 0, "The file holds no question."),
        (b"\n<course><quiz/></course>", 2, "This is not Moodle XML: its outermost element is <course>, not <quiz>."),
        (b"::A:: B {T}", 1, "This is not well-formed XML: "),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 0, "This is a picture, not a file with questions."),
        (b'<?xml version="1.0" encoding="klingon"?><quiz/>', 0, "The file says that its encoding is KLINGON, which"),
        (b'<?xml version="1.0" encoding="idna"?><quiz/>', 0, "The file says that its encoding is IDNA, which"),
        (b'<?xml version="1.0" encoding="base64"?><quiz/>', 0, "The file says that its encoding is BASE64, which"),
        ("<quiz>\n\nä</quiz>".encode("cp1252"), 3, "The file says that its encoding is UTF-8, but it holds bytes"),
        (b"\xff\xfe<\x00q", 1, "The file says that its encoding is UTF-16, but it holds"),
    ],
)
def test_what_is_no_moodle_file_is_refused(data, line, message):
    found = refusal(data)
    assert (found[0], found[1][: len(message)]) == (line, message)


def test_a_file_that_breaks_off_gives_nothing():
    whole = quiz(QUESTION.format("A") + "\n" + QUESTION.format("B"))
    assert len(FORMAT.read(whole).questions) == 2
    line, message = refusal(whole[:-20])
    assert line == 2
    assert message.startswith("This is not well-formed XML: ")


def test_a_file_that_is_too_large_is_refused_unread():
    assert (
        refusal(b"<quiz>" + b" " * MAX_BYTES)[1] == "The file is larger than 50 MB. Export fewer categories at a time."
    )


def test_nesting_is_bounded():
    deep = quiz(f'<question type="essay">{"<a>" * 100_000}')
    assert refusal(deep)[1] == "The elements of a question are nested too deeply, or too many."
    assert refusal(b"<quiz>" + b"<a>" * 100_000)[1].startswith("This is not well-formed XML: ")


def test_a_question_of_very_many_elements_is_refused():
    many = quiz(f'<question type="essay">{"<a/>" * 20_000}</question>')
    assert refusal(many)[1] == "The elements of a question are nested too deeply, or too many."


def test_what_stands_outside_of_questions_takes_no_memory():
    data = quiz("<a>b</a>" * 50_000 + QUESTION.format("A"))
    tracemalloc.start()
    try:
        assert len(FORMAT.read(data).questions) == 1
        assert tracemalloc.get_traced_memory()[1] < 6 * len(data)
    finally:
        tracemalloc.stop()


def test_html_that_is_nested_very_deeply_leaves_its_words():
    reading = FORMAT.read(quiz(QUESTION.format("&lt;ul&gt;&lt;li&gt;" * 3_000 + "deep")))
    assert reading.questions[0].data["prompt"].endswith("deep")


def test_very_long_texts_are_refused_with_the_name_of_their_question():
    reading = FORMAT.read(quiz(QUESTION.format("x" * 300_000) + QUESTION.format("B")))
    assert [question.name for question in reading.questions] == ["B"]
    assert reading.errors[0].message == f"“{'x' * 80}”: a text is longer than 200000 characters"


@pytest.mark.parametrize(
    "mark", ["<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "<svg onload=alert(1)>"]
)
@pytest.mark.parametrize("name", ["truefalse", "multichoice", "shortanswer", "match", "ordering", "cloze", "ddwtos"])
def test_script_in_any_field_is_left_out_or_shown_as_text(name, mark):
    text = mark.replace("&", "&amp;").replace("<", "&lt;")
    reading = FORMAT.read(quiz(everything(name, text)))
    for value in _texts([dict(question.data) for question in reading.questions]):
        html = render_inline(value)
        assert "<script" not in html
        assert "<svg" not in html
        assert "onerror=" not in html.replace("&lt;img src=x onerror=", "")


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def everything(name: str, text: str) -> str:
    """A question with this text in every place that any type has, three answers of each kind."""
    words = f"<text>{text}</text>"
    gaps = f"{text} {{1:SA:={text}#{text}}} [[1]]" if name in ("cloze", "ddwtos") else text
    answer = "".join(
        f'<answer fraction="{worth}"><text>{word}</text><feedback>{words}</feedback>'
        f"<tolerance>{text}</tolerance></answer>"
        for worth, word in ((100, f"true{text}"), (0, f"false{text}"), (0, text))
    )
    pair = f"<subquestion>{words}<answer>{words}</answer></subquestion>"
    box = f"<dragbox>{words}<group>{text}</group></dragbox><drag><no>1</no>{words}</drag><drop>{words}</drop>"
    common = f"<generalfeedback>{words}</generalfeedback><hint>{words}</hint><tags><tag>{words}</tag></tags>"
    return (
        f'<question type="{name}"><name>{words}</name><questiontext format="html"><text>{gaps}</text></questiontext>'
        f"{common}<idnumber>{text}</idnumber>{answer * 2}{pair * 3}{box * 3}</question>"
    )


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    FORMAT.read(data)
    FORMAT.read(b"<quiz>" + data + b"</quiz>")


PIECES = [
    "",
    "1",
    "0",
    "-1",
    "1e999",
    "1e45",
    "-1e-45",
    "9" * 55,
    "NaN",
    "abc",
    "{1:SA:=x}",
    "{1:MC:=x~y",
    "[[1]]",
    "[[9]]",
    "{a}",
    "{={a}/0}",
    "<b>",
    "@@PLUGINFILE@@/x.png",
]
NAMES = [
    *("name", "questiontext", "generalfeedback", "answer", "feedback", "text", "hint", "tags", "tag", "idnumber"),
    *("penalty", "defaultgrade", "single", "fraction", "tolerance", "units", "unit", "multiplier", "unit_name"),
    *(
        "subquestion",
        "dragbox",
        "selectoption",
        "group",
        "drag",
        "drop",
        "no",
        "choice",
        "xleft",
        "coords",
        "shape",
    ),
    *(
        "file",
        "dataset_definitions",
        "dataset_definition",
        "minimum",
        "maximum",
        "decimals",
        "gradingtype",
        "choose",
    ),
    *("minwordlimit", "responsetemplate", "noofdrags", "correctanswerlength", "securityedu", "infinite"),
]


def element(random: Random, depth: int = 0) -> str:
    """Drawn by a seed: to draw each of hundreds of pieces takes far longer than to read them."""
    name, fraction = random.choice(NAMES), random.choice(PIECES).replace("<", "")
    inside = random.choice(PIECES).replace("<", "&lt;")
    children = "".join(element(random, depth + 1) for _child in range(random.randint(0, 4) if depth < 3 else 0))
    return f'<{name} fraction="{fraction}" format="html" name="x.png">{inside}{children}</{name}>'


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(READERS)), st.lists(st.integers(0, 2**32), max_size=12))
def test_any_elements_make_a_question_or_an_error(name, seeds):
    inside = "".join(element(Random(seed)) for seed in seeds)
    reading = FORMAT.read(quiz(f'<question type="{name}">{inside}</question>'))
    assert len(reading.questions) + len(reading.errors) == 1


@settings(deadline=None)
@given(st.sampled_from(sorted(READERS)), st.data())
def test_a_question_of_all_parts_and_any_numbers_is_read_or_refused(name, data):
    text = data.draw(st.sampled_from(PIECES)).replace("<", "&lt;")
    reading = FORMAT.read(quiz(everything(name, text)))
    assert len(reading.questions) + len(reading.errors) == 1


_VALUE = re.compile(r'(?<=>)[^<>]*(?=<)|(?<=fraction=")[^"]*')


@pytest.mark.parametrize("version", ["1.9", "2.5", "3.11", "4.4"])
@settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_sample_with_other_values_is_read_or_refused_question_by_question(version, data):
    questions = questions_of(version)
    first = data.draw(st.integers(0, len(questions) - 1))
    text = "".join(questions[first : first + 5])
    places = list(_VALUE.finditer(text))
    for place in sorted(data.draw(st.sets(st.sampled_from(range(len(places))), max_size=12)), reverse=True):
        found = places[place]
        text = text[: found.start()] + data.draw(st.sampled_from(PIECES)).replace("<", "&lt;") + text[found.end() :]
    reading = FORMAT.read(quiz(f"{CATEGORY}{text}"))
    assert len(reading.questions) + len(reading.errors) == text.count("<question ")


CATEGORY = '<question type="category"><category><text>$course$/A</text></category></question>'


@cache
def questions_of(version: str) -> list[str]:
    """All of a sample but its category."""
    found = re.findall(r"<question .*?</question>", sample(version), re.DOTALL)
    return [each for each in found if 'type="category"' not in each]


def sample(version: str) -> str:
    """In UTF-8, with a picture."""
    encoding = "iso-8859-15" if version == "1.9" else "utf-8"
    text = (Path(__file__).parent / "moodle" / f"moodle-{version}.xml").read_text(encoding)
    return text.replace("ISO-8859-15", "UTF-8").replace("@PICTURE@", b64encode(PICTURE).decode())


def test_a_picture_that_is_a_program_is_kept_for_whoever_checks_pictures():
    """A reader hands on bytes and a name that is a key, whatever the file's name was; `pictures.clean` decides."""
    encoded = "TVqQAAMAAAAEAAAA//8AALgAAAA="
    text = '&lt;img src="@@PLUGINFILE@@/../../etc/x y.png"&gt;'
    file = f'<file name="../../etc/x y.png" path="/" encoding="base64">{encoded}</file>'
    reading = FORMAT.read(quiz(QUESTION.format(text).replace("</questiontext>", f"{file}</questiontext>")))
    assert reading.questions[0].files == {"x-y": b64decode(encoded)}
    assert reading.questions[0].data["prompt"] == "![](picture:x-y)"
