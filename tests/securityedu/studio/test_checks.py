"""What an author is told while she writes: by the rendered text and the course, without saving."""

import pytest

from lessons.models import Lesson
from quizzes.models import Question
from securityedu.studio.checks import findings, level
from securityedu.studio.previews import written
from tests.securityedu.studio.pages import fields_of, send

LESSON = "/teach/courses/sample/lessons/first/"


@pytest.fixture
def told(course):
    """The findings of a lesson with this text; those that keep it from being saved with "!"."""

    def told(body, key="", **data):
        data = {"body": body, "objectives": [{"key": "o", "text": "Do."}], "minutes": 1} | data
        text = written(course, key, data, is_page=data.get("is_page", False))
        return [f"{'!' * each.severe}{each.text}" for each in findings(text)]

    return told


def test_sound_text_has_no_findings(told):
    assert told("Plain words stand here.\n\n## A heading\n\nMore of them.") == []


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        ("### Too deep", "!Line 1: a heading skips a level."),
        ("A [word](term:nothing).", "!There is no term “nothing”."),
        ("A [way](lesson:nothing).", "!There is no lesson “nothing”."),
        ("A [way](lesson:first#nothing).", "!There is no passage “first#nothing”."),
        ("::: figure nothing\n:::", "!There is no figure “nothing”."),
        ("::: check zzsingle\n:::", "!There is no check “zzsingle”."),
        ("![](picture:nothing)", "!There is no picture “nothing”."),
        (
            "Fact.[^a]\n\n[^a]: nothing, page 1",
            "!The footnote “a” cites “nothing”, which is no source of this course.",
        ),
        ("In 1949 it began.", "No source: “In 1949 it began.”"),
        ("[It helps.]{#helps}", "No source: “It helps.”"),
    ],
)
def test_finding_is_told(told, body, finding):
    assert finding in told(body)


@pytest.mark.parametrize(
    "body", ["A [word](term:ally).", "A [way](lesson:first#one-for-all).", "::: check zzcheck\n:::"]
)
def test_what_is_there_is_known(told, body):
    assert told(body) == []


def test_more_facts_without_a_source_are_counted(told):
    assert told(" ".join(f"In 194{n} it began." for n in range(9)))[-1] == "4 more sentences with facts have no source."


def test_lesson_without_objective_or_of_another_length_is_told(told):
    assert told("Words.", objectives=[]) == ["It has no objective: say what somebody can do after this lesson."]
    assert told("Words.", minutes=30) == ["Reading takes about 1 minute, you say 30."]
    assert told("Words.", minutes="soon") == []


@pytest.mark.parametrize("words", ["image", "IMG_1234.jpg", "Picture 1", "photo.png"])
def test_picture_with_words_that_say_nothing_is_told(told, words):
    assert "The words of the picture “flags” don't say what it shows." in told(f"![{words}](picture:flags)")
    assert not any("don't say" in each for each in told("![Three flags](picture:flags)"))


def test_questions_that_a_change_makes_stale_are_named(told):
    body = Lesson.objects.get(key="first").body
    assert [each for each in told(body, "first") if "looked at again" in each] == []
    found = [each for each in told(body.replace("An attack on one", "Whoever attacks"), "first") if "again" in each]
    count = Question.objects.filter(evidence__passage__key="one-for-all").count()
    assert count > 5 and len(found) == 1
    assert found[0].startswith(f"The words of “one-for-all” change; {count} questions are to be looked at again: ")
    assert "What is an attack on one?" in found[0] and found[0].endswith(" · …")


def test_passage_that_goes_makes_its_questions_stale(told):
    gone = [each for each in told("Nothing is left.", "first") if "again" in each]
    assert len(gone) == len({"one-for-all", "each-chooses"})


def test_level_counts_words(course):
    found = level(written(course, "", {"body": "One two three. Four five."}))
    assert (found.words, found.minutes, found.words_per_sentence) == (5, 1, 2.5)


def test_preview_tells_findings_and_saves_nothing(client, author):
    before = Lesson.objects.get(key="first").body
    html = send(client, LESSON, fields_of(client.get(LESSON)), do="preview", body="In 1949 it began.").content.decode()
    assert "No source: “In 1949 it began.”" in html
    assert Lesson.objects.get(key="first").body == before


def test_preview_for_the_script_is_the_preview_alone(client, author):
    page = fields_of(client.get(LESSON))
    page["do"], page["body"] = "preview", "A **bold** word."
    data = page.urlencode()
    answer = client.post(LESSON, data, "application/x-www-form-urlencoded", headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert html.startswith('<section id="preview"') and "<strong>bold</strong>" in html and "<form" not in html


@pytest.mark.parametrize("length", [1, 3])
def test_preview_takes_as_many_statements_for_a_longer_text(client, author, django_assert_num_queries, length):
    page = fields_of(client.get(LESSON))
    page["do"], page["body"] = "preview", "A [word](term:ally).[^t] ::: \n\n" * length + "[^t]: treaty"
    with django_assert_num_queries(10):
        client.post(LESSON, page.urlencode(), "application/x-www-form-urlencoded", headers={"HX-Request": "true"})
