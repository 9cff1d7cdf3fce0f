from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types import TYPES
from quizzes.question_types.base import Part, Shuffle
from tests.quizzes.question_types.helpers import content, fraction, refusals

KIND = TYPES["drag_image"]
LABELS = [{"key": key, "text": key.upper()} for key in ("one", "two", "three")]


def regions(**labels: str | None) -> list[dict]:
    return [
        {"key": f"r-{code}", "country": code.upper(), "feedback": f"About {code}."}
        | ({"label": label} if label else {})
        for code, label in labels.items()
    ]


QUESTION = content("drag_image", map="europe", regions=regions(se="one", no="two"), labels=LABELS)
RIGHT = {"r-se": "one", "r-no": "two"}


@pytest.mark.parametrize(
    ("placed", "worth"),
    [
        (RIGHT, "1"),
        ({"r-se": "one"}, "0.5"),
        ({"r-se": "two", "r-no": "one"}, "0"),
        ({"r-se": "one", "r-no": "three"}, "0.5"),
        (None, "0"),
    ],
)
def test_right_placements_add_a_share(placed, worth):
    assert fraction(QUESTION, placed) == Decimal(worth)


@given(st.dictionaries(st.sampled_from(["r-se", "r-no"]), st.sampled_from(["one", "two", "three"])))
def test_fraction_follows_its_definition(placed):
    right = sum(RIGHT.get(region) == label for region, label in placed.items())
    assert fraction(QUESTION, placed) == Decimal(right) / 2


def test_grade_tells_each_region_in_the_order_of_the_map():
    assert KIND.grade(QUESTION, {"r-se": "three"}).parts == (
        Part("Norway", "r-no", given="", expected="TWO", marked=True, right=False),
        Part("Sweden", "r-se", given="THREE", expected="ONE", marked=True, right=False, feedback="About se."),
    )


def test_labels_of_equal_text_are_the_same():
    labels = [*LABELS, {"key": "again", "text": "ONE "}]
    question = content("drag_image", map="europe", regions=regions(se="one", no="two"), labels=labels)
    assert fraction(question, {"r-se": "again", "r-no": "two"}) == 1


def test_labels_are_shuffled_and_regions_stand_as_on_the_map():
    assert KIND.shuffled(QUESTION) == {"label": Shuffle.ALWAYS}
    assert KIND.groups(QUESTION) == {"region": ["r-no", "r-se"], "label": ["one", "two", "three"]}


def test_form_has_a_list_for_each_region():
    assert KIND.from_form(QueryDict("a1-x=p&a1-y=&a1-z=q"), "a1", {"region": ["x", "y"]}) == {"x": "p"}


def test_widget_marks_what_lies_where():
    shown = {
        "region": [(key, f"x{key}") for key in KIND.groups(QUESTION)["region"]],
        "label": [("two", "y2"), ("one", "y1"), ("three", "y3")],
    }
    widget = KIND.widget(QUESTION, shown, {"r-se": "two"})
    assert [(part["text"], part["chosen"]) for part in widget["parts"]] == [*[("Norway", None), ("Sweden", "y2")]]
    assert [label["text"] for label in widget["labels"]] == ["TWO", "ONE", "THREE"]
    marked = {tile["code"] for tile in widget["scene"]["tiles"] if tile["spot"] and tile["spot"]["marked"]}
    assert marked == {"SE"}


def test_summary_names_regions_with_their_labels():
    assert KIND.summary(QUESTION, {"r-se": "two", "r-no": "one"}) == "Norway: ONE; Sweden: TWO"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"regions": regions(se="else")}, ["there is no label 'else'"]),
        ({"regions": regions(se="one", no="one")}, ["label 'one' belongs to two regions and is not for reuse"]),
        ({"regions": regions(se="one", no=None)}, ["missing key 'label'"]),
        ({"labels": LABELS[:1] * 2}, ["two entries have the same key"]),
    ],
)
def test_content_whose_labels_have_no_place_is_refused(fields, messages):
    given = {"map": "europe", "regions": regions(se="one", no="two"), "labels": LABELS} | fields
    assert refusals("drag_image", **given) == messages
