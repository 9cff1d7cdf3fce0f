"""What the buttons of the quiz builder make of its data, sections among them."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.quiz_entry import PRESETS, QuizEntry
from securityedu.studio.builder.acting import act


def quiz(text: str) -> dict:
    """'ab|c' is a and b, then a section that begins with c."""
    slots, section = [], 0
    for letter in text:
        if letter == "|":
            section += 1
            continue
        begins = {"section": {"title": str(section)}} if text[max(0, text.index(letter) - 1)] == "|" else {}
        slots.append({"question": letter} | begins)
    return {"slots": slots}


def drawn(data: dict) -> str:
    return "".join(("|" if slot.get("section") else "") + slot["question"] for slot in data["slots"])


@pytest.mark.parametrize(
    ("before", "do", "after"),
    [
        ("abc", "up:slots-1", "bac"),
        ("abc", "down:slots-1", "acb"),
        ("abc", "up:slots-0", "abc"),
        ("abc", "down:slots-2", "abc"),
        ("|ab|cd", "down:slots-1", "|a|bcd"),  # below the next heading
        ("|ab|cd", "up:slots-2", "|abc|d"),  # above its own
        ("|ab|cd", "up:slots-1", "|ba|cd"),  # the heading stays
        ("|ab|cd", "down:slots-0", "|ba|cd"),
        ("|ab|cd", "down:slots-2", "|ab|dc"),
        ("|ab|cd", "up:slots-0", "|ab|cd"),
        ("a|b|c", "up:slots-1", "|ba|c"),  # it alone has the heading, and takes it along
        ("a|b|c", "down:slots-1", "a|c|b"),
        ("a|b|c", "down:slots-0", "|ab|c"),
        ("|ab", "remove:slots-0", "|b"),
        ("a|b|c", "remove:slots-1", "a|c"),
        ("a|b", "remove:slots-1", "a"),
        ("abc", "section:slots-1", "a|bc"),
        ("a|bc", "unsection:slots-1", "abc"),
        ("a|bc", "section:slots-1", "a|bc"),
    ],
)
def test_rows_and_headings_move(before, do, after):
    assert drawn(act(quiz(before), do)) == after


@given(
    st.lists(
        st.sampled_from(["up", "down"]).flatmap(lambda verb: st.integers(0, 5).map(lambda at: f"{verb}:slots-{at}"))
    )
)
def test_no_move_loses_a_row_or_a_heading(moves):
    data = quiz("a|bc|d|ef")
    for move in moves:
        data = act(data, move)
    assert sorted(slot["question"] for slot in data["slots"]) == list("abcdef")
    assert sorted(slot["section"]["title"] for slot in data["slots"] if slot.get("section")) == ["1", "2", "3"]


def test_new_section_has_a_title_that_counts():
    data = act(act(quiz("abc"), "section:slots-0"), "section:slots-2")
    assert [slot.get("section", {}).get("title") for slot in data["slots"]] == ["Section 1", None, "Section 2"]


@pytest.mark.parametrize("name", PRESETS)
def test_preset_agrees_with_itself_whatever_was_set_before(name):
    data = {"title": "T", "slots": [{"question": "a"}], "introduction": "Hello"}
    for other in PRESETS:
        data = act(data, f"preset:{other}")
    data = act(data, f"preset:{name}")
    entry = QuizEntry.model_validate(data)
    assert entry.introduction == "Hello"
    assert entry == QuizEntry.model_validate(
        {"title": "T", "introduction": "Hello", "slots": [{"question": "a"}], **PRESETS[name]}
    )


def test_preset_keeps_its_own_lists():
    before = deepcopy(dict(PRESETS["exam"]))
    act({}, "preset:exam")["review"]["later"].append("explanation")
    assert PRESETS["exam"] == before
