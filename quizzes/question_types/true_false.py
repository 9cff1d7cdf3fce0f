"""True or false: 1 or 0."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.utils.translation import gettext as _

from lessons.course_files import Key, Text
from quizzes.question_types.base import (
    ONE,
    ZERO,
    FormData,
    Outcome,
    Part,
    QuestionEntry,
    ResponseError,
    Shape,
    Shown,
    Shuffle,
    Translate,
    misconception_of,
)


class TrueFalseContent(QuestionEntry):
    type: Literal["true_false"]
    answer: bool
    feedback_true: Text = ""
    feedback_false: Text = ""
    misconception: Key | None = None


class TrueFalse:
    name = "true_false"
    content = TrueFalseContent
    choices = True
    shape = Shape.TRUTH
    part_group = ""
    countback = False

    def groups(self, content: TrueFalseContent) -> dict[str, list[str]]:
        return {}

    def shuffled(self, content: TrueFalseContent) -> Mapping[str, Shuffle]:
        return {}

    def to_author(self, content: TrueFalseContent, raw: Any, translate: Translate) -> Any:
        if raw is not None and not isinstance(raw, bool):
            raise ResponseError("wrong_shape")
        return raw

    def to_page(self, stored: Any, translate: Translate) -> Any:
        return stored

    def from_form(self, data: FormData, name: str, keys: Mapping[str, Sequence[str]]) -> Any:
        value = data.get(name) or None
        return value == "true" if value in ("true", "false") else value

    def widget(self, content: TrueFalseContent, shown: Shown, stored: Any) -> dict[str, Any]:
        names = {"true": True, "false": False}
        return {
            "choices": [{"key": key, "text": word(value), "chosen": stored is value} for key, value in names.items()]
        }

    def grade(self, content: TrueFalseContent, stored: Any) -> Outcome:
        feedback = {True: content.feedback_true, False: content.feedback_false}
        parts = tuple(
            Part(
                word(value),
                word(value),
                chosen=stored is value,
                key=content.answer is value,
                right=content.answer is value,
                feedback=feedback[value],
                misconception=misconception_of(content) if stored is value is not content.answer else "",
            )
            for value in (True, False)
        )
        right = stored is not None and stored is content.answer
        return Outcome(ONE if right else ZERO, parts, feedback[stored] if stored is not None else "")

    def correct(self, content: TrueFalseContent) -> Any:
        return content.answer

    def summary(self, content: TrueFalseContent, stored: Any) -> str:
        return "" if stored is None else word(stored)


def word(value: bool) -> str:
    return _("True") if value else _("False")
