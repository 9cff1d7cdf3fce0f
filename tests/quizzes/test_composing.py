"""How questions and texts follow each other: blocks stay together, descriptions stay in place, pages break between."""

from itertools import groupby
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.composing import block_of, in_order, is_text, kept_texts, pages, placed


def version(text: str, pictures: dict | None = None):
    return SimpleNamespace(content={"text": text}, pictures=pictures or {})


def row(name: str):
    """A question 'b1' is about stimulus b; 'd…' is a description, the others stand alone."""
    if name.startswith("d"):
        return SimpleNamespace(key=name, type="description", current=version(f"Text {name}"))
    stimulus = {"stimulus": name[0]} if name[0] in "abc" else {}
    return SimpleNamespace(key=name, type="true_false", current=SimpleNamespace(content=stimulus))


def drawn(names: str):
    return [(row(name), 1) for name in names.split()]


def ordered(names: str, seed: str = "", *, shuffled: bool = False) -> str:
    return " ".join(question.key for question, _points in in_order(drawn(names), seed, shuffled=shuffled))


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
    ],
)
def test_page_breaks_stand_between_blocks_where_they_can(names, per_page, found):
    assert pages([row(name) for name in names.split()], per_page) == found


@given(st.lists(st.sampled_from(["x", "y", "a1", "a2", "a3", "b1", "b2"]), unique=True), st.integers(0, 5))
def test_pages_are_never_too_long_and_never_empty(names, per_page):
    rows = [question for question, _points in in_order(drawn(" ".join(names)), "", shuffled=False)]
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
