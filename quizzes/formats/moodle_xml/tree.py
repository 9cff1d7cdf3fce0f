"""Moodle's files as elements with their lines: any bytes in, one question after the other out. Pure.

Nothing is fetched and nothing grows: document types and entities are refused, depth and number of elements are bounded,
and only one question is held at a time.
"""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser
from django.utils.translation import gettext as _

from quizzes.formats.base import MAX_BYTES

MAX_DEPTH = 30
MAX_ELEMENTS = 10_000  # of one question
_CHUNK = 65_536
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*\?>")
_DECLARED = re.compile(rb"\A\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,40})[\"']")
_NO_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
# Codecs of Python that no program writes files in; some of them take very long.
_NO_ENCODINGS = {"punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7"}


class UnreadableError(Exception):
    """Why a file as a whole can't be read, the line at which that shows, 0 if at none, and what stands there."""

    def __init__(self, message: str, line: int = 0, text: str = "") -> None:
        self.message, self.line, self.text = message, line, text
        super().__init__(message)


@dataclass(slots=True)
class Element:
    name: str
    attributes: Mapping[str, str]
    line: int
    children: list["Element"] = field(default_factory=list)
    content: list["str | Element"] = field(default_factory=list)  # characters and children as they follow each other

    @property
    def own_text(self) -> str:
        """Its characters without those of its children."""
        return "".join(piece for piece in self.content if isinstance(piece, str)).strip()

    @property
    def text(self) -> str:
        """Its own characters and those of its children, without white space around."""
        return "".join(self._texts()).strip(" \t\r\n")

    def _texts(self) -> Iterator[str]:
        for piece in self.content:
            if isinstance(piece, str):
                yield piece
            else:
                yield from piece._texts()

    @property
    def inner(self) -> str:
        """What it holds as a text of HTML: some programs write tags where Moodle has their text, or CDATA."""
        return self.text if not self.children else "".join(map(_markup, self.content)).strip(" \t\r\n")

    def all(self, name: str) -> list["Element"]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "Element | None":
        return next((child for child in self.children if child.name == name), None)

    def value(self, *path: str) -> str:
        """The text of a descendant, "" when there is none."""
        element: Element | None = self
        for name in path:
            element = element.first(name) if element else None
        return element.text if element else ""


def _markup(piece: "str | Element") -> str:
    if isinstance(piece, str):
        return escape(piece, quote=False)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in piece.attributes.items())
    inside = "".join(map(_markup, piece.content))
    return f"<{piece.name}{attributes}>{inside}</{piece.name}>" if piece.content else f"<{piece.name}{attributes}/>"


def read_questions(data: bytes, take: Callable[[Element], None]) -> None:
    """Give each <question> to `take`. UnreadableError when the file is none of Moodle's, or breaks off."""
    if len(data) > MAX_BYTES:
        raise UnreadableError(
            _("The file is larger than %(size)d MB. Export fewer categories at a time.") % {"size": MAX_BYTES // 10**6}
        )
    if not data.strip():
        raise UnreadableError(_("The file is empty."))
    source = _without_declaration(decoded(data)).encode()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(_Handler(take, parser))
    try:
        for start in range(0, len(source), _CHUNK):
            parser.feed(source[start : start + _CHUNK])
        parser.close()
    except DefusedXmlException as error:
        raise UnreadableError(
            _("The file has a document type or entities of its own (DOCTYPE, ENTITY), which are not taken."),
            parser.getLineNumber() or 1,
        ) from error
    except SAXParseException as error:
        line, column = error.getLineNumber() or 1, error.getColumnNumber() or 0
        raise UnreadableError(_not_well_formed(error), line, _around(source, line, column)) from error


def _not_well_formed(error: SAXParseException) -> str:
    reason = error.getMessage()
    if "undefined entity" in reason:
        return _("This is not well-formed XML: entities of HTML, such as &nbsp;, can only stand in <![CDATA[…]]>.")
    if "no element found" in reason or "unclosed" in reason:
        return _("This is not well-formed XML: it ends too early. Something is missing; export it, or fetch it, again.")
    return _("This is not well-formed XML: %(reason)s.") % {"reason": reason}


def _around(source: bytes, number: int, column: int) -> str:
    line = source.split(b"\n")[number - 1] if number <= source.count(b"\n") + 1 else b""
    return line.decode()[max(0, column - 40) : column + 60].strip()


def decoded(data: bytes) -> str:
    """By its byte order mark, what its declaration says, or as UTF-8."""
    name = _encoding(data)
    try:
        if codecs.lookup(name).name in _NO_ENCODINGS:
            raise LookupError(name)
        return str(data, name)
    except (LookupError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            message = _("The file says that its encoding is %(name)s, but it holds bytes that are none of it.")
            line = data[: error.start].count(b"\n") + 1
        else:
            message, line = _("The file says that its encoding is %(name)s, which is not known."), 0
        raise UnreadableError(message % {"name": name.removesuffix("-sig").upper()}, line) from error


def _encoding(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    declared = _DECLARED.match(data)
    name = declared[1].decode().lower() if declared else "utf-8"
    # A declaration that can be read byte by byte is no UTF-16, whatever it says.
    return "utf-8" if name.startswith(("utf-16", "utf-32", "utf16", "utf32", "ucs-2")) else name


def _without_declaration(text: str) -> str:
    """Without the declaration, whose encoding is none now, and what XML has no place for; lines stay where they are."""
    text = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text)
    return _NO_CHARACTERS.sub("", text)


class _Handler(ContentHandler):
    """Builds the elements of one question at a time."""

    def __init__(self, take: Callable[[Element], None], locator: Locator) -> None:
        super().__init__()
        self.take = take
        self.locator = locator
        self.depth = self.count = 0
        self.open: list[Element] = []

    @property
    def line(self) -> int:
        return int(self.locator.getLineNumber() or 1)

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self.depth += 1
        if self.depth == 1 and name == "question":
            raise UnreadableError(
                _("The outermost element of Moodle XML is <quiz>, which is missing: <quiz> … </quiz>."), self.line
            )
        if self.depth == 1 and name != "quiz":
            raise UnreadableError(
                _("This is not Moodle XML: its outermost element is <%(name)s>, not <quiz>.") % {"name": name[:60]},
                self.line,
            )
        if self.open or name == "question":
            self._begin(Element(name, dict(attrs.items()), self.line))

    def _begin(self, element: Element) -> None:
        self.count = self.count + 1 if self.open else 1
        if self.depth > MAX_DEPTH or self.count > MAX_ELEMENTS:
            raise UnreadableError(_("The elements of a question are nested too deeply, or too many."), self.line)
        if self.open:
            self.open[-1].children.append(element)
            self.open[-1].content.append(element)
        self.open.append(element)

    def characters(self, content: str) -> None:
        if self.open:
            self.open[-1].content.append(content)

    def endElement(self, name: str) -> None:
        self.depth -= 1
        if self.open:
            element = self.open.pop()
            if not self.open:
                self.take(element)
