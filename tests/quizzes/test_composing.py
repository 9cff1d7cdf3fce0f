"""How questions and texts follow each other: blocks stay together, descriptions stay in place, pages break between."""

from itertools import groupby
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.composing import Drawn, block_of, in_order, is_text, kept_texts, pages, placed, sections_of


def version(text: str, pictures: dict | None = None):
    return SimpleNamespace(content={"text": text}, pictures=pictures or {})


def row(name: str):
    """A question 'b1' is about stimulus b; 'd…' is a description, the others stand alone."""
    if name.startswith("d"):
        return SimpleNamespace(key=name, type="description", current=version(f"Text {name}"))
    stimulus = {"stimulus": name[0]} if name[0] in "abc" else {}
    return SimpleNamespace(key=name, type="true_false", current=SimpleNamespace(content=stimulus))


def slot_of(section: str = ""):
    """ "One", "One!" with a new page, "One~" shuffled, "One-" in order; "" goes on with the section before."""
    marks = {"!": {"new_page": True}, "~": {"shuffle": True}, "-": {"shuffle": False}}
    said = {name: value for mark in section if mark in marks for name, value in marks[mark].items()}
    return SimpleNamespace(section={"title": section.rstrip("!~-"), **said} if section else {})


def drawn(names: str):
    """Questions by name; "One:x" begins section One with x, and "One:" a section of which nothing was drawn."""
    parts = [name.rpartition(":")[::2] for name in names.split()]
    slots = [slot_of(section) for section, _name in parts]
    found = zip(parts, slots, sections_of(slots), strict=True)
    return [Drawn(row(name), slot, section) for (_section, name), slot, section in found if name]


def ordered(names: str, seed: str = "", *, shuffled: bool = False) -> str:
    return " ".join(each.question.key for each in in_order(drawn(names), seed, shuffled=shuffled))


@pytest.mark.parametrize(
    ("names", "order"),
    [
        ("x y z", "x y z"),
        ("a1 x a2 y", "a1 a2 x y"),
        ("x b1 a1 b2 a2", "x b1 b2 a1 a2"),
        ("d1 x d2 y d3", "d1 x d2 y d3"),
        ("d1 d2 x", "d1 d2 x"),
        ("a1 d1 a2 x", "d1 a1 a2 x"),
        ("x a1 a2 d1", "x a1 a2 d1"),
        ("", ""),
    ],
)
def test_unshuffled_order_is_that_of_the_slots_with_blocks_together(names, order):
    assert ordered(names) == order


@given(
    st.lists(st.sampled_from(["x", "y", "z", "v", "a1", "a2", "a3", "b1", "b2", "d1", "d2"]), unique=True),
    st.text(max_size=4),
)
def test_shuffle_loses_nothing_and_tears_no_block_apart(names, seed):
    found = ordered(" ".join(names), seed, shuffled=True).split()
    assert sorted(found) == sorted(names)
    blocks = [block_of(row(name)) for name in found if not name.startswith("d")]
    assert len(list(groupby(blocks))) == len(set(blocks))
    where = "".join(name[0] for name in found)
    assert not [block for block in "ab" if f"{block}d{block}" in where]


def test_shuffle_moves_blocks_and_leaves_descriptions():
    found = {ordered("d1 x a1 a2 y d2", str(seed), shuffled=True) for seed in range(60)}
    orders = ("x a1 a2 y", "x y a1 a2", "a1 a2 x y", "a1 a2 y x", "y x a1 a2", "y a1 a2 x")
    assert found == {f"d1 {order} d2" for order in orders}


@pytest.mark.parametrize(
    ("names", "per_page", "found"),
    [
        ("x y z", 0, [1, 1, 1]),
        ("x y z", 2, [1, 1, 2]),
        ("x y z", 1, [1, 2, 3]),
        ("x a1 a2 y", 2, [1, 2, 2, 3]),
        ("x a1 a2 y", 3, [1, 1, 1, 2]),
        ("a1 a2 a3 y", 2, [1, 1, 2, 2]),
        ("x a1 a2 a3", 2, [1, 1, 2, 2]),
        ("a1 a2 b1 b2", 3, [1, 1, 2, 2]),
        ("One:x y Two!:z", 0, [1, 1, 2]),
        ("One:x y Two:z", 0, [1, 1, 1]),
        ("One:x Two!:y z v", 2, [1, 2, 2, 3]),
        ("One!:x y", 0, [1, 1]),
        ("a1 Two!:a2", 0, [1, 2]),
        ("x Two!: Three:y", 0, [1, 1]),
        ("x Two!:y Two!:z", 0, [1, 2, 3]),
    ],
)
def test_page_breaks_stand_between_blocks_where_they_can(names, per_page, found):
    assert pages(drawn(names), per_page) == found


@given(st.lists(st.sampled_from(["x", "y", "a1", "a2", "a3", "b1", "b2"]), unique=True), st.integers(0, 5))
def test_pages_are_never_too_long_and_never_empty(names, per_page):
    rows = in_order(drawn(" ".join(names)), "", shuffled=False)
    found = pages(rows, per_page)
    assert len(found) == len(rows)
    assert sorted(set(found)) == list(range(1, max(found, default=0) + 1))
    assert found == sorted(found)
    assert not per_page or all(found.count(page) <= per_page for page in found)


def kept(names: str, per_page: int = 0, stimuli=("a", "b")):
    order = in_order(drawn(names), "", shuffled=False)
    versions = {key: version(f"About {key}\n\n::: figure f\n:::\n\n![](audio:r)", {"audio:r": 2}) for key in stimuli}
    return kept_texts(order, placed(order, per_page), versions, {"f": 1})


def test_kept_texts_know_their_places():
    found = kept("d1 x a1 a2 d2 y d3 d4", per_page=2)
    names = ("type", "at", "through", "below")
    assert [(each["text"].split("\n")[0], *map(each.get, names)) for each in found] == [
        ("Text d1", "description", [1], None, False),
        ("Text d2", "description", [4], None, False),
        ("Text d3", "description", [4], None, True),
        ("Text d4", "description", [4], None, True),
        ("About a", "stimulus", [2], 3, None),
    ]
    assert [each["figures"] for each in found] == [{}, {}, {}, {}, {"f": 1}]
    assert [each["pictures"] for each in found] == [{}, {}, {}, {}, {"audio:r": 2}]


def test_stimulus_is_shown_again_on_each_of_its_pages():
    (found,) = kept("x a1 a2 a3", per_page=2)
    assert (found["at"], found["through"]) == ([2, 3], 4)


def test_stimulus_that_is_gone_is_left_out():
    assert kept("a1 b1", stimuli="b")[0]["at"] == [2]
    assert len(kept("a1 b1", stimuli="b")) == 1


def test_texts_are_told_from_questions():
    assert [is_text(row(name)) for name in ("d1", "x", "a1")] == [True, False, False]


# --- sections --------------------------------------------------------------------------------------------------------


def orders(names: str, *, shuffled: bool) -> set[str]:
    return {ordered(names, str(seed), shuffled=shuffled) for seed in range(60)}


@pytest.mark.parametrize(
    ("names", "shuffled", "found"),
    [
        ("One:x y Two:z v", True, {"x y z v", "y x z v", "x y v z", "y x v z"}),
        ("One-:x y Two:z v", True, {"x y z v", "x y v z"}),
        ("x y Two~:z v", False, {"x y z v", "x y v z"}),
        ("One:x y", False, {"x y"}),
        ("One~:a1 x a2 Two:a3", False, {"a1 a2 x a3", "x a1 a2 a3"}),
        ("One~:d1 x y d2 Two:z", False, {"d1 x y d2 z", "d1 y x d2 z"}),
    ],
)
def test_questions_are_shuffled_within_their_section(names, shuffled, found):
    assert orders(names, shuffled=shuffled) == found


@given(
    st.lists(st.sampled_from(["x", "y", "a1", "a2", "d1", "One:z", "Two~:v", "Three!:b1", "b2"]), unique=True),
    st.integers(0, 4),
    st.text(max_size=4),
)
def test_sections_follow_each_other_and_lose_nothing(names, per_page, seed):
    before = drawn(" ".join(names))
    after = in_order(before, seed, shuffled=True)
    assert [each.section for each in after] == [each.section for each in before]
    assert sorted(each.question.key for each in after) == sorted(each.question.key for each in before)
    for _page, members in groupby(placed(after, per_page), key=lambda each: each.page):
        _first, *others = groupby(members, key=lambda each: each.section)
        assert not any(section.new_page for section, _members in others)


def stands(names: str) -> list[tuple]:
    """Title or first line of each text with its question; below is negative."""
    found = kept(names)
    return [
        (text.get("title") or text["text"].split("\n")[0], -text["at"][0] if text.get("below") else text["at"][0])
        for text in found
    ]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("x One:y z Two:v", [("One", 2), ("Two", 4)]),
        ("One:d1 x Two:d2 y", [("One", 1), ("Text d1", 1), ("Two", 2), ("Text d2", 2)]),
        ("One:x d1 Two:y d2", [("One", 1), ("Text d1", -1), ("Two", 2), ("Text d2", -2)]),
        ("One:a1 Two:a2", [("One", 1), ("Two", 2), ("About a", 1), ("About a", 2)]),
        ("One:x Two: Three:y", [("One", 1), ("Three", 2)]),
        ("One:x Two:d1", [("One", 1), ("Two", -1), ("Text d1", -1)]),
        ("One:x Two:d1 Three:y", [("One", 1), ("Two", 2), ("Text d1", 2), ("Three", 2)]),
        ("Two: y", [("Two", 1)]),
    ],
)
def test_headings_stand_above_the_first_question_of_their_section(names, found):
    assert stands(names) == found
