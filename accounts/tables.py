"""Tables that people bring and take away: CSV as spreadsheets really write it, and XLSX. Pure."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

DELIMITERS = ",;\t"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how XLSX, ODS and the old XLS begin
# What a spreadsheet would take for a formula, in whatever width and after whatever it skips.
FORMULA = re.compile(r"[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@\u2212\uff1d\uff0b\uff0d\uff20]")


class TableError(ValueError):
    """This can't be read as a table. `str()` is a sentence for the person who brought it, with the line if known."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(_("Line %(line)d: %(message)s") % {"line": line, "message": message} if line else message)
        self.line = line


@dataclass(frozen=True)
class Row:
    """The cells of one row, without spaces around them; the line, from 1, is where it begins in the file."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`rows` are as wide as the header, or wider where something stands beyond it. Blank lines are left out."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(data: bytes, *, at_most: int) -> Table:
    """Reads CSV with a header. Raises TableError, also as soon as there are more than `at_most` rows."""
    return parse_table(decode(data), at_most=at_most)


def decode(data: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else Windows-1252, which is what Excel's plain "CSV" is."""
    if data.startswith(WORKBOOKS):
        raise TableError(_("This is a workbook, not a CSV file. Save it as “CSV UTF-8” in your spreadsheet first."))
    if data.startswith(UTF_16):
        return _decoded(data, "utf-16")
    if data.startswith(codecs.BOM_UTF8):
        return _decoded(data.removeprefix(codecs.BOM_UTF8), "utf-8")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _decoded(data, "cp1252")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TableError(_("a character can't be read. Save the file as “CSV UTF-8” and try again."), line) from error


def parse_table(text: str, *, at_most: int) -> Table:
    """The same from text, such as one that was pasted."""
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise TableError(_("this isn't text. Save the file as “CSV UTF-8” and try again."), line)
    rows = _rows(text)
    header = _header(rows)
    found: list[Row] = []
    for row in rows:
        if len(found) == at_most:
            raise TableError(_("This has more than %d rows. Please split it into several.") % at_most)
        found.append(_as_wide(row, len(header)))
    return Table(header, tuple(found))


def _rows(text: str) -> Iterator[Row]:
    """Every row that holds anything, with the cells that it has."""
    delimiter, skip = _delimiter(text)
    lines = io.StringIO(text, newline="")
    for _skipped in range(skip):
        lines.readline()
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = skip + reader.line_num + 1
        try:
            cells = tuple(cell.strip() for cell in next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(_("a quotation mark is not closed, or stands where none may be."), line) from error
        if any(cells):
            yield Row(line, cells)


def _delimiter(text: str) -> tuple[str, int]:
    """What separates the cells of the header, and how many lines come before it: Excel may say "sep=;" in the first."""
    lines = io.StringIO(text, newline="")
    first = lines.readline()
    if told := re.fullmatch(r"sep=([,;\t|])\s*", first, re.IGNORECASE):
        return told[1], 1
    while first and not first.strip(DELIMITERS + " \r\n"):
        first = lines.readline()
    bare = re.sub(r'"[^"]*"', "", first)
    return max(DELIMITERS, key=bare.count), 0


def _header(rows: Iterator[Row]) -> tuple[str, ...]:
    cells = next(rows, Row(1, ())).cells
    return cells[: max((place for place, cell in enumerate(cells, 1) if cell), default=0)]


def _as_wide(row: Row, width: int) -> Row:
    """Filled up to the header's width; beyond it, cells that are empty go."""
    cells = row.cells
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    return Row(row.line, cells + ("",) * (width - len(cells)))


def neutral(cell: object) -> object:
    """The cell, with an apostrophe before a text that a spreadsheet would run. Numbers and dates stay what they are."""
    return "'" + cell if isinstance(cell, str) and FORMULA.match(cell) else cell


def _plain(cell: object) -> object:
    """What both formats can hold: no None, no time zone (times are in UTC), no lazy text, nothing that runs."""
    if isinstance(cell, datetime) and cell.tzinfo:
        return cell.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    if cell is None:
        return ""
    return neutral(str(cell)) if isinstance(cell, str | Promise) else cell


def to_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """UTF-8 with the mark that Excel needs to see that it is."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(rows: Iterable[Iterable[object]]) -> bytes:
    """A workbook with one sheet. Control characters, which XLSX can't hold, become �."""
    # All of them before the sheet is begun: one that is left half written is an error wherever it is collected.
    printed = [[_printable(_plain(cell)) for cell in row] for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in printed:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _printable(cell: object) -> object:
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", cell) if isinstance(cell, str) else cell
