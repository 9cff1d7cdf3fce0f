"""Building a quiz: what the buttons do to it, what is found in the bank, what is told of slots."""

from decimal import Decimal
from html import unescape

import pytest

from lessons.models import Course
from quizzes.models import Question, Quiz
from quizzes.quiz_entry import CONTRADICTIONS
from securityedu.studio.wording import in_form_words
from tests.factories import AttemptFactory, QuestionFactory, UserFactory
from tests.samples import FILES, MORE, load_sample
from tests.securityedu.studio.pages import fields_of, send

URL = "/teach/courses/sample/quizzes/first-quiz/"
NEW = "/teach/courses/sample/quizzes/new/"
QUIZ = "quizzes/first-quiz.yaml"


def sent(client, url=URL, do="refresh", **changes):
    """What the page becomes after a button, with other fields changed before."""
    return send(client, url, fields_of(client.get(url)), do=do, **changes)


def slots_in(response) -> list[str]:
    """The question of each slot in the form, or "draw"."""
    page = fields_of(response)
    rows: dict[str, str] = {}
    for name in page:
        if name.startswith("slots-"):
            number, _, field = name.removeprefix("slots-").partition("-")
            rows.setdefault(number, "draw")
            if field == "question":
                rows[number] = page[name]
    return list(rows.values())


def focused(response) -> str:
    """The id of what has the focus."""
    html = response.content.decode()
    assert html.count(" autofocus") == 1
    tag = html[: html.index(" autofocus")].rsplit("<", 1)[1]
    return tag.split('id="')[1].split('"')[0]


def test_slots_are_rows_without_a_list_of_all_questions(client, author):
    html = client.get(URL).content.decode()
    assert slots_in(client.get(URL))[:2] == ["zzsingle", "zzmultiple"]
    assert html.count('name="slots-0-question"') == 1 and 'type="hidden" name="slots-0-question"' in html
    assert 'href="/teach/courses/sample/questions/zzsingle/" target="_blank"' in html


def test_question_is_added_from_what_was_found(client, author):
    response = sent(client, NEW, "add:zzshort")
    assert slots_in(response) == ["zzshort"]
    html = response.content.decode()
    assert "In the quiz" in html and 'id="add-zzshort"' not in html
    assert focused(response) == "add-zznumber"
    assert Quiz.objects.count() == 1


def test_many_are_added_at_once_and_none_twice(client, author):
    page = fields_of(sent(client, NEW, "add:zzshort"))
    page["title"] = "Ten"
    response = send(client, NEW, page, do="add_chosen", find__add=["zzshort", "zzsingle", "zznumber"])
    assert slots_in(response) == ["zzshort", "zzsingle", "zznumber"]
    assert focused(response) == "find-q"
    saved = send(client, NEW, fields_of(response), do="save")
    assert saved["Location"] == "/teach/courses/sample/quizzes/ten/"
    assert [slot.question.key for slot in Quiz.objects.get(key="ten").slots.all()] == slots_in(response)


@pytest.mark.parametrize(
    ("do", "order", "focus"),
    [
        ("up:slots-1", ["zzmultiple", "zzsingle", "zztruefalse"], "down-q-zzmultiple"),
        ("up:slots-2", ["zzsingle", "zztruefalse", "zzmultiple"], "up-q-zztruefalse"),
        ("down:slots-0", ["zzmultiple", "zzsingle", "zztruefalse"], "down-q-zzsingle"),
        ("remove:slots-0", ["zzmultiple", "zztruefalse", "zzshort"], "remove-q-zzmultiple"),
    ],
)
def test_row_is_moved_and_the_focus_goes_with_it(client, author, do, order, focus):
    response = sent(client, do=do)
    assert (slots_in(response)[:3], focused(response)) == (order, focus)
    assert Quiz.objects.get().slots.first().question.key == "zzsingle"


@pytest.mark.parametrize(
    "do", ["up:slots-99", "up:slots-", "remove:slots-x", "add:", "draw", "preset:poem", "add:slots-0"]
)
def test_button_that_names_nothing_changes_no_slot(client, author, do):
    response = sent(client, do=do)
    assert response.status_code == 200
    assert [each for each in slots_in(response) if each.startswith("zz")] == list(
        Quiz.objects.get().slots.values_list("question__key", flat=True)
    )


def test_preset_sets_its_settings_and_leaves_nothing_of_another(client, author):
    exam = fields_of(sent(client, do="preset:exam"))
    assert (exam["attempts"], exam["time_limit_minutes"], exam["pass_percent"]) == ("1", "60", "60")
    assert exam.getlist("review-later") == ["maximum", "score", "overall"] and "review-closed-usual" in exam
    practice = fields_of(send(client, URL, exam, do="preset:practice"))
    assert (practice["attempts"], practice["time_limit_minutes"], practice["behaviour"]) == ("0", "0", "interactive")
    assert "graded" not in practice and "review-later-usual" in practice
    assert send(client, URL, practice, do="save").status_code == 302
    assert not Quiz.objects.get().graded


@pytest.mark.parametrize(
    ("ticks", "shown"),
    [
        ({"review__later": ["attempt", "maximum"]}, {"later": ["attempt", "maximum"]}),
        ({"review__later": ["attempt", "maximum"], "review__later__usual": ""}, {"later": ["attempt", "maximum"]}),
        ({"review__later": [], "review__later__usual": ""}, {"later": []}),
        ({"review__later": []}, {}),
        ({}, {}),
    ],
)
def test_ticks_of_the_review_stand_for_what_they_show(client, author, ticks, shown):
    page = fields_of(client.get(URL))
    assert len(page.getlist("review-later")) == 8 and page["review-later-usual"] == "1"
    assert send(client, URL, page, do="save", **ticks).status_code == 302
    assert Quiz.objects.get().review == shown


def test_page_says_what_each_preset_sets(client, author):
    html = client.get(URL).content.decode()
    assert "Counts: no" in html and "Time limit in minutes (0 is none): 60" in html
    assert "Later: points that could be had, points, feedback by grade" in html


def test_draw_counts_what_matches_besides_slots_of_their_own(client, author):
    response = sent(client, do="draw:first")
    html = response.content.decode()
    assert slots_in(response)[-1] == "draw" and "0 match" in html
    assert focused(response) == "f-slots-8-draw-lesson"
    assert "Slot 9: draws 1, and 0 match." in html
    page = fields_of(sent(client, do="remove:slots-0"))
    html = send(client, URL, page, do="draw:first").content.decode()
    assert "1 matches" in html and "Slot 8: takes all that match" in html


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"slots__0__draw__lesson": "second"}, "0 match"),
        ({"slots__0__draw__lesson": ""}, "Choose a lesson"),
        ({"slots__0__draw__objective": "goal"}, "3 match"),
        ({"slots__0__draw__type": "matching"}, "1 matches"),
        ({"slots__0__draw__use": "check"}, "1 matches"),
        ({"slots__0__draw__tag": "nowhere"}, "0 match"),
    ],
)
def test_count_follows_what_is_chosen(client, author, changes, said):
    response = send(client, NEW, fields_of(sent(client, NEW, "draw:first")), do="refresh", **changes)
    assert said in response.content.decode()


SECTIONS = """\
title: Parts
shuffle_questions: true
slots:
- section:
    title: One
  question: zzsingle
- question: zzshort
- section:
    title: Two
    shuffle: false
    new_page: true
  question: zznumber
  version: 1
"""


def test_sections_and_versions_stand_in_their_rows_and_stay(client, author, tmp_path):
    load_sample(tmp_path / "parts", {QUIZ: SECTIONS}, theirs=True)
    page = fields_of(client.get(URL))
    assert (page["slots-0-section-title"], page["slots-0-section-shuffle"]) == ("One", "")
    assert (page["slots-2-section-shuffle"], page["slots-2-version"]) == ("false", "1")
    assert "slots-1-section-title" not in page
    assert send(client, URL, page, do="save", title="Other").status_code == 302
    slots = Quiz.objects.get().slots.all()
    assert [slot.section for slot in slots] == [
        {"title": "One"},
        {},
        {"title": "Two", "shuffle": False, "new_page": True},
    ]
    assert [slot.version and slot.version.number for slot in slots] == [None, None, 1]


def test_section_begins_where_its_button_is(client, author):
    response = sent(client, do="section:slots-3")
    assert fields_of(response)["slots-3-section-title"] == "Section 1"
    assert focused(response) == "f-slots-3-section-title"
    moved = send(client, URL, fields_of(response), do="up:slots-3")
    assert fields_of(moved)["slots-4-section-title"] == "Section 1"
    without = send(client, URL, fields_of(moved), do="unsection:slots-4")
    assert "slots-4-section-title" not in fields_of(without)


def test_fault_names_its_slot_and_leads_there(client, author):
    html = sent(client, do="save", slots__2__points="many").content.decode()
    assert '<a href="#f-slots-2-points">Slot 3: ' in html
    response = sent(client, do="save", slots__0__question="nothing")
    gone = response.content.decode()
    assert '<a href="#row-slots-0">Slot 1: there is no question &#x27;nothing&#x27;</a>' in gone
    assert focused(response) == "f-slots-0"
    twice = sent(client, do="save", slots__0__question="zzcloze").content.decode()
    assert "Slots 1 and 8 hold the same question" in twice
    assert "is not there any more" in gone


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"opens_at": "2027-01-02T10:00", "closes_at": "2027-01-01T10:00"}, "“Opens at” must be before “Closes at”"),
        ({"due_at": "2027-01-02T10:00", "closes_at": "2027-01-01T10:00"}, "“Due at” must not be after “Closes at”"),
        ({"at_end": "abandon"}, "“When the time is over” needs “Time limit in minutes (0 is none)” or “Closes at”"),
        ({"attempts": "1", "delay_minutes": "5"}, "“Minutes between attempts” needs more than one of “Attempts"),
        ({"reveal": "after_close"}, "“Right answers are shown: after the quiz has closed” needs “Closes at”"),
        ({"sequential": "1"}, "“Pages lead forward only” needs “Questions a page (0 is all)”"),
        ({"redo": "1"}, "“each answer can be checked once” or “several tries with hints”"),
        ({"grace_minutes": "5", "time_limit_minutes": "5"}, "“Minutes to hand in after the end” need each other"),
        ({"slots__0__needs_previous": "1", "behaviour": "immediate"}, "leave “Only after the one before” out"),
    ],
)
def test_settings_that_contradict_each_other_are_named_as_the_form_names_them(client, author, changes, said):
    response = sent(client, do="save", **changes)
    assert response.status_code == 200
    assert said in unescape(response.content.decode())


def test_no_contradiction_names_a_setting_as_the_files_do():
    """But for the presets and what only a file can say."""
    sentences = [sentence for _is_wrong, sentence in CONTRADICTIONS]
    assert [each for each in map(in_form_words, sentences) if "'" in each] == []
    assert in_form_words("'review: later' shows 'score' without 'maximum'") == (
        "“What is shown when: Later” shows “points” without “points that could be had”"
    )


def test_feedback_by_grade_is_added_row_by_row(client, author):
    slots = Quiz.objects.get().slots.count()
    page = fields_of(sent(client, do="add:bands"))
    first, second = {"at_least": "50", "text": "Well done."}, {"at_least": "0", "text": "Read it again."}
    page = fields_of(send(client, URL, page, do="add:bands", **{f"bands__0__{name}": first[name] for name in first}))
    send(client, URL, page, do="save", **{f"bands__1__{name}": second[name] for name in second})
    quiz = Quiz.objects.get()
    assert [(Decimal(each["at_least"]), each["text"]) for each in quiz.bands] == [
        (50, "Well done."),
        (0, "Read it again."),
    ]
    assert quiz.slots.count() == slots


def test_quiz_without_questions_is_not_saved(client, author):
    html = sent(client, NEW, "save", title="Empty").content.decode()
    assert "It isn&#x27;t saved yet" in html or "It isn't saved yet" in html
    assert Quiz.objects.count() == 1


def test_enter_in_the_search_searches_and_elsewhere_saves(client, author):
    response = sent(client, do="enter", find__q="signed", title="Other")
    assert response.status_code == 200 and "1 to 1 of 1" in response.content.decode()
    assert focused(response) == "find-q"
    again = send(client, URL, fields_of(response), do="enter")
    assert (again.status_code, Quiz.objects.get().title) == (302, "Other")


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"find__q": "SIGNED year"}, {"zznumber"}),
        ({"find__q": "zzshort"}, {"zzshort"}),
        ({"find__q": "stands in Article"}, {"zzcloze"}),
        ({"find__type": "matching"}, {"zzmatching"}),
        ({"find__lesson": "second"}, set()),
        ({"find__status": "unused"}, {"zzcheck"}),
        ({"find__status": "draft"}, set()),
        ({"find__tag": "treaty"}, {"zzmatching"}),
        ({"find__tag": "treat"}, set()),
    ],
)
def test_bank_is_searched(client, author, search, found):
    Question.objects.filter(key="zzmatching").update(tags=["other", "treaty"])
    html = sent(client, NEW, "find", **search).content.decode()
    assert {key for key in Question.objects.values_list("key", flat=True) if f'id="add-{key}"' in html} == found


def test_results_come_in_pages_of_twenty(client, author, course):
    for _ in range(20):
        QuestionFactory(lesson=course.lesson_set.get(key="second"))
    html = client.get(NEW).content.decode()
    assert "1 to 20 of 29" in html and 'value="find:2"' in html and html.count('name="find-add"') == 20
    html = sent(client, NEW, "find:2").content.decode()
    assert "21 to 29 of 29" in html and 'value="find:1"' in html and 'value="find:3"' not in html


def test_another_course_is_not_searched(client, author):
    QuestionFactory(key="foreign")
    assert "add-foreign" not in sent(client, NEW, "find", find__q="foreign").content.decode()


def test_totals_count_points_questions_and_minutes(client, author, course, quiz):
    html = client.get(URL).content.decode()
    assert "<dd>8</dd>" in html and "<dd>9</dd>" in html and "about 8 minutes" in html
    for minutes in range(1, 11):
        ended = f"2026-09-01T09:{minutes + 10:02}:00Z"
        AttemptFactory(quiz=quiz, user=UserFactory(), started_at="2026-09-01T09:00:00Z", finished_at=ended)
    html = client.get(URL).content.decode()
    assert "about 16 minutes" in html and "the median of 10 finished attempts" in html


def test_preview_leads_to_the_saved_quiz_in_a_tab_of_its_own(client, author):
    html = client.get(URL).content.decode()
    assert 'formaction="/courses/sample/quizzes/first-quiz/start/" formtarget="_blank"' in html
    assert "without what you have changed since" in html
    assert "formaction" not in client.get(NEW).content.decode()
    response = client.post("/courses/sample/quizzes/first-quiz/start/", {"kind": "preview", "title": "Other"})
    assert response["Location"].startswith("/attempts/")
    assert Quiz.objects.get().title == "The first quiz"


def test_part_of_the_page_tells_those_who_do_not_see_it(client, author):
    page = fields_of(client.get(URL))
    page["do"] = "remove:slots-0"
    response = client.post(URL, page, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html
    assert '<p id="studio-said" data-hx-swap-oob="innerHTML">7 slots now</p>' in html


@pytest.mark.parametrize("count", [1, 3])
def test_statements_are_the_same_for_one_slot_and_three(client, tmp_path, db, author, django_assert_num_queries, count):
    more = "".join(f"- draw: {{lesson: first, type: {kind}}}\n" for kind in ("matching", "ordering", "cloze")[:count])
    slots = "- question: zzsingle\n- question: zzshort\n- question: zznumber\n"
    lines = "".join(line + "\n" for line in slots.splitlines()[:count])
    load_sample(tmp_path / "again", {QUIZ: f"title: Some\nslots:\n{lines}{more}"}, theirs=True)
    client.get(URL)
    with django_assert_num_queries(11):
        client.get(URL)


def test_whole_sample_goes_back_as_it_is(client, author, tmp_path):
    load_sample(tmp_path / "more", MORE, theirs=True)
    assert "quizzes/first-quiz.yaml" in FILES
    quiz = Course.objects.get(key="sample").quiz_set.get(key="first-quiz")
    before = list(quiz.slots.values_list("question__key", "points"))
    assert sent(client, do="save").status_code == 302
    assert list(quiz.slots.values_list("question__key", "points")) == before
