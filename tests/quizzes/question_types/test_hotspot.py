from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types import TYPES
from quizzes.question_types.base import ONE, ZERO, Part, ResponseError
from tests.quizzes.question_types.helpers import content, fraction, key_map, refusals

KIND = TYPES["hotspot"]


def spots(*countries: str, right: int = 2) -> list[dict]:
    """Regions of these countries, of which the first `right` are correct."""
    return [
        {"key": f"r-{code.lower()}", "country": code, "correct": index < right, "feedback": f"About {code}."}
        for index, code in enumerate(countries)
    ]


QUESTION = content("hotspot", map="europe", regions=spots("SE", "FI", "NO", "EE", "LV"))
WHOLE = content("hotspot", map="europe", all_countries=True, regions=spots("SE", "FI"))


@pytest.mark.parametrize(
    ("marked", "worth"),
    [
        ("se fi", "1"),
        ("se", "0.5"),
        ("se no", "0.5"),
        ("no ee", "0"),
        ("se fi no", "0.5"),
        ("se fi no ee", "0"),
        ("se no ee", "0"),
        ("se fi no ee lv", "0"),
    ],
)
def test_marks_beyond_as_many_as_are_right_take_right_ones_away(marked, worth):
    assert fraction(QUESTION, [f"r-{code}" for code in marked.split()]) == Decimal(worth)


@given(st.sets(st.sampled_from(KIND.groups(WHOLE)["region"]), min_size=1))
def test_fraction_follows_its_definition(marked):
    right = len(marked & {"r-se", "r-fi"})
    assert fraction(WHOLE, sorted(marked)) == max(ZERO, Decimal(right - max(0, len(marked) - 2)) / 2)


@given(st.integers(1, 6))
def test_marking_everything_gains_nothing_and_the_right_ones_exactly_one(right):
    codes = ("NO", "SE", "FI", "DK", "EE", "LV", "LT", "PL", "DE", "CZ", "SK", "AT")
    question = content("hotspot", map="europe", regions=spots(*codes, right=right))
    assert fraction(question, KIND.correct(question)) == ONE
    assert fraction(question, KIND.groups(question)["region"]) == ZERO


def test_regions_stand_as_on_the_map_whatever_the_author_wrote_first():
    assert KIND.groups(QUESTION) == {"region": ["r-no", "r-se", "r-fi", "r-ee", "r-lv"]}
    assert KIND.shuffled(QUESTION) == {}


def test_other_countries_of_the_map_can_be_marked_and_are_wrong():
    keys = KIND.groups(WHOLE)["region"]
    assert (len(keys), keys[:3]) == (47, ["is", "no", "r-se"])
    assert fraction(WHOLE, ["fr", "r-se"]) == Decimal("0.5")
    (part,) = [part for part in KIND.grade(WHOLE, ["fr"]).parts if part.id == "fr"]
    assert part == Part("France", "fr", chosen=True, right=False)


def test_numbers_take_the_place_of_names():
    question = content("hotspot", map="europe", numbered=True, regions=spots("SE", "FI", "NO", "EE"))
    shown = {"region": [(key, f"x{key}") for key in KIND.groups(question)["region"]]}
    widget = KIND.widget(question, shown, ["r-se"])
    assert [(region["text"], region["chosen"]) for region in widget["regions"]] == [
        *[("Region 1", False), ("Region 2", True), ("Region 3", False), ("Region 4", False)]
    ]
    assert [tile["spot"]["mark"] for tile in widget["scene"]["tiles"] if tile["spot"]] == ["1", "2", "3", "4"]
    assert KIND.summary(question, ["r-fi"]) == "Region 3"
    # A tile has its code in the figures of lessons; here the template writes the mark alone.
    assert "Sweden" not in repr(widget)


def test_page_draws_the_part_of_the_map_around_the_regions():
    shown = {"region": [(key, f"x{key}") for key in KIND.groups(QUESTION)["region"]]}
    scene = KIND.widget(QUESTION, shown, ["r-no"])["scene"]
    assert (scene["width"], scene["height"]) == (284, 188)
    spots = {tile["code"]: tile["spot"] for tile in scene["tiles"]}
    assert spots["NO"] == {"key": "xr-no", "mark": "NO", "marked": True}
    assert (spots["RU"], "FR" in spots) == (None, False)


def test_list_of_names_is_alphabetical():
    shown = {"region": [(key, f"x{key}") for key in KIND.groups(QUESTION)["region"]]}
    names = [str(region["text"]) for region in KIND.widget(QUESTION, shown, None)["regions"]]
    assert names == ["Estonia", "Finland", "Latvia", "Norway", "Sweden"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [("r-se", "wrong_shape"), (["x", "x"], "wrong_shape"), ([1], "wrong_shape"), (["x"], "unknown_choice")],
)
def test_response_of_another_shape_is_refused(raw, code):
    with pytest.raises(ResponseError, match=f"^{code}$"):
        KIND.to_author(QUESTION, raw, key_map(QUESTION).to_author)


def test_form_has_a_box_for_each_region():
    assert KIND.from_form(QueryDict("a1=y&a1=x&a1="), "a1", {"region": ["x", "y"]}) == ["x", "y"]


WRONG = ["a region at least is correct, and at least as many, and two, are wrong"]


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"map": None}, ["there is a 'map' or a 'picture'"]),
        ({"picture": "hall"}, ["there is a 'map' or a 'picture'"]),
        ({"map": None, "picture": "hall"}, ["regions of a map are countries, those of a picture are shapes"]),
        ({"regions": spots("SE", "FI", "NO")}, WRONG),
        ({"regions": spots("SE", "FI", "NO", "EE", right=0)}, WRONG),
        ({"regions": spots("SE", "FI", "NO", "EE", right=3)}, WRONG),
        ({"regions": spots("SE", "NO", "EE", "EE", right=1)}, ["two entries have the same key"]),
        ({"regions": spots("SE", "NO", "XX", right=1)}, ["regions.2.country: the map has no country 'XX'"]),
        (
            {"regions": [*spots("SE", "NO", "EE", right=1), {"key": "more", "country": "EE"}]},
            ["a country stands in two regions"],
        ),
        (
            {"regions": [*spots("SE", "NO", "EE", right=1), {"key": "more", "circle": [1, 2, 3]}]},
            ["regions.3: a region of a picture has a 'name'"],
        ),
        (
            {"regions": [*spots("SE", "NO", "EE", right=1), {"key": "more"}]},
            ["regions.3: a region is one of 'country', 'circle', 'rect' and 'polygon'"],
        ),
    ],
)
def test_content_whose_regions_lead_nowhere_is_refused(fields, messages):
    given = {"map": "europe", "regions": spots("SE", "FI", "NO", "EE")} | fields
    assert refusals("hotspot", **given) == messages
