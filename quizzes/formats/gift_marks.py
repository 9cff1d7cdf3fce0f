"""GIFT's marks within texts: escapes, and the formats that texts can be in. Pure."""

import re
from enum import Enum
from functools import lru_cache
from html import unescape

from lessons.text import collapse
from quizzes.formats.markup import from_plain, to_markdown

# Escaped marks become control characters, which no text has (encodings.text_of).
_MARKS = dict(zip(":#={}~n", "\x01\x02\x03\x04\x05\x06\x07", strict=True)) | {"\\": "\\"}
_ESCAPED = re.compile(r"\\([:#={}~n\\])")
_PLAIN = {ord(hidden): mark for mark, hidden in _MARKS.items() if mark not in "\\n"} | {ord("\x07"): "\n"}
_TO_ESCAPE = re.compile(r"[\\:#={}~\n]")
_PARAGRAPH = re.compile(r"(?:<p(?: [^<>]*)?>)?([^<]*)(?:<br */?>)?(?:</p>)?")
_LETTERS = re.compile(r"[^\W\d_](?:[^\W_]| (?! )|[,;.?'’“”()/%-])*")  # nothing of it is a mark of Markdown
_PREFIX = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")


def protect(text: str) -> str:
    return _ESCAPED.sub(lambda found: _MARKS[found[1]], text)


def restore(text: str) -> str:
    return text.translate(_PLAIN)


def escape(text: str) -> str:
    return _TO_ESCAPE.sub(lambda found: "\\" + ("n" if found[0] == "\n" else found[0]), text)


def words(text: str) -> str:
    """A text that is no markup, without the prefix of a format."""
    return restore(_PREFIX.sub("", text, count=1)).strip(" \t\n")


class Format(Enum):
    """The format of a question's texts, with the name that Moodle's other files give to it."""

    HTML = "html"
    MOODLE = "moodle_auto_format"
    PLAIN = "plain_text"
    MARKDOWN = "markdown"

    def markdown(self, text: str) -> str:
        return _converted(restore(text).strip(" \t\n"), self)

    def read(self, text: str) -> str:
        """A text that may say that it is in a format of its own."""
        own, rest = split_format(text, self)
        return own.markdown(rest)


@lru_cache(maxsize=5_000)
def _converted(text: str, text_format: Format) -> str:
    """Texts repeat themselves ("Right!"). A paragraph without tags, as most are, takes a twentieth of the time."""
    if text_format is Format.HTML and (found := _PARAGRAPH.fullmatch(text)):
        return _words(collapse(unescape(found[1])))
    if text_format is Format.MOODLE and "<" not in text:
        return _words(unescape(text))
    return to_markdown(text, text_format.value, _no_picture)


def _no_picture(address: str) -> str:
    """GIFT has no files: of a picture its words stay."""
    return ""


def _words(text: str) -> str:
    return text if _LETTERS.fullmatch(text) else from_plain(text)


_NAMES = {"html": Format.HTML, "moodle": Format.MOODLE, "plain": Format.PLAIN, "markdown": Format.MARKDOWN}


def split_format(text: str, default: Format) -> tuple[Format, str]:
    """Other words in brackets are words."""
    found = _PREFIX.match(text)
    return (_NAMES[found[1]], text[found.end() :]) if found else (default, text)
