from hypothesis import given
from hypothesis import strategies as st

from lessons.differences import Line, differences

LINES = st.lists(st.text(st.sampled_from("ab c.ä"), max_size=6), max_size=8).map(lambda lines: "\n".join(lines))
EVERYTHING = 1_000


def side(lines: list[Line], kind: str) -> list[str]:
    return [line.text for line in lines if line.kind in ("same", kind)]


@given(LINES, LINES)
def test_both_texts_can_be_read_from_their_differences(before, after):
    found = differences(before, after, context=EVERYTHING)
    if before.splitlines() == after.splitlines():
        assert found == []
    else:
        assert (side(found, "gone"), side(found, "new")) == (before.splitlines(), after.splitlines())


def test_changed_words_of_a_line_are_marked():
    gone, new = differences("An attack on one.", "An attack on all.")
    assert gone == Line("gone", (("An attack on ", False), ("one", True), (".", False)))
    assert new == Line("new", (("An attack on ", False), ("all", True), (".", False)))


def test_line_without_counterpart_is_marked_as_a_whole():
    assert differences("a", "a\nb")[-1] == Line("new", (("b", True),))


def test_equal_lines_far_from_a_change_are_left_out():
    before = "\n".join("abcdefgh")
    kinds = [line.kind for line in differences(before, before.replace("h", "H"))]
    assert kinds == ["left_out", "same", "same", "gone", "new"]
