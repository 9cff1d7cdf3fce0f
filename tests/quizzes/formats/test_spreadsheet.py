import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from accounts.tables import to_csv, to_xlsx
from quizzes.formats.spreadsheet import CSV, SPREADSHEET
from quizzes.formats.workbook import MAX_STYLE_TAGS, MAX_TAGS, MAX_UNPACKED
from tests.quizzes.question_types.helpers import choices, content

HEADER = ["Question", "Answer 1", "Answer 2", "Answer 3", "Answer 4", "Time limit (sec)", "Correct answer(s)"]
ROWS = [
    ["What is NATO?", "An alliance", "A bank", "", "", 20, 1],
    ["Which are Allies?", "France", "Austria", "Italy", "Malta", 30, "1,3"],
    ["It was founded in 1949.", "True", "False", "", "", 20, "1"],
]


def workbook(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def right(data) -> list[str]:
    return [choice["text"] for choice in data["choices"] if choice.get("correct")]


@pytest.mark.parametrize("data", [workbook([HEADER, *ROWS]), to_csv([HEADER, *ROWS]), to_xlsx([HEADER, *ROWS])])
def test_a_table_of_questions(data):
    reading = SPREADSHEET.read(data)
    single, multiple, truth = reading.questions
    assert (reading.errors, single.line, single.data["type"], right(single.data)) == (
        [],
        2,
        "single_choice",
        ["An alliance"],
    )
    assert len(single.data["choices"]) == 2
    assert (multiple.data["type"], right(multiple.data)) == ("multiple_response", ["France", "Italy"])
    assert truth.data == {"type": "true_false", "prompt": "It was founded in 1949.", "answer": True}
    assert [note.line for note in reading.warnings] == [1]


def test_the_template_of_kahoot_has_rows_above_and_numbers_beside():
    above = [["", "Quiz template"], [], ["", "Add questions below"], [], []]
    header = [
        "",
        "Question - max 120 characters",
        *(f"Answer {number} - max 75 characters" for number in range(1, 5)),
        "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
        "Correct answer(s) - choose at least one",
    ]
    rows = [[number, *row] for number, row in enumerate(ROWS, start=1)]
    for pack in (workbook, to_csv):
        reading = SPREADSHEET.read(pack([*above, header, *rows, [4], [5, "", "", ""]]))
        assert (reading.errors, len(reading.questions)) == ([], 3)
    assert [found.line for found in SPREADSHEET.read(workbook([*above, header, *rows])).questions] == [7, 8, 9]


@pytest.mark.parametrize(
    ("told", "places"),
    [
        ("1,3", [0, 2]),
        ("1.3", [0, 2]),
        (1.3, [0, 2]),
        (3.0, [2]),
        ("A; C", [0, 2]),
        ("1 and 3", [0, 2]),
        ("b", [1]),
        ("1,1", [0]),
    ],
)
def test_right_answers_are_numbers_or_letters(told, places):
    (found,) = SPREADSHEET.read(workbook([HEADER, ["Q", "a", "b", "c", "d", 20, told]])).questions
    assert [place for place, choice in enumerate(found.data["choices"]) if choice.get("correct")] == places


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["", "a", "b", "", "", 20, "1"], "question is missing"),
        (["Q", "a", "", "", "", 20, "1"], "less than two"),
        (["Q", "a", "b", "", "", 20, ""], "right answers are missing"),
        (["Q", "a", "b", "", "", 20, "first"], "right answers are missing"),
        (["Q", "a", "b", "", "", 20, "4"], "not there"),
        (["Q", "=1+1", "b", "", "", 20, "1"], "formula"),
    ],
)
def test_a_bad_row_is_told_and_loses_no_other(row, words):
    reading = SPREADSHEET.read(workbook([HEADER, row, ROWS[0]]))
    (note,) = reading.errors
    assert (note.line, words in note.message) == (2, True)
    assert [found.line for found in reading.questions] == [3]


def test_formulas_are_texts_in_csv_and_never_run_on_the_way_out():
    text = b"Question,Answer 1,Answer 2,Correct\nQ,=1+1,@x,1\n"
    (found,) = CSV.read(text).questions
    question = content("single_choice", prompt="=HYPERLINK(1)", choices=choices("a", "b"))
    assert [choice["text"] for choice in found.data["choices"]] == [r"\=1+1", "@x"]
    assert b"'=HYPERLINK(1)" in CSV.write([question]).content
    assert SPREADSHEET.read(SPREADSHEET.write([question]).content).questions[0].data["prompt"] == r"\=HYPERLINK(1)"


def test_what_is_no_table_is_refused():
    def refusal(data):
        (note,) = SPREADSHEET.read(data).errors
        assert note.line == 0
        return note.message

    assert "No row names the columns" in refusal(b"a,b,c\n1,2,3\n")
    assert "No row names the columns" in refusal(workbook([[]]))
    assert "old kind" in refusal(b"\xd0\xcf\x11\xe0" + b"x" * 100)
    assert "can't be read" in refusal(b"PK\x03\x04" + b"x" * 100)
    assert "can't be read" in refusal(workbook([HEADER])[:-30])
    assert "isn't text" in refusal(b"Question\x00")
    assert "50 MB" in refusal(b"PK\x03\x04" + b"x" * 50_000_000)


def test_a_bomb_is_not_unpacked():
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (MAX_UNPACKED + 1))
    (note,) = SPREADSHEET.read(target.getvalue()).errors
    assert note.message == "The workbook unpacks to more than 60 MB."


def changed(part: str, change) -> bytes:
    """A workbook with one of its parts changed."""
    target = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(workbook([HEADER, *ROWS]))) as book,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in book.namelist():
            text = book.read(name)
            archive.writestr(name, change(text) if name.endswith(part) else text)
    return target.getvalue()


def test_entities_are_not_expanded():
    (note,) = SPREADSHEET.read(changed("sheet1.xml", lambda text: b'<!DOCTYPE x [<!ENTITY a "b">]>' + text)).errors
    assert "can't be read" in note.message


@pytest.mark.parametrize(
    ("part", "end", "tag", "count"),
    [
        ("sheet1.xml", b"</row>", b"<c/>", MAX_TAGS),
        ("styles.xml", b"</cellXfs>", b"<xf/>", MAX_STYLE_TAGS),
    ],
)
def test_a_few_kilobytes_of_which_millions_of_objects_would_be_made_are_not_parsed(part, end, tag, count):
    bomb = changed(part, lambda text: text.replace(end, tag * count + end, 1))
    (note,) = SPREADSHEET.read(bomb).errors
    assert (len(bomb) < 40_000, note.message) == (True, "The workbook holds too much. Please split it into several.")


def test_more_rows_than_a_table_may_have_are_refused():
    data = b"Question,Answer 1,Answer 2,Correct\n" + b"Q,a,b,1\n" * 20_001
    (note,) = CSV.read(data).errors
    assert "20000 rows" in note.message


def test_answers_beyond_four_have_columns_too():
    question = content("single_choice", choices=choices(*"abcdefghijk"))
    (found,) = SPREADSHEET.read(SPREADSHEET.write([question]).content).questions
    assert len(found.data["choices"]) == 11


def test_three_of_four_may_be_right():
    (question,) = SPREADSHEET.read(workbook([HEADER, ["Which?", "a", "b", "c", "d", 20, "1,2,4"]])).questions
    assert [choice["fraction"] for choice in question.data["choices"]] == [
        "0.3333333",
        "0.3333333",
        "-1",
        "0.3333333",
    ]
