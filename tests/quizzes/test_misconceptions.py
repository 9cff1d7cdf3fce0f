"""Which misconceptions answers show, and what is said of how often."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.misconceptions import Held, Observation, chances_of, held
from quizzes.policies import EVERYTHING
from quizzes.presenting import visible_part
from quizzes.question_types import type_of
from tests.quizzes.question_types.helpers import choices, content


def named(*keys: str) -> list[dict]:
    """Choices a (right), b, c … that name these misconceptions, in turn; "" names none."""
    found = choices("a", *"bcdef"[: len(keys)])
    return [each | ({"misconception": key} if key else {}) for each, key in zip(found, ["", *keys], strict=True)]


SINGLE = content("single_choice", choices=named("x", "y", "x"))
MULTIPLE = content("multiple_response", choices=named("x", "", ""))
TRUE_FALSE = content("true_false", answer=False, misconception="x")
SHORT = content("short_answer", answers=[{"text": "right"}, {"text": "wr*", "fraction": 0, "misconception": "x"}])
NUMBER = content("numerical", answers=[{"value": 5}, {"value": 10, "fraction": 0, "misconception": "x"}])
CLOZE = content(
    "cloze",
    text="{1} {2} {3} {4}",
    gaps=[
        {"kind": "dropdown", "choices": named("x")},
        {"kind": "dropdown", "choices": named("x", "y")},
        {"kind": "text", "answers": [{"text": "r"}, {"text": "w", "fraction": 0, "misconception": "z"}]},
        {"kind": "number", "answers": [{"value": 1}, {"value": 2, "fraction": 0, "misconception": "z"}]},
    ],
)
SPOTS = content(
    "hotspot",
    map="europe",
    regions=[
        {"key": "fi", "country": "FI", "correct": True},
        {"key": "se", "country": "SE", "misconception": "x"},
        {"key": "no", "country": "NO"},
        {"key": "dk", "country": "DK"},
    ],
)


@pytest.mark.parametrize(
    ("question", "response", "shown"),
    [
        (SINGLE, None, ""),
        (SINGLE, "a", ""),
        (SINGLE, "b", "x"),
        (SINGLE, "c", "y"),
        (SINGLE, "d", "x"),
        (MULTIPLE, ["a", "c"], ""),
        (MULTIPLE, ["a", "b"], "x"),
        (TRUE_FALSE, None, ""),
        (TRUE_FALSE, False, ""),
        (TRUE_FALSE, True, "x"),
        (SHORT, None, ""),
        (SHORT, "right", ""),
        (SHORT, "wrong", "x"),
        (SHORT, "else", ""),
        (NUMBER, None, ""),
        (NUMBER, {"raw": "10", "value": "10"}, "x"),
        (NUMBER, {"raw": "5", "value": "5"}, ""),
        (CLOZE, None, ""),
        (CLOZE, {"1": "a", "2": "a"}, ""),
        (CLOZE, {"1": "b", "2": "c"}, "xy"),
        (CLOZE, {"3": "w"}, "z"),
        (CLOZE, {"4": "2"}, "z"),
        (SPOTS, None, ""),
        (SPOTS, ["fi", "se"], "x"),
        (SPOTS, ["no"], ""),
    ],
)
def test_response_shows_the_misconceptions_of_what_was_given(question, response, shown):
    assert type_of(question).grade(question, response).misconceptions == frozenset(shown)


def test_page_never_gets_the_key_of_a_misconception():
    kind = type_of(SINGLE)
    parts = kind.grade(SINGLE, "b").parts
    assert any(part.misconception for part in parts)
    assert not any(visible_part(kind, part, EVERYTHING).misconception for part in parts)


@pytest.mark.parametrize(
    ("question", "chances"),
    [
        (SINGLE, {"x": Fraction(2, 4), "y": Fraction(1, 4)}),
        (MULTIPLE, {"x": Fraction(1, 4)}),
        (TRUE_FALSE, {"x": Fraction(1, 2)}),
        (SHORT, {"x": 0}),
        (NUMBER, {"x": 0}),
        (CLOZE, {"x": 1 - Fraction(1, 2) * Fraction(2, 3), "y": Fraction(1, 3), "z": 0}),
        (SPOTS, {"x": Fraction(1, 4)}),
        (content("essay"), {}),
        (content("single_choice", choices=choices("a", "b")), {}),
    ],
)
def test_chance_that_guessing_shows_a_misconception(question, chances):
    assert chances_of(question) == chances


def test_several_right_choices_are_ticked_by_a_guesser_too():
    """Two of five: 1 − C(4, 2)/C(5, 2), or as many as a simulation finds."""
    right = [each | {"correct": each["key"] in "ab"} for each in named("", "x", "", "")]
    question = content("multiple_response", choices=right)
    (chance,) = chances_of(question).values()
    assert chance == Fraction(2, 5)
    random, kind = Random(1), type_of(question)
    drawn = [kind.grade(question, random.sample("abcde", 2)).misconceptions for _ in range(2000)]
    assert sum(map(bool, drawn)) / 2000 == pytest.approx(float(chance), abs=0.04)


# --- how often -------------------------------------------------------------------------------------------------------


def seen(question: int, shown: str, **chances: str) -> Observation:
    return Observation(question, frozenset(shown), {key: Fraction(chance) for key, chance in chances.items()})


def test_belief_counts_from_two_times_on_two_questions():
    once = [seen(1, "x", x="1/4"), seen(2, "", x="1/4")]
    same_question = [seen(1, "x", x="1/4"), seen(1, "x", x="1/4"), seen(2, "", x="1/4")]
    assert held(once) == held(same_question) == held([]) == []
    two = [seen(1, "x", x="1/4"), seen(2, "x", x="1/2"), seen(3, "", x="1/4"), seen(4, "y", y="1/4")]
    assert held(two) == [Held("x", 2, 3, Decimal("1.0"), (1, 2))]
    assert (held(two)[0].percent, held(two)[0].percent_by_guessing) == (67, 33)
    assert held(two)[0].is_beyond_guessing


def test_most_frequent_comes_first():
    observations = [seen(1, "xy", x="1/2", y="1/2"), seen(2, "xy", x="1/2", y="1/2"), seen(3, "y", y="1/2")]
    assert [(each.key, each.times, each.asked) for each in held(observations)] == [("y", 3, 3), ("x", 2, 2)]


SOME = st.builds(
    lambda question, shown, offered: Observation(
        question, frozenset(shown) & frozenset(offered), dict.fromkeys(offered, Fraction(1, 3))
    ),
    st.integers(1, 4),
    st.sets(st.sampled_from("xyz")),
    st.sets(st.sampled_from("xyz")),
)


@given(st.lists(SOME, max_size=30), st.randoms())
def test_counts_hold_together_in_any_order(observations, random):
    found = held(observations)
    for each in found:
        assert 2 <= len(each.questions) <= each.times <= each.asked <= len(observations)
        assert 0 <= each.guessing <= each.asked
    random.shuffle(observations)
    again = [(each.key, each.times, each.asked, each.guessing, set(each.questions)) for each in held(observations)]
    assert again == [(each.key, each.times, each.asked, each.guessing, set(each.questions)) for each in found]
