"""Pictures in texts: how they are written, and what a page makes of them."""

import pytest

from lessons import pictures
from lessons.markup import render_inline, render_lesson
from lessons.rich import plain_rich

FLAG = {"file": "a.png", "alt": 'A "flag" & more', "credit": "Ada <b>", "licence": "CC0", "width": 40, "height": 30}
SHOWN = {"flag": FLAG, "map": FLAG | {"alt": "A map", "credit": "", "licence": ""}}
IMG = '<img class="pictured" src="/media/a.png" alt="{}" width="40" height="30" loading="lazy">'


def page(source: str) -> str:
    rendered = render_lesson(source)
    assert rendered.problems == []
    return pictures.fill(rendered.html, SHOWN, "/media/")


def inline(source: str) -> str:
    return pictures.fill(render_inline(source), SHOWN, "/media/")


def test_stored_html_names_the_picture_and_no_address():
    rendered = render_lesson("See ![](picture:flag).")
    assert rendered.html == '<p>See <img data-picture="flag" alt="">.</p>\n'
    assert rendered.keys_of("picture") == ["flag"]


def test_picture_without_words_is_told_in_its_own():
    assert inline("![](picture:flag)") == IMG.format("A &quot;flag&quot; &amp; more")


def test_words_in_the_text_come_before_the_picture_s_own():
    assert inline("![The flag](picture:flag)") == IMG.format("The flag")


def test_paragraph_of_one_picture_is_a_figure_with_caption_and_credit():
    assert page('![](picture:flag "Seen <here>")') == (
        f'<figure class="picture">{IMG.format("A &quot;flag&quot; &amp; more")}<figcaption>Seen &lt;here&gt; '
        '<span class="picture__credit">Ada &lt;b&gt;, CC0</span></figcaption></figure>\n'
    )


def test_figure_without_caption_and_credit_has_no_empty_line_below():
    assert page("![](picture:map)") == f'<figure class="picture">{IMG.format("A map")}</figure>\n'


def test_picture_in_a_line_is_made_low_and_one_that_stands_alone_is_not():
    tall = {"flag": FLAG | {"width": 600, "height": 1280}}
    assert 'width="150" height="320"' in pictures.fill(render_inline("![](picture:flag)"), tall, "/media/")
    assert 'width="600" height="1280"' in pictures.fill(render_lesson("![](picture:flag)").html, tall, "/media/")


@pytest.mark.parametrize("source", ["![](picture:map) ![](picture:flag)", "- ![](picture:map)", "A ![](picture:map)"])
def test_picture_among_other_things_is_no_figure(source):
    assert "<figure" not in page(source)


def test_picture_stands_in_tables_claims_and_links():
    assert page("| A |\n|---|\n| ![](picture:map) |\n").count("<img") == 1
    assert page("::: claim vague\n![](picture:map)\n:::\n").count("<figure") == 1
    assert page("[![](picture:map)](https://example.org/)").count("<img") == 1


def test_picture_that_is_gone_leaves_its_words():
    assert inline("A ![lost flag](picture:lost) and ![](picture:lost).") == "A lost flag and ."


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a.png", "/media/a.png", "a.png", "picture:", "picture:../a", "picture:A", "data:image/png,x"],
)
def test_picture_from_elsewhere_is_never_loaded(address):
    source = f"![x]({address})"
    assert "<img" not in inline(source) and "<img" not in pictures.fill(render_lesson(source).html, SHOWN, "/media/")


@pytest.mark.parametrize("forged", ['<img data-picture="flag" alt="">', '<img src="/media/a.png">'])
def test_html_in_a_text_or_in_its_words_shows_no_picture(forged):
    assert "<img" not in inline(forged)
    assert inline(f"![{forged}](picture:flag)").count("<img") == 1


def test_code_that_looks_like_a_picture_is_code():
    assert inline("`![](picture:flag)`") == "<code>![](picture:flag)</code>"


def test_words_cannot_leave_their_attribute():
    html = inline('![" onload="alert(1)](picture:flag)')
    assert html == IMG.format("&quot; onload=&quot;alert(1)")


def test_picture_is_told_in_words_where_none_can_stand():
    assert plain_rich("Is it ![](picture:flag) or ![that](picture:map)?", SHOWN) == 'Is it A "flag" & more or that?'
    assert plain_rich("![](picture:flag)") == ""


def test_text_that_is_shown_as_written_tells_its_pictures():
    told = pictures.told_in("1: ![](picture:map); 2: ![this](picture:flag 'T'); ![](picture:x)", SHOWN)
    assert told == "1: A map; 2: this; "
