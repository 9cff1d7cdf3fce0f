"""GIFT, Moodle's text format, the way in. Pure.

As Moodle reads it: escaped marks first become characters that no text has, so that what is left of them is structure.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.formats import gift_answers
from quizzes.formats.base import MAX_QUESTION, OURS, Found, Note, Reading, Written
from quizzes.formats.encodings import text_of
from quizzes.formats.gift_answers import Unreadable
from quizzes.formats.gift_marks import Format, protect, restore, split_format
from quizzes.formats.gift_writing import write
from quizzes.formats.markup import embedded, slug

MAX_TAGS = 20
_MOST_PARAGRAPHS = 30  # of one question
GAP = "_____"
_ID = re.compile(r"\[id:((?:\\\]|[^\]])+)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]])+)\]")
_NAME = re.compile(r"\s*::(.*?)::", re.DOTALL)
_CATEGORY = re.compile(r"\s*\$CATEGORY:([^\n]*)")
_IMAGE = re.compile(r"<img\s[^<>]|@@PLUGINFILE@@", re.IGNORECASE)
_JUNK = re.compile(r"[\"';,\\]*;[\"';,\\]*|[\"'\\]+")


class Gift:
    name = "gift"
    title: str | Promise = gettext_lazy("GIFT (Moodle)")
    suffix = ".gift.txt"
    lacks: tuple[str, ...] = OURS

    def read(self, data: bytes) -> Reading:
        reading = Reading()
        text = text_of(data, reading)
        return reading if text is None else read_text(text, reading)

    def write(self, questions: Iterable[Any], pictures: Any = None) -> Written:
        return write(questions, read_text)


@dataclass
class _Block:
    """Lines between blank ones. Comments are taken out of `text`, and leave their lines."""

    line: int
    text: str
    comments: str
    reading: Reading

    @property
    def first_line(self) -> int:
        """Where the question begins, behind comments."""
        return self.line_at(len(self.text) - len(self.text.lstrip()))

    def line_at(self, position: int) -> int:
        return self.line + self.text.count("\n", 0, position)

    def warn(self, message: str, text: str = "", *, position: int | None = None) -> None:
        line = self.first_line if position is None else self.line_at(position)
        self.reading.warnings.append(Note(line, message, restore(text).strip()[:200]))


def read_text(text: str, reading: Reading | None = None) -> Reading:
    reading = reading or Reading()
    category = ""
    for block in _blocks(text, reading):
        if found := _CATEGORY.match(block.text):
            category = restore(found[1]).strip()
            block = _behind_category(block, found.end())
        if block.text.strip():
            _read_block(block, category)
    if reading.questions and all(found.data["type"] == "description" for found in reading.questions):
        nothing_asked = _(
            "Nothing here has answers in braces, as GIFT wants them: it is all taken for text that asks nothing."
        )
        reading.warnings.insert(0, Note(reading.questions[0].line, nothing_asked))
    return reading


def _blocks(text: str, reading: Reading) -> Iterator[_Block]:
    """As Moodle parts them, by blank lines; where that goes wrong as it was meant, with a warning."""
    lines = [line.strip(" \t") for line in text.split("\n")]
    for start, end in _joined(lines, [*_between_blanks(lines)]):
        pieces = [*_parted(lines, start, end)]
        for number, (first, last) in enumerate(pieces):
            block = _block(first + 1, lines[first:last], reading)
            if number:
                block.warn(_("There is no blank line between this question and the one above it."))
            if "" in lines[first:last]:
                block.warn(_("A blank line stands within this question. Moodle would end it there."))
            yield block


_Span = tuple[int, int]


def _between_blanks(lines: list[str]) -> Iterator[_Span]:
    blanks = [-1, *(number for number, line in enumerate(lines) if not line), len(lines)]
    return ((before + 1, after) for before, after in pairwise(blanks) if after > before + 1)


def _joined(lines: list[str], spans: list[_Span]) -> Iterator[_Span]:
    """Where braces stay open, up to the lines that close them; where they stand alone, with the question above."""
    at = 0
    while at < len(spans):
        last = _closing(lines, spans, at) or at
        if last == at and at + 1 < len(spans) and _waits(lines, spans[at]) and _opens(lines, spans[at + 1]):
            last = _closing(lines, spans, at + 1) or at + 1
        yield spans[at][0], spans[last][1]
        at = last + 1


def _words_in(lines: list[str], span: _Span) -> str:
    return protect("\n".join(line for line in lines[slice(*span)] if not line.startswith("//")))


def _closing(lines: list[str], spans: list[_Span], at: int) -> int | None:
    """Where the braces are closed that stay open here; None when none does, or another question begins before."""
    words = _words_in(lines, spans[at])
    if "{" not in words or "}" in words:
        return None
    for number in range(at + 1, min(len(spans), at + 1 + _MOST_PARAGRAPHS)):
        words = _words_in(lines, spans[number])
        before = words.partition("}")[0]
        if "{" in before or words.startswith(("::", "$CATEGORY")):
            return None
        if "}" in words:
            return number
    return None


def _waits(lines: list[str], span: _Span) -> bool:
    words = _words_in(lines, span)
    return bool(words.strip()) and "{" not in words and "}" not in words and not words.startswith("$CATEGORY")


def _opens(lines: list[str], span: _Span) -> bool:
    return _words_in(lines, span).startswith("{")


def _parted(lines: list[str], start: int, end: int) -> Iterator[_Span]:
    """Questions that follow each other without a blank line: one ends where a line ends with its closing brace, and
    begins where a name does."""
    marks = {number: protect(line) for number, line in enumerate(lines[start:end], start) if not line.startswith("//")}
    last = max((number for number, line in marks.items() if "{" in line or _NAME.match(line)), default=start)
    is_open, is_begun = False, False
    for number, words in marks.items():
        if is_begun and not is_open and _NAME.match(words):
            comments = 0
            while lines[number - comments - 1].startswith("//"):
                comments += 1
            yield start, number - comments
            start, is_begun = number - comments, False
        is_open, is_begun = is_open or "{" in words, True
        if is_open and words.endswith("}") and last > number and not _goes_on(marks.get(number + 1, "")):
            yield start, number + 1
            start, is_open, is_begun = number + 1, False, False
    yield start, end


def _goes_on(words: str) -> bool:
    """No question begins like this: the brace before it was part of an answer."""
    return words.startswith(("~", "=", "}"))


def _block(number: int, lines: list[str], reading: Reading) -> _Block:
    comments = [line for line in lines if line.startswith("//")]
    words = ["" if line.startswith("//") else line for line in lines]
    return _Block(number, protect("\n".join(words)), "\n".join(comments), reading)


def _behind_category(block: _Block, end: int) -> _Block:
    """What stands below a category without a blank line; Moodle would take it for part of the category's name."""
    block.text = re.sub(r"[^\n]", "", block.text[:end]) + block.text[end:]
    if block.text.strip():
        block.warn(_("There is no blank line between the category and the question below it."))
    return block


def _read_block(block: _Block, category: str) -> None:
    try:
        if len(block.text) > MAX_QUESTION:
            raise Unreadable(_("This is too long for a question. A blank line parts questions."), block.text[:200])
        block.reading.questions.append(_question(block, category))
    except Unreadable as error:
        text = restore(error.text or block.text).strip()[:200]
        block.reading.errors.append(Note(block.first_line, str(error), text))


def _question(block: _Block, category: str) -> Found:
    name, start = _name(block)
    words, answers, answers_at = _cut(block, start)
    text_format, prompt = split_format(words, Format.MOODLE)
    data: dict[str, Any] = dict(_from_comments(block))
    if found := _IMAGE.search(block.text):
        block.warn(
            _("GIFT has no pictures: of one that stands here only its words were taken."), position=found.start()
        )
    if text_format in {Format.HTML, Format.MOODLE}:
        for tag in embedded(block.text):
            block.warn(_("What is embedded here (<%s>) was left out.") % tag)
    if answers is None:
        data |= {"type": "description", "text": text_format.markdown(prompt)}
    else:
        data |= _asked(block, answers, answers_at, text_format) | {"prompt": text_format.markdown(prompt)}
    return Found(block.first_line, {key: value for key, value in data.items() if value != ""}, name, category)


def _name(block: _Block) -> tuple[str, int]:
    """The question's name, and where its text begins."""
    found = _NAME.match(block.text)
    if found is None:
        start = len(block.text) - len(block.text.lstrip())
        if not block.text.startswith("::", start):
            return "", start
        block.warn(_("The name begins with “::” and does not end with it; it was read as part of the question."))
        return "", start + 2
    rest = block.text[found.end() :]
    stem = rest.split("{", 1)[0]
    if rest.startswith(":") or "::" in stem:
        block.warn(_("The name ends at the first “::”. A colon in a name is written “\\:”."), found[0])
    return restore(found[1]).strip(), found.end()


def _from_comments(block: _Block) -> Iterator[tuple[str, Any]]:
    if found := _ID.search(block.comments):
        yield "key", found[1].replace("\\]", "]").strip()
    told = [found.replace("\\]", "]") for found in _TAG.findall(block.comments)]
    tags = list(dict.fromkeys(filter(None, map(slug, told))))
    if len(tags) > MAX_TAGS:
        block.warn(_("There are more than %d tags; the first ones were taken.") % MAX_TAGS)
    if tags:
        yield "tags", tags[:MAX_TAGS]


def _cut(block: _Block, start: int) -> tuple[str, str | None, int]:
    """The words of the question, what stands in its braces, and where; no braces make it a description."""
    body = block.text[start:]
    opening, closing = body.find("{"), body.find("}")
    if opening < 0 and closing < 0:
        return body, None, 0
    if opening < 0 or closing < 0:
        raise Unreadable(
            _("One of the braces { and } is missing. A blank line ends a question; in texts write “\\{” and “\\}”.")
        )
    if closing < opening:
        raise Unreadable(_("“}” comes before “{”. Braces in texts are written “\\{” and “\\}”."))
    before, behind = body[:opening], body[closing + 1 :]
    if "}" in behind and (_goes_on(behind.lstrip()) or ("{" in body[opening + 1 : closing] and "{" in behind)):
        raise Unreadable(_("Braces within texts are written “\\{” and “\\}”: here one ends the answers too early."))
    _look_behind(block, behind, start + closing + 1)
    gap = "" if body.rstrip().endswith("}") else GAP
    return before + gap + behind, body[opening + 1 : closing], start + opening + 1


def _look_behind(block: _Block, behind: str, position: int) -> None:
    tail = behind.strip()
    if "{" in tail or "}" in tail:
        message = _("Only the first pair of braces holds answers; what follows was read as text.")
        block.warn(message, tail, position=position)
    elif _JUNK.fullmatch(tail):
        message = _("What follows the closing brace was read as words behind a gap.")
        block.warn(message, tail, position=position)
    elif "::" in tail:
        message = _("There may be no blank line between this question and the next one.")
        block.warn(message, tail, position=position)


def _asked(block: _Block, answers: str, position: int, text_format: Format) -> dict[str, Any]:
    """Type and answers, and the general feedback, which stands last."""
    own, mark, general = answers.rpartition("####")
    own = own if mark else general

    def warn(message: str, text: str = "") -> None:
        found = block.text.find(text, position) if text else position
        block.warn(message, text, position=max(found, position))

    data = gift_answers.read(own.strip(), text_format, warn)
    explanation = text_format.read(general) if mark else ""
    return data | ({"explanation": explanation} if explanation else {})
