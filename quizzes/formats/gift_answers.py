"""What stands between the braces of a GIFT question: its type and its answers. Pure.

The order of the questions asked of it is Moodle's: that decides what a text with marks of several types is.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats.gift_marks import Format, restore, words
from quizzes.formats.order_gradings import GRADINGS
from quizzes.formats.weights import Option, choices_of
from quizzes.formats.words import keyed, letter
from quizzes.question_types.base import ONE, SEVEN_PLACES, ZERO
from quizzes.question_types.numbers import read_number

# Told with the text that it is about.
Warn = Callable[[str, str], None]

_WEIGHT = re.compile(r"%(-*)([0-9]{1,2}[.,]?[0-9]{0,30})%")
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_ORDERING = re.compile(r">\s*(\d{1,3})(?=\s)")
_ONLY_TAGS = re.compile(r"(?:<[^<>=]*>\s*)+")
_HEADER = (
    ("select", r"ALL|EXACT|RANDOM|REL|CONTIGUOUS|CONTIG"),
    ("layout", r"HORIZONTAL|HORI|H|1|VERTICAL|VERT|V|0"),
    ("grading", r"[A-Z]+(?:_[A-Z]+)+|ABSOLUTE|ABS|RELATIVE|REL"),
    ("show", r"SHOW|TRUE|YES|1|HIDE|FALSE|NO|0"),
    ("numbering", r"none|123|abc|ABCD|iii|IIII"),
)
_GRADINGS = {**GRADINGS, "ABSOLUTE": "position", "ABS": "position", "RELATIVE": "next", "REL": "next"}


class Unreadable(ValueError):
    """Why this is no question, in a sentence, and the text that it is about if that isn't the whole of it."""

    def __init__(self, message: str, text: str = "") -> None:
        super().__init__(message)
        self.text = text


def read(answers: str, text_format: Format, warn: Warn) -> dict[str, Any]:
    """Type and answers as a bank has them. Raises Unreadable."""
    if _ORDERING.match(answers):
        return _ordering(answers, text_format, warn)
    if not answers:
        return {"type": "essay"}
    if answers[0] == "#":
        return _numerical(answers[1:], text_format, warn)
    if "~" in answers:
        return _choices(answers, text_format, warn)
    if "=" in answers and "->" in answers:
        return _matching(answers, text_format, warn)
    if answers.partition("#")[0].strip() in _TRUTHS:
        return _true_false(answers, text_format)
    return _short_answer(answers, text_format, warn)


def _pieces(answers: str) -> list[str]:
    """What the equals signs begin; words before the first one are an answer, too."""
    return [piece.strip() for piece in answers.split("=") if piece.strip()]


def _split(piece: str) -> tuple[str, str]:
    """An answer and the feedback on it."""
    answer, _mark, feedback = piece.partition("#")
    return answer.strip(), feedback.strip()


def _weight(piece: str, default: Decimal) -> tuple[Decimal, str]:
    found = _WEIGHT.match(piece)
    if found is None:
        return default, piece
    worth = (Decimal(found[2].replace(",", ".")) / 100).quantize(SEVEN_PLACES)
    return (-worth if found[1] else worth), piece[found.end() :]


def _with_feedback(data: dict[str, Any], feedback: str) -> dict[str, Any]:
    return data | ({"feedback": feedback} if feedback else {})


def _worth(worth: Decimal) -> dict[str, str]:
    return {} if worth == ONE else {"fraction": format(worth.normalize(), "f")}


# --- choices ---------------------------------------------------------------------------------------------------------


def _choices(answers: str, text_format: Format, warn: Warn) -> dict[str, Any]:
    pieces = [piece.strip() for piece in answers.replace("=", "~=").split("~")]
    options = [_option(piece, text_format, warn) for piece in pieces if piece not in {"", "="}]
    if len(pieces) - (not pieces[0]) > len(options) and "~=" not in "".join(answers.split()):
        warn(_("A choice without words was left out."), answers)
    if len(options) < 2:
        raise Unreadable(_("A question with choices has at least two."), answers)
    return choices_of(options, several="=" not in answers, warn=lambda message: warn(message, ""))


def _option(piece: str, text_format: Format, warn: Warn) -> Option:
    worth, rest = (ONE, piece[1:].strip()) if piece[0] == "=" else _weight(piece, ZERO)
    if piece[0] == "=" and _WEIGHT.match(rest):
        worth, rest = _weight(rest, ONE)
        warn(_("A weight stands behind “=”, where Moodle would take it for words. It was read as a weight."), piece)
    text, feedback = _split(rest)
    return Option(_shown(text, text_format), worth, text_format.read(feedback))


def _shown(text: str, text_format: Format) -> str:
    """An answer that is a tag, which as HTML shows nothing, is what a question on HTML asks for."""
    if shown := text_format.read(text):
        return shown
    plain = words(text)
    return Format.PLAIN.markdown(plain) if _ONLY_TAGS.fullmatch(plain) else ""


# --- typed answers ---------------------------------------------------------------------------------------------------


def _short_answer(answers: str, text_format: Format, warn: Warn) -> dict[str, Any]:
    found = [_typed(piece, text_format) for piece in _pieces(answers)]
    if not found:
        raise Unreadable(_("There is no answer between the braces."), answers)
    if len(found) == 1 and found[0][0].upper() in _TRUTHS:
        warn(_("This was read as a short answer. True or false is {TRUE} or {FALSE} in capitals."), answers)
    data: dict[str, Any] = {"type": "short_answer"}
    last, worth, feedback = found[-1]
    if last == "*" and not worth:
        data |= {"feedback_other": feedback} if feedback else {}
        found.pop()
    return data | {"answers": list(_with_variants(found))}


def _typed(piece: str, text_format: Format) -> tuple[str, Decimal, str]:
    worth, rest = _weight(piece, ONE)
    text, feedback = _split(rest)
    return words(text), worth, text_format.read(feedback)


def _with_variants(found: list[tuple[str, Decimal, str]]) -> Iterator[dict[str, Any]]:
    """Answers that follow each other and get the same are variants of one."""
    groups: list[tuple[list[str], Decimal, str]] = []
    for text, worth, feedback in found:
        if groups and groups[-1][1:] == (worth, feedback):
            groups[-1][0].append(text)
        else:
            groups.append(([text], worth, feedback))
    for (text, *also), worth, feedback in groups:
        variants: dict[str, Any] = {"also": also} if also else {}
        yield _with_feedback({"text": text} | variants | _worth(worth), feedback)


def _numerical(answers: str, text_format: Format, warn: Warn) -> dict[str, Any]:
    answers, tilde, other = answers.partition("~")
    if tilde and "#" not in other:
        warn(_("In a block of numbers what follows “~” is feedback on any other answer, and begins with “#”."), other)
    data: dict[str, Any] = {"type": "numerical", "answers": []}
    others = [text_format.read(_split(other)[1])]
    for piece in _pieces(answers):
        worth, rest = _weight(piece, ONE)
        text, feedback = _split(rest)
        if restore(text) == "*" and not worth:
            others.append(text_format.read(feedback))
        else:
            number = _range(restore(text)) | _worth(worth)
            data["answers"].append(_with_feedback(number, text_format.read(feedback)))
    if not data["answers"]:
        raise Unreadable(_("There is no number between the braces."), answers)
    feedback_other = next(filter(None, others), "")
    return data | ({"feedback_other": feedback_other} if feedback_other else {})


def _range(text: str) -> dict[str, str]:
    """'value', 'value:tolerance' or 'least..most'."""
    if text.find("..") > 0:
        low, _dots, high = text.partition("..")
        least, most = Decimal(_number(low)), Decimal(_number(high))
        value, tolerance = format((least + most) / 2, "f"), format((most - least) / 2, "f")
    else:
        number, _colon, margin = text.partition(":")
        value, tolerance = _number(number), _number(margin) if margin.strip() else "0"
    return {"value": value} | ({"tolerance": tolerance} if Decimal(tolerance) else {})


def _number(text: str) -> str:
    number = read_number(text)
    if number is None:
        raise Unreadable(_("“%s” is not a number.") % text.strip()[:60], text)
    return number


# --- true or false ---------------------------------------------------------------------------------------------------


def _true_false(answers: str, text_format: Format) -> dict[str, Any]:
    word, *feedback = answers.split("#", 2)
    answer = _TRUTHS[word.strip()]
    wrong, right = [*map(text_format.read, feedback), "", ""][:2]
    told = {"feedback_true": right if answer else wrong, "feedback_false": wrong if answer else right}
    return {"type": "true_false", "answer": answer} | {name: text for name, text in told.items() if text}


# --- matching and ordering -------------------------------------------------------------------------------------------


def _matching(answers: str, text_format: Format, warn: Warn) -> dict[str, Any]:
    pairs: list[dict[str, str]] = []
    extra: list[str] = []
    for piece in _pieces(answers):
        left, arrow, right = (each.strip() for each in piece.partition("->"))
        if not arrow:
            message = _("With “->” this is a matching question, and each “=” needs it. A short answer can't have “->”.")
            raise Unreadable(message, piece)
        if "#" in piece or _WEIGHT.match(left):
            warn(
                _("This was read as a matching question, which has no weights or feedback, because of its “->”."), piece
            )
        _place(left, right, text_format, pairs, extra)
    if len(pairs) + len(extra) < 2:
        raise Unreadable(_("With “->” this is a matching question, which has at least two pairs."), answers)
    rights = [{"key": f"x{each['key']}", "text": each["text"]} for each in keyed(extra)]
    return {"type": "matching", "pairs": pairs} | ({"extra": rights} if rights else {})


def _place(left: str, right: str, text_format: Format, pairs: list[dict[str, str]], extra: list[str]) -> None:
    """Moodle's right-hand sides are plain words, unless the question is in Markdown."""
    words_of_right = (text_format if text_format is Format.MARKDOWN else Format.PLAIN).markdown(right)
    if left:
        pairs.append({"key": letter(len(pairs)), "left": _shown(left, text_format), "right": words_of_right})
    else:
        extra.append(words_of_right)


def _ordering(answers: str, text_format: Format, warn: Warn) -> dict[str, Any]:
    found = _ORDERING.match(answers)
    head, _line_end, rest = answers[found.end() if found else 0 :].partition("\n")
    told, first = _header(head.strip())
    lines = [line.strip() for line in (first, *rest.split("\n")) if line.strip()]
    if told.get("select") not in {None, "ALL"} and found and int(found[1]) < len(lines):
        warn(_("Each attempt would have some of the items only; here it has them all."), answers)
    grading = _GRADINGS.get(told.get("grading", ""))
    data = {"type": "ordering", "items": keyed([_shown(line, text_format) for line in lines])}
    return data | ({"grading": grading} if grading else {})


def _header(line: str) -> tuple[dict[str, str], str]:
    """The words behind the count of items, each optional, in their order; and what follows them."""
    told: dict[str, str] = {}
    for name, pattern in _HEADER:
        if found := re.match(rf"({pattern})(?:\s+|$)", line):
            told[name], line = found[1], line[found.end() :]
    return told, line
