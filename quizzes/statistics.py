"""What the answers to a question say of it, by classical test theory. Pure: values in, values out.

The definitions are those of Moodle's "Quiz statistics calculations", so that numbers can be compared across systems. A
missing answer is worth 0; what can't be known is None, never 0.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from quizzes.question_types.base import RIGHT


@dataclass(frozen=True)
class Response:
    """What one attempt made of one question (its id): the fraction of its points, and which wrong choices it took.

    `points` is what could be had. Each attempt has its own: a quiz may have changed between two of them.
    """

    question: int
    fraction: Decimal
    points: Decimal
    answered: bool
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One question over all who were asked it.

    asked       how many that is, answered how many of them gave an answer
    right       how many had all points
    facility    the facility index in per cent: the mean of points got over points to be had; None where there are none
    distractor  the wrong choice that most took, and how many did; None where nobody took one
    """

    question: int
    asked: int
    answered: int
    right: int
    facility: Decimal | None
    distractor: tuple[str, int] | None

    @property
    def share_right(self) -> Decimal:
        return Decimal(self.right) / self.asked


def items(responses: Iterable[Response]) -> dict[int, Item]:
    """By question. `responses` are of one attempt a learner: a second one follows on the feedback of the first."""
    found: dict[int, list[Response]] = {}
    for response in responses:
        found.setdefault(response.question, []).append(response)
    return {question: _item(question, given) for question, given in found.items()}


def _item(question: int, given: list[Response]) -> Item:
    wrong = Counter(choice for each in given for choice in each.wrong)
    return Item(
        question=question,
        asked=len(given),
        answered=sum(each.answered for each in given),
        right=sum(each.fraction >= RIGHT for each in given),
        facility=facility_index([each.fraction for each in given if each.points > 0]),
        # Of choices that as many took, the first by its key: the same page twice says the same.
        distractor=min(wrong.items(), key=lambda choice: (-choice[1], choice[0]), default=None),
    )


def facility_index(fractions: list[Decimal]) -> Decimal | None:
    return 100 * sum(fractions, Decimal(0)) / len(fractions) if fractions else None
