"""The way out for texts with gaps, labels on pictures and formulas."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from quizzes.formats.moodle_xml import cloze_code, formula_code
from quizzes.formats.moodle_xml.cloze_code import Alternative
from quizzes.formats.moodle_xml.read_calculated import TOLERANCES
from quizzes.formats.moodle_xml.read_gaps import GAP, RULE
from quizzes.formats.moodle_xml.read_pictures import size_of
from quizzes.formats.moodle_xml.target import Target, percent
from quizzes.formats.moodle_xml.write_choices import write_other, write_units
from quizzes.question_types.base import Choice
from quizzes.question_types.calculated import Calculated, CalculatedContent
from quizzes.question_types.cloze import ClozeContent
from quizzes.question_types.drag_image import DragImageContent
from quizzes.question_types.drag_words import DragWordsContent
from quizzes.question_types.formulas import FormulaError
from quizzes.question_types.gaps import GappedContent
from quizzes.question_types.hotspot import HotspotContent
from quizzes.question_types.numbers import NumericAnswer
from quizzes.question_types.regions import Region
from quizzes.question_types.single_choice import fraction_of

DRAWS = 20  # sets of numbers that a calculated question of Moodle has
_TOLERANCES = {ours: theirs for theirs, ours in TOLERANCES.items()}


def gapped_text(question: GappedContent, gap: Callable[[int], str]) -> str:
    """Prompt and text in one, as `with_prompt` takes them apart; `gap` gives what stands for the gap of a number."""
    text = GAP.sub(lambda found: gap(int(found[1])), question.text)
    begins = GAP.search(question.text.split("\n\n")[0])
    parted = [] if begins and RULE not in question.prompt.split("\n\n") else [RULE]
    return "\n\n".join([question.prompt, *parted, text])


def write_cloze(target: Target, question: ClozeContent) -> None:
    """Weights are whole numbers there: those with decimals are all made ten times as large, or a hundred …"""
    decimals = max(-int(gap.weight.normalize().as_tuple().exponent) for gap in question.gaps)
    scale = Decimal(10) ** max(0, decimals)
    codes = [_code(target, gap, int(gap.weight * scale)) for gap in question.gaps]
    element = target.markdown("questiontext", gapped_text(question, lambda number: codes[number - 1]))
    shown = [key for gap in question.gaps for text in _texts(gap) for key in target.shown_in(text)]
    there = target.shown_in(question.prompt + question.text)
    target.attach(element, [key for key in shown if key not in there])


def _texts(gap: Any) -> list[str]:
    choices = [each.text for each in getattr(gap, "choices", ())]
    return [*choices, *(each.feedback for each in _answers(gap)), getattr(gap, "feedback_other", "")]


def _answers(gap: Any) -> tuple[Any, ...]:
    return tuple(gap.choices if gap.kind == "dropdown" else gap.answers)


def _code(target: Target, gap: Any, weight: int) -> str:
    alternatives = [
        Alternative(answer, _worth(each) * 100, target.html(each.feedback))
        for each in _answers(gap)
        for answer in _forms(target, each)
    ]
    if other := getattr(gap, "feedback_other", ""):
        alternatives.append(Alternative("*", Decimal(0), target.html(other)))
    kind = "text_case" if getattr(gap, "case_sensitive", False) else gap.kind
    return cloze_code.written(kind, weight, alternatives)


def _worth(answer: Any) -> Decimal:
    return fraction_of(answer) if isinstance(answer, Choice) else answer.fraction


def _forms(target: Target, answer: Any) -> Sequence[str]:
    if isinstance(answer, Choice):
        return (target.html(answer.text),)
    if isinstance(answer, NumericAnswer):
        return (f"{answer.value:f}:{answer.tolerance:f}",)
    return (answer.text, *answer.also)


def write_drag_words(target: Target, question: DragWordsContent) -> None:
    place = {word.key: number for number, word in enumerate(question.words, start=1)}
    text = gapped_text(question, lambda number: f"[[{place[question.gaps[number - 1].word]}]]")
    target.markdown("questiontext", text)
    target.add("shuffleanswers", "1")
    groups = _group_numbers([word.group for word in question.words])
    for word in question.words:
        box = target.words("dragbox", target.html(word.text))
        target.add("group", groups[word.group], box)
        if word.reuse:
            target.add("infinite", parent=box)


def _group_numbers(groups: Sequence[str | None]) -> dict[str | None, int]:
    """1 is the group without a name; `group-4`, as an import names it, is 4 again."""
    numbers: dict[str | None, int] = {None: 1}
    for group in groups:
        if told := re.fullmatch(r"group-([2-9]|[1-9]\d)", group or ""):
            numbers[group] = int(told[1])
    free = (number for number in range(2, 100) if number not in numbers.values())
    return numbers | {group: next(free) for group in dict.fromkeys(groups) if group not in numbers}


# --- pictures --------------------------------------------------------------------------------------------------------


def write_drag_image(target: Target, question: DragImageContent) -> None:
    size = _background(target, question.picture or "")
    numbers = {label.key: number for number, label in enumerate(question.labels, start=1)}
    for label in question.labels:
        drag = target.words("drag", target.html(label.text))
        target.add("no", numbers[label.key], drag)
        target.add("draggroup", "1", drag)
        if label.reuse:
            target.add("infinite", parent=drag)
    for number, region in enumerate(question.regions, start=1):
        left, top = _corner(region)
        drop = target.words("drop", region.name)
        target.add("no", number, drop)
        target.add("choice", numbers[region.label], drop)
        target.add("xleft", round(left * size[0] / 100), drop)
        target.add("ytop", round(top * size[1] / 100), drop)


def write_hotspot(target: Target, question: HotspotContent) -> None:
    """One marker, as often as there are right places."""
    size = _background(target, question.picture or "")
    right = [region for region in question.regions if region.correct]
    drag = target.words("drag", "×")
    target.add("no", "1", drag)
    target.add("noofdrags", len(right), drag)
    for number, region in enumerate(right, start=1):
        drop = target.add("drop")
        shape, coords = _shape(region, size)
        for name, value in (("no", number), ("shape", shape), ("coords", coords), ("choice", 1)):
            target.add(name, value, drop)


def _background(target: Target, key: str) -> tuple[int, int]:
    content = target.files[key]
    target.file(target.file_name(key), content)
    size = size_of(content)
    if size is None:
        raise KeyError(key)  # a question whose picture can't be read is not given to a writer
    return size


def _corner(region: Region) -> tuple[Decimal, Decimal]:
    if region.circle:
        x, y, radius = region.circle
        return max(Decimal(0), x - radius), max(Decimal(0), y - radius)
    if region.rect:
        return region.rect[:2]
    points = region.polygon or ()
    return min(x for x, _y in points), min(y for _x, y in points)


def _shape(region: Region, size: tuple[int, int]) -> tuple[str, str]:
    def pixels(*shares: Decimal) -> str:
        """x and y, or width and height."""
        return ",".join(str(round(share * whole / 100)) for share, whole in zip(shares, size, strict=False))

    if region.circle:
        return "circle", f"{pixels(*region.circle[:2])};{pixels(region.circle[2])}"
    if region.rect:
        return "rectangle", f"{pixels(*region.rect[:2])};{pixels(*region.rect[2:])}"
    return "polygon", ";".join(pixels(*point) for point in region.polygon or ())


# --- formulas --------------------------------------------------------------------------------------------------------


def write_calculated(target: Target, question: CalculatedContent) -> None:
    target.add("synchronize", "0")
    format_of, length = ("2", question.significant) if question.significant else ("1", question.decimals)
    for answer in question.answers:
        formula = formula_code.to_moodle(answer.formula)
        element = target.words("answer", formula, fraction=percent(answer.fraction))
        target.feedback(formula_code.text_to_moodle(answer.feedback), element)
        target.add("tolerance", answer.tolerance, element)
        target.add("tolerancetype", _TOLERANCES[answer.tolerance_type], element)
        _write_digits(target, element, format_of, length)
    if other := write_other(target, formula_code.text_to_moodle(question.feedback_other)):
        target.add("tolerance", "0", other)
        target.add("tolerancetype", "2", other)
        _write_digits(target, other, format_of, length)
    write_units(target, question)
    _write_datasets(target, question)


def _write_digits(target: Target, element: Any, format_of: str, length: int | None) -> None:
    target.add("correctanswerformat", format_of, element)
    target.add("correctanswerlength", 2 if length is None else length, element)


def _write_datasets(target: Target, question: CalculatedContent) -> None:
    definitions = target.add("dataset_definitions")
    draws = _draws(question)
    for variable in question.variables:
        dataset = target.add("dataset_definition", parent=definitions)
        target.words("status", "private", dataset)
        target.words("name", variable.name, dataset)
        target.add("type", "calculated", dataset)
        target.words("distribution", "uniform", dataset)
        target.words("minimum", format(variable.min, "f"), dataset)
        target.words("maximum", format(variable.max, "f"), dataset)
        target.words("decimals", variable.decimals, dataset)
        target.add("itemcount", len(draws), dataset)
        items = target.add("dataset_items", parent=dataset)
        for number, drawn in enumerate(draws, start=1):
            item = target.add("dataset_item", parent=items)
            target.add("number", number, item)
            target.add("value", drawn[variable.name], item)
        target.add("number_of_items", len(draws), dataset)


def _draws(question: CalculatedContent) -> list[dict[str, str]]:
    try:
        return [Calculated().draw(question, f"{question.key} {number}") for number in range(DRAWS)]
    except FormulaError:
        return []
