"""Choices that a closed list cuts off on a phone stand beside it in full, by the numbers that they have in the list."""

import re

import pytest
from django.template.loader import render_to_string

from quizzes.question_types import TYPES
from quizzes.question_types.base import FITS_A_LIST
from tests.quizzes.question_types.helpers import choices, content

SHORT, LONG = "S" * FITS_A_LIST, "L" * (FITS_A_LIST + 1)


def lists(name: str, question, shown) -> tuple[list[str], list[str]]:
    """The texts that stand in full, and those in the first select."""
    widget = TYPES[name].widget(question, shown, None)
    html = render_to_string(
        f"quizzes/types/{name}.html", {"widget": widget, "name": "q1", "question": {"pictures": {}}}
    )
    select = html[html.index("<select") : html.index("</select>")]
    return re.findall(r"<li>(.*?)</li>", html), re.findall(r"<option[^>]*>([^<]*)</option>", select)[1:]


@pytest.mark.parametrize(
    ("text", "full", "closed"),
    [(SHORT, [], ["Two", SHORT]), (LONG, ["Two", LONG], ["1. Two", f"2. {LONG}"])],
)
def test_long_choices_of_matching_stand_in_full(text, full, closed):
    pairs = [{"key": key, "left": key, "right": right, "feedback": "F."} for key, right in (("a", text), ("b", "Two"))]
    shown = {"left": [("a", "x1"), ("b", "x2")], "right": [("b", "y1"), ("a", "y2")]}
    assert lists("matching", content("matching", pairs=pairs), shown) == (full, closed)


@pytest.mark.parametrize(
    ("text", "full", "closed"),
    [(SHORT, [], ["B", SHORT]), (LONG, ["B", LONG], ["1. B", f"2. {LONG}"])],
)
def test_long_choices_of_a_gap_stand_in_full(text, full, closed):
    gap = {"kind": "dropdown", "choices": choices("a", "b")}
    gap["choices"][0]["text"] = text
    shown = {"1": [("b", "x2"), ("a", "x1")]}
    assert lists("cloze", content("cloze", text="Of {1}.", gaps=[gap]), shown) == (full, closed)


def test_gap_names_its_question():
    gap = {"kind": "dropdown", "choices": choices("a", "b")}
    question, shown = content("cloze", text="Of {1}.", gaps=[gap]), {"1": [("a", "x1"), ("b", "x2")]}
    widget = {"widget": TYPES["cloze"].widget(question, shown, None), "name": "q3"}
    for place, name in (({"position": 3}, "Question 3, gap 1"), ({}, "Gap 1")):
        html = render_to_string("quizzes/types/cloze.html", {**widget, "question": {"pictures": {}, **place}})
        assert f'aria-label="{name}"' in html
