"""What a quiz comes to, and what its author is told about it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from securityedu.studio.builder.totals import Asked, number_in, totals

NEVER = "Attempts have no limit and the quiz doesn't close, so reviews never show the right answers."


def asked(number=1, count=1, points="1", **more) -> Asked:
    return Asked(number, count, Decimal(points), **more)


def test_points_and_questions_are_counted_and_texts_are_not():
    found = totals([asked(1), asked(2, 3, "1.50", pool=9), asked(3, is_text=True)], {}, [])
    assert (str(found.points), found.questions, found.minutes) == ("5.5", 4, 4)


def test_essay_takes_as_long_as_its_words():
    assert totals([asked(essay_words=150), asked(2)], {}, []).minutes == 9


@pytest.mark.parametrize(("count", "minutes"), [(9, 1), (10, 5)])
def test_ten_finished_attempts_tell_better(count, minutes):
    durations = [timedelta(minutes=3)] * (count // 2) + [timedelta(minutes=7)] * (count - count // 2)
    assert totals([asked()], {}, durations).minutes == minutes


@pytest.mark.parametrize(
    ("slot", "said"),
    [
        ({"pool": 2, "count": 3}, "Slot 1: draws 3, and 2 match."),
        ({"pool": 3, "count": 3}, "Slot 1: takes all that match, so everybody gets the same questions."),
        ({"pool": 4, "count": 3}, None),
        ({"points": "0"}, "Slot 1: is worth nothing."),
        ({"points": "0", "is_text": True}, None),
        ({"is_draft": True}, "Slot 1: a draft, which nobody is asked; learners can't find the quiz with it."),
    ],
)
def test_slot_is_advised(slot, said):
    assert list(totals([asked(**slot)], {"graded": False}, []).advice) == ([said] if said else [])


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"attempts": "1"}, ["It counts and can't be taken again, but has no pass mark."]),
        ({"attempts": "1", "pass_percent": "60.00"}, []),
        ({"attempts": "1", "graded": False}, []),
        ({"attempts": 0}, []),
        ({"reveal": ""}, [NEVER]),
        ({"reveal": "when_finished", "attempts": 0}, [NEVER]),
        ({"reveal": "when_finished", "attempts": 2}, []),
        ({"reveal": "when_finished", "closes_at": "2027-01-31T08:00"}, []),
        ({"reveal": "when_finished", "graded": False}, []),
        ({"time_limit_minutes": 1}, ["It takes longer than its time limit of 1 minutes."]),
        ({"time_limit_minutes": "soon"}, []),
    ],
)
def test_settings_are_advised(chosen, said):
    assert list(totals([asked(count=2, pool=9)], {"reveal": "at_once"} | chosen, []).advice) == said


def test_section_without_a_question_is_told():
    slots = [
        asked(1, is_text=True, begins_section="A"),
        asked(2, begins_section="B"),
        asked(3, is_text=True, begins_section="C"),
    ]
    assert list(totals(slots, {"reveal": "at_once"}, []).advice) == [
        "Section “A” has no question.",
        "Section “C” has no question.",
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("1.50", Decimal("1.5")),
        (2, 2),
        ("", None),
        ("one", None),
        ("-1", None),
        ("²", None),
        (".", None),
        ("9" * 60, None),
    ],
)
def test_number_in_a_field(text, number):
    assert number_in(text) == number
