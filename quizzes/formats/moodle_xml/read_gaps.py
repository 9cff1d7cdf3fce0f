"""Texts with gaps: multianswer (Cloze), gapselect, ddwtos."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats.markup import from_html
from quizzes.formats.moodle_xml import cloze_code
from quizzes.formats.moodle_xml.cloze_code import Alternative, ClozeError, Code
from quizzes.formats.moodle_xml.read_choices import multiple, with_keys, worth
from quizzes.formats.moodle_xml.read_typed import fraction, split_other, typed_answers
from quizzes.formats.moodle_xml.source import Marks, QuestionError, Source, as_plain, rounded, without_empty
from quizzes.formats.moodle_xml.tree import Element
from quizzes.question_types.base import ZERO

# What parts prompt and text when we write both into Moodle's one text.
RULE = "---"
_PLACE = re.compile(r"\[\[(\d{1,3})\]\]")
GAP = re.compile(r"\{(\d{1,3})\}")
_LIKE_GAP = re.compile(rf"((?<!\\)\$[^$\n]+(?<!\\)\$)|{GAP.pattern}")
_JOINER = "\u2060"  # invisible: what only looks like a gap is none with it
_NUMBER = re.compile(r"([^:]+)(?::([^:]*))?")


def read_cloze(source: Source) -> dict[str, Any]:
    question = source.element.first("questiontext")
    codes: list[Code] = []
    marks = Marks()

    def marked(raw: str) -> str:
        pieces = _split(source, question, raw)
        codes.extend(piece for piece in pieces if isinstance(piece, Code))
        return "".join(marks.put("") if isinstance(piece, Code) else piece for piece in pieces)

    text = source.markdown(question, marked)
    if not codes:
        raise source.fail(_("a Cloze text without a gap"), question)
    if len(codes) == 1 and codes[0].kind == "several":
        return _ticked(source, question, codes[0], text, marks)
    gaps = [_gap(source, question, number, code) for number, code in enumerate(codes, start=1)]
    order = [number for each in text if (number := marks.number(each)) >= 0]
    return {"type": "cloze", **with_prompt(text, marks), "gaps": [gaps[number] for number in order]}


def _split(source: Source, question: Element | None, raw: str) -> list[str | Code]:
    try:
        return cloze_code.split(raw)
    except ClozeError as error:
        line = source.line_of(question, str(error))
        raise QuestionError(_("this Cloze code can't be read"), line, str(error)) from error


def with_prompt(text: str, marks: Marks) -> dict[str, str]:
    """Moodle has one text, we have a prompt above it: the paragraphs before the first gap, or those before a rule."""
    paragraphs = text.split("\n\n")
    first = next((at for at, each in enumerate(paragraphs) if _has_mark(each, marks)), len(paragraphs))
    rules = [at for at in range(first) if paragraphs[at] == RULE]
    prompt = paragraphs[: rules[-1]] if rules else paragraphs[:first]
    rest = paragraphs[rules[-1] + 1 if rules else first :]
    return {
        "prompt": "\n\n".join(prompt).strip() or _("Fill in the gaps."),
        "text": _numbered(_LIKE_GAP.sub(_no_gap, "\n\n".join(rest)), marks),
    }


def _no_gap(found: re.Match[str]) -> str:
    """Within a formula a space shows as nothing, too, and is none of its letters."""
    formula = found[1]
    return GAP.sub(r"{ \1}", formula) if formula else f"{{{_JOINER}{found[2]}}}"


def _has_mark(text: str, marks: Marks) -> bool:
    return any(marks.number(each) >= 0 for each in text)


def _numbered(text: str, marks: Marks) -> str:
    pieces, count = [], 0
    for each in text:
        is_gap = marks.number(each) >= 0
        count += is_gap
        pieces.append(f"{{{count}}}" if is_gap else each)
    return "".join(pieces)


# --- Cloze -----------------------------------------------------------------------------------------------------------


def _gap(source: Source, question: Element | None, number: int, code: Code) -> dict[str, Any]:
    try:
        content = _READERS[code.kind](source, question, code)
    except QuestionError as error:
        message = _("gap %(number)d: %(reason)s") % {"number": number, "reason": error.message}
        raise QuestionError(message, source.line_of(question, code.source), code.source[:200]) from error
    return {
        "kind": _KINDS.get(code.kind, code.kind),
        **({"weight": code.weight} if code.weight != 1 else {}),
        **content,
    }


def _worth(source: Source, question: Element | None, alternative: Alternative) -> Decimal:
    if abs(alternative.percent) > 100:
        raise source.fail(_("an answer is worth −100 to 100 per cent"), question)
    return as_plain(rounded(alternative.percent / 100))


def _dropdown(source: Source, question: Element | None, code: Code) -> dict[str, Any]:
    html = _html(source, question)
    choices = [
        {"text": html(each.answer)}
        | worth(_worth(source, question, each))
        | without_empty({"feedback": html(each.feedback)})
        for each in code.alternatives
    ]
    if sum(each.percent >= 100 for each in code.alternatives) != 1:
        raise source.fail(_("exactly one of its answers has to be right"), question)
    return {"choices": with_keys(choices, "choice")}


def _html(source: Source, question: Element | None) -> Callable[[str], str]:
    name_of = source.names(question) if question else None
    return lambda text: from_html(text, name_of)


def _alternatives(source: Source, question: Element | None, code: Code) -> tuple[Any, str]:
    html = _html(source, question)
    return split_other(
        [
            {"text": each.answer, "fraction": _worth(source, question, each), "feedback": html(each.feedback)}
            for each in code.alternatives
        ]
    )


def _text(source: Source, question: Element | None, code: Code) -> dict[str, Any]:
    answers, other = _alternatives(source, question, code)
    return {"answers": typed_answers(answers)} | without_empty(
        {"case_sensitive": code.kind == "text_case", "feedback_other": other}
    )


def _number(source: Source, question: Element | None, code: Code) -> dict[str, Any]:
    answers, other = _alternatives(source, question, code)
    return {"answers": [_numeric(source, question, each) for each in answers]} | without_empty(
        {"feedback_other": other}
    )


def _numeric(source: Source, question: Element | None, answer: dict[str, Any]) -> dict[str, Any]:
    found = _NUMBER.fullmatch(answer["text"])
    element = question or source.element
    value = source.number(element, found[1] if found else "?", default="?")
    tolerance = abs(source.number(element, found[2] or "" if found else ""))
    return {
        "value": as_plain(value),
        **({"tolerance": as_plain(tolerance)} if tolerance else {}),
        **fraction(answer["fraction"]),
        **without_empty({"feedback": answer["feedback"]}),
    }


def _several(source: Source, question: Element | None, code: Code) -> dict[str, Any]:
    """Where one is right, choosing it is the same. Several right ones in one gap are more than a gap can have."""
    if sum(each.percent > 0 for each in code.alternatives) != 1:
        raise source.fail(_("several answers are right in it (MULTIRESPONSE), which a gap can't have"), question)
    return _dropdown(source, question, code)


def _ticked(source: Source, question: Element | None, code: Code, text: str, marks: Marks) -> dict[str, Any]:
    """A text whose only gap are boxes to tick is a question of its own. What is right shares the points, as there."""
    html = _html(source, question)
    worths = [_worth(source, question, each) for each in code.alternatives]
    whole = sum((each for each in worths if each > 0), ZERO)
    fractions = [as_plain(rounded(each / whole)) if each > 0 and whole > 1 else each for each in worths]
    choices = [
        {"text": html(each.answer)} | worth | without_empty({"feedback": html(each.feedback)})
        for each, worth in zip(code.alternatives, multiple(fractions), strict=True)
    ]
    return {
        "type": "multiple_response",
        "prompt": marks.filled(text).strip() or source.title,
        "choices": with_keys(choices, "choice"),
    }


_KINDS = {"text_case": "text", "several": "dropdown"}
_READERS = {"number": _number, "text": _text, "text_case": _text, "dropdown": _dropdown, "several": _several}


# --- lists and words -------------------------------------------------------------------------------------------------


def read_gap_select(source: Source) -> dict[str, Any]:
    """Every gap has the list of its group."""
    options = [(source.html(each), each.value("group") or "1") for each in source.element.all("selectoption")]
    text, places = _places(source, len(options))
    gaps = []
    for place in places:
        group = [index for index, (_text, of) in enumerate(options) if of == options[place][1]]
        choices = [{"text": options[at][0], **({"correct": True} if at == place else {})} for at in group]
        gaps.append({"kind": "dropdown", "choices": with_keys(choices, "choice")})
    return {"type": "cloze", **text, "gaps": gaps}


def read_drag_words(source: Source) -> dict[str, Any]:
    boxes = source.element.all("dragbox")
    text, places = _places(source, len(boxes))
    entries = [
        {"text": source.html(box)}
        | without_empty({"group": group_name(box.value("group"))})
        | ({"reuse": True} if is_endless(box) or places.count(at) > 1 else {})
        for at, box in enumerate(boxes)
    ]
    words = with_keys(entries, "word")
    return {"type": "drag_words", **text, "gaps": [{"word": words[place]["key"]} for place in places], "words": words}


def group_name(number: str) -> str:
    """Moodle numbers its groups; the first is ours without a name."""
    return "" if number in ("", "1") else f"group-{number}"[:60]


def is_endless(box: Element) -> bool:
    """Moodle writes an empty element, other programs a word."""
    there = box.first("infinite")
    return there is not None and there.text.lower() not in ("0", "false", "no")


def _places(source: Source, count: int) -> tuple[dict[str, str], list[int]]:
    """Prompt and text, and which option belongs into each gap."""
    marks = Marks()
    question = source.element.first("questiontext")
    text = source.markdown(question, lambda raw: _PLACE.sub(lambda found: marks.put(found[1]), raw))
    numbers = [int(marks.pieces[number]) for each in text if (number := marks.number(each)) >= 0]
    if not numbers:
        raise source.fail(_("a text without a gap: none of its [[1]] can be found"), question)
    for number in numbers:
        if not 1 <= number <= count:
            raise source.fail(_("there is no word for the gap [[%(number)d]]") % {"number": number}, question)
    return with_prompt(text, marks), [number - 1 for number in numbers]
