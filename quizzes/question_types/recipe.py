"""Types of which each attempt gets a question of its own: drawn at start, then a question of another type.

A recipe has no grading, no page and no response: what it makes has them.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Protocol

from quizzes.question_types.base import QuestionEntry

# How often a draw is tried when a course is checked, and at most when an attempt starts.
TRIED_DRAWS = 50


class Recipe(Protocol):
    """`draws_from` is the type of the questions that a draw takes from the bank: those of the same lesson and the same
    `use`; "" for none.

    draw(content, seed, bank, avoid)  what one attempt has, as JSON that is kept with its answer, the same for the same
                                      seed; questions whose keys are in `avoid` are taken only for want of others
    make(content, drawn)              the question of another type that the attempt asks
    problems(content, bank)           why some draw of this question could not be asked, for authors
    """

    @property
    def name(self) -> str: ...

    @property
    def content(self) -> type[QuestionEntry]: ...

    @property
    def draws_from(self) -> str: ...

    def draw(self, content: Any, seed: str, bank: Sequence[Any], avoid: Collection[str]) -> Any: ...

    def make(self, content: Any, drawn: Any) -> QuestionEntry: ...

    def problems(self, content: Any, bank: Sequence[Any]) -> Iterator[str]: ...
