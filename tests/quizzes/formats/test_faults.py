import pytest
from pydantic import ValidationError

from lessons.course_files import details
from quizzes.formats.faults import told
from quizzes.question_types import schema_of

COMMON = {"key": "q", "objective": "o", "explanation": "e", "prompt": "Q"}
CHOICES = [{"key": "a", "text": "A", "correct": True}, {"key": "b", "text": "B"}]
GAP = {"kind": "dropdown", "choices": CHOICES}


def faults(kind: str, **data) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        schema_of(kind).model_validate(COMMON | {"type": kind} | data)
    return [told(detail) for detail in details(caught.value)]


def test_places_are_counted_from_one_and_called_by_what_they_are():
    empty = [CHOICES[0], {"key": "b", "text": ""}]
    assert faults("single_choice", choices=empty) == ["choice 2: must not be empty"]
    none = GAP | {"choices": [CHOICES[1]]}
    assert faults("cloze", text="{1} {2}", gaps=[GAP, none]) == ["gap 2: exactly one choice must be correct"]
    deep = GAP | {"choices": empty}
    assert faults("cloze", text="{1}", gaps=[deep]) == ["gap 1, choice 2: must not be empty"]
    assert faults("matching", pairs=[{"key": "a", "left": "l"}, {"key": "b", "left": "m", "right": "r"}]) == [
        "pair 1: missing key 'right'"
    ]


def test_what_has_no_place_is_told_as_to_authors():
    wrong = [CHOICES[1], CHOICES[1] | {"key": "c"}]
    assert faults("single_choice", choices=wrong) == ["exactly one choice must be correct"]


def test_a_question_without_words_asks_nothing():
    data = {name: COMMON[name] for name in COMMON if name != "prompt"} | {"type": "true_false", "answer": True}
    with pytest.raises(ValidationError) as caught:
        schema_of("true_false").model_validate(data)
    assert [told(detail) for detail in details(caught.value)] == ["there is no text that asks something"]
