"""GIFT, the way out. Pure. Texts are marked as Markdown, which Moodle knows; what can't be escaped isn't written."""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats.base import Reading, Written
from quizzes.formats.gift_marks import escape
from quizzes.formats.losses import CantWrite, of_type, write_each
from quizzes.formats.order_gradings import moodle_name
from quizzes.question_types.base import Choice
from quizzes.question_types.multiple_response import weights
from quizzes.question_types.numbers import NumericAnswer
from quizzes.question_types.single_choice import fraction_of

# Would be taken for a weight, the prefix of a format, or a comment.
_LIKE_A_MARK = re.compile(r"%|\[|//")
# Moodle takes items of an order as they are: only what would end them is escaped.
_IN_ITEMS = re.compile(r"[{}\n]|\\(?=[:#={}~n\n\\])|#(?=###)")


def write(questions: Iterable[Any], read: Callable[[str], Reading]) -> Written:
    pieces, losses = write_each(questions, _block, read)
    return Written("\n".join(pieces).encode(), tuple(losses))


def _block(question: Any) -> str:
    if question.type in ("description", "stimulus"):
        return f"{_head(question)}{escape(question.text)}\n"
    if question.type not in _ANSWERS:
        raise of_type(question)
    answers = _ANSWERS[question.type](question) + _general(question)
    return f"{_head(question)}{escape(question.prompt)}{{{answers}}}\n"


def _general(question: Any) -> str:
    """The explanation. In an order Moodle would take it for an item."""
    if not question.explanation or question.type == "ordering":
        return ""
    general = f"####{_text(question.explanation)}"
    return general if question.type in ("essay", "true_false") else f"\t{general}\n"


def _head(question: Any) -> str:
    tags = "".join(f" [tag:{tag}]" for tag in question.tags)
    return f"// [id:{question.key}]{tags}\n::{escape(question.key)}::[markdown]"


def _text(source: str) -> str:
    prefix = "[markdown]" if _LIKE_A_MARK.match(source) else ""
    return prefix + escape(source)


def _feedback(source: str) -> str:
    return f"#{_text(source)}" if source else ""


def _percent(fraction: Decimal) -> str:
    return format((fraction * 100).quantize(Decimal("0.00001")).normalize(), "f")


def _lines(lines: Iterable[str]) -> str:
    return "".join(["\n", *(f"\t{line}\n" for line in lines)])


def _single_choice(question: Any) -> str:
    return _lines(f"{_sign(choice)}{_text(choice.text)}{_feedback(choice.feedback)}" for choice in question.choices)


def _sign(choice: Choice) -> str:
    if choice.is_key:
        return "="
    return f"~%{_percent(fraction_of(choice))}%" if fraction_of(choice) else "~"


def _multiple_response(question: Any) -> str:
    worth = weights(question)
    return _lines(
        f"~%{_percent(worth[choice.key])}%{_text(choice.text)}{_feedback(choice.feedback)}"
        for choice in question.choices
    )


def _true_false(question: Any) -> str:
    told = question.feedback_true, question.feedback_false
    right, wrong = told if question.answer else told[::-1]
    parts = ["TRUE" if question.answer else "FALSE", *([wrong, right] if right else [wrong] if wrong else [])]
    return "#".join([parts[0], *map(_text, parts[1:])])


def _short_answer(question: Any) -> str:
    return _lines(_accepted(question))


def _accepted(question: Any) -> Iterator[str]:
    for answer in question.answers:
        for text in (answer.text, *answer.also):
            prefix = "[plain]" if text.startswith("[") else ""
            yield f"=%{_percent(answer.fraction)}%{prefix}{escape(text)}{_feedback(answer.feedback)}"
    if question.feedback_other:
        yield f"=%0%*{_feedback(question.feedback_other)}"


def _numerical(question: Any) -> str:
    lines = [f"=%{_percent(each.fraction)}%{_number(each)}{_feedback(each.feedback)}" for each in question.answers]
    other = [f"~{_feedback(question.feedback_other)}"] if question.feedback_other else []
    return "#" + _lines([*lines, *other])


def _number(answer: NumericAnswer) -> str:
    """A tolerance of another kind is written as the range that it is."""
    if answer.tolerance_type == "geometric":
        return "..".join(_plain(bound, digits=15) for bound in answer.bounds())
    low, _high = answer.bounds()
    return f"{_plain(answer.value)}:{_plain(answer.value - low)}"


def _plain(number: Decimal, *, digits: int = 0) -> str:
    return format(Decimal(f"{number:.{digits}g}") if digits else number, "f")


def _matching(question: Any) -> str:
    if any("->" in pair.left for pair in question.pairs):
        raise CantWrite(_("a left-hand side has “->”"))
    pairs = [f"={_text(pair.left)} -> {escape(pair.right)}" for pair in question.pairs]
    return _lines([*pairs, *(f"= -> {escape(each.text)}" for each in question.extra)])


def _ordering(question: Any) -> str:
    head = f">{len(question.items)} ALL VERTICAL {moodle_name(question.grading)} SHOW"
    return "\n".join([head, *(_item(item.text) for item in question.items), ""])


def _item(text: str) -> str:
    prefix = "[markdown]" if text.startswith(("//", "[")) else ""
    return prefix + _IN_ITEMS.sub(lambda found: "\\n" if found[0] == "\n" else "\\" + found[0], text)


def _essay(question: Any) -> str:
    return ""


_ANSWERS: dict[str, Callable[[Any], str]] = {
    "single_choice": _single_choice,
    "multiple_response": _multiple_response,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
}
