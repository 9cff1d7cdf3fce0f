"""The editor of every kind: what it shows goes back as it is, faults stand at their field, nothing is overwritten."""

import re

import pytest

from lessons.models import Course, Lesson, Revision, Term
from quizzes.models import Evidence, Question
from quizzes.question_types import RECIPES, TYPES
from securityedu.studio.forms import Bound, Row
from securityedu.studio.specs import Spec, Widget
from tests.factories import teacher_of
from tests.samples import DRAWN, MORE, PICTURED, WITH_TEXTS, load_sample
from tests.securityedu.studio.pages import fields_of, send

BASE = "/teach/courses/sample/"


@pytest.fixture
def whole(db, tmp_path, client):
    """The sample course with every type and a picture; the client is its editor's."""
    load_sample(tmp_path, MORE | DRAWN | WITH_TEXTS | PICTURED)
    course = Course.objects.get(key="sample")
    client.force_login(teacher_of(course, "editor"))
    return course


def test_every_object_goes_back_as_it_is(client, whole):
    addresses = [f"questions/{key}/" for key in Question.objects.values_list("key", flat=True)]
    addresses += [f"{kind}/{key}/" for kind, keys in kinds_of(whole).items() for key in keys]
    types = set(Question.objects.values_list("type", flat=True))
    assert types >= {*TYPES, *RECIPES}
    count = Revision.objects.count()
    for address in addresses:
        response = send(client, BASE + address, fields_of(client.get(BASE + address)), do="save")
        assert (address, response.status_code) == (address, 302)
        assert (address, Revision.objects.count()) == (address, count)


def kinds_of(course) -> dict[str, list[str]]:
    sets = {"lessons": "lesson", "quizzes": "quiz", "terms": "term", "sources": "source", "figures": "figure"}
    sets |= {"misconceptions": "misconception", "pages": "page"}
    return {path: list(getattr(course, f"{name}_set").values_list("key", flat=True)) for path, name in sets.items()}


def test_question_is_written_with_keys_made_for_it(client, author, course):
    url = BASE + "questions/new/?type=single_choice&lesson=first"
    page = fields_of(client.get(url))
    page["prompt"] = "What is an Ally?"
    page["choices-0-text"], page["choices-0-correct"] = "A member", "1"
    page["choices-1-text"] = "A neighbour"
    page["explanation"] = "The treaty names its members."
    page.setlist("evidence", ["first#one-for-all"])
    response = send(client, url, page, do="save")
    assert response.status_code == 302
    question = Question.objects.get(key="what-is-an-ally")
    assert response["Location"] == BASE + "questions/what-is-an-ally/"
    assert question.current.content == {
        "key": "what-is-an-ally",
        "type": "single_choice",
        "objective": "goal",
        "prompt": "What is an Ally?",
        "choices": [
            {"key": "a-member", "text": "A member", "correct": True},
            {"key": "a-neighbour", "text": "A neighbour"},
        ],
        "explanation": "The treaty names its members.",
        "evidence": ["first#one-for-all"],
    }
    assert not Evidence.objects.get(question=question).is_stale
    assert Revision.objects.get(key="what-is-an-ally").created_by == author


def test_next_question_has_the_same_lesson_and_type(client, author):
    url = BASE + "questions/zzsingle/"
    response = send(client, url, fields_of(client.get(url)), do="save_new")
    assert response["Location"] == BASE + "questions/new/?type=single_choice&lesson=first"


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(client, author):
    url = BASE + "questions/new/?type=single_choice&lesson=first"
    page = fields_of(client.get(url))
    page["choices-0-text"], page["choices-1-text"] = "Kept", "Kept, too"
    html = send(client, url, page, do="save", choices__1__fraction="lots").content.decode()
    assert "Must not be empty" in html and "Kept, too" in html and 'value="lots"' in html
    assert html.count("autofocus") == 1
    assert html.index('id="f-prompt"') < html.index("autofocus") < html.index('id="f-choices-0-text"')
    assert not Question.objects.filter(key="item").exists()


FOCUSED = re.compile(r"<[^>]*autofocus[^>]*>")


@pytest.mark.parametrize(
    "changes, focused",
    [
        ({}, 'id="h-choices" class="studio-help" tabindex="-1"'),  # no choice at all
        ({"choices__0__text": "One", "choices__1__text": "Two"}, 'class="alert alert-danger"'),  # none is right
        ({"choices__0__text": "One", "choices__1__feedback": "Why not"}, 'id="f-choices-1-text"'),
    ],
)
def test_focus_goes_to_what_is_wrong_first(client, author, changes, focused):
    url = BASE + "questions/new/?type=single_choice&lesson=first"
    page = fields_of(client.get(url))
    page["prompt"], page["explanation"] = "What is it?", "The treaty says so."
    (tag,) = FOCUSED.findall(send(client, url, page, do="save", **changes).content.decode())
    assert focused in tag


@pytest.mark.parametrize(
    "type_name, changes, told",
    [
        ("ordering", {"items__0__text": "Only one"}, "There must be at least 3"),
        ("numerical", {"answers__0__value": "many"}, "Must be a number"),
        ("numerical", {"answers__0__value": "1", "answers__0__tolerance": "-1"}, "Must be at least 0"),
        ("essay", {"min_words": "some"}, "Must be a whole number"),
    ],
)
def test_what_is_wrong_is_told_in_the_words_of_the_form(client, author, type_name, changes, told):
    url = BASE + f"questions/new/?type={type_name}&lesson=first"
    html = send(client, url, fields_of(client.get(url)), do="save", **changes).content.decode()
    assert told in html and "Input should" not in html and "Tuple" not in html


def test_row_that_is_wrong_as_a_whole_gets_the_focus(client, author):
    url = BASE + "questions/new/?type=numerical&lesson=first"
    page = fields_of(client.get(url))
    page["prompt"], page["explanation"] = "How many?", "The treaty says so."
    changes = {"answers__0__value": "0", "answers__0__tolerance": "1", "answers__0__tolerance_type": "geometric"}
    (tag,) = FOCUSED.findall(send(client, url, page, do="save", **changes).content.decode())
    assert tag.startswith('<li class="studio-row" id="f-answers-0" tabindex="-1"')


def test_what_is_wrong_is_never_folded_away():
    spec = Spec("hints", Widget.ROWS, rare=True)
    wrong = Bound(spec, "hints-0-text", "Too long", ["Too long"])
    assert Bound(spec, "hints", rows=[Row("hints-0", [wrong])]).is_open
    assert Bound(spec, "hints", rows=[Row("hints-0", [], ["Both at once"])]).is_open
    assert Bound(spec, "group", fields=[Bound(spec, "inner", fields=[wrong])]).is_open
    assert not Bound(spec, "group", fields=[Bound(spec, "inner", "usual")]).is_open


def test_what_would_break_the_course_is_told_with_the_whole(client, author):
    url = BASE + "lessons/first/"
    page = fields_of(client.get(url))
    html = send(client, url, page, do="save", body="No passage any more.").content.decode()
    assert "there is no passage" in html and "No passage any more." in html
    assert "one-for-all" in Lesson.objects.get(key="first").body


def test_rows_are_added_moved_and_taken_away_without_saving(client, author):
    url = BASE + "questions/zzordering/"
    page = fields_of(client.get(url))
    before = [page[f"items-{index}-text"] for index in range(3)]

    def after(**do):
        found = fields_of(send(client, url, page, **do))
        return [
            value
            for name, values in found.lists()
            for value in values
            if name.startswith("items-") and name.endswith("-text")
        ]

    assert after(do="down:items-0")[:3] == [before[1], before[0], before[2]]
    assert before[0] not in after(do="remove:items-0")
    assert len(after(do="add:items")) == len(after(do="refresh")) + 1 or after(do="add:items")[-1] == ""
    for nonsense in ("up:nothing-3", "remove:items-99", "add:", "remove:prompt-0", "down:items", "add:items-0"):
        assert after(do=nonsense)[:3] == before
    assert Question.objects.get(key="zzordering").versions.count() == 1


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(client, author):
    url = BASE + "terms/ally/"
    mine, theirs = fields_of(client.get(url)), fields_of(client.get(url))
    assert send(client, url, theirs, do="save", definition="Theirs.").status_code == 302
    response = send(client, url, mine, do="save", definition="Mine.")
    html = response.content.decode()
    assert "Somebody else saved this meanwhile" in html and "Theirs</del>" in html and "Mine." in html
    assert Term.objects.get(key="ally").definition == "Theirs."
    assert send(client, url, fields_of(response), do="overwrite").status_code == 302
    assert Term.objects.get(key="ally").definition == "Mine."


def test_key_of_something_archived_is_not_taken_again(client, author, course):
    Term.objects.create(course=course, key="pact", term="Pact", definition="Old.", archived=True)
    url = BASE + "terms/new/"
    page = fields_of(client.get(url))
    assert send(client, url, page, do="save", term="Pact", definition="New.").status_code == 302
    assert list(Term.objects.filter(term="Pact").values_list("key", "definition")) == [
        ("pact", "Old."),
        ("pact-2", "New."),
    ]


def test_type_that_a_slot_draws_is_kept(client, author, tmp_path):
    drawn = "title: Drawn\nslots:\n- draw: {lesson: first, type: matching}\n"
    load_sample(tmp_path / "drawn", {"quizzes/first-quiz.yaml": drawn}, theirs=True)
    url = BASE + "quizzes/first-quiz/"
    assert send(client, url, fields_of(client.get(url)), do="save", title="Other").status_code == 302
    slot = Course.objects.get(key="sample").quiz_set.get(title="Other").slots.get()
    assert (slot.draw_type, slot.draw_use) == ("matching", "quiz")


def test_figure_can_be_made_before_a_text_names_it(client, author):
    url = BASE + "figures/new/"
    page = fields_of(send(client, url, fields_of(client.get(url)), do="refresh", kind="bar_chart"))
    page["title"], page["summary"], page["unit"] = "Bars", "A bar.", "troops"
    page["bars-0-label"], page["bars-0-value"] = "One", "1,5"
    assert send(client, url, page, do="save").status_code == 302
    figure = Course.objects.get(key="sample").figure_set.get(key="bars")
    assert figure.data["bars"] == [{"label": "One", "value": "1.5", "note": ""}]


def test_preview_shows_what_was_typed_and_saves_nothing(client, author):
    url = BASE + "lessons/first/"
    html = send(client, url, fields_of(client.get(url)), do="preview", body="A **bold** word.").content.decode()
    assert "<strong>bold</strong>" in html
    assert "bold" not in Lesson.objects.get(key="first").body


def test_preview_of_a_question_shows_it_asked_and_answered(client, author):
    html = client.get(BASE + "questions/zzsingle/").content.decode()
    assert "After the right answer" in html and html.count('class="question"') == 2


def test_what_is_archived_can_be_brought_back(client, author):
    url = BASE + "terms/ally/archive/"
    assert client.post(url).status_code == 302
    assert not Term.objects.get(key="ally").archived  # a lesson names it
    lesson = BASE + "lessons/second/archive/"
    assert "It is in the course. Make it a draft" in client.post(lesson, follow=True).content.decode()
    client.post(BASE, {"do": "out:2"})
    client.post(lesson)
    assert Lesson.objects.get(key="second").archived
    opened = client.get(BASE + "lessons/second/", follow=True)
    assert opened.redirect_chain == [(BASE + "lessons/second/history/", 302)]
    assert f'action="{lesson}"' in opened.content.decode() and "Bring back" in opened.content.decode()
    client.post(lesson, {"do": "bring_back"})
    assert not Lesson.objects.get(key="second").archived


def test_archiving_twice_leaves_it_archived(client, author):
    """The button pressed twice, or by two editors, undoes nothing."""
    client.post(BASE, {"do": "out:2"})
    url = BASE + "lessons/second/archive/"
    for do, archived in (("", True), ("", True), ("bring_back", False), ("bring_back", False)):
        client.post(url, {"do": do})
        assert Lesson.objects.get(key="second").archived is archived


def test_bank_with_questions_keeps_its_lesson(client, author):
    client.post(BASE, {"do": "out:0"})
    html = client.post(BASE + "lessons/first/archive/", follow=True).content.decode()
    assert "Its bank holds questions. Move them to another lesson, or archive them, first." in html
    assert not Lesson.objects.get(key="first").archived


def test_saved_draft_is_told_from_what_is_in_the_course(client, author):
    for kind, key in [("lessons", "second"), ("quizzes", "first-quiz")]:
        url = f"{BASE}{kind}/{key}/"
        fields = fields_of(client.get(url))
        for_course = client.post(url, fields | {"do": "save"}, follow=True).content.decode()
        assert "Saved." in for_course and "It is a draft" not in for_course
    client.post(BASE, {"do": "out:2"})
    url = f"{BASE}lessons/second/"
    html = client.post(url, fields_of(client.get(url)) | {"do": "save"}, follow=True).content.decode()
    assert "Saved. It is a draft: put it into the course" in html


def test_lesson_leads_to_its_page_and_to_its_questions(client, author):
    client.post(BASE, {"do": "out:2"})
    html = client.get(f"{BASE}lessons/second/").content.decode()
    assert f'<a href="{BASE}questions/new/?lesson=second">' in html
    assert '<option value="second" selected>' in client.get(f"{BASE}questions/new/?lesson=second").content.decode()
    address = re.search(r'<a href="([^"]*)">See it as a learner</a>', html)[1]
    assert client.get(address).context["lesson"].key == "second"
    assert "See it as a learner" not in client.get(f"{BASE}lessons/new/").content.decode()


def test_lesson_without_objectives_is_told_at_its_question(client, author, course):
    url = f"{BASE}questions/new/?lesson=first&type=true_false"
    told = "Add an objective to the lesson"
    assert told not in client.get(url).content.decode()
    Lesson.objects.filter(key="first").update(objectives=[])
    html = client.get(url).content.decode()
    assert told in html and f'href="{BASE}lessons/first/#add-objectives"' in html


@pytest.mark.parametrize("do", ["up:choices-" + "9" * 5000, "add:" + "9" * 5000, "add:tags", "add:choices-0-text"])
def test_a_button_that_no_page_has_changes_nothing_that_hurts(client, course, author, do):
    """Numbers beyond what Python reads, and rows for fields that have none."""
    response = client.post(BASE + "questions/new/?type=single_choice&lesson=first", {"prompt": "Which?", "do": do})
    assert (response.status_code, response.context["editor"].data["prompt"]) == (200, "Which?")


@pytest.mark.parametrize("field", ["slots-0-points", "slots-0-count"])
def test_a_quiz_with_a_number_beyond_all_columns_says_so(client, course, author, field):
    number = "9" * 60
    sent = {"title": "Long", "slots-0-draw-lesson": "first", field: number, "do": "save"}
    response = client.post(BASE + "quizzes/new/", sent)
    assert (response.status_code, bool(response.context["editor"].faults)) == (200, True)
