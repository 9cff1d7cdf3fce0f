"""The registry of question types. Adding one: a module here, a template, a test, a line below.

docs/question-types.md shows how.
"""

from collections.abc import Mapping
from typing import Any

from quizzes.question_types.base import QuestionEntry, QuestionType
from quizzes.question_types.categorise import Categorise
from quizzes.question_types.cloze import Cloze
from quizzes.question_types.drag_image import DragImage
from quizzes.question_types.drag_words import DragWords
from quizzes.question_types.essay import Essay
from quizzes.question_types.hotspot import Hotspot
from quizzes.question_types.matching import Matching
from quizzes.question_types.multiple_response import MultipleResponse
from quizzes.question_types.numerical import Numerical
from quizzes.question_types.ordering import Ordering
from quizzes.question_types.short_answer import ShortAnswer
from quizzes.question_types.single_choice import SingleChoice
from quizzes.question_types.true_false import TrueFalse

TYPES: dict[str, QuestionType] = {
    kind.name: kind
    for kind in (
        SingleChoice(),
        MultipleResponse(),
        TrueFalse(),
        ShortAnswer(),
        Numerical(),
        Matching(),
        Ordering(),
        Cloze(),
        DragWords(),
        Categorise(),
        Essay(),
        Hotspot(),
        DragImage(),
    )
}


# Types that only a person can grade.
BY_HAND = frozenset({"essay"})


def type_of(content: QuestionEntry) -> QuestionType:
    return TYPES[content.type]


def load_content(data: Mapping[str, Any]) -> Any:
    """A question's content from its stored JSON. Versions were checked when they were saved."""
    return TYPES[data["type"]].content.model_validate(data)
