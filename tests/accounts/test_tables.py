"""Tables as spreadsheets write them, and as spreadsheets must be able to read ours without running anything."""

import csv
import gc
import io
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.tables import TableError, neutral, read_table, to_csv, to_xlsx


def read(data, at_most=100):
    table = read_table(data if isinstance(data, bytes) else data.encode(), at_most=at_most)
    return table.header, [row.cells for row in table.rows]


def lines(text):
    return [row.line for row in read_table(text.encode(), at_most=100).rows]


TWO = (("name", "e-mail"), [("Zoë Müller", "zoe@example.org")])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_table_of_any_spreadsheet_is_read(encoding, delimiter, end):
    text = end.join(delimiter.join(row) for row in (TWO[0], *TWO[1])) + end
    assert read(text.encode(encoding)) == TWO


def test_delimiter_is_told_by_the_header_not_by_the_rows():
    assert read("name;note\nA;one, two, three, four\n") == (("name", "note"), [("A", "one, two, three, four")])


def test_delimiter_inside_quotes_of_the_header_does_not_count():
    assert read('"name, first, and last";mail\nA;B\n')[0] == ("name, first, and last", "mail")


def test_delimiter_that_excel_names_is_taken():
    assert read("sep=;\nname;mail\nA;B\n") == (("name", "mail"), [("A", "B")])


def test_quotes_hold_delimiters_quotes_and_lines():
    assert read('name,note\n"Doe, ""J""","a\nb"\n') == (("name", "note"), [('Doe, "J"', "a\nb")])


def test_rows_that_are_ragged_are_filled_up_and_cut_where_empty():
    assert read("a,b,,\n1\n1,2,,,\n1,2,3\n") == (("a", "b"), [("1", ""), ("1", "2"), ("1", "2", "3")])


def test_blank_lines_are_left_out_and_count_as_lines():
    assert lines('\n\nname,x\n\n  ,\nA,\n"B\nb",\n\nC,\n') == [6, 7, 10]


def test_lines_are_counted_where_the_delimiter_is_named():
    assert lines("sep=;\nname;x\nA;\n") == [3]


@pytest.mark.parametrize("text", ["", "\n \n", ",,,\n"])
def test_table_that_is_empty_has_no_header(text):
    assert read(text) == ((), [])


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"name\nA\nB\x00\n", 3),
        (b"name\nA\n\x81\n", 3),
        (b"\xef\xbb\xbfname\n\xff\n", 2),
        (b"\xff\xfen\x00\n\x00\x00\xd8", 2),
        ("name\nÄ\n".encode("utf-16-le"), 1),
        (b'name,x\nA,"open\nB,\nC,\n', 2),
        (b'name,x\nA,\n"B"b,\n', 3),
    ],
    ids=["NUL", "no encoding", "not UTF-8", "half a pair", "UTF-16 without mark", "open quote", "quote inside"],
)
def test_table_that_cannot_be_read_says_in_which_line(data, line):
    with pytest.raises(TableError) as refused:
        read(data)
    assert refused.value.line == line
    assert str(refused.value).startswith(f"Line {line}: ")


@pytest.mark.parametrize("data", [b"PK\x03\x04...", b"\xd0\xcf\x11\xe0\xa1"])
def test_workbook_is_refused_with_a_hint(data):
    with pytest.raises(TableError, match="workbook.*Save it as “CSV UTF-8”"):
        read(data)


def test_table_with_as_many_rows_as_allowed_is_read():
    assert len(read("name\n" + "A\n" * 100)[1]) == 100


def test_table_with_more_rows_is_refused_without_reading_on():
    with pytest.raises(TableError, match="more than 100 rows"):
        read("name\n" + "A\n" * 101 + '"never closed')


@given(st.binary())
def test_bytes_of_any_kind_are_read_or_refused(data):
    try:
        table = read_table(data, at_most=50)
    except TableError as error:
        assert str(error)
    else:
        assert all(len(row.cells) >= len(table.header) for row in table.rows)


DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "−1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "  =1",
    "\t=1",
    "\r\n=1",
    "\u200b=1",
    "\ufeff=1",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("cell", ["a=1", "", "'=1", "Zoë", -1, -1.5, Decimal("-2.5"), None, True])
def test_cell_that_is_harmless_stays(cell):
    assert neutral(cell) is cell


def test_csv_opens_in_excel_as_utf_8():
    assert to_csv([["Zoë"]]) == b"\xef\xbb\xbf" + "Zoë\r\n".encode()


NOON = datetime(2026, 9, 1, 12, 0, 30, 5, tzinfo=timezone(timedelta(hours=2)))
ROW = [gettext_lazy("learner"), -1, Decimal("-2.5"), None, NOON, "=1+1"]


def test_csv_keeps_numbers_and_neutralises_text():
    assert to_csv([ROW]).decode("utf-8-sig") == "learner,-1,-2.5,,2026-09-01 10:00:30,'=1+1\r\n"


def sheet_of(data):
    return [list(row) for row in load_workbook(io.BytesIO(data)).active.iter_rows()]


def test_xlsx_keeps_numbers_and_dates_and_holds_no_formula():
    row = sheet_of(to_xlsx([ROW]))[0]
    moment = NOON.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    assert [cell.value for cell in row] == ["learner", -1, -2.5, None, moment, "'=1+1"]
    assert "f" not in {cell.data_type for cell in row}


def test_xlsx_of_rows_that_break_off_leaves_no_sheet_behind():
    def rows():
        yield ["a"]
        raise LookupError

    with pytest.raises(LookupError):
        to_xlsx(rows())
    with pytest.MonkeyPatch.context() as patch:
        unheard = []
        patch.setattr("sys.unraisablehook", unheard.append)
        gc.collect()
        assert unheard == []


def test_xlsx_takes_characters_that_it_cannot_hold():
    assert sheet_of(to_xlsx([["a\x00b\x1fc"]]))[0][0].value == "a\ufffdb\ufffdc"


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_export_of_any_text_holds_no_cell_that_runs(rows):
    read_back = csv.reader(io.StringIO(to_csv(rows).decode("utf-8-sig"), newline=""))
    for cell in (cell for row in read_back for cell in row):
        assert not cell.strip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


word = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1)


@given(st.lists(st.tuples(word, word)))
def test_export_can_be_read_again(rows):
    table = read_table(to_csv([("name", "mail"), *rows]), at_most=1_000)
    assert [row.cells for row in table.rows] == [tuple(neutral(cell) for cell in row) for row in rows]
