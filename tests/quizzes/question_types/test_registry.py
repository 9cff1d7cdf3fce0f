"""What holds for every question type."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizzes.drawing import DRAWN as DRAWN_NAME
from quizzes.question_types import RECIPES, TYPES, load_content, schema_of, type_of
from quizzes.question_types.base import MAX_TEXT, ONE, RIGHT, ZERO, Decimal, Outcome, ResponseError, as_fraction
from tests.quizzes.question_types.helpers import choices, content, drawn_question, key_map, refusals, sample_questions
from tests.samples import DRAWN, RIGHT_MORE
from tests.samples import RIGHT as RIGHT_ANSWERS

QUESTIONS = sample_questions(DRAWN)
EXAM = [question for question in QUESTIONS.values() if question.use == "exam" and question.type == "short_answer"]
# A question of each type as a page has it: of a recipe, one that it made.
BY_TYPE = {question.type: question for question in QUESTIONS.values() if question.use == "quiz"} | {
    "calculated": drawn_question(QUESTIONS["zzcalc"]),
    "random_matching": drawn_question(QUESTIONS["zzmix"], EXAM),
}
KINDS = {name: type_of(question) for name, question in BY_TYPE.items()}
every_name = pytest.mark.parametrize("name", [*TYPES, *RECIPES])
RAW = BY_TYPE | {recipe: next(each for each in QUESTIONS.values() if each.type == recipe) for recipe in RECIPES}
MAPS = {name: key_map(question) for name, question in BY_TYPE.items()}
# Values a page could send, and keys that it was given among them.
KEYS = st.sampled_from([key for keys in MAPS.values() for group in keys.groups().values() for key in group])
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), KEYS, st.sampled_from(["1", "2", "9", "x" * 1001])
)
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=6), st.dictionaries(st.text() | KEYS | st.just("1"), inner)),
    max_leaves=20,
)

every_type = pytest.mark.parametrize("name", KINDS)


# Groups of keys: of a list of them, and of what is put where.
LISTS = {"multiple_response": "choice", "ordering": "item", "hotspot": "region"}
PLACES = {
    "matching": ("left", "right"),
    "random_matching": ("left", "right"),
    "categorise": ("item", "category"),
    "drag_image": ("region", "label"),
}


def answers(name: str) -> st.SearchStrategy:
    """Responses of the right shape for the type, with keys that the page has."""
    shown = {group: st.sampled_from(keys) for group, keys in MAPS[name].groups().items()}
    if name in LISTS:
        return st.lists(shown[LISTS[name]], unique=True, min_size=1)
    if name in PLACES:
        return st.dictionaries(*(shown[group] for group in PLACES[name]), min_size=1)
    match name:
        case "single_choice":
            return shown["choice"]
        case "true_false":
            return st.booleans()
        case "essay":
            return st.text(max_size=100).filter(lambda text: text.strip() and "\r" not in text and "B" not in text)
        case "short_answer" | "numerical" | "calculated":
            return st.text(max_size=100).filter(str.strip)
        case "drag_words":
            four, five = (MAPS[name].to_page("word", key) for key in ("zzw-four", "zzw-five"))
            return st.dictionaries(st.sampled_from("12"), st.sampled_from([four, five]), min_size=1)
    return st.fixed_dictionaries({"1": shown["1"]}, optional={"2": st.text(max_size=50).filter(str.strip)})


def test_types_are_those_of_the_format():
    assert list(TYPES) == [
        "single_choice",
        "multiple_response",
        "true_false",
        "short_answer",
        "numerical",
        "matching",
        "ordering",
        "cloze",
        "drag_words",
        "categorise",
        "essay",
        "hotspot",
        "drag_image",
    ]


def test_sample_has_a_question_of_every_type():
    assert sorted(BY_TYPE) == sorted([*TYPES, *RECIPES])


def test_recipes_are_those_of_the_format():
    assert list(RECIPES) == ["calculated", "random_matching"]
    assert not set(RECIPES) & set(TYPES)


@pytest.mark.parametrize("name", TYPES)
def test_type_of_content_is_the_type_that_reads_it(name):
    assert type_of(BY_TYPE[name]) is TYPES[name]


@pytest.mark.parametrize("key", QUESTIONS)
def test_stored_content_reads_back_the_same(key):
    stored = QUESTIONS[key].model_dump(mode="json", exclude_defaults=True)
    assert load_content(stored) == QUESTIONS[key]


# Of the rest only a person can say what is right.
every_type_that_grades = pytest.mark.parametrize(
    "name", [name for name, kind in KINDS.items() if kind.correct(BY_TYPE[name]) is not None]
)


def test_only_essays_wait_for_a_person():
    assert set(KINDS) - set(every_type_that_grades.args[1]) == {"essay"}


@every_type_that_grades
def test_correct_response_gets_exactly_one(name):
    question, kind = BY_TYPE[name], KINDS[name]
    outcome = kind.grade(question, kind.correct(question))
    assert (outcome.fraction, outcome.is_right) == (ONE, True)


@pytest.mark.parametrize("key", RIGHT_ANSWERS | RIGHT_MORE)
def test_right_answers_of_the_sample_get_exactly_one(key):
    question = QUESTIONS[key]
    assert type_of(question).grade(question, (RIGHT_ANSWERS | RIGHT_MORE)[key]).fraction == ONE


@every_type
def test_missing_answer_gets_zero_without_feedback(name):
    outcome = KINDS[name].grade(BY_TYPE[name], None)
    assert (outcome.fraction, outcome.feedback, outcome.is_right) == (ZERO, "", False)
    assert [part.given for part in outcome.parts if part.given] == []
    assert [part.chosen for part in outcome.parts if part.chosen] == []


@every_type
def test_missing_answer_has_no_words_and_no_page_form(name):
    kind = KINDS[name]
    assert (kind.summary(BY_TYPE[name], None), kind.to_page(None, MAPS[name].to_page)) == ("", None)


@every_type
def test_null_clears(name):
    assert KINDS[name].to_author(BY_TYPE[name], None, MAPS[name].to_author) is None


@every_type
@pytest.mark.parametrize("blank", ["", "  \t\n", [], {}, {"1": ""}, {"1": None}])
def test_blank_response_is_no_answer_or_refused(name, blank):
    try:
        stored = KINDS[name].to_author(BY_TYPE[name], blank, MAPS[name].to_author)
    except ResponseError as error:
        assert error.code in {"wrong_shape", "unknown_choice"}
    else:
        assert stored is None


@every_type
@given(data=st.data())
def test_any_json_is_taken_or_refused(name, data):
    raw = data.draw(ANY_JSON)
    kind, question = KINDS[name], BY_TYPE[name]
    try:
        stored = kind.to_author(question, raw, MAPS[name].to_author)
    except ResponseError as error:
        assert error.code in {"wrong_shape", "unknown_choice", "too_long"}
        return
    assert ZERO <= kind.grade(question, stored).fraction <= ONE
    assert isinstance(kind.summary(question, stored), str)


@every_type
@given(data=st.data())
def test_good_response_comes_back_to_the_page(name, data):
    raw = data.draw(answers(name))
    kind, question, keys = KINDS[name], BY_TYPE[name], MAPS[name]
    stored = kind.to_author(question, raw, keys.to_author)
    back = kind.to_page(stored, keys.to_page)
    assert back == (sorted(raw) if KINDS[name].shape == "choices" else raw)
    assert kind.to_author(question, back, keys.to_author) == stored


@every_type
@given(data=st.data())
def test_fraction_of_good_response_lies_in_its_range_with_seven_places(name, data):
    kind, question = KINDS[name], BY_TYPE[name]
    outcome = kind.grade(question, kind.to_author(question, data.draw(answers(name)), MAPS[name].to_author))
    assert ZERO <= outcome.fraction <= ONE
    assert outcome.fraction == round(outcome.fraction, 7)
    assert outcome.waits or kind.grade(question, kind.correct(question)).fraction >= outcome.fraction


@every_type
@given(data=st.data())
def test_form_of_any_kind_is_taken_or_refused(name, data):
    kind, question, keys = KINDS[name], BY_TYPE[name], MAPS[name]
    groups = [key for group in keys.groups().values() for key in group]
    names = st.sampled_from(["a1", "a1-1", "a1-2", "a1-x", "other", *(f"a1-{key}" for key in groups)])
    values = st.sampled_from(["", "true", "false", "1", "2", "99999", "²", "x", *groups])
    form = QueryDict(mutable=True)
    for field, value in data.draw(st.lists(st.tuples(names, values), max_size=8)):
        form.appendlist(field, value)
    raw = kind.from_form(form, "a1", keys.groups())
    try:
        stored = kind.to_author(question, raw, keys.to_author)
    except ResponseError as error:
        assert error.code in {"wrong_shape", "unknown_choice"}
    else:
        assert ZERO <= kind.grade(question, stored).fraction <= ONE


@every_type
def test_empty_form_is_no_answer(name):
    assert KINDS[name].from_form(QueryDict(""), "a1", MAPS[name].groups()) is None


@every_type
def test_shuffled_groups_are_groups(name):
    kind, question = KINDS[name], BY_TYPE[name]
    assert set(kind.shuffled(question)) <= set(kind.groups(question))


@every_type
def test_no_group_of_keys_has_the_name_of_what_is_drawn(name):
    assert DRAWN_NAME not in KINDS[name].groups(BY_TYPE[name])


@every_type
def test_widget_holds_no_author_key(name):
    kind, question = KINDS[name], BY_TYPE[name]
    shown = repr(kind.widget(question, MAPS[name].shown(), kind.correct(question)))
    assert [key for keys in kind.groups(question).values() for key in keys if key in shown] == []


@every_name
@pytest.mark.parametrize("field", ["objective", "prompt", "explanation"])
def test_content_without_what_all_need_is_refused(name, field):
    data = RAW[name].model_dump(mode="json")
    del data[field]
    with pytest.raises(ValidationError, match="Field required"):
        schema_of(name).model_validate(data)


@every_name
def test_content_with_unknown_key_is_refused(name):
    data = RAW[name].model_dump(mode="json") | {"promt": "x"}
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        schema_of(name).model_validate(data)


@every_name
def test_canonical_order_begins_with_what_all_share(name):
    order = schema_of(name).field_order()
    first = ["key", "type", "use", "draft", "objective", "asks", "tags", "difficulty", "stimulus", "prompt"]
    assert order[:10] == first
    assert order[-6:] == ["hints", "penalty", "explanation", "evidence", "as_of", "review_by"]


@pytest.mark.parametrize("use", ["quiz", "exam", "check"])
def test_use_is_one_of_three(use):
    assert content("true_false", answer=True, use=use).use == use


def test_use_of_another_name_is_refused():
    assert refusals("true_false", answer=True, use="homework") == ["use: Input should be 'quiz', 'exam' or 'check'"]


def test_use_is_quiz_by_default():
    assert content("true_false", answer=True).use == "quiz"


@pytest.mark.parametrize("value", ["-1", "1", "0", "0.3333333", "-0.5"])
def test_fraction_within_one_is_taken(value):
    given = content("short_answer", answers=[{"text": "a"}, {"text": "b", "fraction": value}])
    assert given.answers[1].fraction == Decimal(value)


@pytest.mark.parametrize("value", ["1.0000001", "-1.1", "2", "0.12345678", "NaN", "Infinity", "half"])
def test_fraction_beyond_one_or_finer_than_seven_places_is_refused(value):
    found = refusals("short_answer", answers=[{"text": "a"}, {"text": "b", "fraction": value}])
    assert [message.split(":")[0] for message in found] == ["answers.1.fraction"]


@pytest.mark.parametrize("reference", ["lesson", "#a", "lesson#", "a#b#c", "Lesson#a", "a #b", "a#b ", "-a#b", ""])
def test_evidence_that_is_no_passage_reference_is_refused(reference):
    assert len(refusals("true_false", answer=True, evidence=[reference])) == 1


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("0.33333333333", "0.3333333"),
        ("0.00000005", "0.0000001"),
        ("-0.33333333333", "-0.3333333"),
        ("0.99999", "1"),
        ("1.00001", "1"),
        ("0.9999899", "0.9999899"),
        ("0", "0"),
    ],
)
def test_fraction_is_kept_to_seven_places_and_near_one_is_one(value, kept):
    assert as_fraction(Decimal(value)) == Decimal(kept)


@pytest.mark.parametrize(("value", "right"), [("0.999999", True), ("0.9999989", False), ("1", True), ("0", False)])
def test_right_means_six_nines(value, right):
    assert (Outcome(Decimal(value)).is_right, Decimal(value) >= RIGHT) == (right, right)


@pytest.mark.parametrize("name", ["short_answer", "cloze"])
def test_text_of_thousand_characters_is_taken_and_one_more_refused(name):
    def take(text):
        raw = text if name == "short_answer" else {"2": text}
        return KINDS[name].to_author(BY_TYPE[name], raw, MAPS[name].to_author)

    assert MAX_TEXT == 1000
    assert take("x" * 1000) == ("x" * 1000 if name == "short_answer" else {"2": "x" * 1000})
    with pytest.raises(ResponseError, match="^too_long$"):
        take("x" * 1001)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("single_choice", "zzall"),
        ("multiple_response", ["zzm-a"]),
        ("matching", {"zzl-3": "zzl-3"}),
        ("ordering", ["zzo-1"]),
        ("cloze", {"1": "zzc-self"}),
        ("cloze", {"3": "x"}),
        ("cloze", {"01": "x"}),
        ("drag_words", {"1": "zzw-four"}),
        ("drag_words", {"4": "x"}),
        ("categorise", {"zzi-fi": "zzk-in"}),
        ("hotspot", ["zzr-fi"]),
        ("drag_image", {"zzr-fi": "zzb-last"}),
    ],
)
def test_key_that_the_page_does_not_have_is_refused(name, raw):
    with pytest.raises(ResponseError, match="^unknown_choice$"):
        KINDS[name].to_author(BY_TYPE[name], raw, MAPS[name].to_author)


def test_keys_of_another_attempt_are_refused():
    question = content("single_choice", choices=choices("a", "b"))
    foreign = key_map(question, "other seed").to_page("choice", "a")
    with pytest.raises(ResponseError, match="^unknown_choice$"):
        TYPES["single_choice"].to_author(question, foreign, key_map(question).to_author)
