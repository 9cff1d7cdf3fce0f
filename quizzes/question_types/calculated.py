"""Calculated: a numerical question whose numbers are drawn for each attempt and whose answers are formulas of them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from hashlib import sha256
from itertools import chain, product
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, model_validator

from lessons.course_files import Entry, Key, NonEmpty, Text, describe, details
from quizzes.question_types.base import ONE, ZERO, Fraction
from quizzes.question_types.formulas import NAME, FormulaError, evaluate, names_of_functions, parse, variables_of
from quizzes.question_types.numbers import EXACT, ToleranceType
from quizzes.question_types.numerical import NumberQuestion, NumericalContent
from quizzes.question_types.recipe import TRIED_DRAWS

# In a text, {name} stands for a drawn number and {=formula} for a result.
_MARK = re.compile(rf"\{{(?:(?P<name>{NAME})|=(?P<formula>[^{{}}]+))\}}")
# All corners of the ranges are tried: there are not too many of them.
MAX_VARIABLES = 6
Bound = Annotated[Decimal, Field(ge=Decimal("-1e12"), le=Decimal("1e12"), decimal_places=9)]
Values = Mapping[str, Decimal]


def _parsed(source: str) -> str:
    parse(source)
    return source


class Variable(Entry):
    """A number from `min` to `max`, both included, in steps; without `step`, in the smallest that `decimals` has."""

    name: Annotated[str, Field(pattern=rf"^{NAME}$")]
    min: Bound
    max: Bound
    decimals: Annotated[int, Field(ge=0, le=9)] = 0
    step: Annotated[Decimal, Field(gt=0, decimal_places=9)] | None = None

    @model_validator(mode="after")
    def _varies(self) -> "Variable":
        if self.name in names_of_functions():
            raise ValueError(f"'{self.name}' is a function")
        if self.steps < 1:
            raise ValueError("'max' must be at least one step above 'min'")
        if any(each != round(each, self.decimals) for each in (self.min, self.max, self.one_step)):
            raise ValueError("'min', 'max' and 'step' have no more decimals than 'decimals' says")
        return self

    @property
    def one_step(self) -> Decimal:
        return self.step or ONE.scaleb(-self.decimals)

    @property
    def steps(self) -> int:
        return int((self.max - self.min) / self.one_step)

    def at(self, step: int) -> Decimal:
        return round(self.min + step * self.one_step, self.decimals)

    def drawn(self, seed: str) -> Decimal:
        chance = int.from_bytes(sha256(f"{seed}|{self.name}".encode()).digest())
        return self.at(chance % (self.steps + 1))


class FormulaAnswer(Entry):
    formula: Annotated[NonEmpty, AfterValidator(_parsed)]
    tolerance: Annotated[Decimal, Field(ge=0, max_digits=40)] = ZERO
    tolerance_type: ToleranceType = "nominal"
    fraction: Fraction = ONE
    feedback: Text = ""
    misconception: Key | None = None


class CalculatedContent(NumberQuestion):
    type: Literal["calculated"]
    variables: Annotated[tuple[Variable, ...], Field(min_length=1, max_length=MAX_VARIABLES)]
    answers: Annotated[tuple[FormulaAnswer, ...], Field(min_length=1, max_length=50)]
    decimals: Annotated[int, Field(ge=0, le=12)] | None = None
    significant: Annotated[int, Field(ge=1, le=15)] | None = None

    @model_validator(mode="after")
    def _names_are_known_and_used(self) -> "CalculatedContent":
        names = [variable.name for variable in self.variables]
        used = self._used()
        if len(set(names)) < len(names):
            raise ValueError("two variables have the same name")
        if unknown := used - set(names):
            raise ValueError(f"there is no variable '{min(unknown)}'")
        if idle := set(names) - used:
            raise ValueError(f"variable '{min(idle)}' is not used")
        if self.decimals is not None and self.significant is not None:
            raise ValueError("results have a number of 'decimals' or of 'significant' digits, not both")
        return self

    def _used(self) -> set[str]:
        texts = (self.prompt, self.explanation, self.feedback_other, *(answer.feedback for answer in self.answers))
        marks = [mark for text in texts for mark in _MARK.finditer(text)]
        formulas = [*(mark["formula"] for mark in marks if mark["formula"]), *(each.formula for each in self.answers)]
        return {mark["name"] for mark in marks if mark["name"]}.union(*map(variables_of, formulas))

    def shown(self, value: Decimal) -> str:
        """A result in as many digits as a right answer should have: two decimals unless the question says else."""
        places = 2 if self.decimals is None else self.decimals
        if self.significant is not None:
            places = self.significant - 1 - value.adjusted() if value else 0
        rounded = value.quantize(ONE.scaleb(-places), ROUND_HALF_UP, EXACT)
        return format(rounded, "f")

    def filled(self, text: str, values: Values) -> str:
        """A text with its numbers."""

        def number(mark: re.Match[str]) -> str:
            name = mark["name"]
            told = format(values[name], "f") if name else self.shown(evaluate(mark["formula"], values))
            return told.replace("-", "−")

        return _MARK.sub(number, text)


class DrawnNumber(NumericalContent):
    """The numerical question that one attempt has. `shown` is its right answer, in the digits that it should have."""

    shown: str

    def right_number(self) -> str:
        return self.shown

    def no_full_marks(self) -> str:
        return f"the right answer would be shown as {self.shown}, which does not get full marks: widen its tolerance"


class Calculated:
    """What an attempt draws is {"name": "number"}."""

    name = "calculated"
    content = CalculatedContent
    draws_from = ""

    def draw(
        self, content: CalculatedContent, seed: str, bank: Sequence[Any] = (), avoid: Collection[str] = ()
    ) -> dict[str, str]:
        """Where the formulas have no value for what is drawn first, it is drawn again; at last, what is known to do."""
        fresh = (_values(content, f"{seed} {number}") for number in range(TRIED_DRAWS))
        for values in chain(fresh, _trials(content)):
            if not _problem(content, values):
                return {name: format(value, "f") for name, value in values.items()}
        raise FormulaError("no numbers can be drawn for this question")

    def make(self, content: CalculatedContent, drawn: Mapping[str, str]) -> DrawnNumber:
        values = {name: Decimal(value) for name, value in drawn.items()}
        results = [evaluate(answer.formula, values) for answer in content.answers]
        answers = [
            answer.model_dump(exclude={"formula"})
            | {"value": value, "feedback": content.filled(answer.feedback, values)}
            for answer, value in zip(content.answers, results, strict=True)
        ]
        best = max(range(len(answers)), key=lambda index: answers[index]["fraction"])
        texts = {name: content.filled(getattr(content, name), values) for name in _TEXTS}
        same = {name: getattr(content, name) for name in NumberQuestion.model_fields}
        made = {"type": "numerical", "answers": answers, "shown": content.shown(results[best])}
        return DrawnNumber.model_validate(same | texts | made)

    def problems(self, content: CalculatedContent, bank: Sequence[Any] = ()) -> Iterator[str]:
        if found := _first_problem(content):
            yield found


_TEXTS = ("prompt", "explanation", "feedback_other")
_RECIPE = Calculated()


def _values(content: CalculatedContent, seed: str) -> dict[str, Decimal]:
    return {variable.name: variable.drawn(seed) for variable in content.variables}


def _trials(content: CalculatedContent) -> Iterator[dict[str, Decimal]]:
    """The corners of all ranges, then draws: always the same."""
    names = [variable.name for variable in content.variables]
    for corner in product(*((variable.at(0), variable.at(variable.steps)) for variable in content.variables)):
        yield dict(zip(names, corner, strict=True))
    yield from (_values(content, f"trial {number}") for number in range(TRIED_DRAWS))


@lru_cache(maxsize=2_000)
def _first_problem(content: CalculatedContent) -> str:
    """Kept, because an editor checks the whole bank whenever something is saved."""
    return next(filter(None, (_problem(content, values) for values in _trials(content))), "")


def _problem(content: CalculatedContent, values: Values) -> str:
    """Why the question can't be asked with these numbers; "" if it can."""
    drawn = {name: format(value, "f") for name, value in values.items()}
    try:
        _RECIPE.make(content, drawn)
    except ValidationError as error:
        reason = describe(details(error)[0])
    except FormulaError as error:
        reason = str(error)
    else:
        return ""
    return f"with {', '.join(f'{name} = {value}' for name, value in drawn.items())}: {reason}"
