"""The first sheet of an XLSX as rows of texts. Pure. Formulas are never computed, and what unpacks to too much or
declares entities isn't opened.
"""

import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from accounts.tables import Row, TableError

MAX_UNPACKED = 60_000_000
MAX_FILES = 1_000
MAX_TAGS = 1_200_000  # 20,000 rows of 8 columns; each takes some 400 bytes of memory once it is read
MAX_STYLE_TAGS = 200_000  # Excel holds some 65,000 formats; they are read as a whole, at ten times the cost of a cell
MAX_COLUMNS = 40
MAGIC = b"PK\x03\x04"
FORMULA = "\x00formula"  # stands in the place of a formula; no cell has this text


def read_rows(data: bytes, *, at_most: int) -> list[Row]:
    """Rows that hold anything, with their numbers. Raises TableError with a sentence."""
    _check_size(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what templates have beside their cells
            book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
            rows = list(_rows(book.worksheets[0], at_most))
            book.close()
    except TableError:
        raise
    except Exception as error:  # readers of broken workbooks raise whatever they stumble over
        raise TableError(_not_read()) from error
    return rows


def _not_read() -> str:
    return _("The workbook can't be read. Save it again as XLSX, or as CSV.")


def _too_much() -> str:
    return _("The workbook holds too much. Please split it into several.")


def _check_size(data: bytes) -> None:
    """Before anything is parsed; the archive's own figures bound what unpacking gives."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise TableError(_("The workbook unpacks to more than %d MB.") % (MAX_UNPACKED // 1_000_000))
            if sum(_count_tags(archive.read(entry)) for entry in entries) > MAX_TAGS:
                raise TableError(_too_much())
    except TableError:
        raise
    except (BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise TableError(_not_read()) from error


def _count_tags(part: bytes) -> int:
    """Of a part under whatever name, for any can be said to be a sheet. Raises TableError for a document type, and for
    styles that are too many.
    """
    if b"<!DOCTYPE" in part:
        raise TableError(_not_read())
    count = part.count(b"<")
    if b"styleSheet" in part and count > MAX_STYLE_TAGS:
        raise TableError(_too_much())
    return count


def _rows(sheet: Any, at_most: int) -> Iterator[Row]:
    for number, cells in enumerate(sheet.iter_rows(max_row=at_most + 1, max_col=MAX_COLUMNS), start=1):
        if number > at_most:
            raise TableError(_("This has more than %d rows. Please split it into several.") % at_most)
        texts = tuple(_text(cell) for cell in cells)
        if any(texts):
            yield Row(number, texts)


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).strip()
