from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.statistics import Response, items

fractions = st.decimals(-1, 1, places=7)


def response(fraction, *wrong, points="1", answered=True, question=1) -> Response:
    return Response(question, Decimal(fraction), Decimal(points), answered, wrong)


def item(*responses):
    return items(responses)[1]


def test_facility_is_the_mean_share_of_points_in_per_cent():
    found = item(response("1"), response("0.5"), response("0", answered=False), response("0.3333333"))
    assert found.facility == Decimal("45.8333325")
    assert (found.asked, found.answered, found.right, found.share_right) == (4, 3, 1, Decimal("0.25"))


def test_facility_counts_each_attempt_by_its_own_points():
    assert item(response("1", points="1"), response("0", points="10")).facility == 50


def test_facility_of_a_question_without_points_is_not_known():
    assert item(response("1", points="0")).facility is None
    assert item(response("1", points="0"), response("0.5", points="2")).facility == 50


def test_points_below_zero_pull_the_facility_down():
    assert item(response("-1"), response("0.5")).facility == -25


@pytest.mark.parametrize(("fraction", "right"), [("0.999999", 1), ("0.9999989", 0)])
def test_right_begins_where_grading_says(fraction, right):
    assert item(response(fraction)).right == right


def test_distractor_is_the_wrong_choice_that_most_took():
    found = item(response("0", "b"), response("0", "c", "b"), response("0", "c"), response("0", "b"), response("1"))
    assert found.distractor == ("b", 3)


def test_distractor_of_a_tie_is_the_first_key_whatever_the_order():
    given_in_one_order = [response("0", "c"), response("0", "b")]
    assert item(*given_in_one_order).distractor == item(*reversed(given_in_one_order)).distractor == ("b", 1)


def test_distractor_is_none_where_all_were_right():
    assert item(response("1")).distractor is None


def test_questions_are_kept_apart():
    found = items([response("1", question=1), response("0", "x", question=2), response("0", question=1)])
    assert {question: (each.asked, each.right) for question, each in found.items()} == {1: (2, 1), 2: (1, 0)}


@given(st.lists(st.tuples(fractions, st.sampled_from(["0.5", "1", "7"])), min_size=1))
def test_facility_lies_between_the_lowest_and_the_highest_share(given_fractions):
    found = item(*[response(fraction, points=points) for fraction, points in given_fractions])
    shares = [100 * fraction for fraction, _points in given_fractions]
    assert min(shares) <= found.facility <= max(shares)
    assert 0 <= found.right <= found.asked == len(given_fractions)
