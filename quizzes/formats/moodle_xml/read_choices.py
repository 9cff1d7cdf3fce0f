"""What is chosen, matched or put in order: truefalse, multichoice, match, ordering, randomsamatch."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats.moodle_xml.source import Source, as_plain, unique_keys, without_empty
from quizzes.formats.moodle_xml.tree import Element
from quizzes.formats.order_gradings import GRADINGS
from quizzes.formats.weights import Option, shared, summing_to_one
from quizzes.question_types.base import ONE, RIGHT, ZERO

# As Moodle has them in old files: by number.
_BY_NUMBER = ("-1", "0", "7", "1", "2", "3", "4", "5", "6")
_GRADINGS = GRADINGS | dict(zip(_BY_NUMBER, GRADINGS.values(), strict=True)) | {"ABSOLUTE": "position"}


def read_true_false(source: Source) -> dict[str, Any]:
    """Old files name the answers in their own language, the true one first."""
    answers = source.element.all("answer")
    if len(answers) != 2:
        raise source.fail(_("a true/false question has two answers"))
    named = {answer.value("text").lower(): answer for answer in answers}
    true, false = (named["true"], named["false"]) if {"true", "false"} <= set(named) else answers
    if (source.fraction(true) >= RIGHT) == (source.fraction(false) >= RIGHT):
        raise source.fail(_("one of 'true' and 'false' is right"))
    feedback = {f"feedback_{name}": source.text_of(each) for name, each in (("true", true), ("false", false))}
    return {"type": "true_false", "answer": source.fraction(true) >= RIGHT} | without_empty(feedback)


def read_multichoice(source: Source) -> dict[str, Any]:
    options = _options(source)
    single = not source.is_off("single")
    full = sum(option.worth >= RIGHT for option in options)
    if single and full > 1 and len(options) > full + 1:
        options, single = shared(options, source.doubts.append), False
    elif single and full != 1:
        raise source.fail(_one_is_right(full))
    return _chosen(source, options, single=single)


def read_all_or_nothing(source: Source) -> dict[str, Any]:
    """multichoiceset: those that are worth something are to be ticked, and no other."""
    chosen = _chosen(source, _shares(source), single=False)
    return chosen | {"all_or_nothing": True}


def read_ou_multiple(source: Source) -> dict[str, Any]:
    """oumultiresponse: each right one counts the same, and each that is ticked too much takes one away."""
    source.leave_out(_("that only ticking too many costs something: wrong choices take points away"))
    return _chosen(source, _shares(source), single=False)


def _shares(source: Source) -> list[Option]:
    """All that are worth something are worth the same, all others as much less than nothing."""
    options = _options(source)
    right = sum(option.worth > 0 for option in options)
    wrong = len(options) - right
    return [replace(each, worth=ONE / right if each.worth > 0 else -ONE / wrong) for each in options]


def _options(source: Source) -> list[Option]:
    answers = source.element.all("answer")
    return [Option(source.markdown(each), source.fraction(each), source.text_of(each)) for each in answers]


def _one_is_right(full: int) -> str:
    if full:
        return _("several choices are worth 100 per cent, though only one can be chosen")
    return _("no choice is worth 100 per cent")


def _chosen(source: Source, options: Sequence[Option], *, single: bool) -> dict[str, Any]:
    if not any(option.worth > 0 for option in options):
        raise source.fail(_("no choice is right"))
    if not single:
        options = summing_to_one(options, source.doubts.append)
    fractions = [as_plain(option.worth) for option in options]
    worths = _single(fractions) if single else multiple(fractions)
    choices = [
        {"text": option.text} | worth | without_empty({"feedback": option.feedback})
        for option, worth in zip(options, worths, strict=True)
    ]
    return {
        "type": "single_choice" if single else "multiple_response",
        "choices": with_keys(choices, "choice"),
        **without_empty({"fixed_order": source.is_off("shuffleanswers")}),
    }


def with_keys(entries: list[dict[str, Any]], otherwise: str) -> list[dict[str, Any]]:
    keys = unique_keys((entry["text"] for entry in entries), otherwise)
    return [{"key": key, **entry} for key, entry in zip(keys, entries, strict=True)]


def worth(fraction: Decimal) -> dict[str, Any]:
    """Of a choice of which one is chosen: right, nothing, or a part."""
    if fraction in (ZERO, ONE):
        return {"correct": True} if fraction else {}
    return {"fraction": fraction}


def _single(fractions: list[Decimal]) -> list[dict[str, Any]]:
    return [worth(fraction) for fraction in fractions]


def multiple(fractions: list[Decimal]) -> list[dict[str, Any]]:
    """+1/R for right and −1/W for wrong choices is our default; 0 for wrong ones, as Moodle often has it, is not."""
    right = [fraction for fraction in fractions if fraction > 0]
    wrong = [fraction for fraction in fractions if fraction <= 0]
    if right and len(wrong) > 1 and _are(right, ONE / len(right)) and _are(wrong, -ONE / len(wrong)):
        return [{"correct": True} if fraction > 0 else {} for fraction in fractions]
    return [{"fraction": fraction} for fraction in fractions]


def _are(fractions: list[Decimal], value: Decimal) -> bool:
    return all(abs(fraction - value) < Decimal("0.000005") for fraction in fractions)


def read_match(source: Source) -> dict[str, Any]:
    """A right side without a left one is there to lead astray."""
    lefts, extra = [], []
    for pair in source.element.all("subquestion"):
        left, right = source.markdown(pair), source.html(pair.first("answer"))
        if left:
            lefts.append({"text": left, "right": right})
        elif right:
            extra.append({"text": right})
    keyed = [{"key": each["key"], "left": each["text"], "right": each["right"]} for each in with_keys(lefts, "pair")]
    taken = {each["key"] for each in keyed}
    extra = [{"key": _free(each["key"], taken), "text": each["text"]} for each in with_keys(extra, "extra")]
    return {"type": "matching", "pairs": keyed, **without_empty({"extra": extra})}


def read_statements(source: Source) -> dict[str, Any]:
    """kprime and mtf: a column for each statement, which is what matching asks for."""
    if source.element.value("scoringmethod", "text") not in ("", "subpoints"):
        source.leave_out(_("the way to grade statements: each counts the same"))
    columns = {each.attributes.get("number"): source.text_of(each, "responsetext") for each in _all(source, "column")}
    right = {
        each.attributes.get("rownumber"): columns.get(each.attributes.get("columnnumber"), "")
        for each in _all(source, "weight")
        if source.number(each, each.value("value")) > 0
    }
    rows = [
        {"text": source.text_of(row, "optiontext"), "right": right.get(row.attributes.get("number"), "")}
        for row in _all(source, "row")
    ]
    if any(source.text_of(row, "feedbacktext") for row in _all(source, "row")):
        source.leave_out(_("the feedback to statements"))
    pairs = [{"key": each["key"], "left": each["text"], "right": each["right"]} for each in with_keys(rows, "row")]
    asked_for = {row["right"] for row in rows}
    taken = {pair["key"] for pair in pairs}
    unused = [{"text": text} for text in columns.values() if text and text not in asked_for]
    extra = [{"key": _free(each["key"], taken), "text": each["text"]} for each in with_keys(unused, "extra")]
    return {"type": "matching", "pairs": pairs, **without_empty({"extra": extra})}


def _all(source: Source, name: str) -> list[Element]:
    """Some versions put them into an element of their own."""
    groups = [source.element, *source.element.all(f"{name}s")]
    return [each for group in groups for each in group.all(name)]


def _free(key: str, taken: set[str]) -> str:
    while key in taken:
        key = f"{key[:50]}-extra"
    taken.add(key)
    return key


def read_ordering(source: Source) -> dict[str, Any]:
    """The fraction of an item is its place."""
    answers = sorted(source.element.all("answer"), key=lambda answer: _place(source, answer))
    items = with_keys([{"text": source.markdown(answer)} for answer in answers], "item")
    kind = source.value("gradingtype").upper() or "ABSOLUTE_POSITION"
    if kind not in _GRADINGS:
        raise source.fail(_("an unknown kind of grading"), source.element.first("gradingtype"), kind[:60])
    if source.value("selecttype").upper() not in ("", "0", "ALL"):
        source.leave_out(_("the choice of some of the items: all are asked for"))
    return {"type": "ordering", "items": items, "grading": _GRADINGS[kind]}


def _place(source: Source, answer: Element) -> Decimal:
    return source.number(answer, answer.attributes.get("fraction", ""))


def read_random_matching(source: Source) -> dict[str, Any]:
    count = source.number(source.element, source.value("choose"), "2")
    return {"type": "random_matching", "count": int(count)}
