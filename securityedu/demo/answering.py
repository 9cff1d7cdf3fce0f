"""How made-up people answer: whether they are right follows a simple item-response model, and wrong answers are those
that people give. Pure; chance comes in as a seeded generator.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp
from random import Random
from typing import Any

from quizzes.question_types import type_of
from quizzes.question_types.base import RIGHT
from quizzes.question_types.multiple_response import is_right
from quizzes.question_types.numbers import best_number, first_number

# Questions that ask for more than recall are harder.
MEAN_DIFFICULTY = {"recall": -0.6, "compare": -0.2, "classify": -0.3, "apply": 0.1}
# A wrong answer that stands for a misconception is chosen this many times as often as another.
PULL = 4
SENTENCES = (
    "The treaty leaves much to each government.",
    "In my view the wording matters more than the headlines.",
    "A promise is worth what others believe of it.",
    "That was so in 1949, and it is so today.",
)
VAGUE = ("NATO", "the EU", "United Nations", "not sure", "Russia", "Brussels")


@dataclass(frozen=True)
class Item:
    """How a question behaves, the same for everybody."""

    difficulty: float
    discrimination: float

    def chance_to_be_right(self, ability: float) -> float:
        return 1 / (1 + exp(-self.discrimination * (ability - self.difficulty)))


def item_of(content: Any, seed: str) -> Item:
    """Most questions tell who knows from who doesn't, a few hardly do: what an item analysis should find."""
    chance = Random(f"{seed} item {content.key}")
    difficulty = chance.gauss(MEAN_DIFFICULTY[content.asks], 0.9)
    return Item(difficulty, chance.choices((1.3, 0.9, 0.15), (5, 4, 1))[0])


def answer(content: Any, *, right: bool, chance: Random) -> Any:
    """A stored response that is right or is not. None, for no answer, where no such response is found."""
    kind = type_of(content)
    find = RIGHT_ANSWERS.get(content.type, correct) if right else WRONG_ANSWERS.get(content.type, nothing)
    for _try in range(6):
        stored = find(content, chance)
        outcome = kind.grade(content, stored)
        if outcome.waits or outcome.is_right is right:
            return stored
    return kind.correct(content) if right else None


def correct(content: Any, chance: Random) -> Any:
    return type_of(content).correct(content)


def nothing(content: Any, chance: Random) -> Any:
    return None


def likely(entries: Sequence[Any], chance: Random) -> Any:
    """One of the entries; misconceptions pull."""
    weights = [PULL if entry.misconception else 1 for entry in entries]
    return chance.choices(entries, weights)[0]


# --- right answers that people write in different ways ---------------------------------------------------------------


def right_text(content: Any, chance: Random) -> str:
    best = max(content.answers, key=lambda each: each.fraction)
    text = chance.choice(best.also) if best.also and chance.random() < 0.3 else best.text
    return text.lower() if chance.random() < 0.3 else text


# --- wrong answers ---------------------------------------------------------------------------------------------------


def wrong_choice(content: Any, chance: Random) -> str:
    return likely([choice for choice in content.choices if not choice.is_key], chance).key


def wrong_choices(content: Any, chance: Random) -> list[str]:
    """One right choice forgotten, a wrong one ticked, or both."""
    ticked = {choice.key for choice in content.choices if is_right(choice)}
    slip = chance.random()
    if slip < 0.7 and len(ticked) > 1:
        ticked.remove(chance.choice(sorted(ticked)))
    if slip > 0.4 or len(ticked) == 1:
        ticked.add(likely([choice for choice in content.choices if not is_right(choice)], chance).key)
    return sorted(ticked)


def wrong_word(content: Any, chance: Random) -> bool:
    return not content.answer


def wrong_text(content: Any, chance: Random) -> str:
    """Mostly an answer that the author foresaw, else the right one misspelt, or something vague."""
    foreseen = [each for each in content.answers if each.fraction < RIGHT and "*" not in each.text]
    how = chance.random()
    if foreseen and how < 0.7:
        return likely(foreseen, chance).text
    best = max(content.answers, key=lambda each: each.fraction).text
    return misspelt(best, chance) if how < 0.85 and len(best) > 4 else chance.choice(VAGUE)


def misspelt(text: str, chance: Random) -> str:
    """Two letters in the middle change places."""
    place = chance.randrange(1, len(text) - 2)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def wrong_number(content: Any, chance: Random) -> Any:
    return type_of(content).to_author(content, wrong_digits(content.answers, chance), lambda group, key: key)


def wrong_digits(answers: Sequence[Any], chance: Random) -> str:
    # A wider tolerance for half the points may stand around the right number itself.
    foreseen = [each for each in answers if first_number(answers, each.value).fraction < RIGHT]
    if foreseen and chance.random() < 0.7:
        return format(likely(foreseen, chance).value, "f")
    return format(best_number(answers).value + chance.choice((-10, -2, -1, 1, 2, 3, 10)), "f")


def wrong_pairs(content: Any, chance: Random) -> dict[str, str]:
    """Two partners swapped, or one taken from those that belong to nobody; now and then one is left out."""
    pairs = type_of(content).correct(content)
    first, second = chance.sample(sorted(pairs), 2)
    if content.extra and chance.random() < 0.4:
        pairs[first] = chance.choice(content.extra).key
    else:
        pairs[first], pairs[second] = pairs[second], pairs[first]
    if chance.random() < 0.15:
        del pairs[second]
    # An extra text that says the same as a pair's has no key of its own on the page.
    return {left: right for left, right in pairs.items() if right in content.right_texts()}


def wrong_order(content: Any, chance: Random) -> list[str]:
    """Neighbours change places, once or a few times."""
    order = type_of(content).correct(content)
    for _swap in range(chance.choice((1, 1, 2, 4))):
        place = chance.randrange(len(order) - 1)
        order[place], order[place + 1] = order[place + 1], order[place]
    return order


def wrong_gaps(content: Any, chance: Random) -> dict[str, str]:
    """One gap wrong or empty at least; the more gaps, the more go wrong."""
    gaps = dict(content.numbered())
    wrong = set(chance.sample(sorted(gaps), chance.randint(1, max(1, len(gaps) - 1))))
    given = {number: gap_filled(gap, number in wrong, chance) for number, gap in gaps.items()}
    return {number: value for number, value in given.items() if value}


def gap_filled(gap: Any, wrong: bool, chance: Random) -> str:
    if not wrong:
        return gap.right()
    if chance.random() < 0.15:
        return ""
    if gap.kind == "number":
        return wrong_digits(gap.answers, chance)
    return wrong_choice(gap, chance) if gap.kind == "dropdown" else wrong_text(gap, chance)


def wrong_places(content: Any, chance: Random) -> dict[str, str]:
    """Words or items of which some are left where they were."""
    placed = type_of(content).correct(content)
    left = chance.sample(sorted(placed), chance.randint(1, len(placed) - 1))
    return {place: key for place, key in placed.items() if place not in left}


def wrong_spots(content: Any, chance: Random) -> list[str]:
    """A right region forgotten, and a wrong one marked for it; misconceptions pull."""
    right = content.right_keys()
    right.remove(chance.choice(right))
    return sorted([*right, likely([spot for spot in content.spots if not spot.correct], chance).key])


def essay(content: Any, chance: Random) -> str:
    """A few sentences, as many as the question asks for; a person has to say what they are worth."""
    sentences = [chance.choice(SENTENCES)]
    while len(" ".join(sentences).split()) < (content.min_words or 25):
        sentences.append(chance.choice(SENTENCES))
    return content.template + " ".join(sentences)


Find = Callable[[Any, Random], Any]
RIGHT_ANSWERS: dict[str, Find] = {"short_answer": right_text, "essay": essay}
WRONG_ANSWERS: dict[str, Find] = {
    "single_choice": wrong_choice,
    "multiple_response": wrong_choices,
    "true_false": wrong_word,
    "short_answer": wrong_text,
    "numerical": wrong_number,
    "matching": wrong_pairs,
    "ordering": wrong_order,
    "cloze": wrong_gaps,
    "drag_words": wrong_places,
    "categorise": wrong_places,
    "essay": essay,
    "hotspot": wrong_spots,
    "drag_image": wrong_places,
}
