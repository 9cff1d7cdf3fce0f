import pytest

from lessons.checking import check_texts, unused_passages
from lessons.course_files import read_folder
from lessons.schema import KINDS
from lessons.text import digest
from tests.lessons.helpers import changed, problems_of
from tests.samples import write_course

FIRST, SECOND = "lessons/first.md", "lessons/second.md"


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        (
            changed(FIRST, "term:ally", "term:enemy"),
            ["lessons/first.md:10: there is no term 'enemy'"],
        ),
        (
            changed(FIRST, "::: figure years", "::: figure decades"),
            [
                "figures/years.yaml:1: figure 'years' is used in no text",
                "lessons/first.md:16: there is no figure 'decades'",
            ],
        ),
        (
            changed(SECOND, "lesson:first#one-for-all", "lesson:first#gone"),
            ["lessons/second.md:5: there is no passage 'first#gone'"],
        ),
        (
            changed(SECOND, "lesson:first#one-for-all", "lesson:third"),
            ["lessons/second.md:5: there is no lesson 'third'"],
        ),
        (
            changed(SECOND, "[^t]: treaty", "[^t]: charter"),
            ["lessons/second.md:7: footnote 't' names an unknown source 'charter'"],
        ),
        (
            changed(SECOND, "[^t]: treaty", ""),
            ["lessons/second.md:5: footnote 't' is not defined"],
        ),
        (
            changed(SECOND, "[^t]: treaty", "[^t]: treaty\n[^u]: treaty"),
            ["lessons/second.md:8: footnote 'u' is defined and never used"],
        ),
        (
            changed(SECOND, "See ", "See [this.]{#planned} "),
            ["lessons/second.md:5: passage key 'planned' stands twice"] * 2,
        ),
        (
            changed("introduction.md", "Hello.[^t]", "[Hello.]{#hello}[^t]"),
            ["introduction.md:1: passages and checks stand in lessons only"],
        ),
        (
            changed("introduction.md", "Hello.[^t]", "Hello.[^t]\n\n::: check zzcheck\n:::"),
            ["introduction.md:1: passages and checks stand in lessons only"],
        ),
        (
            changed("introduction.md", "Hello.[^t]", "Hello.[^t]\n\n# Big"),
            ["introduction.md:6: headings in a lesson have level two to four ('##' to '####')"],
        ),
        (
            {"closing.md": "---\ntitle: Bye\n---\nSee [it](lesson:third) and a [term](term:none).\n"},
            ["closing.md:4: there is no lesson 'third'", "closing.md:4: there is no term 'none'"],
        ),
        (
            changed("figures/years.yaml", "sources:\n- treaty", "sources:\n- charter"),
            ["figures/years.yaml:1: there is no source 'charter'"],
        ),
        (
            changed("course.yaml", "- lesson: second", "- lesson: third"),
            ["course.yaml:1: contents name a lesson 'third' that isn't there"],
        ),
        (
            changed("course.yaml", "- quiz: first-quiz", "- quiz: last-quiz"),
            ["course.yaml:1: contents name a quiz 'last-quiz' that isn't there"],
        ),
        (
            changed("course.yaml", "- lesson: second", "- lesson: first"),
            ["course.yaml:1: contents name lesson 'first' twice"],
        ),
    ],
)
def test_reference_that_leads_nowhere_is_told_with_its_line(tmp_path, changes, problems):
    assert problems_of(tmp_path, changes) == problems


@pytest.mark.parametrize("code", ["XX", "ZZ", "JP"])
def test_country_that_the_map_does_not_have_is_told(tmp_path, code):
    tiles = "kind: tile_map\ntitle: T\nsummary: S\ngroups:\n- {key: a, label: A, countries: [NO, %s]}\n"
    changes = {"figures/map.yaml": tiles % code} | changed(
        FIRST, "::: figure years", "::: figure map\n:::\n\n::: figure years"
    )
    assert problems_of(tmp_path, changes) == [f"figures/map.yaml:1: the tile map has no country '{code}'"]


def test_lesson_that_contents_do_not_name_is_a_draft_and_no_problem(tmp_path):
    assert problems_of(tmp_path, changed("course.yaml", "- lesson: second\n", "")) == []


def test_figure_may_stand_on_a_page(tmp_path):
    changes = changed(FIRST, "::: figure years\n:::\n", "") | changed(
        "introduction.md", "Hello.[^t]", "Hello.[^t]\n\n::: figure years\n:::"
    )
    assert problems_of(tmp_path, changes) == []


def test_texts_hold_every_passage_with_its_digest(tmp_path):
    texts = check_texts(read_folder(write_course(tmp_path), KINDS))
    assert sorted(texts.lessons) == ["first", "second"]
    assert texts.passages == {
        "first#one-for-all": digest("An attack on one is an attack on all."),
        "first#each-chooses": digest("Each Ally chooses its action."),
        "second#planned": digest("Defence is planned."),
    }
    assert unused_passages(texts, ["first#one-for-all", "first#gone"]) == ["first#each-chooses", "second#planned"]
