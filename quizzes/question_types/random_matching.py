"""Random matching: short-answer questions, drawn for each attempt, to be matched with their right answers."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field, field_validator

from lessons.text import fold
from quizzes.question_types.base import RIGHT, QuestionEntry
from quizzes.question_types.matching import MatchingContent, Pair
from quizzes.question_types.short_answer import ShortAnswerContent

_WILDCARD = re.compile(r"(?<!\\)\*")


class RandomMatchingContent(QuestionEntry):
    """`count` questions are drawn from the same lesson's bank, of the same `use`."""

    type: Literal["random_matching"]
    count: Annotated[int, Field(ge=2, le=20)]

    @field_validator("use")
    @classmethod
    def _is_no_check(cls, value: str) -> str:
        if value == "check":
            raise ValueError("a question that is drawn from the bank can't be a check")
        return value


class DrawnMatching(MatchingContent):
    """The matching question that one attempt has. A bank that has shrunk may leave fewer pairs than an author needs."""

    pairs: Annotated[tuple[Pair, ...], Field(max_length=20)]


class RandomMatching:
    """What an attempt draws is [{"key", "left", "right", "feedback"}]: later edits of the bank don't change it."""

    name = "random_matching"
    content = RandomMatchingContent
    draws_from = "short_answer"

    def draw(
        self, content: RandomMatchingContent, seed: str, bank: Sequence[ShortAnswerContent], avoid: Collection[str] = ()
    ) -> list[dict[str, str]]:
        ranked = sorted(bank, key=lambda each: (each.key in avoid, sha256(f"{seed}|{each.key}".encode()).digest()))
        return [
            {"key": each.key, "left": each.prompt, "right": right_texts(each)[0], "feedback": each.explanation}
            for each in distinct(ranked)[: content.count]
        ]

    def make(self, content: RandomMatchingContent, drawn: Sequence[Mapping[str, str]]) -> DrawnMatching:
        same = {name: getattr(content, name) for name in QuestionEntry.model_fields}
        return DrawnMatching.model_validate(same | {"type": "matching", "pairs": drawn})

    def problems(self, content: RandomMatchingContent, bank: Sequence[ShortAnswerContent]) -> Iterator[str]:
        found = len(distinct(bank))
        if found < content.count:
            about = f"short-answer questions for {content.use} with different answers"
            yield f"draws {content.count} {about}, of which its bank has {found}"


def right_texts(question: ShortAnswerContent) -> list[str]:
    """What gets full marks, as it may be shown: texts with a wildcard are none."""
    right = [answer for answer in question.answers if answer.fraction >= RIGHT]
    texts = [text for answer in right for text in (answer.text, *answer.also)]
    return [text.replace("\\*", "*") for text in texts if not _WILDCARD.search(text)]


def distinct(questions: Iterable[ShortAnswerContent]) -> list[ShortAnswerContent]:
    """Those of them that share no right answer with one before, so that each belongs to one question only."""
    taken: set[str] = set()
    found = []
    for question in questions:
        texts = set(map(fold, right_texts(question)))
        if texts and not texts & taken:
            found.append(question)
            taken |= texts
    return found
