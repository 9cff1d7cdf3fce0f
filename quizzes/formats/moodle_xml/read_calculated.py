"""calculated and calculatedsimple: formulas of variables, each with a range from which attempts draw."""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats.moodle_xml import formula_code
from quizzes.formats.moodle_xml.read_typed import fraction, read_units, split_other
from quizzes.formats.moodle_xml.source import Marks, Source, as_plain, without_empty
from quizzes.formats.moodle_xml.tree import Element
from quizzes.question_types.formulas import FormulaError, parse, variables_of
from quizzes.question_types.numbers import EXACT

TOLERANCES = {"1": "relative", "2": "nominal", "3": "geometric"}


def read_calculated(source: Source) -> dict[str, Any]:
    """All texts of the question, the common ones too, have their variables renamed."""
    datasets = _datasets(source)
    names = formula_code.names_for(datasets)
    texts = marked(source, names)
    found = [_answer(source, answer, names, texts) for answer in source.element.all("answer")]
    answers, other = split_other(found)
    common = {"prompt": texts(source.element.first("questiontext"))}
    explanation = texts(source.element.first("generalfeedback"))
    used = _used(" ".join([*common.values(), explanation, other, *(each["feedback"] for each in found)]), answers)
    variables = [_variable(source, name, datasets[wild]) for wild, name in names.items() if name in used]
    return {
        "type": "calculated",
        **common,
        "variables": variables,
        "answers": [
            {"formula": each["text"], **each["tolerance"], **fraction(each["fraction"])}
            | without_empty({"feedback": each["feedback"]})
            for each in answers
        ],
        **_digits(source),
        **read_units(source),
        **without_empty({"feedback_other": other, "explanation": explanation}),
    }


def _datasets(source: Source) -> dict[str, Element]:
    there = source.element.first("dataset_definitions")
    found = there.all("dataset_definition") if there else []
    return {each.value("name", "text"): each for each in found}


def marked(source: Source, names: dict[str, str]) -> Callable[[Element | None], str]:
    """Texts in which variables and results go through the conversion to Markdown as one character each."""

    def text(element: Element | None) -> str:
        marks = Marks()
        return marks.filled(source.markdown(element, lambda raw: formula_code.text_from_moodle(raw, names, marks.put)))

    return text


def _answer(
    source: Source, answer: Element, names: dict[str, str], texts: Callable[[Element | None], str]
) -> dict[str, Any]:
    formula = answer.value("text") or answer.own_text
    kind = TOLERANCES.get(answer.value("tolerancetype"), "relative")
    tolerance = as_plain(abs(source.number(answer, answer.value("tolerance"))))
    return {
        "text": formula if formula == "*" else _formula(source, answer, formula_code.from_moodle(formula, names)),
        "tolerance": ({"tolerance": tolerance} if tolerance else {})
        | ({} if kind == "nominal" else {"tolerance_type": kind}),
        "fraction": source.fraction(answer),
        "feedback": texts(answer.first("feedback")),
    }


def _formula(source: Source, answer: Element, formula: str) -> str:
    try:
        parse(formula)
    except FormulaError as error:
        reason = _("the formula can't be taken: %(reason)s") % {"reason": error}
        raise source.fail(reason, answer, answer.value("text")[:200]) from error
    return formula


def _used(text: str, answers: Any) -> set[str]:
    """Datasets that nothing uses are not variables of the question."""
    used = set().union(*(variables_of(each["text"]) for each in answers if each["text"] != "*"))
    for found in formula_code.MARK.finditer(text):
        used |= {found["name"]} if found["name"] else _variables(found["formula"])
    return used


def _variables(formula: str) -> set[str]:
    try:
        return variables_of(formula)
    except FormulaError:
        return set()


def _variable(source: Source, name: str, dataset: Element) -> dict[str, Any]:
    decimals = int(source.number(dataset, dataset.value("decimals", "text")))
    low, high = (source.number(dataset, dataset.value(each, "text")) for each in ("minimum", "maximum"))
    if dataset.value("distribution", "text") not in ("", "uniform"):
        source.leave_out(_("the distribution of '%(name)s': all its values are equally likely") % {"name": name})
    step = Decimal(1).scaleb(-max(0, min(decimals, 9)))
    return {
        "name": name,
        "min": as_plain(low.quantize(step, ROUND_CEILING, EXACT)),
        "max": as_plain(high.quantize(step, ROUND_FLOOR, EXACT)),
        **({"decimals": decimals} if decimals else {}),
    }


def _digits(source: Source) -> dict[str, int]:
    """Of the first answer: a question has one rule for all. Two decimals are ours, too."""
    answer = source.element.first("answer")
    if answer is None or not answer.value("correctanswerlength"):
        return {}
    digits = int(source.number(answer, answer.value("correctanswerlength")))
    if answer.value("correctanswerformat") == "2":
        return {"significant": digits}
    return {} if digits == 2 else {"decimals": digits}
