"""Multiple response: the sum of the ticked fractions, held in 0 … 1."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal

from pydantic import model_validator

from quizzes.question_types.base import (
    NEAR,
    ONE,
    ZERO,
    Choice,
    ChoiceContent,
    Outcome,
    Part,
    Shown,
    Shuffle,
    as_fraction,
    misconception_of,
)
from quizzes.question_types.ticked import TickedResponse


class MultipleResponseContent(ChoiceContent):
    type: Literal["multiple_response"]
    all_or_nothing: bool = False

    @model_validator(mode="after")
    def _weights(self) -> "MultipleResponseContent":
        right = [choice for choice in self.choices if is_right(choice)]
        wrong = len(self.choices) - len(right)
        if not right or (wrong < 2 and not self._has_own_weights()):
            raise ValueError("at least one choice must be correct and two must be wrong")
        if abs(sum(weights(self).values()) - sum_of_negatives(self) - ONE) > NEAR:
            raise ValueError("the positive fractions must sum to 1")
        return self

    def _has_own_weights(self) -> bool:
        """Then nobody divides by the number of wrong choices; `worth_of_all` tells what ticking everything gives."""
        return all(choice.fraction is not None for choice in self.choices)


def is_right(choice: Choice) -> bool:
    return choice.correct if choice.fraction is None else choice.fraction > 0


def weights(content: MultipleResponseContent) -> dict[str, Decimal]:
    """What ticking each choice is worth: its fraction, or +1/R for right ones and −1/W for wrong ones."""
    right = sum(is_right(choice) for choice in content.choices)
    wrong = len(content.choices) - right
    default = {True: ONE / right if right else ZERO, False: -ONE / wrong if wrong else ZERO}
    return {
        choice.key: default[is_right(choice)] if choice.fraction is None else choice.fraction
        for choice in content.choices
    }


def sum_of_negatives(content: MultipleResponseContent) -> Decimal:
    return sum((weight for weight in weights(content).values() if weight < 0), ZERO)


def worth_of_all(content: MultipleResponseContent) -> Decimal:
    """What somebody gets who ticks everything: above 0, the question can be earned from without knowing anything."""
    return MultipleResponse().grade(content, [choice.key for choice in content.choices]).fraction


class MultipleResponse(TickedResponse):
    name = "multiple_response"
    content = MultipleResponseContent
    part_group = "choice"
    countback = False

    def groups(self, content: MultipleResponseContent) -> dict[str, list[str]]:
        return {"choice": [choice.key for choice in content.choices]}

    def shuffled(self, content: MultipleResponseContent) -> Mapping[str, Shuffle]:
        return {} if content.fixed_order else {"choice": Shuffle.IF_QUIZ_DOES}

    def widget(self, content: MultipleResponseContent, shown: Shown, stored: Any) -> dict[str, Any]:
        return {"choices": content.choice_fields(shown, stored or [])}

    def grade(self, content: MultipleResponseContent, stored: Any) -> Outcome:
        ticked = set(stored or ())
        worth = {} if content.all_or_nothing else weights(content)
        parts = tuple(
            Part(
                choice.text,
                choice.key,
                chosen=choice.key in ticked,
                key=is_right(choice),
                right=(choice.key in ticked) == is_right(choice),
                worth=worth.get(choice.key, ZERO) if choice.key in ticked else ZERO,
                feedback=choice.feedback,
                misconception=misconception_of(choice) if choice.key in ticked else "",
            )
            for choice in content.choices
        )
        return Outcome(self._fraction(content, ticked, parts), parts)

    def _fraction(self, content: MultipleResponseContent, ticked: set[str], parts: Iterable[Part]) -> Decimal:
        if content.all_or_nothing:
            return ONE if ticked == set(self.correct(content)) else ZERO
        return as_fraction(min(ONE, max(ZERO, sum((part.worth for part in parts), ZERO))))

    def correct(self, content: MultipleResponseContent) -> Any:
        return sorted(choice.key for choice in content.choices if is_right(choice))

    def summary(self, content: MultipleResponseContent, stored: Any) -> str:
        return "; ".join(choice.text for choice in content.choices if choice.key in (stored or ()))
