"""The registry of question types. Adding one: a module here, a template, a test, a line below.

docs/question-types.md shows how.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import create_model

from lessons.course_files import Entry, Key, Text
from quizzes.question_types.base import QuestionEntry, QuestionType
from quizzes.question_types.calculated import Calculated
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
from quizzes.question_types.random_matching import RandomMatching
from quizzes.question_types.recipe import Recipe
from quizzes.question_types.short_answer import ShortAnswer
from quizzes.question_types.single_choice import SingleChoice
from quizzes.question_types.texts import TEXTS, TextContent
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
RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in (Calculated(), RandomMatching())}


def schema_of(name: str, *, draft: bool = False) -> type[Entry] | None:
    """The schema of what stands in a bank, by its type; None when there is no such type. Texts are never drafts."""
    if found := TYPES.get(name) or RECIPES.get(name):
        return draft_of(found.content) if draft else found.content
    return TextContent if name in TEXTS else None


@cache
def draft_of(content: type[QuestionEntry]) -> type[QuestionEntry]:
    """The same type while somebody still works on it: it may lack what only learners need, and nobody is asked it."""
    lacking: dict[str, Any] = {
        "draft": (Literal[True], ...),
        "objective": (Key | None, None),
        "explanation": (Text, ""),
    }
    return create_model(f"Draft{content.__name__}", __base__=content, **lacking)


# Types that only a person can grade.
BY_HAND = frozenset({"essay"})


def type_of(content: QuestionEntry) -> QuestionType:
    return TYPES[content.type]


def load_content(data: Mapping[str, Any]) -> Any:
    """A question's content from its stored JSON. Versions were checked when they were saved."""
    schema = schema_of(data["type"], draft=data.get("draft", False))
    if schema is None:
        raise KeyError(data["type"])
    return schema.model_validate(data)
