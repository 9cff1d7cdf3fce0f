"""One question of Moodle's as readers see it: its values, its texts as our Markdown, its pictures, what is left out."""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext as _

from quizzes.formats.markup import embedded, picture_name, slug, to_markdown, unread_formulas
from quizzes.formats.moodle_xml.tree import Element
from quizzes.question_types.numbers import EXACT

LONGEST_TEXT = 200_000
_PLUGIN_FILE = "@@PLUGINFILE@@/"
_DATA = re.compile(r"data:image/[a-z+.-]{1,20};base64,(.*)", re.DOTALL)
_PICTURE = re.compile(r"\.(png|jpe?g|gif|webp|bmp|svg)$", re.IGNORECASE)


_FIRST_MARK = 0xF0000
_PRIVATE = re.compile("[\U000f0000-\U0010ffff]")


class QuestionError(Exception):
    """Why one question can't be taken, with its line and the text that it is about."""

    def __init__(self, message: str, line: int, text: str = "") -> None:
        self.message, self.line, self.text = message, line, text
        super().__init__(message)


class Source:
    """`left_out` collects what isn't taken over, `doubts` what an author should look at, `files` the pictures that
    are shown, `missing` says which could not be had."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.files: dict[str, bytes] = {}
        self.left_out: list[str] = []
        self.doubts: list[str] = []
        self.missing: list[str] = []

    # --- values ------------------------------------------------------------------------------------------------------

    @property
    def type(self) -> str:
        return self.element.attributes.get("type", "").strip()

    @property
    def title(self) -> str:
        return " ".join(self.element.value("name", "text").split())

    def fail(self, message: str, element: Element | None = None, text: str = "") -> QuestionError:
        """To be raised."""
        return QuestionError(message, (element or self.element).line, text)

    def leave_out(self, what: str) -> None:
        if what not in self.left_out:
            self.left_out.append(what)

    def doubt(self, message: str) -> None:
        if message not in self.doubts:
            self.doubts.append(message)

    @property
    def tags(self) -> list[str]:
        there = self.element.first("tags")
        return [tag.value("text") for tag in there.all("tag")] if there else []

    def value(self, name: str) -> str:
        return self.element.value(name)

    def is_on(self, name: str) -> bool:
        """Moodle has written yes and no in several ways."""
        return self.value(name).lower() in {"1", "true", "yes"}

    def is_off(self, name: str) -> bool:
        return self.value(name).lower() in {"0", "false", "no"}

    def number(self, element: Element, text: str, default: str = "0") -> Decimal:
        """Comma or point; the default for an empty text."""
        plain = re.sub(r"[\s\u00a0]", "", text).replace("−", "-").replace(",", ".") or default
        try:
            found = Decimal(plain) if len(plain) <= 60 else Decimal("NaN")
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or abs(found.adjusted()) > 60:
            raise self.fail(_("a number is expected here"), element, (text or default)[:60])
        return found

    def fraction(self, element: Element) -> Decimal:
        """What an answer is worth. Some old files have it as an element, as a part of one."""
        if "fraction" not in element.attributes and element.first("fraction"):
            return self._held(element, self.number(element, element.value("fraction")))
        return self._held(element, self.number(element, element.attributes.get("fraction", "")) / 100)

    def _held(self, element: Element, fraction: Decimal) -> Decimal:
        if abs(fraction) > 1:
            raise self.fail(_("an answer is worth −100 to 100 per cent"), element, str(fraction * 100))
        return as_plain(rounded(fraction))

    def line_of(self, element: Element | None, piece: str) -> int:
        """Where a piece stands within the text of an element."""
        there = element.first("text") if element else None
        if there is None:
            return (element or self.element).line
        before, found, _behind = "".join(part for part in there.content if isinstance(part, str)).partition(piece)
        return there.line + (before.count("\n") if found else 0)

    # --- texts -------------------------------------------------------------------------------------------------------

    def text(self, name: str) -> str:
        return self.text_of(self.element, name)

    def text_of(self, element: Element, name: str = "feedback") -> str:
        return self.markdown(element.first(name))

    def markdown(self, element: Element | None, prepare: Callable[[str], str] = str, default: str = "") -> str:
        """The text of an element as Markdown. `prepare` gets what stands in the file and may put marks there."""
        if element is None:
            return ""
        text_format = element.attributes.get("format", "").strip() or default or self.text_format
        self._tell_what_is_embedded(element)
        for tex in unread_formulas(element.value("text")):
            self.doubt(_("The formula “%s” can't be read here; it stays as it is typed.") % tex[:60])
        return to_markdown(prepare(self.raw(element)), text_format, self.names(element))

    def _tell_what_is_embedded(self, element: Element) -> None:
        """Markdown has no place for it, so it goes with what stands in it."""
        for name in embedded(element.value("text")):
            self._miss(_("what is embedded in a text (<%(name)s>)"), name)

    def html(self, element: Element | None) -> str:
        """The same for a text that Moodle shows as HTML, whatever its format."""
        return to_markdown(self.raw(element), "html", self.names(element)) if element else ""

    @property
    def text_format(self) -> str:
        """That of the question, which its other texts have where they say nothing."""
        question = self.element.first("questiontext")
        return (question.attributes.get("format", "").strip() if question else "") or "html"

    def raw(self, element: Element | None) -> str:
        there = element.first("text") if element else None
        text = there.inner if there else ""
        if len(text) > LONGEST_TEXT:
            raise self.fail(_("a text is longer than %(limit)d characters") % {"limit": LONGEST_TEXT}, element)
        return _PRIVATE.sub("", text)

    # --- pictures ----------------------------------------------------------------------------------------------------

    def names(self, element: Element) -> Callable[[str], str]:
        """For a text's addresses of pictures: the names under which `files` has them, "" for what isn't in the file."""
        there = {_path(each): each for each in element.all("file")}
        used: set[str] = set()

        def name_of(address: str) -> str:
            if found := _DATA.match(address):
                return self.keep("picture", found[1])
            path = unquote(address.partition("?")[0]).removeprefix(_PLUGIN_FILE).lstrip("/")
            file = there.get(path) or there.get(path.rpartition("/")[2])
            if file is None:
                self._miss(_("the picture '%(name)s', which is not in the file"), address[:80])
                return ""
            used.add(path)
            return self.keep(picture_name(path), file.text)

        for path in there:
            if not _PICTURE.search(path):
                self.leave_out(_("the file '%(name)s', which is no picture") % {"name": path[:80]})
        return name_of

    def old_picture(self) -> str:
        """Moodle 1.9 had one picture beside the text of a question."""
        name, encoded = self.value("image"), self.value("image_base64")
        if name and not encoded:
            self._miss(_("the picture '%(name)s', which is not in the file"), name[:80])
        key = self.keep(picture_name(name), encoded) if name and encoded else ""
        return f"\n\n![](picture:{key})" if key else ""

    def _miss(self, what: str, name: str) -> None:
        self.missing.append(what % {"name": name})
        self.leave_out(self.missing[-1])

    def keep(self, name: str, encoded: str) -> str:
        """Take a picture in under this name, or one like it when the name is taken by another."""
        try:
            content = b64decode(re.sub(r"\s", "", encoded), validate=True)
        except (binascii.Error, ValueError):
            content = b""
        if not content:
            self._miss(_("the picture '%(name)s', which is damaged"), name)
            return ""
        free, number = name, 1
        while self.files.get(free, content) != content:
            number += 1
            free = f"{name[:55]}-{number}"
        self.files[free] = content
        return free


class Marks:
    """Pieces of a text that go through the conversion to Markdown as one character each, from a private plane."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def put(self, piece: str) -> str:
        self.pieces.append(piece)
        return chr(_FIRST_MARK + len(self.pieces) - 1)

    def number(self, character: str) -> int:
        """Of a mark, from 0; -1 for any other character."""
        number = ord(character) - _FIRST_MARK
        return number if 0 <= number < len(self.pieces) else -1

    def filled(self, text: str) -> str:
        return "".join(each if (number := self.number(each)) < 0 else self.pieces[number] for each in text)


def _path(file: Element) -> str:
    path, name = file.attributes.get("path", "/"), file.attributes.get("name", "")
    return f"{path.strip('/')}/{name}".lstrip("/")


def as_plain(number: Decimal) -> Decimal:
    """Without zeros at its end and without an exponent: 1, not 1.000 and not 1E+1."""
    return Decimal(format(number.normalize(EXACT), "f"))


def as_yaml(value: Any) -> Any:
    """Numbers as YAML gives them to our schemas: whole ones as such, others as they are written."""
    if isinstance(value, dict):
        return {name: as_yaml(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_yaml(each) for each in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else format(value, "f")
    return value


def rounded(number: Decimal, places: int = 7) -> Decimal:
    """Whatever its size: the common context ends at 28 digits."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)


def unique_keys(texts: Iterable[str], otherwise: str) -> list[str]:
    """Keys that read like the texts, each different."""
    keys: list[str] = []
    for number, text in enumerate(texts, start=1):
        key = wanted = slug(text, longest=40) or f"{otherwise}-{number}"
        repeat = 1
        while key in keys:
            repeat += 1
            key = f"{wanted}-{repeat}"
        keys.append(key)
    return keys


def without_empty(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a bank's YAML would leave out is left out."""
    return {
        name: value
        for name, value in data.items()
        if value is not None and value is not False and value not in ("", [])
    }
