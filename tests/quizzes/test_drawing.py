from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.drawing import KeyMap, draw, lay_out, opaque_key, shuffle, shuffle_around, shuffle_away
from quizzes.question_types.base import ResponseError

SEEDS = st.text("0123456789abcdef", min_size=1, max_size=32)
KEYS = st.lists(st.text("abcdefghij-0123456789", min_size=1, max_size=20), unique=True, max_size=12)


@given(SEEDS, KEYS)
def test_shuffle_keeps_every_key(seed, keys):
    assert sorted(shuffle(seed, "choice", keys)) == sorted(keys)


@given(SEEDS, KEYS, st.randoms(use_true_random=False))
def test_shuffle_depends_on_seed_name_and_keys_only(seed, keys, random):
    assert shuffle(seed, "choice", random.sample(keys, len(keys))) == shuffle(seed, "choice", keys)


def test_shuffle_gives_every_order_about_equally_often():
    counts = Counter(tuple(shuffle(str(seed), "choice", "abc")) for seed in range(6000))
    assert sorted(counts) == sorted(permutations("abc"))
    assert all(850 < count < 1150 for count in counts.values())


def test_shuffle_of_another_name_is_another():
    names = {tuple(shuffle("seed", str(name), "abcdefgh")) for name in range(100)}
    assert len(names) == 100


@given(SEEDS, KEYS.filter(lambda keys: len(keys) > 1))
def test_shuffle_away_never_gives_the_order_it_got(seed, keys):
    order = shuffle_away(seed, "item", keys)
    assert order != keys
    assert sorted(order) == sorted(keys)


@pytest.mark.parametrize("keys", [[], ["only"]])
def test_shuffle_away_of_fewer_than_two_keys_gives_them(keys):
    assert shuffle_away("seed", "item", keys) == keys


@given(SEEDS, KEYS)
def test_shuffle_away_is_the_shuffle_unless_that_shows_the_order(seed, keys):
    mixed = shuffle(seed, "item", keys)
    assert shuffle_away(seed, "item", keys) == (mixed[1:] + mixed[:1] if mixed == keys else mixed)
    assert shuffle_away(seed, "item", keys) == shuffle_away(seed, "item", keys)


@given(SEEDS, KEYS, st.dictionaries(st.text("abc", max_size=2), st.integers(0, 3)), st.integers(0, 15))
def test_draw_takes_so_many_different_ones_of_the_pool(seed, pool, seen, count):
    drawn = draw(seed, "slot-1", pool, seen, count)
    assert len(drawn) == len(set(drawn)) == min(count, len(pool))
    assert set(drawn) <= set(pool)


@given(SEEDS, KEYS, st.data())
def test_draw_takes_those_seen_least_first(seed, pool, data):
    seen = data.draw(st.dictionaries(st.sampled_from(pool or ["none"]), st.integers(0, 3)))
    count = data.draw(st.integers(0, len(pool)))
    drawn = draw(seed, "slot-1", pool, seen, count)
    left = set(pool) - set(drawn)
    assert [seen.get(key, 0) for key in drawn] == sorted(seen.get(key, 0) for key in pool)[:count]
    assert all(seen.get(one, 0) <= seen.get(other, 0) for one in drawn for other in left)


@given(SEEDS, KEYS, st.randoms(use_true_random=False))
def test_draw_does_not_depend_on_the_order_of_the_pool(seed, pool, random):
    mixed = random.sample(pool, len(pool))
    assert draw(seed, "slot-1", mixed, {}, 3) == draw(seed, "slot-1", pool, {}, 3)


def test_draw_takes_each_unseen_one_about_equally_often():
    counts = Counter(key for seed in range(3000) for key in draw(str(seed), "slot-1", "abcdef", {}, 2))
    assert sorted(counts) == list("abcdef")
    assert all(850 < count < 1150 for count in counts.values())


def test_draw_of_seen_ones_comes_only_after_the_unseen():
    assert sorted(draw("seed", "slot-1", "abcd", {"a": 1, "b": 2}, 3)) == ["a", "c", "d"]
    assert draw("seed", "slot-1", "abcd", {"a": 1, "b": 2, "c": 3, "d": 4}, 4) == list("abcd")


@given(SEEDS, st.integers(1, 500), KEYS)
def test_opaque_keys_are_sixteen_signs_that_differ(seed, position, keys):
    hidden = [opaque_key(seed, position, "choice", key) for key in keys]
    assert len(set(hidden)) == len(keys)
    assert all(len(key) == 16 and set(key) <= set("abcdefghijklmnopqrstuvwxyz234567") for key in hidden)


def test_opaque_key_differs_by_seed_position_group_and_key():
    places = [(seed, position, group, key) for seed in "ab" for position in (1, 2) for group in "xy" for key in "pq"]
    assert len({opaque_key(*place) for place in places}) == 16
    assert opaque_key("a", 1, "x", "p") == opaque_key("a", 1, "x", "p")


LAYOUT = {"left": ["zzleft-one", "zzleft-two"], "right": ["zzright", "zzleft-one"]}


def test_key_map_translates_there_and_back():
    keys = KeyMap("seed", 3, LAYOUT)
    for group, authors in LAYOUT.items():
        assert [keys.to_author(group, keys.to_page(group, key)) for key in authors] == authors


def test_key_map_lists_groups_in_page_order():
    keys = KeyMap("seed", 3, LAYOUT)
    assert keys.groups() == {group: [keys.to_page(group, key) for key in found] for group, found in LAYOUT.items()}
    assert keys.shown() == {g: [(key, keys.to_page(g, key)) for key in found] for g, found in LAYOUT.items()}


def test_key_map_gives_the_page_no_part_of_an_author_key():
    assert "zz" not in repr(KeyMap("seed", 3, LAYOUT).groups())


def test_key_map_has_another_key_for_the_same_key_in_another_group():
    keys = KeyMap("seed", 3, LAYOUT)
    assert keys.to_page("left", "zzleft-one") != keys.to_page("right", "zzleft-one")


@pytest.mark.parametrize(("group", "key"), [("left", "zzleft-one"), ("left", ""), ("none", "x"), ("right", "x" * 999)])
def test_key_map_refuses_keys_that_it_did_not_give(group, key):
    with pytest.raises(ResponseError, match="^unknown_choice$"):
        KeyMap("seed", 3, LAYOUT).to_author(group, key)


def test_key_map_refuses_the_key_of_another_group():
    keys = KeyMap("seed", 3, LAYOUT)
    with pytest.raises(ResponseError, match="^unknown_choice$"):
        keys.to_author("left", keys.to_page("right", "zzright"))


def test_key_map_leaves_a_typed_text_as_it_is():
    assert KeyMap("seed", 3, LAYOUT).to_page("2", "typed") == "typed"


@given(st.text(min_size=1, max_size=8), st.sets(st.sampled_from("abcdef")))
def test_locked_keys_keep_their_place_and_the_others_are_shuffled(seed, locked):
    found = shuffle_around(seed, "choice", list("abcdef"), locked)
    assert sorted(found) == list("abcdef")
    assert all(found[place] == key for place, key in enumerate("abcdef") if key in locked)
    free = [key for key in "abcdef" if key not in locked]
    assert [key for key in found if key not in locked] == shuffle(seed, "choice", free)


def test_choice_that_is_locked_stays_at_the_end():
    texts = [{"key": key, "text": key, "correct": key == "a"} for key in "abcd"] + [
        {"key": "all", "text": "All of these", "locked": True}
    ]
    data = {"key": "q", "type": "single_choice", "objective": "goal", "prompt": "?", "explanation": "!"}
    orders = {
        tuple(lay_out(data | {"choices": texts}, f"seed {number}", 1, shuffle_choices=True)["choice"])
        for number in range(20)
    }
    assert len(orders) > 5
    assert {order[-1] for order in orders} == {"all"}
