"""Files that none of our formats is, told by how they begin: what to bring instead. Pure."""

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_MOST_NAMES = 50_000
_HEAD = 4_096
_PROLOGUE = re.compile(rb"<!--.*?-->|<\?.*?\?>|<![^>]*>|\xef\xbb\xbf", re.DOTALL)
_ROOT = re.compile(rb"\s*<([A-Za-z][\w-]*)")


def foreign(data: bytes) -> str:
    """A sentence; empty for what may be one of ours."""
    if data.startswith(ZIP):
        return _archive(data)
    return next((sentence() for begins, sentence in _KINDS if begins(data)), "") or _other_program(data)


def _archive(data: bytes) -> str:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = {*archive.namelist()[:_MOST_NAMES]}
    except (BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        return ""
    if "moodle_backup.xml" in names:
        return _backup()
    if "word/document.xml" in names:
        return _("This is a Word document. Copy its questions and paste them, or save it as plain text.")
    if "imsmanifest.xml" in names:
        return _("This is a package of QTI or SCORM, which can't be read. Export the questions as Moodle XML or GIFT.")
    if not any(name.startswith("xl/") for name in names):
        return _("This is an archive. Unpack it and bring the file with the questions.")
    return ""


def _backup() -> str:
    return _("This is a backup of Moodle. Export the questions from its question bank instead, as Moodle XML.")


def _page() -> str:
    return _("This is a web page. Export the questions as Moodle XML or GIFT, or copy them and paste them.")


def _pdf() -> str:
    return _("This is a PDF file. Copy its questions and paste them.")


def _rtf() -> str:
    return _("This is an RTF document. Copy its questions and paste them, or save it as plain text.")


def _picture() -> str:
    return _("This is a picture, not a file with questions.")


def _other_program(data: bytes) -> str:
    """By the outermost element of its XML."""
    found = _ROOT.match(_PROLOGUE.sub(b"", data[:_HEAD]))
    name = found[1].decode().lower() if found else ""
    if name in _BACKUPS:
        return _backup()
    if name not in _PROGRAMS:
        return ""
    sentence = _(
        "This is a file of %s, which can't be read. Export the questions as Moodle XML or GIFT, or copy and paste them."
    )
    return sentence % _PROGRAMS[name]


_BACKUPS = {"moodle_backup", "question_categories"}
_PROGRAMS = {
    **dict.fromkeys(("questestinterop", "manifest"), "QTI"),
    **dict.fromkeys(("assessmentitem", "assessmenttest", "qti-assessment-item", "qti-assessment-test"), "QTI"),
    "pool": "Blackboard",
    "examview": "ExamView",
}
_KINDS: tuple[tuple[Callable[[bytes], object], Callable[[], str]], ...] = (
    (lambda data: data.startswith(GZIP), _backup),
    (lambda data: data.startswith(b"%PDF-"), _pdf),
    (lambda data: data.startswith(b"{\\rtf"), _rtf),
    (lambda data: data.startswith(_PICTURES), _picture),
    (_HTML.match, _page),
)
