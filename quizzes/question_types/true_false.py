"""True or false: 1 or 0."""

from typing import Any, Literal

from django.utils.translation import gettext as _

from lessons.course_files import Key, Text
from quizzes.question_types.base import ONE, ZERO, Outcome, Part, QuestionEntry, ResponseError


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

    def groups(self, content):
        return {}

    def shuffled(self, content):
        return ()

    def to_author(self, content, raw: Any, translate):
        if raw is not None and not isinstance(raw, bool):
            raise ResponseError("wrong_shape")
        return raw

    def to_page(self, stored, translate):
        return stored

    def from_form(self, data, name, keys):
        value = data.get(name) or None
        return {"true": True, "false": False}.get(value, value)

    def widget(self, content, shown, stored):
        names = {"true": True, "false": False}
        return {
            "choices": [{"key": key, "text": word(value), "chosen": stored is value} for key, value in names.items()]
        }

    def grade(self, content, stored) -> Outcome:
        feedback = {True: content.feedback_true, False: content.feedback_false}
        parts = tuple(
            Part(
                word(value),
                word(value),
                chosen=stored is value,
                key=content.answer is value,
                right=content.answer is value,
                feedback=feedback[value],
            )
            for value in (True, False)
        )
        right = stored is not None and stored is content.answer
        return Outcome(ONE if right else ZERO, parts, feedback.get(stored, ""))

    def correct(self, content):
        return content.answer

    def summary(self, content, stored) -> str:
        return "" if stored is None else word(stored)


def word(value: bool) -> str:
    return _("True") if value else _("False")
