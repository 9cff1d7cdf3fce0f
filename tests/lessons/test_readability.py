import pytest

from lessons.markup import render_lesson
from lessons.readability import lix, praise, sentences, uncited, words_per_sentence

NOTE = "\n\n[^t]: treaty"


def html_of(text: str) -> str:
    return render_lesson(text + NOTE).html


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In 2001 it was used.", ["In 2001 it was used."]),
        ("In 2001 it was used.[^t]", []),
        ("In 2001 it was used[^t] once.", []),
        ("First.[^t] In 2001 it was used. Last.", ["In 2001 it was used."]),
        ("[A claim without a number.]{#claim}", ["A claim without a number."]),
        ("[A claim without a number.]{#claim}[^t]", []),
        ("{#claim}\nA whole paragraph.", ["A whole paragraph."]),
        ("Many believe that Article 5 and Article 42(7) are the same.", []),
        ("- Ten items cost 5 euros.", ["Ten items cost 5 euros."]),
        ("> In 2001 somebody said so.", []),
        ("## In 2001", []),
        ("No fact here.", []),
    ],
)
def test_uncited_finds_factual_sentences_without_a_citation(text, found):
    assert uncited(html_of(text)) == found


def test_sentences_are_cut_at_their_ends_and_not_at_decimals():
    assert len(sentences(html_of('About 2.5 per cent. "So it is." And then?'))) == 3


def test_reading_level_of_a_known_text():
    html = html_of("The cat sat. The elephants remembered.")
    assert words_per_sentence(html) == 3
    assert lix(html) == pytest.approx(3 + 100 * 2 / 6)


def test_reading_level_of_nothing_is_zero():
    assert (words_per_sentence(""), lix("")) == (0.0, 0.0)


def test_praise_finds_empty_words_whatever_their_case():
    assert praise("A Pivotal, robust role.") == ["pivotal", "robust"]
