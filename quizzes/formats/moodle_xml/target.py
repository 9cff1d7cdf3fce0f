"""One question of Moodle's as writers make it: its elements, its texts with their pictures."""

import re
from base64 import b64encode
from collections.abc import Mapping
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from lessons import pictures
from lessons.markup import render_inline

_SHOWN = re.compile(r"\]\(picture:([a-z0-9][a-z0-9-]{0,59})(?=[\s)])")
_IMAGE = re.compile(r'<img data-picture="([a-z0-9-]+)"')
_MATH = re.compile(r'<math\b[^>]*\balttext="([^"]*)"[^>]*>.*?</math>', re.DOTALL)
_SIGNATURES = ((b"\x89PNG", "png"), (b"\xff\xd8", "jpg"), (b"GIF8", "gif"), (b"RIFF", "webp"))
_FILE = "@@PLUGINFILE@@/"


class Target:
    """`files` are those of pictures by key; one that isn't there is left as it is."""

    def __init__(self, kind: str, files: Mapping[str, bytes]) -> None:
        self.element = Element("question", {"type": kind})
        self.files = files

    def add(self, name: str, /, value: object = "", parent: Element | None = None, **attributes: str) -> Element:
        """An element with a value of its own."""
        element = SubElement(self.element if parent is None else parent, name, attributes)
        element.text = _decimal(value) if isinstance(value, Decimal) else str(value)
        return element

    def flag(self, name: str, is_on: bool) -> None:
        self.add(name, "1" if is_on else "0")

    def words(self, name: str, value: object, parent: Element | None = None, **attributes: str) -> Element:
        """An element with words in a <text>."""
        element = self.add(name, parent=parent, **attributes)
        self.add("text", value, element)
        return element

    def markdown(self, name: str, text: str, parent: Element | None = None, **attributes: str) -> Element:
        """A text as it is: Moodle reads Markdown, too."""
        moved = _SHOWN.sub(lambda found: f"]({self._address(found[1])}", text)
        element = self.words(name, moved, parent, format="markdown", **attributes)
        self.attach(element, _SHOWN.findall(text))
        return element

    def feedback(self, text: str, parent: Element) -> None:
        self.markdown("feedback", text, parent)

    def attach(self, element: Element, keys: list[str]) -> None:
        for key in dict.fromkeys(keys):
            if content := self.files.get(key):
                self.file(self.file_name(key), content, element)

    def file(self, name: str, content: bytes, parent: Element | None = None) -> None:
        self.add("file", b64encode(content).decode(), parent, name=name, path="/", encoding="base64")

    def file_name(self, key: str) -> str:
        start = self.files[key][:8]
        return f"{key}.{next((kind for signature, kind in _SIGNATURES if start.startswith(signature)), 'png')}"

    def _address(self, key: str) -> str:
        return f"{_FILE}{self.file_name(key)}" if key in self.files else f"picture:{key}"

    def html(self, text: str) -> str:
        """For texts that Moodle takes as HTML only. Formulas are TeX again."""
        paragraphs = [self._inline(each) for each in text.split("\n\n")]
        return paragraphs[0] if len(paragraphs) == 1 else "".join(f"<p>{each}</p>" for each in paragraphs)

    def _inline(self, text: str) -> str:
        html = _MATH.sub(lambda found: f"\\({found[1]}\\)", render_inline(text))
        return _IMAGE.sub(lambda found: f'<img src="{self._address(found[1])}"', html)

    def shown_in(self, text: str) -> list[str]:
        """Keys of the pictures that a text shows."""
        return _SHOWN.findall(text)


def title_of(text: str, key: str, longest: int = 80) -> str:
    """The name under which Moodle lists a question."""
    words = " ".join(pictures.plain(render_inline(text), {}).split())
    return (words if len(words) <= longest else f"{words[: longest - 1]}…") or key


def percent(fraction: Decimal) -> str:
    """Moodle writes fractions as per cent with up to five decimals."""
    return _decimal(round(fraction * 100, 5))


def _decimal(value: Decimal) -> str:
    return format(value.normalize(), "f")
