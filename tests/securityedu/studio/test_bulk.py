"""The same change to many questions of the bank, and questions as a file."""

import pytest

from lessons.models import Course, Revision
from quizzes.models import Question
from tests.factories import UserFactory, teacher_of
from tests.quizzes.services.helpers import start
from tests.samples import WITH_TEXTS, load_sample
from tests.securityedu.studio.pages import fields_of, send

BASE = "/teach/courses/sample/"


def change(client, *chosen, do, follow=True, **more):
    """What the page says that follows, or why nothing was changed."""
    response = client.post(BASE + "questions/?type=numerical", {"chosen": chosen, "do": do, **more}, follow=follow)
    if not follow:
        return response
    return " ".join([str(message) for message in response.context["messages"]] or complaints(response))


def complaints(response) -> list[str]:
    return [message for found in response.context["bulk"].errors.values() for message in found]


def tags(*keys) -> list:
    return [Question.objects.get(key=key).tags for key in keys]


def test_tags_are_given_and_taken_away(client, author):
    assert change(client, "zzsingle", "zzshort", do="tag", tag="law") == "2 questions changed."
    assert tags("zzsingle", "zzshort", "zznumber") == [["law"], ["law"], []]
    assert change(client, "zzsingle", "zznumber", do="tag", tag="law") == "1 question changed."
    assert Revision.objects.filter(kind="question", created_by=author).count() == 3
    change(client, "zzsingle", "zznumber", do="untag", tag="law")
    assert tags("zzsingle", "zzshort", "zznumber") == [[], ["law"], []]


def test_way_back_is_to_the_list_as_it_was(client, author):
    response = change(client, "zzsingle", do="tag", tag="law", follow=False)
    assert response["Location"] == BASE + "questions/?type=numerical"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"do": "tag"}, "Which tag?"),
        ({"do": "tag", "tag": "Law!"}, "Enter a valid value."),
        ({"do": "move"}, "To which lesson?"),
        ({"do": "explain", "explanation": " "}, "Which explanation?"),
        ({"do": "burn"}, "is not one of the available choices"),
        ({"do": "tag", "tag": "law", "chosen": []}, "This field is required."),
        ({"do": "tag", "tag": "law", "chosen": ["nothing"]}, "is not one of the available choices"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_changed(client, author, sent, words):
    data = {"chosen": ["zzsingle"], **sent}
    response = client.post(BASE + "questions/", data)
    assert words in " ".join(complaints(response))
    assert response.content.decode().count(" autofocus") >= 1
    assert not Revision.objects.filter(created_by=author).exists()


def test_questions_move_with_an_objective_of_their_new_lesson(client, author, course):
    lesson = course.lesson_set.get(key="second")
    lesson.objectives = [{"key": "aim", "text": "Know it"}]
    lesson.save()
    assert change(client, "zzsingle", "zzshort", do="move", lesson="second") == "2 questions changed."
    moved = Question.objects.filter(lesson=lesson)
    assert {row.key: (row.objective, row.current.content["objective"]) for row in moved} == {
        "zzsingle": ("aim", "aim"),
        "zzshort": ("aim", "aim"),
    }


def test_what_would_break_the_course_changes_nothing(client, author):
    words = change(client, "zzsingle", "zzshort", do="draft")
    assert words.startswith("Nothing was changed: first-quiz: slot 1: ") and "'zzsingle' is a draft" in words
    assert not Question.objects.filter(draft=True).exists()
    assert "Nothing was changed" in change(client, "zzcheck", do="archive")
    assert not Question.objects.get(key="zzcheck").archived


def test_drafts_are_made_ready_only_when_nothing_is_missing(client, author):
    question = Question.objects.get(key="zzshort")
    client.post(BASE, {"do": "out:1"})  # the quiz that asks it
    content = {name: value for name, value in question.current.content.items() if name != "explanation"}
    question.versions.update(content=content | {"draft": True, "key": "zzshort"})
    Question.objects.filter(pk=question.pk).update(draft=True)
    words = change(client, "zzshort", do="ready")
    assert "zzshort: missing key 'explanation'" in words
    question.versions.update(content=content | {"draft": True, "explanation": "So."})
    assert change(client, "zzshort", do="ready") == "1 question changed."
    assert not Question.objects.get(key="zzshort").draft


def test_those_without_an_explanation_get_one(client, author):
    bare = Question.objects.get(key="zzshort")
    client.post(BASE, {"do": "out:1"})  # the quiz that asks it
    content = {name: value for name, value in bare.current.content.items() if name != "explanation"}
    bare.versions.update(content=content | {"draft": True})
    Question.objects.filter(pk=bare.pk).update(draft=True)
    assert change(client, "zzshort", "zzsingle", do="explain", explanation="See *the lesson*.") == "1 question changed."
    assert change(client, "zzshort", do="ready") == "1 question changed."
    said = Question.objects.filter(key__in=("zzshort", "zzsingle")).values_list("key", "current__content__explanation")
    assert dict(said) == {"zzshort": "See *the lesson*.", "zzsingle": "One for all."}


def test_refused_change_keeps_what_was_chosen_and_typed(client, author):
    data = {"chosen": ["zzsingle", "zznumber"], "do": "draft", "explanation": "Typed <already>"}
    html = client.post(BASE + "questions/?type=numerical", data).content.decode()
    assert "Nothing was changed" in html and "Typed &lt;already&gt;" in html
    assert '<option value="draft" selected>' in html
    assert 'value="zznumber" form="bulk" checked>' in html


def test_list_of_what_is_archived_offers_no_change(client, author):
    Question.objects.filter(key="zzshort").update(archived=True)
    html = client.get(BASE + "questions/?state=archived").content.decode()
    assert "Bring back" in html and 'id="bulk"' not in html


def test_bank_offers_what_can_be_done(client, author):
    html = client.get(BASE + "questions/").content.decode()
    assert 'form="bulk"' in html and 'value="zzsingle"' in html and "Move to the lesson" in html


def test_export_says_first_what_the_file_lacks(client, author):
    html = client.get(BASE + "export/?form=gift&lesson=first").content.decode()
    assert "<code>zzsingle</code>" in html and "its objective" in html
    response = client.get(BASE + "export/file/?form=gift&lesson=first")
    assert response["Content-Disposition"] == 'attachment; filename="sample.gift.txt"'
    assert b"What is an attack on one?" in response.content


def test_chosen_questions_are_exported_alone(client, author):
    response = change(client, "zzsingle", "zzshort", do="export", follow=False)
    assert response["Location"] == BASE + "export/?chosen=zzsingle&chosen=zzshort"
    assert "2 questions were chosen." in client.get(response["Location"]).content.decode()
    content = client.get(BASE + "export/file/?form=own&chosen=zzsingle&chosen=zzshort").content.decode()
    assert content.count("- key: zzs") == 2 and "zznumber" not in content


@pytest.mark.parametrize("query", ["", "form=poem", "form=gift&lesson=nothing"])
def test_export_of_what_is_not_there_leads_back_to_the_form(client, author, query):
    assert client.get(f"{BASE}export/?{query}").status_code == 200
    assert client.get(f"{BASE}export/file/?{query}")["Location"] == BASE + "export/"


# --- points ----------------------------------------------------------------------------------------------------------


def points(course, quiz="first-quiz") -> dict:
    rows = course.quiz_set.get(key=quiz).slots.exclude(question=None)
    return {key: str(each) for key, each in rows.values_list("question__key", "points")}


def test_points_are_set_in_the_slots_that_name_the_questions(client, author, course):
    before = points(course)
    words = change(client, "zzsingle", "zzshort", "zzcheck", do="points", points="2.5")
    assert words.startswith("Points changed in 2 slots of 1 quiz. 1 of the questions stands in no quiz")
    assert points(course) == before | {"zzsingle": "2.50", "zzshort": "2.50"}
    assert Revision.objects.get(created_by=author).kind == "quiz"
    assert not Question.objects.get(key="zzsingle").versions.filter(number__gt=1).exists()
    assert change(client, "zzsingle", do="points", points="2.5") == "Points changed in 0 slots of 0 quizzes."
    assert Revision.objects.filter(created_by=author).count() == 1


def test_attempts_that_have_begun_keep_their_points(client, author, course, quiz):
    attempt = start(quiz, UserFactory())
    held = attempt.answers.get(version__question__key="zzsingle").points
    change(client, "zzsingle", do="points", points="7")
    assert (held, points(course)["zzsingle"]) != (7, str(held))
    assert attempt.answers.get(version__question__key="zzsingle").points == held
    assert start(quiz, UserFactory()).answers.get(version__question__key="zzsingle").points == 7


def test_points_of_draws_and_texts_stay(db, tmp_path, client):
    load_sample(tmp_path, WITH_TEXTS)
    course = Course.objects.get(key="sample")
    client.force_login(teacher_of(course))
    texts = course.question_set.filter(type="description").values_list("key", flat=True)
    before = points(course, "texts")
    change(client, *texts, do="points", points="3")
    assert texts and points(course, "texts") == before


@pytest.mark.parametrize("sent", ["", "-1", "x", "1001", "0.001"])
def test_odd_points_change_nothing(client, author, course, sent):
    before = points(course)
    assert change(client, "zzsingle", do="points", points=sent)
    assert points(course) == before and not Revision.objects.filter(created_by=author).exists()


def test_no_points_at_all_can_be_set(client, author, course):
    change(client, "zzsingle", do="points", points="0")
    assert points(course)["zzsingle"] == "0.00"


def test_editor_that_was_open_does_not_undo_points(client, author, course):
    address = "/teach/courses/sample/quizzes/first-quiz/"
    fields = fields_of(client.get(address))
    change(client, "zzsingle", do="points", points="9")
    html = send(client, address, fields, do="save", title="Other").content.decode()
    assert "Somebody else saved this meanwhile" in html and points(course)["zzsingle"] == "9.00"
