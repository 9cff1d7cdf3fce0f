"""What the tests of the question types share: contents, refusals, keys as a page has them."""

from decimal import Decimal

from pydantic import ValidationError

from lessons.course_files import describe, details, parse
from quizzes.drawing import KeyMap
from quizzes.question_types import RECIPES, TYPES, schema_of, type_of
from quizzes.schema import QUESTION
from tests.samples import FILES

BASE = {"key": "question", "objective": "goal", "prompt": "What?", "explanation": "Because."}


def content(type_name: str, **fields):
    return schema_of(type_name).model_validate({**BASE, "type": type_name, **fields})


def refusals(type_name: str, **fields) -> list[str]:
    """What the schema says about such a content; empty when it is taken."""
    try:
        content(type_name, **fields)
    except ValidationError as error:
        return [describe(detail) for detail in details(error)]
    return []


def fraction(content, stored) -> Decimal:
    return TYPES[content.type].grade(content, stored).fraction


def drawn_question(question, bank=(), seed: str = "seed"):
    """The question that an attempt with this seed has."""
    recipe = RECIPES[question.type]
    return recipe.make(question, recipe.draw(question, seed, bank))


def key_map(content, seed: str = "seed") -> KeyMap:
    return KeyMap(seed, 1, type_of(content).groups(content))


def choices(*texts: str, right: int = 1, **fields) -> list[dict]:
    """Choices a, b, c … of which the first `right` are correct."""
    return [
        {"key": text, "text": text.upper(), "correct": index < right, "feedback": f"About {text}.", **fields}
        for index, text in enumerate(texts)
    ]


def sample_questions(files=FILES) -> dict:
    """The questions of the sample course by key; with samples.MORE each type is there."""
    problems: list = []
    found = parse(QUESTION, files["questions/first.yaml"], "questions/first.yaml", problems)
    questions = {key: located.entry for key, located in found}
    assert problems == []
    return questions
