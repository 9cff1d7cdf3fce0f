"""What a template gets of questions and answers: never more than the learner may see. Pure, given rows.

A page in progress has opaque keys only; a review has what `ReviewOptions` lets through, and nothing else.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from lessons.pictures import Shown, told_in
from quizzes.behaviours import (
    BEHAVIOURS,
    Line,
    Lines,
    certainty_of,
    explain,
    fraction_of,
    shown_shares,
    tries_allowed,
    tries_of,
)
from quizzes.composing import rendered_text
from quizzes.drawing import KeyMap, content_of
from quizzes.models import Answer, Attempt, Evidence, HandGrade
from quizzes.policies import NOTHING, ReviewOptions, shown_score
from quizzes.question_types import type_of
from quizzes.question_types.base import RIGHT, Part, QuestionType
from quizzes.wording import CERTAINTY, LINES

# Choices that a review lists one and all.
MANY = 12


@dataclass(frozen=True)
class ReviewView:
    """One answer as it may be seen now. `right` is None when correctness is hidden, or nobody has graded it yet.

    `lines` are pairs of words and points that add up to `score`; `maximum` is what could be had. `waits`: only a person
    can grade it; `by_hand`: one has, with a `comment`.
    """

    options: ReviewOptions
    choices: bool
    text: str
    parts: Sequence[Part]
    right: bool | None
    partly: bool
    score: Decimal | None
    maximum: Decimal | None
    lines: Sequence[tuple[Any, str]]
    certainty: tuple[Any, str] | None
    explanation: str
    feedback: str
    evidence: Sequence[Evidence]
    waits: bool = False
    by_hand: bool = False
    comment: str = ""

    @property
    def shows_expected(self) -> bool:
        return any(part.expected for part in self.parts)


@dataclass(frozen=True)
class Trying:
    """How an open attempt asks one question. `held`: another open attempt asks it, too, so nothing is said about it.

    `tries_left` is None where there is no end of them; `waits_for` is the position that must be answered first.
    """

    can_check: bool = False
    can_redo: bool = False
    tries_left: int | None = None
    hint: str = ""
    waits_for: int | None = None
    asks_certainty: bool = False
    held: bool = False


@dataclass(frozen=True)
class TextView:
    """A heading, a description, or a stimulus for the questions from `first` to `last`; the latter two as
    `lessons/_body.html` wants them."""

    type: str
    html: str
    apparatus: Mapping[str, Any]
    first: int
    last: int
    title: str = ""


@dataclass(frozen=True)
class QuestionView:
    """One question on a page: its widget's data while it can be answered, its review when there is something to see."""

    position: int
    type: str
    shape: str
    prompt: str
    points: Decimal
    template: str
    widget: Mapping[str, Any]
    response: str
    answered: bool
    flagged: bool
    checked: bool
    pictures: Shown
    certainty: int | None
    trying: Trying
    review: ReviewView | None
    above: Sequence[TextView]
    below: Sequence[TextView]

    @property
    def name(self) -> str:
        """The name of its form fields."""
        return f"q{self.position}"


def question_view(
    attempt: Attempt,
    answer: Answer,
    options: ReviewOptions = NOTHING,
    evidence: Sequence[Evidence] = (),
    *,
    hand_grade: HandGrade | None = None,
    trying: Trying = Trying(),
) -> QuestionView:
    content = content_of(answer)
    kind = type_of(content)
    keys = KeyMap(attempt.seed, answer.position, answer.layout)
    return QuestionView(
        position=answer.position,
        type=content.type,
        shape=kind.shape,
        prompt=content.prompt,
        points=answer.points,
        template=f"quizzes/types/{content.type}.html",
        widget=kind.widget(content, keys.shown(), answer.response),
        response=json.dumps(kind.to_page(answer.response, keys.to_page), ensure_ascii=False),
        answered=answer.is_answered,
        flagged=answer.flagged,
        checked=answer.checked_at is not None,
        pictures=answer.version.pictures,
        certainty=answer.certainty,
        trying=trying,
        review=review_view(attempt, answer, options, evidence, hand_grade) if options != NOTHING else None,
        above=[text_view(text) for text in texts_at(attempt, answer.position) if not text.get("below")],
        below=[text_view(text) for text in texts_at(attempt, answer.position) if text.get("below")],
    )


def trying(attempt: Attempt, answer: Answer, before: Answer | None, *, held: bool = False) -> Trying:
    """How an open attempt asks this question now; `before` is the one at the position before it."""
    rule, content = BEHAVIOURS[attempt.behaviour], content_of(answer)
    if answer.needs_previous and before and not before.checked_at:
        return Trying(waits_for=before.position)
    if held:
        return Trying(held=True, asks_certainty=rule.certainty)
    stands = answer.checked_at is not None
    allowed = tries_allowed(attempt.behaviour, content)
    used = len(answer.tries)
    return Trying(
        can_check=rule.checks and not stands,
        can_redo=stands and attempt.quiz.redo,
        tries_left=None if allowed is None else allowed - used,
        hint=content.hints[used - 1] if rule.hints and not stands and 0 < used <= len(content.hints) else "",
        asks_certainty=rule.certainty,
    )


def texts_at(attempt: Attempt, position: int) -> list[dict[str, Any]]:
    """The texts that stand there. A review has one page, so a stimulus is shown once."""
    return [text for text in attempt.texts if position in (text["at"] if attempt.is_open else text["at"][:1])]


def text_view(text: Mapping[str, Any]) -> TextView:
    first = text["at"][0]
    html = rendered_text(text["text"]).html if "text" in text else ""
    apparatus = {"figures": text.get("figures", {}), "pictures": text.get("pictures", {})}
    return TextView(text["type"], html, apparatus, first, text.get("through", first), text.get("title", ""))


def review_view(
    attempt: Attempt,
    answer: Answer,
    options: ReviewOptions,
    evidence: Sequence[Evidence] = (),
    hand_grade: HandGrade | None = None,
) -> ReviewView:
    """While an answer can still be changed it is the last try that is judged, not what was typed since."""
    content = content_of(answer)
    kind = type_of(content)
    graded = answer.fraction is not None
    tries = tries_of(answer.tries, answer.response) if graded or not answer.tries else answer.tries
    outcome = kind.grade(content, tries[-1])
    lines = explain(attempt.behaviour, content, tries)
    fraction = answer.fraction if answer.fraction is not None else fraction_of(lines)
    in_order = in_page_order(kind, outcome.parts, answer.layout)
    numbers = {id(part): number for number, part in enumerate(outcome.parts, start=1)}
    names = {numbers[id(part)]: part.label for part in in_order}
    waits = outcome.waits and answer.fraction is None
    right = fraction >= RIGHT if outcome.waits else outcome.is_right
    judged = options.correctness and not waits
    return ReviewView(
        options=options,
        choices=kind.choices,
        text=content.review_text,
        parts=telling(
            [visible_part(kind, part, options) for part in in_order],
            shortens=kind.choices,
        ),
        right=right if judged else None,
        partly=judged and not right and (fraction if outcome.waits else outcome.fraction) > 0,
        score=answer.points * fraction if options.score and not waits else None,
        maximum=answer.points if options.maximum else None,
        lines=line_views(lines, answer.points, attempt.quiz.decimal_places, names)
        if options.score and options.correctness and not outcome.waits
        else (),
        certainty=certainty_view(attempt, answer) if options.score and options.correctness else None,
        explanation=content.explanation if options.explanation else "",
        feedback=outcome.feedback if options.feedback and not kind.choices else "",
        evidence=evidence if options.correctness else (),
        waits=waits,
        by_hand=hand_grade is not None and judged,
        comment=hand_grade.comment if hand_grade and judged and options.feedback else "",
    )


def telling(parts: Sequence[Part], *, shortens: bool) -> Sequence[Part]:
    """Of many choices only those that were chosen or are right: a map has dozens."""
    if not shortens or len(parts) <= MANY:
        return parts
    return [part for part in parts if part.chosen or part.key]


def certainty_view(attempt: Attempt, answer: Answer) -> tuple[Any, str] | None:
    """How sure somebody was, in words, and the mark for it."""
    if not BEHAVIOURS[attempt.behaviour].certainty or not answer.is_answered:
        return None
    certain = certainty_of(answer.fraction, answer.certainty, answer.points, answered=True)
    return CERTAINTY[certain.certainty or 1], signed(certain.mark)


def signed(value: Decimal) -> str:
    """A number with a minus as it is set, and without zeros that say nothing."""
    return format((value + 0).normalize(), "f").replace("-", "−")


def line_views(lines: Lines, points: Decimal, places: int, names: Mapping[int, str]) -> list[tuple[Any, str]]:
    """Words and points of each line, rounded so that they add up; nothing where there is only one.

    `names` are the labels of parts by number, in the order of the page.
    """
    if len(lines) < 2:
        return []
    place = {number: index for index, number in enumerate(names)}
    ordered = sorted(lines, key=lambda line: place[line.number] if line.reason == "part" else len(place))
    worths = shown_shares([line.worth * points for line in ordered], lambda value: shown_score(value, places=places))
    return [(line_words(line, names), signed(worth)) for line, worth in zip(ordered, worths, strict=True)]


def line_words(line: Line, names: Mapping[int, str]) -> Any:
    """A part is called by its label, in inline Markdown, unless that is its number or nothing."""
    name = names.get(line.number, "") if line.reason == "part" else ""
    return name if name and not name.isdecimal() else LINES[line.reason] % {"number": line.number}


def in_page_order(kind: QuestionType, parts: Iterable[Part], layout: Mapping[str, Sequence[str]]) -> list[Part]:
    """The author's order could tell which choice is right, so a review keeps the order of the page."""
    place = {key: index for index, key in enumerate(layout.get(kind.part_group, ()))}
    return sorted(parts, key=lambda part: place.get(part.id, 0))


def response_in_words(content: Any, layout: Mapping[str, Sequence[str]], stored: Any, shown: Shown) -> str:
    """A stored response as its type tells it, with choices in the order of the page (see `in_page_order`)."""
    if "choice" in layout and hasattr(content, "choices"):
        place = {key: index for index, key in enumerate(layout["choice"])}
        ordered = sorted(content.choices, key=lambda choice: place.get(choice.key, 0))
        content = content.model_copy(update={"choices": tuple(ordered)})
    return told_in(type_of(content).summary(content, stored), shown)


def visible_part(kind: QuestionType, part: Part, options: ReviewOptions) -> Part:
    """The part without what these options hide. Whether an unticked choice is right is the key itself."""
    shows_key = options.right_answer
    judged = options.correctness and (shows_key or part.chosen or not kind.choices)
    return replace(
        part,
        id="",
        misconception="",
        expected=part.expected if shows_key else "",
        key=part.key and shows_key,
        right=part.right if judged else None,
        partly=part.partly and judged,
        feedback=part.feedback if options.feedback and (part.chosen or not kind.choices) else "",
    )
