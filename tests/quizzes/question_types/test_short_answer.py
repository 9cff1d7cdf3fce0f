import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.question_types import TYPES
from quizzes.question_types.base import NO_FULL_MARKS, ONE, Part
from quizzes.question_types.short_answer import matches
from tests.quizzes.question_types.helpers import content, fraction, refusals
from tests.stalls import no_stall

KIND = TYPES["short_answer"]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("Türkiye", "TÜRKIYE"),
        ("Türkiye", "  turkiye "),
        ("Türkiye", "Tu\u0308rkiye"),
        ("Warsaw Pact", "warsaw \t\n pact"),
        ("Warsaw Pact", "Warsaw\u00a0Pact"),
        ("rapid-reaction", "rapid–reaction"),
        ("rapid-reaction", "rapid‑reaction"),
        ("rapid—reaction", "rapid−reaction"),
        ("the Council's", "the council’s"),
        ("the Council's", "the council`s"),
        ("the Council's", "the council´s"),
        ('"all for one"', "“all for one”"),
        ("defence", "defense"),
        ("organisation", "Organization"),
        ("organization", "organisation"),
        ("centre", "center"),
        ("neighbours", "neighbors"),
        ("programme", "program"),
        ("fifty", "ﬁfty"),
        ("42", "４２"),
        ("Straße", "STRASSE"),
        ("café", "cafe"),
    ],
)
def test_matches_whatever_case_spaces_marks_accents_and_spelling(pattern, text):
    assert matches(pattern, text)
    assert matches(text, pattern)


@pytest.mark.parametrize(
    ("pattern", "text"), [("NATO", "NATO!"), ("NATO", "NAT O"), ("five", "fiv"), ("five", "fivе"), ("a-b", "ab")]
)
def test_matches_not_what_has_other_letters(pattern, text):
    assert not matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text", "options", "same"),
    [
        ("NATO", "nato", {"case_sensitive": True}, False),
        ("NATO", " NATO ", {"case_sensitive": True}, True),
        ("Türkiye", "Turkiye", {"accents_matter": True}, False),
        ("Türkiye", "TÜRKIYE", {"accents_matter": True}, True),
        ("Türkiye", "Tu\u0308rkiye", {"accents_matter": True}, True),
        ("Türkiye", "Turkiye", {"case_sensitive": True}, True),
        ("Türkiye", "türkiye", {"case_sensitive": True, "accents_matter": True}, False),
        ("Na*", "nato", {"case_sensitive": True}, False),
    ],
)
def test_matches_with_case_or_accents_that_matter(pattern, text, options, same):
    assert matches(pattern, text, **options) is same


@pytest.mark.parametrize(
    ("pattern", "text", "same"),
    [
        ("Pol*", "Poland", True),
        ("Pol*", "pol", True),
        ("*land", "Poland", True),
        ("P*d", "Poland", True),
        ("*ola*", "Poland", True),
        ("*", "anything", True),
        ("**", "anything", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "acb", False),
        ("aa*aa", "aaa", False),
        ("aa*aa", "aaaa", True),
        ("ab*ba", "aba", False),
        ("*b*b*", "abc", False),
        ("P*d", "Poland!", False),
        (r"2\*2", "2*2", True),
        (r"2\*2", "2x2", False),
        (r"\**", "*x", True),
        (r"\**", "x", False),
        ("Pol*", "Pol*", True),
        ("a*", "b\ue000", False),
        ("a b", "a\ue000 b", True),
    ],
)
def test_star_stands_for_any_run_of_characters(pattern, text, same):
    assert matches(pattern, text) is same


@given(st.text("ab*", min_size=1, max_size=10), st.text("ab", max_size=12))
def test_star_matches_what_a_regular_expression_does(pattern, text):
    expected = re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None
    assert matches(pattern, text) is expected


@given(st.text(max_size=50), st.text(max_size=50))
def test_any_pattern_and_text_can_be_compared(pattern, text):
    assert matches(pattern, text) in {True, False}
    assert matches(re.sub(r"([*\\])", "", pattern), re.sub(r"[*\\]", "", pattern))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("*a" * 400 + "b", "a" * 1000),
        ("a*" * 400 + "b", "a" * 1000),
        ("*" * 1000 + "b", "a" * 1000),
        ("*aab" * 200 + "c", "aa" * 500),
        ("x", "iz" * 500),
        ("x", "\ufdfa" * 1000),
        ("x", "defens" * 166),
        ("x", "a\u0300" * 500),
    ],
)
def test_hostile_pattern_or_text_stalls_no_match(pattern, text):
    with no_stall():
        assert not matches(pattern, text)


ANSWERS = [
    {"text": "Türkiye", "also": ["Turkey", "Republic of *"], "feedback": "Yes."},
    {"text": "T*", "fraction": "0.5", "feedback": "Nearly."},
    {"text": "Poland", "fraction": "-1", "feedback": "Once."},
    {"text": "Spain", "fraction": "0", "feedback": "Never."},
]
QUESTION = content("short_answer", answers=ANSWERS, feedback_other="Look again.")


@pytest.mark.parametrize(
    ("given", "worth", "feedback"),
    [
        ("turkiye", "1", "Yes."),
        ("Turkey", "1", "Yes."),
        ("Republic of Türkiye", "1", "Yes."),
        ("Tunisia", "0.5", "Nearly."),
        ("poland", "-1", "Once."),
        ("Spain", "0", "Never."),
        ("Malta", "0", "Look again."),
        (None, "0", ""),
    ],
)
def test_first_answer_that_matches_gives_fraction_and_feedback(given, worth, feedback):
    outcome = KIND.grade(QUESTION, given)
    assert (outcome.fraction, outcome.feedback) == (Decimal(worth), feedback)


def test_order_of_the_answers_decides():
    earlier = [ANSWERS[0], {"text": "Tur*", "fraction": "0.25"}, {"text": "Turin", "fraction": "0.75"}]
    assert fraction(content("short_answer", answers=earlier), "Turin") == Decimal("0.25")


@pytest.mark.parametrize(("given", "right"), [("Turkey", True), ("Tunis", False), ("x", False), (None, False)])
def test_grade_tells_the_part(given, right):
    (part,) = KIND.grade(QUESTION, given).parts
    assert (part.given, part.expected, part.right) == (given or "", "Türkiye", right)


def test_part_of_right_answer_is_complete():
    assert KIND.grade(QUESTION, "Turkey").parts == (
        Part("", given="Turkey", expected="Türkiye", right=True, feedback="Yes."),
    )


@pytest.mark.parametrize("text", ["Pol*", r"2\*2", "*", r"\*", "  Two  words ", "ﬁ", "´", "defense"])
def test_correct_text_of_any_answer_gets_exactly_one(text):
    question = content("short_answer", answers=[{"text": text}])
    assert fraction(question, KIND.correct(question)) == ONE


def test_correct_text_shows_an_escaped_star_as_a_star():
    assert KIND.correct(content("short_answer", answers=[{"text": r"2\*2"}])) == "2*2"


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ({"answers": []}, ["answers: must have at least 1 entry, not 0"]),
        ({"answers": [{"text": "a", "fraction": "0.5"}]}, [NO_FULL_MARKS]),
        ({"answers": [{"text": "*", "fraction": "0.5"}, {"text": "a"}]}, [NO_FULL_MARKS]),
        ({"answers": [{"text": " "}]}, ["answers.0.text: must not be empty"]),
        ({"answers": [{"text": "a", "also": [""]}]}, ["answers.0.also.0: must not be empty"]),
    ],
)
def test_content_that_nobody_can_get_right_is_refused(fields, messages):
    assert refusals("short_answer", **fields) == messages


def test_typed_text_is_stored_as_it_was_typed():
    assert KIND.to_author(QUESTION, "  Two  Words ", None) == "  Two  Words "
