"""Texts that look alike: what counts as alike, and that the quick way finds what comparing all finds."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import likeness as module
from quizzes.likeness import ALIKE, Asked, likeness, pairs, telling_words

YEAR = "in which year was the north atlantic treaty signed?"


def alike(one: str, other: str) -> bool:
    return likeness(Asked("numerical", one), Asked("numerical", other)) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (YEAR, YEAR),
        (YEAR, "in what year was the north atlantic treaty signed"),
        (YEAR, "was the north atlantic treaty signed in which year?"),
        ("which article of the treaty is about help?", "which article in the treaty is about help?"),
        ("put these in order, earliest first.", "put these events in order, earliest first."),
    ],
)
def test_another_short_word_or_order_looks_alike(one, other):
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (YEAR, "in which year was the treaty of rome signed?"),
        ("what is the capital of latvia?", "what is the capital of lithuania?"),
        ("in which year did finland join nato?", "in which year did sweden join nato?"),
        ("what does article 4 of the treaty say?", "what does article 5 of the treaty say?"),
        ("who stood in it in 1949 and 2004?", "who stood in it in 1949?"),
        ("", ""),
        ("?", "?"),
    ],
)
def test_other_names_and_numbers_make_other_questions(one, other):
    assert not alike(one, other)


def test_only_questions_of_one_type_are_alike():
    assert likeness(Asked("essay", YEAR), Asked("numerical", YEAR)) == 0
    assert list(pairs([Asked("essay", YEAR), Asked("numerical", YEAR)])) == []


# Few words and numbers, so that many of the texts are alike.
VOCABULARY = ["a", "is", "the", "what", "help", "treaty", "alliance", "consultation", "4", "5"]
WORDS = st.sampled_from(VOCABULARY)
ASKED = st.builds(Asked, st.sampled_from(["essay", "numerical"]), st.lists(WORDS, max_size=9).map(" ".join))


@given(ASKED, ASKED)
def test_likeness_is_the_same_both_ways_and_whole_for_the_same(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == bool(one.words)


@given(ASKED, ASKED, st.permutations(VOCABULARY))
def test_what_is_alike_has_one_of_the_telling_words_in_any_order(one, other, order):
    if likeness(one, other) >= ALIKE:
        assert other.words & set(telling_words(one, order.index))
        assert set(telling_words(one, order.index)) & set(telling_words(other, order.index))


@given(st.lists(ASKED, max_size=30), st.integers(0, 30))
def test_quick_way_finds_all_that_comparing_each_with_each_finds(asked, start):
    every = {
        (later, earlier, likeness(asked[later], asked[earlier]))
        for earlier, later in combinations(range(len(asked)), 2)
        if later >= start and likeness(asked[later], asked[earlier]) >= ALIKE
    }
    found = list(pairs(asked, start=start))
    assert (set(found), len(found)) == (every, len(every))


def test_of_very_many_that_are_alike_each_is_told(monkeypatch):
    monkeypatch.setattr(module, "MOST_COMPARED", 3)
    found = list(pairs([Asked("essay", "is it so?")] * 20))
    assert {place for pair in found for place in pair[:2]} == set(range(20))
    assert len(found) == 3 + 17 * 3
