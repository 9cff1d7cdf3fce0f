"""The geometry of the dashboard's charts."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress import charts
from progress.charts import Share

PERCENTS = st.decimals(min_value=0, max_value=100, places=2)


def scores(*percents, practice=()):
    return [(Decimal(percent), index in practice) for index, percent in enumerate(percents)]


def test_strip_gives_each_lesson_its_share_of_the_minutes():
    short, long = charts.strip([(5, "read"), (15, "unread")])
    assert long.width == pytest.approx(3 * short.width, abs=Decimal("0.2"))
    assert (short.state, long.state) == ("read", "unread")


@given(st.lists(st.integers(min_value=0, max_value=600), min_size=1, max_size=60))
def test_strip_fills_the_width_without_overlap(minutes):
    cells = charts.strip([(each, "unread") for each in minutes])
    assert abs(cells[-1].x + cells[-1].width - charts.STRIP_WIDTH) <= 1
    for left, right in pairwise(cells):
        assert right.x >= left.x + left.width


def test_strip_of_no_lesson_is_empty():
    assert charts.strip([]) == []


def test_trend_of_one_attempt_is_a_dot_in_the_middle():
    trend = charts.trend(scores(70), 60)
    assert [dot.x for dot in trend.dots] == [Decimal((charts.LEFT + trend.right) / 2)]


@given(st.lists(PERCENTS, min_size=1, max_size=60))
def test_trend_keeps_every_dot_inside_and_in_order(percents):
    trend = charts.trend(scores(*percents), 60)
    xs = [dot.x for dot in trend.dots]
    assert xs == sorted(xs) and trend.left <= xs[0] and xs[-1] <= trend.right
    assert all(charts.TOP <= dot.y <= trend.height - charts.BOTTOM for dot in trend.dots)


def test_more_per_cent_lie_higher_and_the_pass_mark_between():
    trend = charts.trend(scores(40, 80), 60)
    low, high = trend.dots
    assert high.y < trend.pass_y < low.y


def test_trend_without_a_pass_mark_has_no_line_for_it():
    assert charts.trend(scores(40), 0).pass_y is None


def test_practice_is_a_dot_beside_the_line():
    trend = charts.trend(scores(40, 90, 60, practice={1}))
    practice = trend.dots[1]
    assert f"{practice.x},{practice.y}" not in trend.line
    assert len(trend.line.split()) == 2 and trend.graded == [40, 60]


def test_many_attempts_have_smaller_dots():
    assert charts.trend(scores(*[50] * 40)).radius < charts.trend(scores(50)).radius


@pytest.mark.parametrize(("percent", "edge"), [(-20, 0), (130, 100)])
def test_what_is_outside_lies_on_the_edge(percent, edge):
    assert charts.height_of(percent) == charts.height_of(edge)


def test_shares_add_up_by_lesson():
    assert charts.shares([(1, True), (1, False), (2, True)]) == {1: Share(2, 1), 2: Share(1, 1)}


def test_share_is_hundred_per_cent_only_when_all_is_right():
    assert Share(200, 199).percent == 99
    assert Share(200, 200).percent == 100
    assert Share(0, 0).percent == 0
