from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from lessons.course_files import parse
from quizzes.question_types import TYPES
from quizzes.question_types.base import NO_FULL_MARKS, ONE, Part, ResponseError, Shuffle
from quizzes.schema import QUESTION as QUESTION_KIND
from tests.quizzes.question_types.helpers import choices, content, fraction, refusals

KIND = TYPES["cloze"]


def dropdown(*keys: str, **fields) -> dict:
    return {"kind": "dropdown", "choices": choices(*keys), **fields}


def typed(*texts: str, **fields) -> dict:
    return {"kind": "text", "answers": [{"text": text, "feedback": f"Is {text}."} for text in texts], **fields}


def number(value, feedback="", feedback_other="", weight=1, **fields) -> dict:
    answer = {"value": value, "feedback": feedback, **fields}
    return {"kind": "number", "answers": [answer], "feedback_other": feedback_other, "weight": weight}


def cloze(*gaps: dict, text: str = "") -> dict:
    return {"text": text or " ".join(f"{{{number}}}" for number in range(1, len(gaps) + 1)), "gaps": list(gaps)}


QUESTION = content("cloze", **cloze(dropdown("a", "b"), typed("51", weight=3, feedback_other="Near fifty.")))


@pytest.mark.parametrize(
    ("given", "worth"),
    [
        ({"1": "a", "2": "51"}, "1"),
        ({"1": "a"}, "0.25"),
        ({"2": "51"}, "0.75"),
        ({"1": "b", "2": " 51 "}, "0.75"),
        ({"1": "a", "2": "52"}, "0.25"),
        ({"1": "b", "2": "52"}, "0"),
        (None, "0"),
    ],
)
def test_fraction_is_the_weighted_mean_of_the_gaps(given, worth):
    assert fraction(QUESTION, given) == Decimal(worth)


@given(st.lists(st.tuples(st.integers(1, 99), st.booleans()), min_size=1, max_size=8))
def test_fraction_is_earned_weight_over_all_weight(gaps):
    question = content("cloze", **cloze(*(typed("yes", weight=weight) for weight, _right in gaps)))
    given_answers = {str(number): "yes" if right else "no" for number, (_w, right) in enumerate(gaps, start=1)}
    earned = Decimal(sum(weight for weight, right in gaps if right)) / sum(weight for weight, _right in gaps)
    expected = ONE if earned > Decimal("0.99999") else round(earned, 7)
    assert fraction(question, given_answers) == expected


def test_three_equal_gaps_make_exactly_one():
    assert fraction(content("cloze", **cloze(*[typed("yes")] * 3)), {"1": "yes", "2": "yes", "3": "yes"}) == ONE


def test_negative_gap_lowers_the_others_and_the_whole_is_held_at_zero():
    bad = {"kind": "dropdown", "choices": [*choices("a"), {"key": "b", "text": "B", "fraction": "-1"}]}
    question = content("cloze", **cloze(bad, typed("yes"), typed("yes")))
    assert fraction(question, {"1": "b", "2": "yes", "3": "yes"}) == Decimal("0.3333333")
    assert fraction(question, {"1": "b"}) == 0


def test_correct_response_fills_every_gap():
    assert KIND.correct(QUESTION) == {"1": "a", "2": "51"}


@pytest.mark.parametrize(("typed_text", "worth"), [("Résumé", 1), ("resume", 0), ("RÉSUMÉ", 0)])
def test_text_gap_has_its_own_rules_of_comparison(typed_text, worth):
    question = content("cloze", **cloze(typed("Résumé", case_sensitive=True, accents_matter=True)))
    assert fraction(question, {"1": typed_text}) == worth


@pytest.mark.parametrize(
    ("typed_text", "worth", "feedback"),
    [
        ("51", "1", "Yes."),
        ("51,0", "1", "Yes."),
        ("5.1·10^1", "1", "Yes."),
        ("50", "1", "Yes."),
        ("52", "1", "Yes."),
        ("52,01", "0", "Near fifty."),
        ("51 %", "0", "Near fifty."),
        ("fifty-one", "0", "Near fifty."),
    ],
)
def test_number_gap_has_a_tolerance_and_feedback(typed_text, worth, feedback):
    question = content("cloze", **cloze(number(51, "Yes.", "Near fifty.", tolerance=1)))
    outcome = KIND.grade(question, KIND.to_author(question, {"1": typed_text}, None))
    assert (outcome.fraction, outcome.parts[0].feedback) == (Decimal(worth), feedback)


def test_review_tells_how_a_number_in_a_gap_was_read():
    question = content("cloze", **cloze(number(1000)))
    part = KIND.grade(question, {"1": "1,000"}).parts[0]
    assert (part.given, part.expected, part.right) == ("1,000 (read as 1)", "1000", False)
    assert KIND.grade(question, {"1": "many"}).parts[0].given == "many (could not be read as a number)"
    assert KIND.grade(question, {"1": "1000"}).parts[0].given == "1000"


def test_gaps_of_all_kinds_weigh_as_they_say():
    question = content("cloze", **cloze(dropdown("a", "b"), typed("x", weight=2), number(7, weight=5)))
    assert fraction(question, {"1": "a", "3": "7"}) == Decimal("0.75")
    assert KIND.correct(question) == {"1": "a", "2": "x", "3": "7"}


def test_number_gap_takes_a_short_text_only():
    question = content("cloze", **cloze(number(7)))
    with pytest.raises(ResponseError, match="^too_long$"):
        KIND.to_author(question, {"1": "7" * 101}, None)


def test_grade_tells_each_gap():
    assert KIND.grade(QUESTION, {"1": "b", "2": "50"}).parts == (
        Part("1", "1", given="B", expected="A", marked=True, right=False, feedback="About b."),
        Part("2", "2", given="50", expected="51", right=False, feedback="Near fifty."),
    )
    assert KIND.grade(QUESTION, None).parts == (
        Part("1", "1", given="", expected="A", marked=True, right=False),
        Part("2", "2", given="", expected="51", right=False),
    )


GAP_TEXT = ["each gap stands once in the text, as {1}, {2} …"]


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        (cloze(typed("a"), text="No gap."), GAP_TEXT),
        (cloze(typed("a"), text="{1} and {1}"), GAP_TEXT),
        (cloze(typed("a"), text="{1} and {2}"), GAP_TEXT),
        (cloze(typed("a"), typed("b"), text="{1} and {3}"), GAP_TEXT),
        (cloze(typed("a"), text="{0}"), GAP_TEXT),
        (cloze({"kind": "dropdown", "answers": [{"text": "a"}]}), ["missing key 'choices'", "unknown key 'answers'"]),
        (cloze(dropdown("a", "b") | {"kind": "text"}), ["missing key 'answers'", "unknown key 'choices'"]),
        (cloze(dropdown("a", "b") | {"answers": [{"text": "a"}]}), ["unknown key 'answers'"]),
        (cloze({"kind": "text"}), ["missing key 'answers'"]),
        (cloze(number(1, fraction="0.5")), [f"gaps.0.number: {NO_FULL_MARKS}"]),
        (cloze(number("many")), ["gaps.0.number.answers.0.value: Input should be a valid decimal"]),
        (
            cloze({"kind": "numbers"}),
            ["gaps.0.kind: must be one of 'dropdown', 'text', 'number'"],
        ),
        (
            cloze({"kind": "dropdown", "choices": choices("a", "b", right=2)}),
            ["gaps.0.dropdown: exactly one choice must be correct"],
        ),
        (cloze({"kind": "dropdown", "choices": choices("a", "a")}), ["gaps.0.dropdown: two entries have the same key"]),
        (
            cloze({"kind": "dropdown", "choices": [{"key": "a", "text": "A", "correct": True, "fraction": "0.5"}]}),
            ["gaps.0.dropdown: exactly one choice must be correct"],
        ),
        (cloze({"kind": "text", "answers": [{"text": "a", "fraction": "0.5"}]}), [f"gaps.0.text: {NO_FULL_MARKS}"]),
        (cloze({"answers": [{"text": "a"}]}), ["missing key 'kind'"]),
        (cloze(typed("a", weight=0)), ["gaps.0.text.weight: Input should be greater than 0"]),
        (cloze(typed("a"), text=" "), ["text: must not be empty"]),
        (
            {"text": "x", "gaps": []},
            ["gaps: must have at least 1 entry, not 0"],
        ),
    ],
)
def test_content_whose_gaps_do_not_fit_is_refused(fields, messages):
    assert refusals("cloze", **fields) == messages


def test_gaps_may_stand_in_any_order():
    question = content("cloze", **cloze(typed("a"), typed("b"), text="First {2}, then {1}."))
    assert [number for number, _gap in question.numbered()] == ["1", "2"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("x", "wrong_shape"),
        (["x"], "wrong_shape"),
        ({"1": 1}, "wrong_shape"),
        ({"3": "x"}, "unknown_choice"),
        ({"x": "x"}, "unknown_choice"),
        ({"2": "x" * 1001}, "too_long"),
    ],
)
def test_response_of_another_shape_is_refused(raw, code):
    with pytest.raises(ResponseError, match=f"^{code}$"):
        KIND.to_author(QUESTION, raw, lambda group, key: key)


def test_response_keeps_filled_gaps_in_their_order():
    raw = {"2": "51", "1": "a"}
    assert list(KIND.to_author(QUESTION, raw, lambda group, key: key).items()) == [("1", "a"), ("2", "51")]
    assert KIND.to_author(QUESTION, {"1": "", "2": "  "}, lambda group, key: key) is None


def test_form_has_a_field_for_each_gap():
    assert KIND.from_form(QueryDict("a1-1=x&a1-2=&a1-no=y&a2-1=z"), "a1", {}) == {"1": "x"}


def test_only_dropdowns_have_keys_to_shuffle():
    assert (KIND.groups(QUESTION), KIND.shuffled(QUESTION)) == ({"1": ["a", "b"]}, {"1": Shuffle.IF_QUIZ_DOES})


def test_summary_numbers_the_filled_gaps():
    assert KIND.summary(QUESTION, {"2": "51", "1": "b"}) == "1: B; 2: 51"
    assert KIND.summary(QUESTION, {"2": "51"}) == "2: 51"


def test_widget_has_the_text_and_what_stands_in_its_gaps():
    question = content("cloze", **cloze(dropdown("a", "b"), typed("51"), text="Of {1} in {2}."))
    assert KIND.widget(question, {"1": [("b", "x2"), ("a", "x1")]}, {"1": "b", "2": "5"}) == {
        "text": "Of {1} in {2}.",
        "gaps": {
            "1": {
                "kind": "dropdown",
                "choices": [{"key": "x2", "text": "B", "chosen": True}, {"key": "x1", "text": "A", "chosen": False}],
                "numbered": False,
            },
            "2": {"kind": "text", "value": "5"},
        },
    }


@pytest.mark.parametrize("gap", [dropdown("a", "b"), typed("x"), number(7)])
def test_kind_and_weight_of_a_gap_stand_first_in_the_files(gap):
    (read,) = content("cloze", **cloze(gap)).gaps
    assert read.field_order()[:2] == ["kind", "weight"]


def test_review_shows_the_text_again():
    question = content("cloze", **cloze(typed("a"), typed("b"), text="Of {2}(x), *then* {1}."))
    assert question.review_text == "Of {2}(x), *then* {1}."
    assert content("true_false", answer=True).review_text == ""


def test_problem_in_a_gap_is_told_with_its_line():
    text = """\
- key: q
  type: cloze
  objective: goal
  prompt: "?"
  text: "{1}"
  gaps:
  - kind: number
    answers:
    - value: 5
    - value: many
  explanation: "!"
"""
    problems: list = []
    assert list(parse(QUESTION_KIND, text, "questions/q.yaml", problems)) == []
    assert [(each.line, each.message) for each in problems] == [
        (10, "gaps.0.number.answers.1.value: Input should be a valid decimal")
    ]
