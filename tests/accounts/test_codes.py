import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.codes import ALPHABET, FAMILIES, new_code, normalised


def test_code_is_three_groups_of_four_and_has_58_bits():
    assert re.fullmatch(f"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}", new_code())
    assert len(set(ALPHABET)) ** 12 > 2**58


def test_code_is_never_the_same():
    assert len({new_code() for _ in range(1_000)}) == 1_000


def test_alphabet_has_one_of_each_family_of_lookalikes():
    for sign, family in FAMILIES.items():
        assert sign in ALPHABET
        assert not set(family) & set(ALPHABET)


def test_code_printed_is_twelve_signs():
    assert re.fullmatch(f"[{ALPHABET}]{{12}}", normalised(new_code()))


@pytest.mark.parametrize(
    "typed",
    ["k7qm4txp9rwd", " K7QM 4TXP 9RWD ", "K7QM–4TXP–9RWD", "k7qm_4txp.9rwd\n", "Ｋ７ＱＭ-4TXP-9RWD"],
)
def test_code_typed_in_any_way_is_the_same(typed):
    assert normalised(typed) == "K7QM4TXP9RWD"


@pytest.mark.parametrize(("typed", "meant"), [("OIL", "011"), ("oil", "011"), ("zsbu", "258V")])
def test_code_with_lookalikes_is_the_same(typed, meant):
    assert normalised(typed) == meant


@given(st.text())
def test_normalising_anything_twice_changes_nothing_more(typed):
    assert normalised(normalised(typed)) == normalised(typed)
