"""Single choice: the fraction of the chosen option."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from pydantic import model_validator

from quizzes.question_types.base import (
    ONE,
    RIGHT,
    ZERO,
    Choice,
    ChoiceContent,
    FormData,
    Outcome,
    Part,
    Shape,
    Shown,
    Shuffle,
    Translate,
    as_fraction,
    is_partly,
    key_response,
    misconception_of,
)


class SingleChoiceContent(ChoiceContent):
    type: Literal["single_choice"]

    @model_validator(mode="after")
    def _one_key(self) -> "SingleChoiceContent":
        if sum(fraction_of(choice) >= RIGHT for choice in self.choices) != 1:
            raise ValueError("exactly one choice must be correct")
        return self


def fraction_of(choice: Choice) -> Decimal:
    if choice.fraction is not None:
        return choice.fraction
    return ONE if choice.correct else ZERO


class SingleChoice:
    name = "single_choice"
    content = SingleChoiceContent
    choices = True
    shape = Shape.CHOICE
    part_group = "choice"
    countback = False

    def groups(self, content: SingleChoiceContent) -> dict[str, list[str]]:
        return {"choice": [choice.key for choice in content.choices]}

    def shuffled(self, content: SingleChoiceContent) -> Mapping[str, Shuffle]:
        return {} if content.fixed_order else {"choice": Shuffle.IF_QUIZ_DOES}

    def to_author(self, content: SingleChoiceContent, raw: Any, translate: Translate) -> Any:
        key = key_response(raw)
        return None if key is None else translate("choice", key)

    def to_page(self, stored: Any, translate: Translate) -> Any:
        return None if stored is None else translate("choice", stored)

    def from_form(self, data: FormData, name: str, keys: Mapping[str, Sequence[str]]) -> Any:
        return data.get(name) or None

    def widget(self, content: SingleChoiceContent, shown: Shown, stored: Any) -> dict[str, Any]:
        return {"choices": content.choice_fields(shown, [stored])}

    def grade(self, content: SingleChoiceContent, stored: Any) -> Outcome:
        chosen = content.choice(stored)
        parts = tuple(
            Part(
                choice.text,
                choice.key,
                chosen=choice is chosen,
                key=choice.is_key,
                right=choice.is_key,
                partly=is_partly(fraction_of(choice)),
                feedback=choice.feedback,
                misconception=misconception_of(choice) if choice is chosen else "",
            )
            for choice in content.choices
        )
        if chosen is None:
            return Outcome(ZERO, parts)
        return Outcome(as_fraction(fraction_of(chosen)), parts, chosen.feedback)

    def correct(self, content: SingleChoiceContent) -> Any:
        return next(choice.key for choice in content.choices if choice.is_key)

    def summary(self, content: SingleChoiceContent, stored: Any) -> str:
        chosen = content.choice(stored)
        return chosen.text if chosen else ""
