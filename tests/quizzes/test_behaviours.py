"""What several tries are worth, by the examples of the scoring rules."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.behaviours import (
    BEHAVIOURS,
    Certain,
    calibration,
    can_be_partly_right,
    countback,
    explain,
    fraction_of,
    is_complete,
    shown_shares,
    stands,
    tries_allowed,
    tries_of,
)
from quizzes.policies import shown_score
from quizzes.question_types import type_of
from quizzes.question_types.base import Outcome, Part
from tests.quizzes.question_types.helpers import choices, content, sample_questions

PENALTY = Decimal("0.25")
SINGLE = content(
    "single_choice",
    choices=[
        {"key": "all", "text": "All", "fraction": 1},
        {"key": "half", "text": "Half", "fraction": 0.5},
        {"key": "none", "text": "None", "fraction": -1},
    ],
    hints=["One.", "Two."],
    penalty=PENALTY,
)
PAIRS = [{"key": key, "left": key, "right": f"right of {key}"} for key in "abcd"]
MATCHING = content("matching", pairs=PAIRS, hints=["One.", "Two."], penalty=PENALTY)
ALL = {key: key for key in "abcd"}


def worth(behaviour: str, *responses, question=SINGLE) -> Decimal:
    return fraction_of(explain(behaviour, question, responses))


@pytest.mark.parametrize("behaviour", ["deferred", "immediate", "certainty"])
def test_last_response_counts_where_there_is_one_try(behaviour):
    assert [worth(behaviour, each) for each in ("all", "half", "none", None)] == [1, Decimal("0.5"), -1, 0]


@pytest.mark.parametrize(
    ("responses", "fraction"),
    [
        (["all"], 1),
        (["half", "all"], "0.75"),
        (["none", "half", "all"], "0.5"),
        (["none", "half"], "0.25"),
        (["none", "none", "half"], 0),
        (["none"], 0),
        (["half", None], 0),
    ],
)
def test_interactive_takes_a_penalty_for_each_try_before_the_last(responses, fraction):
    assert worth("interactive", *responses) == Decimal(fraction)


@pytest.mark.parametrize(
    ("responses", "fraction"),
    [
        (["all"], 1),
        (["half", "all"], "0.75"),
        (["half", "none", "all"], "0.5"),
        (["half", "none"], "0.5"),
        (["half", "none", "none", "none", "all"], "0.5"),
        (["none"], 0),
        (["all", None], 1),
    ],
)
def test_adaptive_keeps_the_best_try_after_its_penalty(responses, fraction):
    assert worth("adaptive", *responses) == Decimal(fraction)


def test_adaptive_without_penalty_keeps_the_best_try():
    assert worth("adaptive_no_penalty", "none", "none", "half", "all", "none") == 1


@pytest.mark.parametrize(
    ("tries", "fraction"),
    [
        ([ALL], 1),
        # One part was wrong in the first try, then right: 3 × 1 and 1 × 0.75 of four.
        ([ALL | {"a": "b"}, ALL], "0.9375"),
        # Right, then wrong, then right: what counts is the last try in which it was wrong.
        ([ALL, ALL | {"a": "b"}, ALL], "0.875"),
        # Wrong in the end is worth nothing, whatever it was before.
        ([ALL, ALL | {"a": "b"}], "0.75"),
        ([{"a": "a"}], "0.25"),
    ],
)
def test_countback_counts_each_part_for_itself(tries, fraction):
    assert worth("interactive", *tries, question=MATCHING) == Decimal(fraction)


@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=6), st.decimals(0, 1, places=3))
def test_countback_is_what_its_formula_says(rounds, penalty):
    tries = [Outcome(Decimal(0), tuple(Part("", right=right) for right in each)) for each in rounds]
    expected = Decimal(0)
    for part in range(3):
        wrong = [number for number, each in enumerate(rounds, start=1) if not each[part]]
        if rounds[-1][part]:
            expected += max(Decimal(0), 1 - (wrong[-1] if wrong else 0) * penalty) / 3
    assert abs(sum(line.worth for line in countback(tries, penalty)) - expected) < Decimal("1e-20")


@given(
    st.sampled_from(sorted(BEHAVIOURS)),
    st.lists(st.sampled_from(["all", "half", "none", None]), min_size=1, max_size=8),
    st.decimals(0, 1, places=7),
    st.decimals("0.01", 20, places=2),
)
def test_lines_add_up_to_the_grade_also_as_they_are_shown(behaviour, responses, penalty, points):
    question = SINGLE.model_copy(update={"penalty": penalty})
    lines = explain(behaviour, question, responses)
    total = sum(line.worth for line in lines)
    assert -1 <= fraction_of(lines) <= 1
    if BEHAVIOURS[behaviour].checks and behaviour != "immediate":
        assert total >= 0
    shown = shown_shares([line.worth * points for line in lines], shown_score)
    assert sum(shown) == shown_score(total * points)


# --- how often -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "allowed"),
    [
        ("deferred", 0),
        ("certainty", 0),
        ("immediate", 1),
        ("interactive", 3),
        ("adaptive", None),
        ("adaptive_no_penalty", None),
    ],
)
def test_tries_are_allowed_by_behaviour_and_hints(behaviour, allowed):
    assert tries_allowed(behaviour, SINGLE) == allowed


def test_interactive_without_hints_allows_one_try():
    assert tries_allowed("interactive", SINGLE.model_copy(update={"hints": ()})) == 1


@pytest.mark.parametrize(
    ("behaviour", "checked", "final"),
    [
        ("immediate", [], False),
        ("immediate", ["none"], True),
        ("interactive", ["none", "half"], False),
        ("interactive", ["none", "half", "none"], True),
        ("interactive", ["all"], True),
        ("adaptive", ["none"] * 9, False),
        ("adaptive", ["all"], False),
    ],
)
def test_answer_stands_when_it_is_right_or_no_try_is_left(behaviour, checked, final):
    assert stands(behaviour, SINGLE, checked) is final


def test_unchanged_response_uses_no_try():
    assert tries_of(["half"], "half") == ["half"]
    assert tries_of(["half"], "all") == ["half", "all"]
    assert tries_of(["half", "all"], "half") == ["half", "all", "half"]
    assert tries_of([], None) == [None]


@pytest.mark.parametrize(
    ("question", "response", "complete"),
    [
        (SINGLE, None, False),
        (SINGLE, "none", True),
        (MATCHING, {"a": "b"}, False),
        (MATCHING, ALL, True),
    ],
)
def test_response_is_complete_with_all_its_parts(question, response, complete):
    assert is_complete(question, response) is complete


# --- certainty -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "certainty", "mark"),
    [(True, 1, 1), (True, 2, 2), (True, 3, 3), (False, 1, 0), (False, 2, -2), (False, 3, -6)],
)
def test_mark_of_an_answer_with_certainty(right, certainty, mark):
    assert Certain(right, certainty).mark == mark


def test_mark_of_a_blank_is_0():
    assert Certain(False, None).mark == 0


def test_calibration_of_somebody_who_knows_what_she_knows():
    """Eight right and sure, two wrong and not sure: C = 2.4, expected at A = 0.8 is 1.2, so the bonus is 0.12."""
    found = calibration([Certain(True, 3)] * 8 + [Certain(False, 1)] * 2)
    assert (found.accuracy, found.average_mark) == (Decimal("0.8"), Decimal("2.4"))
    assert (found.bonus, found.fraction) == (Decimal("0.12"), Decimal("0.92"))


def test_calibration_of_somebody_who_is_always_sure():
    found = calibration([Certain(True, 3)] * 5 + [Certain(False, 3)] * 5)
    assert (found.accuracy, found.average_mark, found.bonus) == (Decimal("0.5"), Decimal("-1.5"), Decimal("-0.2"))


def test_calibration_weighs_by_points():
    found = calibration([Certain(True, 1, Decimal(3)), Certain(False, 1, Decimal(1))])
    assert found.accuracy == Decimal("0.75")


def test_calibration_of_nothing_is_0():
    assert calibration([]).fraction == 0


def test_choice_with_half_marks_can_be_partly_right():
    assert can_be_partly_right(SINGLE)


def test_right_or_wrong_questions_can_not_be_partly_right():
    assert not can_be_partly_right(content("true_false", answer=True))
    assert not can_be_partly_right(content("single_choice", choices=choices("a", "b")))
    assert not can_be_partly_right(content("multiple_response", choices=choices("a", "b", "c"), all_or_nothing=True))
    assert can_be_partly_right(content("multiple_response", choices=choices("a", "b", "c")))
    assert can_be_partly_right(MATCHING)


@pytest.mark.parametrize("question", sample_questions().values(), ids=lambda question: question.key)
@pytest.mark.parametrize("behaviour", sorted(BEHAVIOURS))
def test_right_answer_to_any_question_is_worth_all_in_any_behaviour(behaviour, question):
    right = type_of(question).correct(question)
    assert worth(behaviour, right, question=question) == 1
    assert worth(behaviour, None, question=question) == 0


def test_item_that_belongs_nowhere_need_not_be_placed_to_check():
    question = content(
        "categorise",
        categories=[{"key": "in", "text": "In"}, {"key": "out", "text": "Out"}],
        items=[
            {"key": "a", "text": "A", "category": "in"},
            {"key": "b", "text": "B", "category": "out"},
            {"key": "c", "text": "C"},
            {"key": "d", "text": "D"},
        ],
    )
    assert is_complete(question, {"a": "in", "b": "out"})
    assert worth("interactive", {"a": "in", "b": "out"}, question=question) == 1


@pytest.mark.parametrize(
    ("question", "response", "lines"),
    [
        (MATCHING, ALL | {"a": "b"}, [("part", 2), ("part", 3), ("part", 4)]),
        (SINGLE, "half", [("answer", 0)]),
        (
            content("multiple_response", choices=choices("a", "b", "c", "d", right=2)),
            ["a", "c"],
            [("part", 1), ("part", 3)],
        ),
        (
            content("multiple_response", choices=choices("a", "b", "c", "d", right=2)),
            ["c", "d"],
            [("part", 3), ("part", 4), ("bounds", 0)],
        ),
    ],
)
def test_grade_of_one_try_is_explained_part_by_part(question, response, lines):
    found = explain("deferred", question, [response])
    assert [(line.reason, line.number) for line in found] == lines
    assert fraction_of(found) == type_of(question).grade(question, response).fraction


@pytest.mark.parametrize("question", sample_questions().values(), ids=lambda question: question.key)
def test_lines_of_one_try_add_up_for_every_type(question):
    right = type_of(question).correct(question)
    assert sum(line.worth for line in explain("deferred", question, [right])) == 1
