"""Texts of questions: a line, or blocks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons import pictures, recordings
from lessons.markup import render_inline
from lessons.rich import plain_rich, render_rich, rich_tokens, split_gaps
from lessons.templatetags.reading import asks, has_blocks, rich, words

TABLE = "| a | b |\n|---|---|\n| `c` | $x$ |"
SPEECH = {
    "audio:speech": {"file": "a.mp3", "alt": "A <speech>", "credit": "Ada", "licence": "", "transcript": "B\n\n<C>"}
}


def tags(source: str) -> list[str]:
    return re.findall(r"<(\w+)", render_rich(source).html)


@pytest.mark.parametrize(
    "source",
    [
        *("", "A *line* with `code` and $x^2$.", "1. January 1949", "- 5", "+ 3", "# 1", "> 50 %", "---", "| a |"),
        *(
            "    four spaces",
            "```",
            "![](picture:flag)",
            "Two\nlines *of* one paragraph",
            "costs $$5",
            "![x](audio:key) y",
        ),
    ],
)
def test_line_is_what_it_was(source):
    assert (render_rich(source).html, render_rich(source).blocks) == (render_inline(source), False)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("One.\n\nTwo.", ["p", "p"]),
        ("- a\n- b", ["ul", "li", "li"]),
        ("3. a\n4. b", ["ol", "li", "li"]),
        ("> a\n> b", ["blockquote", "p"]),
        ("```py\na\n```", ["div", "pre", "code"]),
        ("![](audio:speech)", ["figure", "audio"]),
        ("A.\n\n![](picture:flag)", ["p", "figure", "img", "figcaption"]),
        ("$$x$$", ["div", "math", "mrow", "mi"]),
        ("# A\n\nB", ["p", "strong", "p"]),
    ],
)
def test_blocks_are_those_of_a_lesson(source, found):
    assert tags(source) == found and has_blocks(source)


def test_table_holds_code_and_formulas_and_scrolls_by_itself():
    html = rich(TABLE)
    assert html.startswith('<div class="box" tabindex="0" role="group" aria-label="Table"><table>')
    assert "<code>c</code>" in html and "<math" in html


def test_number_of_a_list_is_kept():
    assert '<ol start="3">' in render_rich("3. a\n4. b").html


def test_paragraphs_name_what_they_introduce():
    source = f"Look at *this*:\n\n{TABLE}\n\nWhat is it?"
    assert asks(source) == "Look at this: What is it?"
    assert words(source) == "Look at this: a b c x What is it?"
    assert asks(TABLE) == "a b c x"
    assert asks("A *line*.") == "A line."


def test_picture_in_blocks_is_told_by_what_it_shows():
    shown = {"flag": {"file": "a.png", "alt": "A flag", "credit": "", "licence": "", "width": 4, "height": 3}}
    assert plain_rich("A.\n\n![](picture:flag)", shown) == "A. A flag"
    assert "src=" in rich("A.\n\n![](picture:flag)", shown)


@pytest.mark.parametrize(
    "source", ["A.\n\n<script>x</script>", "A.\n\n[x](javascript:y)", '- <img src="x">\n- b', "a [b]: c\n\nd"]
)
def test_raw_html_and_bad_addresses_are_shown_as_text(source):
    assert not {"script", "img"} & set(tags(source)) and "href" not in render_rich(source).html


def test_lessons_own_markup_means_nothing():
    source = "[A]{#key} b[^t].\n\n::: figure years\n:::\n\n[^t]: treaty"
    assert set(tags(source)) == {"p"}


def test_tokens_are_those_in_blocks_too():
    types = [token.type for token in rich_tokens(f"{TABLE}\n\n- ![](picture:flag)\n- $y$\n\n$$\nz\n$$")]
    assert [types.count(each) for each in ("image", "math_inline", "math_block")] == [1, 2, 1]
    assert [token.type for token in rich_tokens("![](picture:flag) b")].count("image") == 1


@pytest.mark.parametrize(
    ("source", "pieces"),
    [
        ("First {2}, then {1}.", ["First ", 2, ", then ", 1, "."]),
        ("{1}", [1]),
        ("**{1} a**", ["<strong>", 1, " a</strong>"]),
        ("| a |\n|---|\n| {1} |", ["…<td>", 1, "</td>…"]),
        ("[a](https://example.org/{1}) {2}", ["…</a> ", 2]),
        ("![{1}](picture:a) {2}", ["… ", 2]),
        ("`{1}` {x} {1000}", ["<code>", 1, "</code> {x} {1000}"]),
    ],
)
def test_html_is_cut_at_its_gaps_and_never_in_a_tag(source, pieces):
    found = [int(piece) if kind == "gap" else piece for kind, piece in split_gaps(render_rich(source).html)]
    assert len(found) == len(pieces)
    for piece, expected in zip(found, pieces, strict=True):
        assert piece == expected or re.fullmatch(re.escape(expected).replace("…", ".*"), piece, re.DOTALL)


MARKDOWN = st.text(st.sampled_from("ab |-\n`$*_[](){}<>!#:.1\"'&\\>"), max_size=80)


@given(MARKDOWN)
def test_any_text_is_safe_and_cut_without_loss(source):
    html = render_rich(source).html
    assert set(re.findall(r"<([a-z]+)", html)) <= {
        *("p", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "div", "em", "strong", "a", "br"),
        *("table", "thead", "tbody", "tr", "th", "td", "math", "mrow", "mi", "mo", "mn", "msub", "msup", "mstyle"),
        *("mtext", "mspace", "msubsup", "mover", "munder", "mfrac", "mtable", "mtr", "mtd"),
    }
    assert "".join(f"{{{piece}}}" if kind == "gap" else piece for kind, piece in split_gaps(html)) == html


# --- recordings ------------------------------------------------------------------------------------------------------


def filled(source: str, shown=SPEECH) -> str:
    return recordings.fill(render_rich(source).html, shown, "/media/", "Transcript")


def test_recording_is_a_player_with_its_words_below():
    assert filled("![](audio:speech)") == (
        '<figure class="recording"><figcaption>A &lt;speech&gt; <span class="picture__credit">Ada</span></figcaption>'
        '<audio controls preload="none" src="/media/a.mp3" aria-label="A &lt;speech&gt;"></audio>'
        "<details><summary>Transcript</summary><p>B</p><p>&lt;C&gt;</p></details></figure>\n"
    )


def test_words_in_the_text_name_the_recording_there():
    assert 'aria-label="The &quot;second&quot;"' in filled('![The "second"](audio:speech)')
    assert plain_rich("![The second](audio:speech)", SPEECH) == "The second"
    assert plain_rich("![](audio:speech)", SPEECH) == "A <speech>"


def test_recording_that_is_gone_leaves_its_words():
    assert filled("![lost](audio:lost)") == '<figure class="recording">lost</figure>\n'


@pytest.mark.parametrize("source", ["Hear ![it](audio:speech).", "- ![it](audio:speech)\n- b", "![it](audio:A)"])
def test_recording_among_words_leaves_its_own_only(source):
    assert "<audio" not in filled(source) and "it" in filled(source)


def test_picture_and_recording_may_have_one_key():
    picture = {"file": "a.png", "alt": "A flag", "credit": "", "licence": "", "width": 4, "height": 3}
    shown = SPEECH | {"speech": picture}
    html = pictures.fill(filled("![](picture:speech)\n\n![](audio:speech)", shown), shown, "/media/")
    assert (html.count("a.png"), html.count("a.mp3")) == (1, 1)
