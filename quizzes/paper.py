"""How questions are asked on paper: boxes to tick, lines to write on, letters to put together; and the key. Pure.

What stands in place of a widget is made of the widget's own data, so paper has the texts and the order of a page.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, product
from string import ascii_uppercase
from typing import Any

from django.utils.translation import gettext as _

from quizzes.drawing import DRAWN
from quizzes.question_types import type_of

# Words of handwriting on one line, and the lines of an essay that has no limit.
WORDS_A_LINE, FEWEST_LINES, USUAL_LINES, MOST_LINES = 10, 4, 15, 40


@dataclass(frozen=True)
class Option:
    """`letter` stands for it in answers and key; `text` is inline Markdown."""

    letter: str
    key: str
    text: str


@dataclass(frozen=True)
class Gap:
    number: str
    options: Sequence[Option] = ()


@dataclass(frozen=True)
class Sheet:
    """`kind` names its template; `answers` are pairs of what is asked ("" for the whole) and what is right, in inline
    Markdown. `parts` are things to which a letter is written; `text` is Markdown with `gaps`.
    """

    kind: str
    answers: Sequence[tuple[str, str]]
    options: Sequence[Option] = ()
    parts: Sequence[str] = ()
    text: str = ""
    gaps: Sequence[Gap] = ()
    lines: int = 1
    scene: Any = None

    @property
    def all_lines(self) -> range:
        return range(self.lines)


def sheet_of(content: Any, layout: Mapping[str, Sequence[str]]) -> Sheet:
    """A question as an attempt with this layout has it (drawing.py). A type without a form of its own gets a line."""
    kind = type_of(content)
    shown = {group: [(key, key) for key in keys] for group, keys in layout.items() if group != DRAWN}
    return FORMS.get(content.type, _line)(content, kind.widget(content, shown, None), kind.correct(content))


def lettered(fields: Iterable[Mapping[str, Any]]) -> list[Option]:
    return [
        Option(letter, str(each["key"]), str(each["text"])) for letter, each in zip(_letters(), fields, strict=False)
    ]


def _letters() -> Iterable[str]:
    """A … Z, AA, AB …"""
    return ("".join(each) for size in count(1) for each in product(ascii_uppercase, repeat=size))


def _boxes(_content: Any, widget: Mapping[str, Any], correct: Any) -> Sheet:
    options = lettered(widget.get("choices") or widget["regions"])
    right = correct if isinstance(correct, list) else [correct]
    answers = [(each.letter, each.text) for each in options if each.key in right]
    return Sheet("boxes", answers, options, scene=widget.get("scene"))


def _truth(content: Any, widget: Mapping[str, Any], correct: bool) -> Sheet:
    return _boxes(content, widget, "true" if correct else "false")


def _line(content: Any, _widget: Mapping[str, Any], correct: Any) -> Sheet:
    return Sheet("lines", [("", _plain(type_of(content).summary(content, correct)))])


def _essay(content: Any, _widget: Mapping[str, Any], _correct: Any) -> Sheet:
    lines = min(MOST_LINES, max(FEWEST_LINES, -(-(content.max_words or 0) // WORDS_A_LINE) or USUAL_LINES))
    return Sheet("lines", [("", content.marking_notes or _("A person grades it."))], lines=lines)


def _order(_content: Any, widget: Mapping[str, Any], correct: Any) -> Sheet:
    options = lettered(widget["items"])
    letters = {each.key: each.letter for each in options}
    right = ", ".join(letters[key] for key in correct)
    return Sheet("order", [("", right)], options)


def _placed(_content: Any, widget: Mapping[str, Any], correct: Mapping[str, str]) -> Sheet:
    options = lettered(widget["places"])
    letters = {each.key: each.letter for each in options}
    answers = [
        (str(number), letters.get(correct.get(part["key"], ""), "–"))
        for number, part in enumerate(widget["parts"], start=1)
    ]
    return Sheet("pairs", answers, options, [each["text"] for each in widget["parts"]], scene=widget.get("scene"))


def _gaps(_content: Any, widget: Mapping[str, Any], correct: Mapping[str, str]) -> Sheet:
    """Letters where a gap chooses among words: its own, or those of the whole text."""
    options = lettered(widget.get("words", ()))
    gaps = [Gap(number, lettered(_own_choices(gap))) for number, gap in widget["gaps"].items()]
    answers = [(gap.number, _right_in_gap(correct[gap.number], gap.options or options)) for gap in gaps]
    return Sheet("gaps", answers, options, text=widget["text"], gaps=gaps)


def _own_choices(gap: Any) -> Sequence[Mapping[str, Any]]:
    """Of a gap with a list; those of words dragged into gaps stand below the text, for all."""
    return gap.get("choices", ()) if isinstance(gap, Mapping) else ()


def _right_in_gap(right: str, options: Iterable[Option]) -> str:
    named = [f"{each.letter}, {each.text}" for each in options if each.key == right]
    return named[0] if named else _plain(right)


def _plain(text: str) -> str:
    """A text that is no Markdown, as Markdown."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>$!" else letter for letter in text)


FORMS: Mapping[str, Callable[[Any, Mapping[str, Any], Any], Sheet]] = {
    "single_choice": _boxes,
    "multiple_response": _boxes,
    "true_false": _truth,
    "hotspot": _boxes,
    "short_answer": _line,
    "numerical": _line,
    "essay": _essay,
    "ordering": _order,
    "matching": _placed,
    "categorise": _placed,
    "drag_image": _placed,
    "cloze": _gaps,
    "drag_words": _gaps,
}
