"""The way out for what is chosen, matched or put in order, and for what is typed."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from quizzes.formats.moodle_xml.target import Target, percent
from quizzes.formats.order_gradings import moodle_name
from quizzes.question_types.base import ONE, ZERO, TypedAnswer
from quizzes.question_types.categorise import CategoriseContent
from quizzes.question_types.essay import EssayContent
from quizzes.question_types.matching import MatchingContent
from quizzes.question_types.multiple_response import MultipleResponseContent, weights
from quizzes.question_types.numbers import NumericAnswer
from quizzes.question_types.numerical import NumberQuestion, NumericalContent
from quizzes.question_types.ordering import OrderingContent
from quizzes.question_types.random_matching import RandomMatchingContent
from quizzes.question_types.short_answer import ShortAnswerContent
from quizzes.question_types.single_choice import SingleChoiceContent, fraction_of
from quizzes.question_types.true_false import TrueFalseContent

_UNIT_USES = {"optional": ("0", "0"), "required": ("1", "0"), "ignored": ("0", "3")}


def write_true_false(target: Target, question: TrueFalseContent) -> None:
    feedback = {True: question.feedback_true, False: question.feedback_false}
    for value, name in ((True, "true"), (False, "false")):
        fraction = percent(ONE if question.answer is value else ZERO)
        answer = target.words("answer", name, fraction=fraction, format="moodle_auto_format")
        target.feedback(feedback[value], answer)


def write_choices(target: Target, question: SingleChoiceContent | MultipleResponseContent) -> None:
    worths = weights(question) if isinstance(question, MultipleResponseContent) else {}
    target.add("single", "false" if worths else "true")
    target.add("shuffleanswers", "false" if question.fixed_order else "true")
    target.add("answernumbering", "abc")
    for choice in question.choices:
        fraction = worths[choice.key] if worths else fraction_of(choice)
        answer = target.markdown("answer", choice.text, fraction=percent(fraction))
        target.feedback(choice.feedback, answer)


def write_matching(target: Target, question: MatchingContent) -> None:
    pairs = [(pair.left, pair.right) for pair in question.pairs] + [("", each.text) for each in question.extra]
    _write_pairs(target, pairs)


def write_categorise(target: Target, question: CategoriseContent) -> None:
    """Moodle has no such type: each item is matched with its category."""
    names = question.names()
    _write_pairs(
        target, [(item.text, names[item.category] if item.category else _NOWHERE()) for item in question.items]
    )


def _NOWHERE() -> str:
    return _("in no category")


def _write_pairs(target: Target, pairs: Iterable[tuple[str, str]]) -> None:
    target.add("shuffleanswers", "true")
    for left, right in pairs:
        pair = target.markdown("subquestion", left)
        target.words("answer", target.html(right), pair)


def write_ordering(target: Target, question: OrderingContent) -> None:
    target.add("layouttype", "VERTICAL")
    target.add("selecttype", "ALL")
    target.add("selectcount", "0")
    target.add("gradingtype", moodle_name(question.grading))
    target.add("showgrading", "SHOW")
    for place, item in enumerate(question.items, start=1):
        target.markdown("answer", item.text, fraction=str(place))


def write_random_matching(target: Target, question: RandomMatchingContent) -> None:
    target.add("choose", question.count)
    target.add("subcats", "1")


def write_short_answer(target: Target, question: ShortAnswerContent) -> None:
    target.flag("usecase", question.case_sensitive)
    for answer in question.answers:
        for text in (answer.text, *answer.also):
            _write_answer(target, text, answer)
    write_other(target, question.feedback_other)


def _write_answer(target: Target, text: object, answer: TypedAnswer | NumericAnswer) -> Element:
    element = target.words("answer", text, fraction=percent(answer.fraction), format="plain_text")
    target.feedback(answer.feedback, element)
    return element


def write_other(target: Target, feedback: str) -> Element | None:
    """What is said to any other answer."""
    if not feedback:
        return None
    element = target.words("answer", "*", fraction="0", format="plain_text")
    target.feedback(feedback, element)
    return element


def write_numerical(target: Target, question: NumericalContent) -> None:
    for answer in question.answers:
        element = _write_answer(target, format(answer.value, "f"), answer)
        target.add("tolerance", answer.tolerance, element)
    if other := write_other(target, question.feedback_other):
        target.add("tolerance", "0", other)
    write_units(target, question)


def write_units(target: Target, question: NumberQuestion) -> None:
    if question.units:
        units = target.add("units")
        for unit in question.units:
            for name in (unit.unit, *unit.also):
                element = target.add("unit", parent=units)
                target.add("multiplier", ONE / unit.factor, element)
                target.add("unit_name", name, element)
    grading, shown = _UNIT_USES[question.unit_use]
    target.add("unitgradingtype", grading)
    target.add("unitpenalty", question.unit_penalty)
    target.add("showunits", shown if question.units else "3")
    target.add("unitsleft", "0")


def write_essay(target: Target, question: EssayContent) -> None:
    target.add("responseformat", "plain")
    target.add("responserequired", "1")
    target.add("responsefieldlines", "15")
    target.add("minwordlimit", question.min_words or "")
    target.add("maxwordlimit", question.max_words or "")
    target.add("attachments", "0")
    target.add("attachmentsrequired", "0")
    target.markdown("graderinfo", question.marking_notes)
    target.words("responsetemplate", question.template, format="plain_text")
