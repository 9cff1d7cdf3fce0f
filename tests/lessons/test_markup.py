import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.markup import (
    VERDICTS,
    Citation,
    FoundPassage,
    Mark,
    render_inline,
    render_lesson,
)
from lessons.rich import plain_rich
from lessons.slots import split_slots
from lessons.text import digest
from tests.stalls import no_stall

CITED = "\n\n[^t]: treaty\n"


def passages(source: str) -> list[FoundPassage]:
    rendered = render_lesson(source)
    assert rendered.problems == []
    return rendered.passages


def problems(source: str) -> list[tuple[int, str]]:
    return sorted(render_lesson(source).problems)


# --- passages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("[One claim.]{#one}", [("one", "One claim.", 1)]),
        ("A. [One.]{#one} [Two.]{#two} B.", [("one", "One.", 1), ("two", "Two.", 1)]),
        ("Line\nline [one\nclaim.]{#one}", [("one", "one claim.", 2)]),
        ("Line\\\nline [one.]{#one}", [("one", "one.", 2)]),
        ("Text.\n\n{#one}\nA paragraph,\ntwo lines.", [("one", "A paragraph, two lines.", 4)]),
        ("- [In a list.]{#one}\n- b", [("one", "In a list.", 1)]),
        ("> [Quoted.]{#one}", [("one", "Quoted.", 1)]),
        ("[*Emphasis*, `code` and a [link](https://a.org).]{#one}", [("one", "Emphasis, code and a link.", 1)]),
        ("[An [Ally](term:ally) helps.]{#one}", [("one", "An Ally helps.", 1)]),
        (r"[Two \* three &amp; four.]{#one}", [("one", "Two * three & four.", 1)]),
        ("{#all}\n[One.]{#one} Two.", [("all", "One. Two.", 2), ("one", "One.", 2)]),
        ("[**Türkiye** 🇹🇷]{#one}", [("one", "Türkiye 🇹🇷", 1)]),
    ],
)
def test_passage_is_a_span_or_a_paragraph_with_a_key(source, found):
    assert passages(source) == [FoundPassage(*each) for each in found]


def test_passage_has_a_prefixed_id_in_the_page():
    assert render_lesson("[One.]{#one}").html == '<p><span id="p-one" class="passage">One.</span></p>\n'
    assert render_lesson("{#one}\nOne.").html == '<p id="p-one" class="passage">One.</p>\n'


@pytest.mark.parametrize(
    "source",
    [
        "[An attack  on one is\nan attack on all.]{#a}",
        "[An attack on one is an attack on all.]{#a}",
        "[An attack[^t] on one is an attack on all.[^t]]{#a}" + CITED,
        "[An *attack* on `one` is\\\nan attack on all.]{#a}",
        "{#a}\nAn attack on one is an attack on all.[^t]" + CITED,
        "[An attack on [one](https://example.org) is an attack on all.]{#a}",
    ],
)
def test_passage_digest_is_of_its_visible_words(source):
    (passage,) = passages(source)
    assert digest(passage.text) == digest("An attack on one is an attack on all.")


@pytest.mark.parametrize("words", ["An attack on one is an attack on all!", "an attack on one is an attack on all."])
def test_passage_digest_changes_with_the_words(words):
    (passage,) = passages(f"[{words}]{{#a}}")
    assert digest(passage.text) != digest("An attack on one is an attack on all.")


READ = "a passage key could not be read: '[words]{#key}' inside one paragraph, key of a-z, 0-9 and '-'"
TWICE = "passage key 'one' stands twice"
ONLY = "a passage is a span or a paragraph, nothing else can have a key"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("[One.]{#one}\n\nText. [Two.]{#one}", [(1, TWICE), (3, TWICE)]),
        ("{#one}\nOne\ntwo.\n\n[Two.]{#one}", [(2, TWICE), (5, TWICE)]),
        ("[One.]{#One}", [(1, "'One' is not a passage key: a-z, 0-9 and '-'")]),
        ("[One.]{#a_b}", [(1, "'a_b' is not a passage key: a-z, 0-9 and '-'")]),
        (f"[One.]{{#{'x' * 61}}}", [(1, f"'{'x' * 61}' is not a passage key: a-z, 0-9 and '-'")]),
        ("[]{#one}", [(1, "passage 'one' has no words")]),
        ("[[^t]]{#one}" + CITED, [(1, "passage 'one' has no words")]),
        ("[One\n\ntwo.]{#one}", [(3, READ)]),
        ("[One.]{#one two", [(1, READ)]),
        ("One.{#one}", [(1, READ)]),
        ("{#one}\n## Heading", [(2, ONLY)]),
        ("{#one}\n- item", [(2, ONLY)]),
        ("{#one}\n> quote", [(2, ONLY)]),
    ],
)  # fmt: skip
def test_passage_that_cannot_be_one_is_told_with_its_line(source, found):
    assert problems(source) == found


# --- citations -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("definition", "found"),
    [
        ("treaty", ("treaty", "", "")),
        ("treaty, Article 5", ("treaty", "Article 5", "")),
        ("treaty, Article 5; as of 2026-06-30", ("treaty", "Article 5", "2026-06-30")),
        ("treaty; as of 2026-06-30", ("treaty", "", "2026-06-30")),
        ("treaty, pages 3, 4; and 5", ("treaty", "pages 3, 4; and 5", "")),
        ("  nato-2025,  p. 7  ", ("nato-2025", "p. 7", "")),
    ],
)
def test_citation_is_source_place_and_day(definition, found):
    rendered = render_lesson(f"Text.[^t]\n\n[^t]: {definition}\n")
    assert (rendered.problems, rendered.citations) == ([], [Citation("t", 1, *found)])


def test_citations_are_numbered_as_they_come_and_each_stands_once():
    rendered = render_lesson("A.[^b] B.[^a] C.[^b]\n\n[^a]: one\n[^b]: two\n")
    assert [(each.key, each.number, each.source) for each in rendered.citations] == [("b", 1, "two"), ("a", 2, "one")]
    marks = re.findall(r'<sup class="citation" id="([^"]+)"><a href="([^"]+)"[^>]*>(\d)</a>', rendered.html)
    assert marks == [
        ("cite-b-1", "#source-b", "1"),
        ("cite-a-1", "#source-a", "2"),
        ("cite-b-2", "#source-b", "1"),
    ]


def test_citation_list_of_the_plugin_is_not_shown():
    rendered = render_lesson("A.[^a]\n\n[^a]: treaty, secret place\n")
    assert "secret place" not in rendered.html
    assert rendered.text == "A."


FORM = "footnote 'a' must be 'source, place; as of YYYY-MM-DD'"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("A.\n\nB.[^a]", [(3, "footnote 'a' is not defined")]),
        ("A.\n\n[^a]: treaty\n", [(3, "footnote 'a' is defined and never used")]),
        ("A.[^a]\n\n[^a]: treaty\n[^a]: charter\n", [(4, "footnote 'a' is defined twice")]),
        ("A.[^a]\n\n[^a]: The Treaty\n", [(3, FORM)]),
        ("A.[^a]\n\n[^a]: treaty Article 5\n", [(3, FORM)]),
        ("A.[^a]\n\n[^a]:\n", [(3, FORM)]),
        ("A.[^a]\n\n[^a]: treaty; as of 2026-02-30\n", [(3, FORM)]),
        ("A.[^a]\n\n[^a]: treaty; as of June\n", [(3, FORM)]),
        ("A.[^A]\n\n[^A]: treaty\n", [(3, "footnote 'A' is not a key: a-z, 0-9 and '-'")]),
    ],
)
def test_citation_that_leads_nowhere_is_told_with_its_line(source, found):
    assert problems(source) == found


# --- terms, lessons, figures, checks, claims -------------------------------------------------------------------------


def test_term_is_a_button():
    rendered = render_lesson("An [Ally](term:ally) and *[allies](term:ally)*.")
    assert rendered.marks == [Mark("term", "ally", 1), Mark("term", "ally", 1)]
    assert rendered.keys_of("term") == ["ally"]
    assert rendered.html == (
        '<p>An <button type="button" class="term" popovertarget="term-ally">Ally</button> and '
        '<em><button type="button" class="term" popovertarget="term-ally">allies</button></em>.</p>\n'
    )


@pytest.mark.parametrize(
    ("target", "prefix", "mark", "href"),
    [
        ("lesson:second", "../", Mark("lesson", "second", 1), "../second/"),
        ("lesson:second#one", "../", Mark("passage", "second#one", 1), "../second/#p-one"),
        ("lesson:second", "lessons/", Mark("lesson", "second", 1), "lessons/second/"),
    ],
)
def test_lesson_link_leads_to_the_lesson_or_passage(target, prefix, mark, href):
    rendered = render_lesson(f"See [it]({target}).", lesson_prefix=prefix)
    assert (rendered.problems, rendered.marks) == ([], [mark])
    assert rendered.html == f'<p>See <a href="{href}">it</a>.</p>\n'


@pytest.mark.parametrize("target", ["https://example.org/a", "http://example.org", "mailto:a@example.org"])
def test_web_link_stays(target):
    rendered = render_lesson(f"[it]({target})")
    assert (rendered.problems, rendered.html) == ([], f'<p><a href="{target}">it</a></p>\n')


@pytest.mark.parametrize("target", ["/admin/", "second", "#one", "ftp://example.org", "//example.org", ""])
def test_link_to_anywhere_else_is_told(target):
    assert problems(f"A.\n\n[it]({target})") == [
        (3, f"a link to '{target}' goes nowhere: use https:, mailto:, term: or lesson:")
    ]


def test_picture_from_elsewhere_is_told():
    assert problems("A.\n![x](https://example.org/a.png)") == [
        (2, "a picture is '![what it shows](picture:key)', with a key of pictures.yaml")
    ]


@pytest.mark.parametrize("name", ["figure", "check"])
def test_block_stands_where_it_stands(name):
    rendered = render_lesson(f"A.\n\n::: {name} some-key\n:::\n\nB.")
    assert (rendered.problems, rendered.marks) == ([], [Mark(name, "some-key", 3)])
    assert split_slots(rendered.html) == [("html", "<p>A.</p>\n"), (name, "some-key"), ("html", "\n<p>B.</p>\n")]


@pytest.mark.parametrize("verdict", VERDICTS)
def test_claim_quotes_and_judges(verdict):
    rendered = render_lesson(f"::: claim {verdict}\n> A claim.\n\nA [reason.]{{#why}}\n:::\n")
    assert (rendered.problems, rendered.marks) == ([], [])
    assert split_slots(rendered.html) == [
        ("html", f'<aside class="claim claim-{verdict}">\n'),
        ("claim", verdict),
        (
            "html",
            "\n<blockquote>\n<p>A claim.</p>\n</blockquote>\n"
            '<p>A <span id="p-why" class="passage">reason.</span></p>\n</aside>\n',
        ),
    ]


VERDICT = (
    "a claim's verdict is one of supported, incomplete, imprecise, misleading, outdated, vague, overclaim, "
    "promotional, opinion"
)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("A.\n\n::: claim wrong\n> B.\n:::", [(3, VERDICT)]),
        ("::: claim\n> B.\n:::", [(1, VERDICT)]),
        ("::: figure\n:::", [(1, "'::: figure' needs the key of a figure")]),
        ("::: check Some Key\n:::", [(1, "'::: check' needs the key of a check")]),
        ("::: figure a\nText.\n:::", [(1, "a figure or check block is empty: its next line is ':::'")]),
        ("::: picture a\nText.", [
            (1, "'::: picture a' is not a block: use figure, check or claim, and close it with ':::'")
        ]),
        ("# Big", [(1, "headings in a lesson have level two to four ('##' to '####')")]),
        ("##### Small", [
            (1, "headings in a lesson have level two to four ('##' to '####')"),
        ]),
        ("## A\n\n#### B", [(3, "a heading skips a level")]),
        ("### A", [(1, "a heading skips a level")]),
    ],
)  # fmt: skip
def test_block_or_heading_that_is_none_is_told_with_its_line(source, found):
    assert problems(source) == found


def test_headings_may_go_down_by_one_and_up_by_any():
    assert problems("## A\n\n### B\n\n#### C\n\n## D\n\n### E") == []


# --- HTML ------------------------------------------------------------------------------------------------------------


def test_lesson_is_commonmark_with_tables():
    rendered = render_lesson("## A\n\n1. *b*\n\n| c | d |\n|---|---|\n| e | f |\n")
    assert rendered.problems == []
    assert re.findall(r"<(\w+)", rendered.html) == [
        *("h2", "ol", "li", "em", "div", "table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td")
    ]


def test_readable_text_has_no_tags_and_no_citation_numbers():
    rendered = render_lesson("## Head\n\nA &lt;b&gt; *c*.[^t] [D.]{#d}\n" + CITED)
    assert rendered.text == "Head A <b> c . D."


TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "em", "strong", "code", "pre", "hr", "br", "a", "span"),
    *("sup", "sub", "aside", "div", "button", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"id", "class", "href", "role", "data-slot", "type", "popovertarget", "start", "rel", "title"}


def tags_of(html: str) -> list[tuple[str, dict]]:
    found: list[tuple[str, dict]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, dict(attributes)))
    parser.feed(html)
    return found


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<b>bold</b>",
    "[a](javascript:alert(1))",
    "[a](data:text/html,x)",
    "[a](vbscript:x)",
    '[a](https://example.org "onclick=alert(1)")',
    "<https://example.org/\"onmouseover=alert(1)>",
    "&lt;script&gt;",
    "<!-- comment -->",
    "[a]{#b onclick=x}",
    "[a]{.danger style=x}",
    "::: claim \"><script>\n:::",
]  # fmt: skip


@pytest.mark.parametrize("source", HOSTILE)
def test_raw_html_is_shown_as_text_everywhere(source):
    for html in (render_lesson(source).html, render_inline(source)):
        found = tags_of(html)
        assert {tag for tag, _attributes in found} <= TAGS
        assert {name for _tag, attributes in found for name in attributes} <= ATTRIBUTES
        links = [attributes["href"] for _tag, attributes in found if "href" in attributes]
        assert all(link.startswith("https://example.org") for link in links)


def test_raw_html_in_inline_text_keeps_its_letters():
    assert render_inline("a <b>c</b>") == "a &lt;b&gt;c&lt;/b&gt;"
    assert render_lesson("a <b>c</b>").html == "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"


@given(st.text(max_size=200) | st.text("[]{}#^:!*_`<>()|-\n a1", max_size=60))
def test_any_text_becomes_html_of_allowed_tags(source):
    rendered = render_lesson(source)
    assert {tag for tag, _attributes in tags_of(rendered.html)} <= TAGS
    assert {name for _tag, attributes in tags_of(rendered.html) for name in attributes} <= ATTRIBUTES
    assert all(1 <= line <= source.count("\n") + 2 for line, _message in rendered.problems)
    assert {tag for tag, _attributes in tags_of(render_inline(source))} <= {"em", "strong", "code", "a", "br"}


@pytest.mark.parametrize(
    ("source", "html", "words"),
    [
        ("Which **two** are *right*?", "Which <strong>two</strong> are <em>right</em>?", "Which two are right?"),
        ("`code` & <tag>", "<code>code</code> &amp; &lt;tag&gt;", "code & <tag>"),
        (
            "[NATO](https://nato.int)",
            '<a href="https://nato.int" rel="noopener noreferrer">NATO</a>',
            "NATO",
        ),
        ("![x](https://a.org/b.png)", None, None),
        ("# no heading", "# no heading", "# no heading"),
        ("- no list", "- no list", "- no list"),
    ],
)
def test_inline_text_has_emphasis_code_and_links(source, html, words):
    if html is None:
        assert "<img" not in render_inline(source)
    else:
        assert (render_inline(source), plain_rich(source)) == (html, words)


@pytest.mark.parametrize(
    "source",
    [
        "[" * 3000,
        "[a]{#" * 1000,
        "*" * 5000,
        "_a*" * 2000,
        "> " * 500 + "a",
        "[^a]" * 2000,
        "[^" * 50_000,
        "[^" * 12_500 + CITED,
        "`" * 3001,
        "::: claim\n" * 500,
    ],
)
def test_hostile_text_stalls_no_rendering(source):
    with no_stall():
        assert isinstance(render_lesson(source).html, str)


def test_slots_of_html_without_any_are_the_html():
    assert split_slots("<p>A.</p>\n") == [("html", "<p>A.</p>\n")]
    assert split_slots("\n") == []


@pytest.mark.parametrize("block", ["figure key\n", "check key\n\nMore.", "claim opinion\n> A claim.\n\nA reason."])
def test_block_that_is_not_closed_is_told(block):
    name = block.split()[0]
    found = render_lesson(f"Text.\n\n::: {block}").problems
    assert (3, f"the block '::: {name}' is not closed with ':::'") in found
