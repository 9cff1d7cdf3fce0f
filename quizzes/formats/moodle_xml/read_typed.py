"""What is typed: shortanswer, numerical, essay; and description, which asks nothing."""

import re
from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats.markup import to_markdown, words_of
from quizzes.formats.moodle_xml.source import Source, as_plain, rounded, without_empty
from quizzes.formats.moodle_xml.tree import Element
from quizzes.question_types.base import ONE

_FIFTEEN = Context(prec=15)
ANY = "*"
STIMULUS_TAG = "stimulus"


def read_short_answer(source: Source) -> dict[str, Any]:
    found = [
        {"text": answer.value("text"), "fraction": source.fraction(answer), "feedback": source.text_of(answer)}
        for answer in source.element.all("answer")
    ]
    answers, other = split_other(found)
    return {
        "type": "short_answer",
        "answers": typed_answers(answers),
        **without_empty({"case_sensitive": source.is_on("usecase"), "feedback_other": other}),
    }


def split_other(answers: Sequence[dict[str, Any]]) -> tuple[Sequence[dict[str, Any]], str]:
    """The answers, and what is said to any other: a lone '*' at their end that is worth nothing."""
    if answers and answers[-1]["text"] == ANY and not answers[-1]["fraction"]:
        return answers[:-1], answers[-1]["feedback"]
    return answers, ""


def typed_answers(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers in a row that are worth the same, with the same feedback, are variants of one."""
    answers: list[dict[str, Any]] = []
    for each in found:
        worth = without_empty({"feedback": each["feedback"]}) | fraction(each["fraction"])
        before = answers[-1] if answers else None
        if before and {name: before[name] for name in before if name in ("feedback", "fraction")} == worth:
            before["also"] = [*before.get("also", []), each["text"]]
        else:
            answers.append({"text": each["text"], **worth})
    return answers


def fraction(value: Decimal) -> dict[str, Decimal]:
    return {} if value == ONE else {"fraction": value}


def read_numerical(source: Source) -> dict[str, Any]:
    """Files of Moodle 1.x have the number in the element itself."""
    found = [
        {"text": answer.value("text") or answer.own_text, "fraction": source.fraction(answer), "element": answer}
        | {"feedback": source.text_of(answer)}
        for answer in source.element.all("answer")
    ]
    answers, other = split_other(found)
    return {
        "type": "numerical",
        "answers": [_numeric_answer(source, answer) for answer in answers],
        **read_units(source),
        **without_empty({"feedback_other": other}),
    }


def _numeric_answer(source: Source, answer: dict[str, Any]) -> dict[str, Any]:
    element = answer["element"]
    tolerance = source.number(element, element.value("tolerance"))
    value = source.number(element, answer["text"], default="?")
    return {
        "value": as_plain(value),
        **({"tolerance": as_plain(abs(tolerance))} if tolerance else {}),
        **fraction(answer["fraction"]),
        **without_empty({"feedback": answer["feedback"]}),
    }


def read_units(source: Source) -> dict[str, Any]:
    """Moodle's multiplier makes a number of this unit out of one of the first; our factor goes the other way."""
    there = source.element.first("units")
    units: list[dict[str, Any]] = []
    for unit in there.all("unit") if there else ():
        factor = _factor(source, unit)
        name = words_of(unit.value("unit_name")).strip()
        if units and units[-1]["factor"] == factor:
            units[-1]["also"] = [*units[-1].get("also", []), name]
        else:
            units.append({"unit": name, "factor": factor})
    units.sort(key=lambda unit: unit["factor"] != ONE)  # the answers are in the first
    if not units:
        return {}
    shown = [{name: value for name, value in unit.items() if value != ONE} for unit in units]
    return {"units": shown} | _use_of_units(source)


def _factor(source: Source, unit: Element) -> Decimal:
    multiplier = source.number(unit, unit.value("multiplier"), default="1")
    if multiplier <= 0:
        raise source.fail(_("the multiplier of a unit is above 0"), unit, str(multiplier))
    return as_plain(_FIFTEEN.divide(ONE, multiplier))


def _use_of_units(source: Source) -> dict[str, Any]:
    kind = source.value("unitgradingtype")
    if kind == "2":
        source.leave_out(_("that a wrong unit costs a share of the whole question: it costs one of what was reached"))
    penalty = rounded(source.number(source.element, source.value("unitpenalty"), default="0.1"))
    return {
        **({"unit_use": "required"} if kind in ("1", "2") else {}),
        **({"unit_penalty": as_plain(penalty)} if penalty != Decimal("0.1") else {}),
    }


def read_essay(source: Source) -> dict[str, Any]:
    if source.value("attachments") not in ("", "0"):
        source.leave_out(_("that files can be handed in"))
    limits = {name: source.value(each) for name, each in (("min_words", "minwordlimit"), ("max_words", "maxwordlimit"))}
    return {
        "type": "essay",
        **{name: int(source.number(source.element, text)) for name, text in limits.items() if text not in ("", "0")},
        **without_empty({"template": _template(source), "marking_notes": source.text("graderinfo")}),
    }


def _template(source: Source) -> str:
    """It stands in a plain field, as it is typed: no marks of Markdown are wanted there."""
    element = source.element.first("responsetemplate")
    if element is None:
        return ""
    text, text_format = source.raw(element), element.attributes.get("format", source.text_format)
    if text_format in ("plain_text", "markdown") or "<" not in text:
        return text
    lines = to_markdown(text, text_format, lambda address: "").replace("\\\n", "\n")
    return re.sub(r"\\(?=[^\w\s])", "", lines)


def read_description(source: Source) -> dict[str, Any]:
    kind = "stimulus" if STIMULUS_TAG in source.tags else "description"
    return {"type": kind, "text": source.text("questiontext")}
