"""What kind of change it is, and what changed, in an author's words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.course_text import canonical
from quizzes.changes import SORTS, Difference, Sort, in_words, question_changes, quiz_changes, sorts_of
from quizzes.question_types import RECIPES, TYPES, load_content, schema_of
from quizzes.quiz_entry import QuizEntry
from tests.quizzes.question_types.helpers import BASE, choices, content, sample_questions
from tests.samples import DRAWN

QUESTIONS = sample_questions(DRAWN)
# One of each type.
BY_TYPE = {question.type: question for question in QUESTIONS.values()}
EACH = st.sampled_from(list(QUESTIONS.values()))


def single(**fields):
    return content("single_choice", **{"choices": choices("a", "b", "c"), **fields})


def lines(before, after) -> list[str]:
    return [str(each) for each in question_changes(before, after)]


def sorts(before, after) -> list[str]:
    return [str(sort) for sort in sorts_of(question_changes(before, after))]


# --- for every type --------------------------------------------------------------------------------------------------


def test_samples_have_every_type():
    assert {*TYPES, *RECIPES} <= set(BY_TYPE)


@given(EACH)
def test_equal_contents_have_no_changes(question):
    again = load_content(question.model_dump(mode="json", exclude_defaults=True))
    assert question_changes(question, again) == []


@given(EACH, EACH)
def test_different_contents_have_changes_and_equal_ones_none(before, after):
    assert bool(question_changes(before, after)) == (before != after)


def places(value) -> list[tuple]:
    """The path of everything in a content that can be changed."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(), *((name, *path) for name, each in inner for path in places(each))]


def replaced(value, path: tuple, new):
    if not path:
        return new(value)
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[path[0]] = replaced(value[path[0]], path[1:], new)
    return copied


def other(value):
    """Something else in its place, without a thought for what it means."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, list):
        return value[::-1] if value != value[::-1] else value[1:]
    if isinstance(value, str):
        return "another " + value
    return value + 1 if isinstance(value, int) else value


@given(st.data(), EACH)
def test_any_change_gives_a_line(data, question):
    """Contents are not checked here: what authors may save is a part of what is tried."""
    dumped = question.model_dump(mode="json")
    path = data.draw(st.sampled_from([path for path in places(dumped) if path]))
    changed = replaced(dumped, path, other)
    try:
        after = load_content(changed)
    except (ValueError, KeyError):
        return
    found = question_changes(question, after)
    assert bool(found) == (after != question)
    assert all(str(each).strip() for each in found)
    assert bool(in_words(found)) == bool(found)


@given(st.data(), EACH)
def test_texts_before_and_after_can_be_read_from_a_wording(data, question):
    prompt = data.draw(st.text("abc .", min_size=1).map(lambda text: f"x{text}x"))
    if question.type in ("description", "stimulus", "calculated"):
        return
    (found,) = question_changes(question, question.model_copy(update={"prompt": prompt}))
    told = ["".join(text for text, _changed in parts) for parts in (found.before, found.after)]
    assert (found.sort, found.what, told) == (Sort.WORDING, "prompt", [question.prompt, prompt])


# --- kinds of change -------------------------------------------------------------------------------------------------

GAPS = [
    {"kind": "dropdown", "choices": choices("a", "b")},
    {"kind": "text", "answers": [{"text": "x", "also": ["y"]}]},
    {"kind": "number", "answers": [{"value": 3}]},
]
CLOZE = {"text": "{1} {2} {3}", "gaps": GAPS}
PAIRS = [{"key": key, "left": key, "right": key.upper()} for key in "abc"]
ITEMS = [{"key": key, "text": key} for key in "abc"]
SORTED = {
    "categories": [{"key": "in", "text": "In"}, {"key": "out", "text": "Out"}],
    "items": [{"key": "a", "text": "a", "category": "in"}, {"key": "b", "text": "b", "category": "out"}],
}


def of(type_name: str, before: dict, after: dict):
    return content(type_name, **before), content(type_name, **before | after)


DRAFT = schema_of("true_false", draft=True).model_validate(
    {**BASE, "type": "true_false", "answer": True, "draft": True}
)


@pytest.mark.parametrize(
    ("before", "after", "sort"),
    [
        (single(), single(prompt="Which?"), "wording"),
        (single(), single(explanation="Therefore."), "wording"),
        (single(), single(choices=choices("a", "c", "b")), "wording"),
        (single(hints=["Look."]), single(hints=["Look well."]), "wording"),
        (single(), single(choices=choices("a", "b", "c", locked=True)), "wording"),
        (single(), single(hints=["Look."]), "grading"),
        (single(), single(penalty="0.5"), "grading"),
        (single(), single(choices=choices("a", "b")), "structure"),
        (single(), single(tags=["one"]), "data"),
        (single(), single(objective="other", difficulty="easy", use="exam"), "data"),
        (single(), single(evidence=["lesson#passage"], as_of="2026-01-01"), "data"),
        (single(), single(choices=choices("a", "b", "c", misconception="wrong")), "data"),
        (*of("true_false", {"answer": True}, {"answer": False}), "key"),
        (DRAFT, content("true_false", answer=True), "settings"),
        (*of("short_answer", {"answers": [{"text": "x"}]}, {"answers": [{"text": "x"}, {"text": "y"}]}), "key"),
        (*of("short_answer", {"answers": [{"text": "x"}]}, {"answers": [{"text": "x", "also": ["y"]}]}), "key"),
        (*of("short_answer", {"answers": [{"text": "x"}]}, {"case_sensitive": True}), "grading"),
        (*of("numerical", {"answers": [{"value": 3}]}, {"answers": [{"value": 4}]}), "key"),
        (*of("numerical", {"answers": [{"value": 3}]}, {"answers": [{"value": 3, "tolerance": 1}]}), "grading"),
        (*of("matching", {"pairs": PAIRS}, {"pairs": [PAIRS[0] | {"right": "B"}, *PAIRS[1:]]}), "key"),
        (*of("matching", {"pairs": PAIRS}, {"extra": [{"key": "x", "text": "X"}]}), "structure"),
        (*of("ordering", {"items": ITEMS}, {"items": ITEMS[::-1]}), "key"),
        (*of("ordering", {"items": ITEMS}, {"grading": "position"}), "grading"),
        (*of("categorise", SORTED, {"items": [SORTED["items"][0], SORTED["items"][1] | {"category": "in"}]}), "key"),
        (*of("categorise", SORTED, {"items": SORTED["items"][::-1]}), "wording"),
        (*of("cloze", CLOZE, {"gaps": [GAPS[0] | {"weight": 2}, *GAPS[1:]]}), "points"),
        (*of("cloze", CLOZE, {"gaps": [GAPS[2], *GAPS[1:]]}), "structure"),
        (*of("essay", {}, {"marking_notes": "Names the treaty."}), "data"),
    ],
)
def test_kind_of_change(before, after, sort):
    assert sorts(before, after) == [sort]


def test_other_type_is_a_change_of_structure_and_of_what_both_have():
    before, after = single(), content("true_false", answer=True, prompt="True?")
    assert lines(before, after) == ["type: single_choice → true_false", "prompt: What? → True?"]


def test_right_answer_is_told_in_the_words_of_the_type():
    right = [each | {"correct": each["key"] == "b"} for each in choices("a", "b", "c")]
    assert lines(single(), single(choices=right)) == ["right answer: A → B"]
    assert lines(*of("ordering", {"items": ITEMS}, {"items": [ITEMS[1], ITEMS[0], ITEMS[2]]})) == [
        "right answer: “a → b → c” → “b → a → c”"
    ]


def test_corrected_word_of_the_right_answer_is_wording():
    texts = [each | {"text": "Ay"} if each["key"] == "a" else each for each in choices("a", "b", "c")]
    (found,) = question_changes(single(), single(choices=texts))
    assert (found.sort, str(found)) == (Sort.WORDING, "choice “a”: text: A → Ay")


def test_lines_name_the_place_as_its_author_does():
    before = content("cloze", **CLOZE)
    gaps = [
        {"kind": "dropdown", "choices": choices("a", "b", "c")},
        {"kind": "text", "answers": [{"text": "x", "also": ["z"]}]},
        GAPS[2],
    ]
    assert lines(before, content("cloze", **CLOZE | {"gaps": gaps})) == [
        "gap 1: choice “c” added: C · About c.",
        "gap 2: answer 1: also 1: y → z",
    ]


def test_words_that_changed_are_marked():
    (found,) = question_changes(single(prompt="An attack on one."), single(prompt="An attack on all."))
    assert found == Difference(
        Sort.WORDING,
        "prompt",
        (("An attack on ", False), ("one", True), (".", False)),
        (("An attack on ", False), ("all", True), (".", False)),
        field="prompt",
    )


def test_sentence_names_what_has_most_consequences_first():
    right = [each | {"correct": each["key"] == "b"} for each in choices("a", "b")]
    found = question_changes(single(), single(prompt="Which?", tags=["x"], choices=right))
    assert in_words(found) == (
        "Kind of change: structure (what it consists of), key (what is right), wording and looks,"
        " data that no learner sees."
    )
    assert in_words([]) == ""


def fields_of(schema) -> set[str]:
    return set(schema.model_fields)


def test_every_name_that_is_sorted_is_a_field_of_a_schema():
    """A field that gets another name would fall back to what it holds."""
    known = {name for question in QUESTIONS.values() for name in names_in(type(question))} | names_in(QuizEntry)
    assert {name.split(".")[-1] or name[:-1] for name in SORTS} <= known


def names_in(schema, seen=()) -> set[str]:
    found = fields_of(schema)
    for field in schema.model_fields.values():
        for inner in schemas_in(field.annotation):
            if inner not in seen:
                found |= names_in(inner, (*seen, schema))
    return found


def schemas_in(annotation) -> list:
    inner = getattr(annotation, "__args__", ())
    own = [annotation] if hasattr(annotation, "model_fields") else []
    return own + [each for argument in inner for each in schemas_in(argument)]


# --- quizzes ---------------------------------------------------------------------------------------------------------

SLOTS = [{"question": "a"}, {"question": "b"}, {"draw": {"lesson": "first"}, "count": 2}]


def quiz(**fields) -> QuizEntry:
    return QuizEntry.model_validate({"title": "Quiz", "slots": SLOTS, **fields})


@pytest.mark.parametrize(
    ("after", "told", "sort"),
    [
        ({"title": "Test"}, ["title: Quiz → Test"], "wording"),
        ({"slots": [*SLOTS, {"question": "c"}]}, ["slot “c” added: c"], "structure"),
        ({"slots": SLOTS[1:]}, ["slot “a” removed: a"], "structure"),
        (
            {"slots": [SLOTS[1], SLOTS[0], SLOTS[2]]},
            ["order of slots: a, b, draw from first → b, a, draw from first"],
            "structure",
        ),
        ({"slots": [SLOTS[0] | {"points": 2}, *SLOTS[1:]]}, ["slot “a”: points: 1 → 2"], "points"),
        ({"slots": [*SLOTS[:2], SLOTS[2] | {"count": 3}]}, ["slot “draw from first”: count: 2 → 3"], "structure"),
        ({"attempts": 2, "pass_percent": 60}, ["attempts: 0 → 2", "pass percent: 0 → 60"], "settings"),
        ({"bands": [{"at_least": 50, "text": "Good"}]}, ["band 1 added: Good"], "settings"),
        ({"shuffle_questions": True}, ["shuffle questions: no → yes"], "settings"),
    ],
)
def test_changes_of_a_quiz(after, told, sort):
    found = quiz_changes(quiz(), quiz(**after))
    assert ([str(each) for each in found], [str(each) for each in sorts_of(found)]) == (told, [sort])


DRAWS = [{"draw": {"lesson": "first", "tag": tag}, "count": count} for tag in ("x", "y") for count in (1, 2)]
SOME_SLOTS = st.lists(
    st.sampled_from(
        [*DRAWS, *({"question": key, "points": points} for key in "abc" for points in (1, Decimal("2.5")))]
    ),
    min_size=1,
    max_size=6,
)
SETTINGS = st.fixed_dictionaries({"attempts": st.integers(0, 2), "delay_minutes": st.just(0)})


@given(SOME_SLOTS, SOME_SLOTS, SETTINGS, SETTINGS)
def test_different_quizzes_have_changes_and_equal_ones_none(slots, others, settings, other_settings):
    try:
        before, after = quiz(slots=slots, **settings), quiz(slots=others, **other_settings)
    except ValueError:
        return  # a question in two slots
    assert bool(quiz_changes(before, after)) == (canonical(before) != canonical(after))
    assert quiz_changes(before, before) == []
