"""Bytes of a file to its text, with what to tell about them. Pure."""

import re

from django.utils.translation import gettext as _

from accounts.tables import TableError, decode
from quizzes.formats.base import MAX_BYTES, Note, Reading
from quizzes.formats.foreign import foreign

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85]")  # Word's line break is a vertical tab
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def text_of(data: bytes, reading: Reading) -> str | None:
    """The text, its lines ended by line feeds, without control characters; None, and an error, when it isn't text."""
    if refusal := refused(data):
        reading.errors.append(refusal)
        return None
    try:
        text = decode(data).removeprefix("\ufeff")
    except TableError as error:
        reading.errors.append(Note(0, _not_text(), str(error)))
        return None
    if "\x00" in text:
        reading.errors.append(Note(0, _not_text()))
        return None
    _tell_of_code_page(data, reading)
    return _without_controls(_LINE_END.sub("\n", text), reading)


def refused(data: bytes) -> Note | None:
    """What is wrong with the file before anything of it is read."""
    sentence = foreign(data)
    return Note(0, sentence) if sentence else too_large(data)


def too_large(data: bytes) -> Note | None:
    if len(data) <= MAX_BYTES:
        return None
    return Note(0, _("The file has more than %d MB. Please split it.") % (MAX_BYTES // 1_000_000))


def _not_text() -> str:
    return _("This is not a text file. Save it as plain text, in UTF-8, and try again.")


def _tell_of_code_page(data: bytes, reading: Reading) -> None:
    """What is neither UTF-8 nor marked as UTF-16 was taken for Windows-1252."""
    if data.isascii() or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = _("The file is not in UTF-8 and was read as Windows-1252. Look at letters with accents.")
        reading.warnings.append(Note(line, message))


def _without_controls(text: str, reading: Reading) -> str:
    found = _CONTROLS.search(text)
    if found is None:
        return text
    line = text.count("\n", 0, found.start()) + 1
    reading.warnings.append(Note(line, _("The file has control characters, which were left out.")))
    return _CONTROLS.sub("", text)
