from html import escape as escape_html

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lessons import pictures
from lessons.rich import render_rich
from lessons.text import collapse
from quizzes.formats.markup import (
    from_html,
    from_moodle,
    from_plain,
    picture_name,
    slug,
    to_markdown,
    unread_formulas,
)

# Words with whatever Markdown and HTML take for their own.
WORDS = st.text(st.sampled_from("abz 019\n*_`[]()<>#!-+=~.:|\\&;{}'\"/$^é")) | st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\xa0"), max_size=60
)


def shown(markdown: str) -> str:
    """The words that a page shows."""
    return collapse(pictures.plain(render_rich(markdown).html, {}))


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One <b>two</b> <em>three</em></p><p>Four</p>", "One **two** *three*\n\nFour"),
        ("a<br>b<br/>\n  c", "a\\\nb\\\nc"),
        ("<p>one\n  line</p>\n\n<p>two&nbsp;&nbsp;words</p>", "one line\n\ntwo words"),
        ("<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>", "- a\n  1. b\n  2. c\n- d"),
        (
            "<table><tbody><tr><td>A</td><td>B|C</td></tr><tr><td>1</td><td>2</td></tr></tbody></table>",
            "| A | B\\|C |\n| --- | --- |\n| 1 | 2 |",
        ),
        ("H<sub>2</sub>O, x<sup>-1</sup>, 10<sup>km q</sup>", "H₂O, x⁻¹, 10^(km q)"),
        ("<code>a*b</code><pre>one\n ``` two</pre>", "`a*b`\n\n````\none\n ``` two\n````"),
        ("<h3>Title</h3>text<hr>more", "**Title**\n\ntext\n\nmore"),
        (
            '<a href="https://e.org/a(b)">here</a>, <a href="javascript:x()">there</a>',
            "[here](https://e.org/a%28b%29), there",
        ),
        ('<img src="@@PLUGINFILE@@/My%20Map.PNG" alt="A [map]">', "![A \\[map\\]](picture:my-map)"),
        ('Look!<a href="https://e.org">here</a>', "Look\\![here](https://e.org)"),
        ("so \\(x^2\\), $$\\frac12$$ for $5 and $6", "so $x^2$, $\\frac12$ for \\$5 and \\$6"),
        ("a<script>alert('x')</script>b<style>p {}</style><iframe src=x>c</iframe>", "ab"),
        ("<p># 1</p><p>- 2</p><p>3. 4</p><p>&gt; 5</p>", "\\# 1\n\n\\- 2\n\n3\\. 4\n\n\\> 5"),
        ("&amp;lt; &lt;b&gt; &copy; caf&eacute;", "\\&lt; \\<b> © café"),
        ("<p>open <b>tags <i>everywhere", "open **tags *everywhere***"),
        ("", ""),
    ],
)
def test_html_becomes_markdown(html, markdown):
    assert from_html(html) == markdown


def test_moodle_text_keeps_its_lines():
    assert from_moodle("one\ntwo <b>bold</b>\n<ul>\n<li>three</li>\n</ul>\n\n1 < 2") == (
        "one\\\ntwo **bold**\n\n- three\n\n1 \\< 2"
    )


def test_plain_text_keeps_its_lines():
    assert from_plain("one\r\n# two\n\n\n- <b>three</b>\n") == "one\\\n\\# two\n\n\\- \\<b>three\\</b>"


@pytest.mark.parametrize("text", ["5 * 3 < 20 for $5 & snake_case", 'He said "no" [twice]', "a\\b", "<b>"])
def test_plain_text_is_escaped_only_where_it_must_be(text):
    assert from_plain(text) == from_html(escape_html(text)) == text


def test_a_format_decides_what_a_text_means():
    text = "*a*\n<b>b</b>"
    assert to_markdown(text, "html") == "\\*a\\* **b**"
    assert to_markdown(text, "moodle_auto_format") == "\\*a\\* **b**"
    assert to_markdown(text, "plain_text") == "\\*a\\*\\\n\\<b>b\\</b>"
    assert to_markdown(text, "markdown") == text


def test_markdown_names_its_pictures_anew():
    text = "![a](@@PLUGINFILE@@/My%20Map.png) ![b](@@PLUGINFILE@@/gone.png)"
    names = {"@@PLUGINFILE@@/x": "", "My%20Map.png": "my-map"}
    assert to_markdown(text, "markdown", lambda address: names.get(address, "")) == "![a](picture:my-map) b"


def test_pictures_without_a_name_leave_their_words():
    assert from_html('<img src="https://elsewhere.org/x.png" alt="a map">', lambda address: "") == "a map"


@given(WORDS)
@example("\\\n\n0")
def test_plain_words_are_shown_as_they_are(words):
    assume("\\(" not in words and "\\[" not in words and "$$" not in words)
    assert shown(from_plain(words)) == collapse(words)


@given(WORDS)
def test_words_of_html_are_shown_as_they_are(words):
    assume("\\(" not in words and "\\[" not in words and "$$" not in words)
    assert shown(from_html(f"<p>{escape_html(words)}</p>")) == collapse(words)


@given(
    st.lists(
        st.sampled_from(
            [
                "<b>",
                "</b>",
                "<p>",
                "<td>",
                "<ul><li>",
                "<img src=x>",
                "<a href='http://e'>",
                "x!",
                "[",
                "<!--",
                "<pre>",
                "`",
            ]
        )
    )
)
def test_broken_html_becomes_safe_markdown(pieces):
    assert "<script" not in render_rich(from_html("".join(pieces))).html


def test_deeply_nested_html_leaves_its_words():
    assert from_html("<ul><li>" * 5_000 + "deep").endswith("deep")
    assert from_html("<b>" * 5_000 + "deep &amp; *starred*") == "deep & \\*starred\\*"


@pytest.mark.parametrize(
    ("text", "key"),
    [("Ein Übel, groß!", "ein-ubel-gro"), ("  --A  b-- ", "a-b"), ("日本", ""), ("x" * 90, "x" * 60)],
)
def test_a_slug_reads_like_its_text(text, key):
    assert slug(text) == key


@pytest.mark.parametrize(("address", "name"), [("@@PLUGINFILE@@/a/Map%20of%20X.jpeg", "map-of-x"), ("/", "picture")])
def test_a_picture_is_named_after_its_file(address, name):
    assert picture_name(address) == name


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Right<br></p>", "Right"),
        ("<p>One<br></p><p><b>Two<br /></b> <br></p>", "One\n\n**Two**"),
        ("<p><br>One</p><br><p>Two</p><br/> ", "One\n\nTwo"),
        ("<ul><li>a<br></li><li>b</li></ul>", "- a\n- b"),
        ("a<br>b<br>", "a\\\nb"),
        ("<table><tr><td>a<br></td></tr></table>", "| a |\n| --- |"),
    ],
)
def test_line_breaks_at_the_ends_of_paragraphs_leave_no_backslash(html, markdown):
    assert from_html(html) == markdown


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("Which header is <stdio.h>?", "Which header is <stdio.h>?"),
        ("A List<Integer> of <b>numbers</b>", "A List<Integer> of numbers"),
        ("<p>if x<y and y<z</p>", "if x<y and y<z"),
        ("a<o:p></o:p> <simbolo>b</simbolo> <font color='red'>c</font> <nolink>d</nolink>", "a b c d"),
        ("vector<int> v = <INT>", "vector<int> v = <INT>"),
    ],
)
def test_what_only_looks_like_a_tag_is_words(html, words):
    assert shown(from_html(html)) == words


@pytest.mark.parametrize(
    "words",
    [
        "What does the <script> element need?",
        "What stands in the <title> of a page?",
        "Where does <style media='print'> stand?",
        "The <head> is before the <body>, and <img> is empty.",
        "What does <?php echo 1; ?> print?",
        "Why does <!DOCTYPE html> come first?",
        "What begins with <!-- in a file?",
    ],
)
def test_a_tag_without_its_end_hides_nothing(words):
    assert shown(from_html(words)) == words


@pytest.mark.parametrize(
    "html",
    [
        "<!DOCTYPE html><html><head><title>Page</title></head><body><p>Words</p></body></html>",
        "Wor<script>alert(1)</script>ds",
        "<!-- hidden --><form action='x'>Words",
        '<?xml:namespace prefix = o ns = "urn:office" />Words',
        "\\(\\)Words",
    ],
)
def test_what_shows_nothing_is_left_out(html):
    assert shown(from_html(html)) == "Words"


def test_a_table_keeps_its_caption_as_a_paragraph_above_it():
    rows = "<tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr>"
    html = f"<p>See</p><table><caption>Members</caption>{rows}</table>"
    assert from_html(html) == "See\n\nMembers\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_many_open_comments_are_read_in_no_time():
    assert shown(from_html("<!--" * 50_000)) == "<!--" * 50_000


def test_a_formula_with_a_less_than_sign_stays_whole():
    assert from_html(r"\(x<y\) holds") == "$x<y$ holds"


def test_formulas_that_cannot_be_read_are_named_once():
    text = r"\(\ce{H2O}\) is not \(x^2\), and \(\ce{H2O}\) &amp; \[a &lt; b\]"
    assert unread_formulas(text) == [r"\ce{H2O}"]
