"""Questions on paper: every type has its form, and the key says what is right in the letters of the paper."""

import pytest

from quizzes.drawing import lay_out
from quizzes.models import Question
from quizzes.paper import FORMS, _plain, lettered, sheet_of
from quizzes.question_types import TYPES, load_content
from tests.samples import MORE, load_sample


def sheet(key: str, seed="seed"):
    data = Question.objects.get(key=key).current.content
    return sheet_of(load_content(data), lay_out(data, seed, 1, shuffle_choices=True))


@pytest.fixture
def bank(db, tmp_path):
    load_sample(tmp_path, MORE)


def test_every_type_has_a_form(bank):
    assert FORMS.keys() == TYPES.keys()
    asked = Question.objects.filter(type__in=TYPES)
    assert set(asked.values_list("type", flat=True)) == TYPES.keys()
    for question in asked:
        assert sheet(question.key).answers


def test_key_has_the_letters_of_the_paper(bank):
    found = sheet("zzmultiple")
    right = {each.letter: each.text for each in found.options if each.text.startswith("Right")}
    assert dict(found.answers) == right and len(right) == 2
    assert {tuple(each.letter for each in sheet("zzmultiple", str(seed)).options) for seed in range(5)} == {
        tuple("ABCD")
    }
    assert len({tuple(each.text for each in sheet("zzmultiple", str(seed)).options) for seed in range(9)}) > 1


def test_truth_and_order_and_pairs(bank):
    assert [text for _letter, text in sheet("zztruefalse").answers] == ["False"]
    order = sheet("zzordering")
    texts = {each.letter: each.text for each in order.options}
    assert [texts[letter] for letter in order.answers[0][1].split(", ")] == ["Treaty", "Campaign", "Decision", "Pledge"]
    pairs = sheet("zzmatching")
    rights = {each.letter: each.text for each in pairs.options}
    told = {part: rights[letter] for part, (_number, letter) in zip(pairs.parts, pairs.answers, strict=True)}
    assert told == {"Article 3": "Resist", "Article 4": "Consult", "Article 5": "Help"}


def test_gaps_choose_among_their_own_words_or_those_of_all(bank):
    cloze = sheet("zzcloze")
    first, second = cloze.gaps
    assert ([each.text for each in first.options if each.key == "zzc-self"], second.options) == (["self-defence"], [])
    assert dict(cloze.answers)["1"].endswith(", self-defence") and dict(cloze.answers)["2"] == "51"
    words = sheet("zzwords")
    assert [answer.split(", ")[1] for _gap, answer in words.answers] == ["four", "five", "Allies"]


def test_what_is_typed_stands_in_the_key_as_it_is(bank):
    assert sheet("zzshort").answers == [("", "Türkiye")]
    assert sheet("zznumber").answers == [("", "1949")]
    assert _plain("a_b*c $1$") == "a\\_b\\*c \\$1\\$"


def test_thing_that_belongs_nowhere_has_a_dash(bank):
    found = sheet("zzsort")
    answers = dict(zip(found.parts, (answer for _number, answer in found.answers), strict=True))
    assert "–" in answers.values() and answers["Finland"] in {each.letter for each in found.options}


def test_letters_go_on_after_z():
    options = lettered({"key": str(number), "text": "t"} for number in range(28))
    assert [each.letter for each in options[24:]] == ["Y", "Z", "AA", "AB"]
