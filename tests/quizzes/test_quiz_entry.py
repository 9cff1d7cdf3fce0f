"""Settings of a quiz as its file says them: presets, and what contradicts what."""

import pytest

from lessons.course_files import parse
from lessons.course_text import canonical
from quizzes.quiz_entry import PRESETS
from quizzes.schema import QUIZ

CLOSES = "closes_at: 2026-12-24T18:00:00Z\n"
HEAD = "title: A quiz\n"
SLOTS = "slots:\n- question: a\n"


def read(text: str, slots: str = SLOTS):
    """The entry, or None, and what is wrong with it."""
    problems: list = []
    found = dict(parse(QUIZ, HEAD + text + slots, "quizzes/a.yaml", problems))
    return (found["a"].entry if found else None), [problem.message for problem in problems]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("opens_at: 2026-12-24T18:00:00Z\n" + CLOSES, "'opens_at' must be before 'closes_at'"),
        ("opens_at: 2026-12-24T18:00:00Z\ndue_at: 2026-12-01T18:00:00Z\n", "'opens_at' must be before 'due_at'"),
        ("due_at: 2026-12-25T18:00:00Z\n" + CLOSES, "'due_at' must not be after 'closes_at'"),
        ("graded: false\npractice: false\n", "a quiz is graded, or for practice, or both"),
        ("practice: false\nreveal: after_close\n", "'reveal: after_close' needs 'closes_at'"),
        ("reveal: never\n", "'practice' shows right answers that 'reveal' keeps back"),
        ("reveal: after_close\n" + CLOSES, "'practice' shows right answers that 'reveal' keeps back"),
        ("redo: true\nbehaviour: immediate\nreveal: at_once\n", "'redo' in a graded quiz would give points"),
        ("at_end: abandon\n", "'at_end' needs 'time_limit_minutes' or 'closes_at'"),
        ("at_end: grace\ntime_limit_minutes: 5\n", "'at_end: grace' and 'grace_minutes' need each other"),
        ("grace_minutes: 5\ntime_limit_minutes: 5\n", "'at_end: grace' and 'grace_minutes' need each other"),
        ("attempts: 1\ndelay_minutes: 5\n", "'delay_minutes' needs more than one of 'attempts'"),
        ("attempts: 1\nbuilds_on_last: true\n", "'builds_on_last' needs more than one of 'attempts'"),
        ("sequential: true\n", "'sequential' needs 'questions_per_page'"),
        ("redo: true\n", "'redo' needs a 'behaviour' in which a checked answer stands"),
        ("redo: true\nbehaviour: adaptive\n", "'redo' needs a 'behaviour' in which a checked answer stands"),
        ("bands:\n- {at_least: 50, text: a}\n- {at_least: 80, text: b}\n", "'bands' go from the highest"),
        ("graded: false\nattempts: 3\n", "'attempts' is for graded attempts"),
        ("graded: false\npassword: x\n", "'password' is for graded attempts"),
        ("review: {during: [attempt]}\n", "'review: during' needs a 'behaviour' with checks"),
        ("review: {closed: [attempt]}\n", "'review: closed' needs 'closes_at'"),
        ("review: {later: [score]}\n", "'review: later' shows 'score' without 'maximum'"),
        ("review: {later: [correctness]}\n", "'review: later' shows what belongs to answers without 'attempt'"),
        ("review: {later: [mood]}\n", "review.later.0"),
        ("networks: [10.0.0.300]\n", "networks.0"),
        ("preset: nonsense\n", "preset"),
        ("behaviour: nonsense\n", "behaviour"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(text, problem):
    entry, problems = read(text)
    assert entry is None
    assert len(problems) == 1
    assert problem in problems[0]


@pytest.mark.parametrize(
    ("text", "slots", "problem"),
    [
        ("", "slots:\n- {question: a, needs_previous: true}\n", "needs a 'behaviour' in which a checked answer stands"),
        ("behaviour: immediate\n", "slots:\n- {question: a, needs_previous: true}\n", "the first slot has no previous"),
        (
            "behaviour: immediate\nshuffle_questions: true\n",
            "slots:\n- question: a\n- {question: b, needs_previous: true}\n",
            "'needs_previous' and 'shuffle_questions', or the 'shuffle' of a section, contradict",
        ),
        (
            "behaviour: immediate\n",
            "slots:\n- {question: a, section: {title: A, shuffle: true}}\n- {question: b, needs_previous: true}\n",
            "'needs_previous' and 'shuffle_questions', or the 'shuffle' of a section, contradict",
        ),
        (
            "behaviour: immediate\n",
            "slots:\n- {question: a, section: {title: A, shuffle: true}}\n"
            "- {question: b, section: {title: B, shuffle: false}, needs_previous: true}\n",
            "'needs_previous' and 'shuffle_questions', or the 'shuffle' of a section, contradict",
        ),
        (
            "",
            "slots:\n- {question: a, section: {title: A, new_page: true}}\n",
            "the first section begins the first page",
        ),
        ("", "slots:\n- {question: a, section: {shuffle: true}}\n", "missing key 'title'"),
        ("sequential: true\n", "slots:\n- {question: a, section: {title: A}}\n", "or a section with 'new_page'"),
    ],
)
def test_slots_that_contradict_the_settings_are_refused(text, slots, problem):
    _entry, problems = read(text, slots)
    assert problem in problems[0]


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("sequential: true\n", "slots:\n- question: a\n- {question: b, section: {title: B, new_page: true}}\n"),
        (
            "behaviour: immediate\nshuffle_questions: true\n",
            "slots:\n- {question: a, section: {title: A, shuffle: false}}\n- {question: b, needs_previous: true}\n"
            "- {question: c, section: {title: C}}\n",
        ),
    ],
)
def test_sections_that_agree_with_the_settings_are_taken(text, slots):
    entry, problems = read(text, slots)
    assert problems == []
    assert len(entry.slots) == slots.count("question")


def test_everything_at_once_that_agrees_is_taken_and_written_as_it_was():
    text = """\
title: A quiz
attempts: 3
delay_minutes: 60
builds_on_last: true
decimal_places: 1
bands:
- at_least: 80
  text: Well done.
- at_least: 0
  text: Read the lesson again.
time_limit_minutes: 20
at_end: grace
grace_minutes: 5
questions_per_page: 2
sequential: true
behaviour: interactive
redo: true
review:
  during:
  - attempt
  - correctness
  later: []
password: open sesame
networks:
- 10.0.0.0/8
- 2001:db8::/32
opens_at: 2026-09-01T08:00:00Z
due_at: 2026-12-01T18:00:00Z
closes_at: 2026-12-24T18:00:00Z
slots:
- section:
    title: Before you begin
    shuffle: false
  question: a
- section:
    title: Dates
    new_page: true
  draw:
    lesson: first
    type: cloze
    tag: dates
    difficulty: hard
  count: 2
  needs_previous: true
"""
    entry, problems = read(text.removeprefix(HEAD), "")
    assert problems == []
    assert canonical(entry) == text


@pytest.mark.parametrize("name", PRESETS)
def test_preset_sets_all_that_it_is_and_agrees_with_itself(name):
    entry, problems = read(f"preset: {name}\n")
    assert problems == []
    data = entry.model_dump(mode="json")
    for setting, value in PRESETS[name].items():
        if setting != "review":
            assert data[setting] in (value, str(value)), setting
    assert "preset" not in canonical(entry)


def test_what_a_file_says_besides_its_preset_wins():
    entry, _problems = read("preset: exam\ntime_limit_minutes: 90\n")
    assert (entry.time_limit_minutes, entry.attempts, entry.practice) == (90, 1, False)
