from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.merge import Change, plan

TAKE, KEEP, ARCHIVE, CONFLICT = Change.TAKE, Change.KEEP, Change.ARCHIVE, Change.CONFLICT
ID = ("lesson", "first")

# file, database, last load (None: it isn't there) → what a load does
TABLE = {
    (None, None, None): KEEP,
    (None, None, "a"): KEEP,
    (None, "a", None): KEEP,  # made in the editor
    (None, "a", "a"): ARCHIVE,
    (None, "b", "a"): CONFLICT,
    ("a", None, None): TAKE,
    ("a", None, "a"): KEEP,  # archived in the editor
    ("b", None, "a"): CONFLICT,
    ("a", "a", None): KEEP,
    ("b", "a", None): CONFLICT,
    ("a", "a", "a"): KEEP,
    ("b", "a", "a"): TAKE,
    ("a", "b", "a"): KEEP,
    ("b", "b", "a"): KEEP,
    ("b", "c", "a"): CONFLICT,
}


def change(file, database, base, **options) -> Change:
    sides = [{} if value is None else {ID: value} for value in (file, database, base)]
    return plan(*sides, **options).changes.get(ID, KEEP)


@pytest.mark.parametrize(("states", "expected"), TABLE.items())
def test_plan_compares_three_states(states, expected):
    assert change(*states) is expected


@pytest.mark.parametrize(("states", "expected"), TABLE.items())
def test_plan_where_the_files_win_has_no_conflict(states, expected):
    won = TAKE if states[0] is not None else ARCHIVE
    assert change(*states, theirs=True) is (won if expected is CONFLICT else expected)


def test_table_has_every_combination_of_equal_and_different_states():
    def shape(states):
        names: dict = {None: 0}
        return tuple(names.setdefault(state, len(names)) for state in states)

    assert {shape(states) for states in product([None, "a", "b", "c"], repeat=3)} == set(map(shape, TABLE))


DIGESTS = st.dictionaries(
    st.tuples(st.sampled_from(["lesson", "term"]), st.sampled_from("xyz")), st.sampled_from("abc")
)


@given(DIGESTS, DIGESTS, DIGESTS)
def test_plan_decides_each_object_by_itself(files, database, base):
    found = plan(files, database, base).changes
    assert found == {
        each: plan(*({k: v for k, v in side.items() if k == each} for side in (files, database, base))).changes[each]
        for each in files.keys() | database.keys() | base.keys()
    }


@given(DIGESTS, DIGESTS)
def test_plan_after_a_load_keeps_everything(files, database):
    assert set(plan(files, files, files).changes.values()) <= {KEEP}
    assert set(plan(files, database, files).changes.values()) <= {KEEP}


def test_plan_lists_objects_of_a_change_in_order():
    found = plan({("b", "x"): "1", ("a", "y"): "1", ("a", "x"): "1", ("c", "x"): "1"}, {("c", "x"): "1"}, {})
    assert found.of(TAKE) == [("a", "x"), ("a", "y"), ("b", "x")]
    assert found.of(KEEP) == [("c", "x")]
    assert found.of(ARCHIVE) == []
