"""The file formats of questions by name. Adding one: a module here, a test, a line below."""

import re

from quizzes.formats.aiken import Aiken
from quizzes.formats.base import Format
from quizzes.formats.gift import Gift
from quizzes.formats.moodle_xml import MoodleXml
from quizzes.formats.numbered import Numbered
from quizzes.formats.own import Own
from quizzes.formats.spreadsheet import CSV, SPREADSHEET

FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Gift(),
        Aiken(),
        MoodleXml(),
        SPREADSHEET,
        CSV,
        Numbered(),
        Own(),
    )
}

_CELLS = r"[^\n{}:]*"  # no marks of GIFT

# The first that is found in a text tells its format. None goes twice over the same blanks or cells: texts may be long.
_SIGNS = (
    (
        "csv",
        re.compile(
            rf"\A\s*+(?>{_CELLS}?\b(?:question|frage)\b)(?>{_CELLS}?[\t;,]){_CELLS}?\b(?:answer|antwort)\s*\(?[1-9a-j]\b",
            re.I,
        ),
    ),
    ("moodle_xml", re.compile(r"\A\s*<(\?|!--|!DOCTYPE quiz|quiz\b|question\b)")),
    ("own", re.compile(r"^- key: ", re.MULTILINE)),
    ("aiken", re.compile(r"^ANSWER: ?[A-Z]", re.MULTILINE)),
    ("gift", re.compile(r"^\$CATEGORY:|^::|(?<!\\)\{[^{}]*\}", re.MULTILINE)),
    ("numbered", re.compile(r"^[^\S\n]*+(\d{1,4}|[A-Za-z])[.)]\s", re.MULTILINE)),
    # Rows of a spreadsheet without the names of its columns: its reader says which are needed.
    ("csv", re.compile(r"\A(?:[^\S\n]*+\n)*+[^\n\t]*+\t[^\n\t]*+\t")),
)
_LOOKED_AT = 100_000


def guess(data: bytes, filename: str) -> str:
    """The name of the format that a file most likely has; GIFT when nothing tells."""
    name = filename.lower()
    if data.startswith((b"<\0", b"\0<")):
        return "moodle_xml"  # UTF-16 without a mark, which XML may be in
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or name.endswith((".xlsx", ".csv", ".tsv")):
        return "csv" if name.endswith((".csv", ".tsv")) else "spreadsheet"
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = data[:_LOOKED_AT].decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
    return next((form for form, sign in _SIGNS if form in FORMATS and sign.search(text)), "gift")
