from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from lessons.course_files import Folder, Located, parse, read_folder
from lessons.course_text import canonical, canonical_file, evidence_lines, folder_files, plain
from lessons.schema import COURSE, FIGURE, LESSON, PAGE, SOURCE, TERM, CourseEntry, LessonEntry, SourceEntry, TermEntry
from lessons.text import normalise
from quizzes.question_types import TYPES
from quizzes.schema import QUESTION, QUIZ, QuizEntry
from securityedu.courses import KINDS
from tests.lessons.helpers import folder_of
from tests.samples import FILES

AWKWARD = [
    *("NO", "no", "yes", "true", "False", "null", "~", "Null", "", "=", "<<", "---", "...", "-", "?", ":", "|", ">"),
    *("12:30", "1:2:3", "5", "-5", "+5", "0o17", "0x1F", "1e3", "1.5", ".5", ".inf", ".NaN", "1_000", "2026-06-30"),
    *("2026-06-30T10:00:00Z", "a: b", "a:b", "a #b", "#a", "- a", "? a", ": a", "% a", "@a", "`a`", "!a", "!!str a"),
    *("&a", "*a", "*a*", "[a]", "{a}", "a, b", "'", '"', "''", "'a'", '"a"', "it's", 'say "a"', "\\", "a\\nb", "a\tb"),
    *(" a", "a ", "  a  b  ", "a\nb", "a\n\nb", "a\n  b\n c", "a\n- b\n- c", "a\n# b"),
    *("---\na\n---", "a\n---\nb", "- a\n- b"),
    *("Türkiye", "Tu\u0308rkiye", "日本語", "😀 👩‍👩‍👧", "a\u00a0b", "a\u2028b"),
    *("a\u2028b\nc", "\ufeffa", "a\u200bb", "\u202eabc"),
    *("a\r\nb", "x" * 5000, "word " * 2000, "a\n" * 300, "|\na", ">\na", "%YAML 1.1"),
    *("key: |\n  text", "\u3000a", "a:", "a: ", ":a"),
]  # fmt: skip
TEXTS = st.text(max_size=60) | st.text(" \n:'\"#-|>ab", max_size=30)
LINES = TEXTS.filter(lambda text: len(text) <= 200)


def accepted(model, **fields):
    try:
        return model.model_validate(fields)
    except ValidationError:
        return None


def read_back(kind, text: str, name: str) -> list:
    problems: list = []
    found = [located.entry for _key, located in parse(kind, text, name, problems)]
    assert problems == []
    return found


def stays(kind, entry, name: str) -> None:
    """Reading what was written gives the same object, and writing that gives the same text."""
    text = canonical_file(kind, [entry])
    assert read_back(kind, text, name) == [entry]
    assert canonical_file(kind, read_back(kind, text, name)) == text
    assert text.endswith("\n") and not text.endswith("\n\n") and "\r" not in text
    assert text.isprintable() or normalise(text) + "\n" == text


def every(values):
    """An explicit example of each value, besides those that hypothesis finds."""

    def decorate(test):
        for value in values:
            test = example(value)(test)
        return test

    return decorate


@every(AWKWARD)
@given(TEXTS)
def test_canonical_of_any_text_reads_back_the_same(text):
    entry = accepted(TermEntry, key="a", term="A", definition=text, also=[text, "b"])
    if entry is not None:
        stays(TERM, entry, "terms.yaml")


@pytest.mark.parametrize("text", [text for text in AWKWARD if normalise(text)])
def test_awkward_text_is_accepted(text):
    assert accepted(TermEntry, key="a", term="A", definition=text).definition == normalise(text)


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x80", "\x9f", "\ufffe", "\uffff"])
def test_text_with_control_character_is_refused(sign):
    assert accepted(TermEntry, key="a", term="A", definition=f"a{sign}b") is None


@given(LINES, TEXTS, st.dates() | st.none(), st.booleans())
def test_canonical_of_a_course_reads_back_the_same(title, summary, as_of, open_to_guests):
    entry = accepted(CourseEntry, title=title, summary=summary, as_of=as_of, open_to_guests=open_to_guests)
    if entry is not None:
        stays(COURSE, entry, "course.yaml")


@every(AWKWARD)
@given(TEXTS)
def test_canonical_of_a_lesson_reads_back_the_same(text):
    fields = {"title": text[:200], "minutes": 5, "objectives": [{"key": "a", "text": text}]}
    entry = accepted(LessonEntry, **fields, body=text)
    if entry is not None:
        stays(LESSON, entry, "lessons/a.md")


@given(TEXTS, LINES, st.sampled_from(["official", "secondary"]))
def test_canonical_of_a_source_reads_back_the_same(text, day, kind):
    fields = {"key": "a", "title": text, "publisher": text, "date": day, "kind": kind, "read_at": text}
    entry = accepted(SourceEntry, **fields, url="https://example.org/a?b=c#d")
    if entry is not None:
        stays(SOURCE, entry, "sources.yaml")


DECIMALS = st.decimals(-1, 1, places=7, allow_nan=False, allow_infinity=False)


@given(TEXTS, DECIMALS)
def test_canonical_of_a_question_reads_back_the_same(text, fraction):
    common = {"key": "a", "objective": "b", "prompt": "P", "explanation": text}
    answers = [{"text": "x"}, {"text": f"y {text}", "fraction": fraction, "feedback": text}]
    entry = accepted(TYPES["short_answer"].content, **common, type="short_answer", answers=answers)
    if entry is not None:
        stays(QUESTION, entry, "questions/a.yaml")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5", "5"),
        ("5.0", "5"),
        ("5.50", "5.5"),
        ("500", "500"),
        ("5E+2", "500"),
        ("1E-7", "0.0000001"),
        ("-0.5", "-0.5"),
        ("0.00", "0"),
        ("1.23456789012345678901234567890123456789", "1.23456789012345678901234567890123456789"),
        ("9" * 40, "9" * 40),
    ],
)
def test_canonical_number_has_all_its_digits_and_no_more(value, text):
    common = {"key": "a", "objective": "b", "prompt": "P", "explanation": "E", "type": "numerical"}
    entry = TYPES["numerical"].content.model_validate({**common, "answers": [{"value": value}]})
    assert f"answers:\n- value: {text}\n" in canonical(entry)
    stays(QUESTION, entry, "questions/a.yaml")


@pytest.mark.parametrize(
    ("given_time", "text"),
    [
        ("2026-09-01T08:00:00Z", "2026-09-01T08:00:00Z"),
        ("2026-09-01T08:00:00+00:00", "2026-09-01T08:00:00Z"),
        ("2026-09-01T10:00:00+02:00", "2026-09-01T08:00:00Z"),
        ("2026-08-31T23:30:00.250000-08:30", "2026-09-01T08:00:00.250000Z"),
    ],
)
def test_canonical_time_is_in_utc(given_time, text):
    entry = QuizEntry.model_validate({"title": "T", "opens_at": given_time, "slots": [{"question": "a"}]})
    assert canonical(entry) == f"title: T\nopens_at: {text}\nslots:\n- question: a\n"
    stays(QUIZ, entry, "quizzes/a.yaml")


def test_canonical_day_is_a_plain_date():
    entry = CourseEntry(title="T", summary="S", as_of=date(2026, 6, 30))
    assert canonical(entry) == "title: T\nsummary: S\nas_of: 2026-06-30\n"


def test_canonical_leaves_out_what_equals_the_default_and_keeps_what_is_required():
    slots = [{"question": "a", "points": "1.00", "count": 1}, {"draw": {"lesson": "b", "use": "quiz"}, "count": 2}]
    entry = QuizEntry.model_validate({"title": "T", "graded": True, "attempts": 0, "reveal": "at_once", "slots": slots})
    assert canonical(entry) == (
        "title: T\nreveal: at_once\nslots:\n- question: a\n- draw:\n    lesson: b\n  count: 2\n"
    )


def test_canonical_puts_keys_in_the_order_of_the_format():
    text = "- {explanation: E, evidence: [a#b], answer: false, prompt: P, type: true_false, objective: o, key: k}\n"
    (entry,) = read_back(QUESTION, text, "questions/a.yaml")
    assert canonical_file(QUESTION, [entry]) == (
        "- key: k\n  type: true_false\n  objective: o\n  prompt: P\n  answer: false\n"
        "  explanation: E\n  evidence:\n  - a#b\n"
    )


def test_canonical_lesson_is_front_matter_and_text():
    entry = LessonEntry(title="T", minutes=3, body="One\n\nTwo")
    assert canonical(entry) == "---\ntitle: T\nminutes: 3\n---\nOne\n\nTwo\n"


def test_canonical_text_of_several_lines_is_a_block():
    entry = TermEntry(key="a", term="A", definition="One\n  two\n\nthree")
    assert canonical(entry) == "key: a\nterm: A\ndefinition: |-\n  One\n    two\n\n  three\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [("NO", "NO"), ("yes", "yes"), ("true", "'true'"), ("12", "'12'"), ("null", "'null'"), ("a: b", "'a: b'")],
)
def test_canonical_text_is_quoted_only_where_yaml_1_2_needs_it(text, written):
    assert canonical(TermEntry(key="a", term=text, definition="D")) == f"key: a\nterm: {written}\ndefinition: D\n"


def test_canonical_list_has_an_empty_line_between_objects():
    entries = [TermEntry(key=key, term=key, definition="D") for key in ("b", "a")]
    assert canonical_file(TERM, entries) == (
        "- key: b\n  term: b\n  definition: D\n\n- key: a\n  term: a\n  definition: D\n"
    )


def test_plain_keeps_numbers_and_days_as_they_are():
    slot = QuizEntry.model_validate({"title": "T", "slots": [{"question": "a", "points": "2.5"}]})
    assert plain(slot) == {"title": "T", "slots": [{"question": "a", "points": Decimal("2.5")}]}


def test_evidence_lines_are_sorted():
    evidence = {("b", "x#y"): "2" * 16, ("a", "x#z"): "1" * 16, ("a", "x#a"): "0" * 16}
    assert evidence_lines(evidence) == f"a x#a {'0' * 16}\na x#z {'1' * 16}\nb x#y {'2' * 16}\n"


def test_folder_in_canonical_form_has_the_same_files_and_objects(tmp_path):
    folder = folder_of(tmp_path)
    texts = folder_files(folder, KINDS)
    assert sorted(texts) == sorted(FILES)
    again = write(tmp_path / "again" / "sample", texts)
    assert {key: found.entry for key, found in again.objects.items()} == {
        key: found.entry for key, found in folder.objects.items()
    }
    assert folder_files(again, KINDS) == texts


def test_folder_writes_lists_by_position_and_evidence_only_when_there_is_some():
    entries = {key: TermEntry(key=key, term=key, definition="D") for key in "abc"}
    folder = Folder("x", {("term", key): Located(entry, "", 1, "bca".index(key)) for key, entry in entries.items()})
    assert folder_files(folder, KINDS) == {"terms.yaml": canonical_file(TERM, [entries[key] for key in "bca"])}
    folder.evidence["q", "l#p"] = "0" * 16
    assert folder_files(folder, KINDS)["evidence.lock"] == f"q l#p {'0' * 16}\n"


@pytest.mark.parametrize(
    ("kind", "name"),
    [(COURSE, "course.yaml"), (PAGE, "introduction.md"), (FIGURE, "figures/years.yaml"), (LESSON, "lessons/first.md")],
)
def test_sample_object_reads_back_the_same(kind, name):
    (entry,) = read_back(kind, FILES[name], name)
    assert read_back(kind, canonical_file(kind, [entry]), name) == [entry]


def write(root: Path, texts: dict[str, str]) -> Folder:
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    return read_folder(root, KINDS)
