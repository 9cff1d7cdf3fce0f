"""Formulas in texts: MathML of TeX, and nothing else, whatever stands between the dollar signs."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import formulas
from lessons.markup import render_inline, render_lesson
from lessons.rich import plain_rich
from securityedu.courses import read_course
from tests.samples import FILES, write_course


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_formula_in_a_line_is_mathml():
    assert render_inline("So $E = mc^2$.") == (
        'So <math alttext="E = mc^2" display="inline"><mrow><mi>E</mi><mo>=</mo><mi>m</mi>'
        "<msup><mi>c</mi><mn>2</mn></msup></mrow></math>."
    )


def test_formula_between_two_pairs_of_dollars_is_a_paragraph():
    html = render_lesson("A.\n\n$$\n\\frac{a}{b}\n$$\n").html
    assert (
        '<div class="box" data-box="formula"><math alttext="\\frac{a}{b}" display="block">' in html
        and "<mfrac>" in html
    )


@pytest.mark.parametrize("text", ["It costs $5 and $6.", "US$ 5 or US$ 6", "\\$a\\$", "`$a$`", "a $ b"])
def test_prices_are_no_formulas(text):
    assert "<math" not in render_inline(text)


@pytest.mark.parametrize(
    "source", [r"\frac{a", r"a < b > c \text{ & so}", r"\sqrt[3]{x}", r"\begin{matrix}a&b\\c&d\end{matrix}"]
)
def test_formulas_of_many_kinds_are_read(source):
    assert formulas.mathml(source)


def test_formula_is_told_in_words_as_it_was_typed():
    assert plain_rich("Is $a < b^2$ right?") == "Is a < b^2 right?"
    assert render_lesson("Is $a < b^2$ right?").text == "Is a < b^2 right?"


def test_formula_belongs_to_the_words_of_a_passage():
    assert render_lesson("[Energy is $mc^2$.]{#energy}").passages[0].text == "Energy is mc^2."


@pytest.mark.parametrize("source", [r"\frac", "^", "x^a^b", "{" * 400, "a" * 501, r"\left("])
def test_formula_that_cannot_be_read_is_told_and_shown_as_written(source):
    rendered = render_lesson(f"A.\n\nSee ${source}$.")
    assert [(line, message[:11]) for line, message in rendered.problems] == [(3, "the formula")]
    assert "<code>" in rendered.html


def test_formula_of_a_question_that_cannot_be_read_is_told(tmp_path):
    bank = FILES["questions/first.yaml"].replace("prompt: What does each Ally do?", "prompt: Is it $x^a^b$?")
    folder, _texts = read_course(write_course(tmp_path, {"questions/first.yaml": bank}))
    assert [problem.message for problem in folder.problems] == ["the formula 'x^a^b' can't be read"]


@pytest.mark.parametrize(
    "source",
    [
        r"\text{<script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\text{<img data-picture='a' alt=''>}",
        r"\text{&lt;script&gt;}",
        r'a" onclick="alert(1)',
        r"\class{evil}{x} \style{color:red}{x} \htmlId{a}{b}",
        "</math><script>alert(1)</script>",
    ],
)
def test_formula_is_no_way_in_for_markup(source):
    only_formulas(render_inline(f"${source}$"))
    only_formulas(render_lesson(f"${source}$").html)


@given(st.text(st.sampled_from(list("ab1^_{}\\&<>\"' ()[]=/+$")) | st.characters(codec="utf-8"), max_size=60))
def test_any_text_at_all_is_a_formula_or_shown_as_written(source):
    only_formulas(render_inline(f"${source}$"))


def only_formulas(html: str) -> None:
    for tag, attributes in Tags(html).found:
        assert tag in formulas.TAGS | {"p", "em", "strong", "code", "a", "br"}, html
        if tag in formulas.TAGS:
            assert set(attributes) <= formulas.ATTRIBUTES.get(tag, set())
    assert not re.search(r"<script|<img", html)


@pytest.mark.parametrize("tex", [r"\ce{H2O}", r"x + \nosuchcommand{y}"])
def test_a_command_that_nobody_knows_is_not_shown_as_if_it_were_a_letter(tex):
    assert formulas.mathml(tex) == ""


def test_a_backslash_is_a_letter():
    assert "<mi>\\</mi>" in formulas.mathml(r"A \backslash B")
