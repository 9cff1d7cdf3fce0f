"""The question bank: what is found, what is told of each question, and that many cost no more statements than one."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from lessons.models import Revision
from quizzes.models import Question, Quiz
from securityedu.studio.bank import Facility, bank_page, facilities_of
from securityedu.studio.bank_forms import BankForm
from tests.factories import QuestionFactory, UserFactory, teacher_of
from tests.queries import statements
from tests.quizzes.services.helpers import entry, start, submit
from tests.samples import RIGHT
from tests.securityedu.studio.pages import fields_of, send

URL = "/teach/courses/sample/questions/"
LONG = "in which year was the north atlantic treaty signed?"
NOW = datetime(2026, 9, 1, tzinfo=UTC)


def keys(course, **wanted) -> list[str]:
    _page, rows = bank_page(course, wanted, None)
    return [row.question.key for row in rows]


def change(key, **fields):
    Question.objects.filter(key=key).update(**fields)


def test_all_are_listed_as_they_stand_in_the_lessons(course):
    assert keys(course) == ["zzcheck", *RIGHT]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("TÜRKIYE signed", []),
        ("year WAS", ["zznumber"]),
        ("signed year", ["zznumber"]),
        ("self defence", []),
        ("two", ["zzmultiple"]),
        ("**two**", []),
        ("zzord", ["zzordering"]),
        ("right of stands", ["zzcloze"]),
        ("  ", ["zzcheck", *RIGHT]),
    ],
)
def test_words_are_found_in_what_is_asked_and_in_keys(course, said, found):
    assert keys(course, q=said) == found


def test_words_follow_the_newest_version(course, author, client):
    address = f"{URL}zznumber/"
    assert send(client, address, fields_of(client.get(address)), do="save", prompt="Quand ? L’été…").status_code == 302
    assert keys(course, q="quand ete") == ["zznumber"]
    assert keys(course, q="year was") == []


def test_columns_narrow_the_list(course):
    change("zzshort", tags=["law", "law-of-war"])
    change("zznumber", tags=["law-of-war"], draft=True)
    change("zzcloze", archived=True)
    assert keys(course, type="cloze") == []
    assert keys(course, type="single_choice") == ["zzcheck", "zzsingle"]
    assert keys(course, lesson__key="second") == []
    assert keys(course, tag="law") == ["zzshort"]
    assert keys(course, tag="law-of-war") == ["zzshort", "zznumber"]
    assert keys(course, state="draft") == ["zznumber"]
    assert keys(course, state="archived") == ["zzcloze"]
    assert keys(course, state="ready", q="zz") == [
        key for key in ["zzcheck", *RIGHT] if key not in ("zznumber", "zzcloze")
    ]


def test_orders(course):
    QuestionFactory(key="fresh", course=course, lesson=course.lesson_set.get(key="second"), search_text="zz")
    assert keys(course)[-1] == keys(course, sort="words")[-1] == keys(course, sort="newest")[0] == "fresh"
    assert keys(course, sort="words")[:2] == ["zzcloze", "zzordering"]


def test_who_saved_it(course):
    vera = teacher_of(course, username="vera")
    for key, kind in (("zzsingle", "question"), ("zznumber", "quiz")):
        Revision.objects.create(course=course, kind=kind, key=key, text="", created_at=NOW, created_by=vera)
    assert keys(course, by="vera") == ["zzsingle"]
    assert ("vera", "vera") in BankForm({}, course=course).fields["by"].choices


def test_stale_and_unused(course):
    assert keys(course, only=["unused"]) == ["zzcheck"]
    Quiz.objects.update(archived=True)
    assert keys(course, only=["unused"]) == ["zzcheck", *RIGHT]
    stale = Question.objects.get(key="zznumber")
    course.lesson_set.get(key="first").passages.filter(key="one-for-all").update(digest="other")
    stale.evidence.update(accepted_digest="other")
    assert keys(course, only=["stale"]) == ["zzcheck", *(key for key in RIGHT if key != "zznumber")]


def answered(quiz, learner, **responses):
    attempt = start(quiz, learner)
    return submit(attempt, *(entry(attempt, key, response) for key, response in responses.items()))


def test_facility_is_of_first_graded_attempts(course, quiz):
    learners = UserFactory.create_batch(5)
    for number, learner in enumerate(learners):
        answered(quiz, learner, zztruefalse=number > 3, zzsingle="zzall")
    answered(quiz, learners[0], zztruefalse=False, zzsingle="zznone")
    start(quiz, UserFactory())
    found = {row.question.key: row.facility for row in bank_page(course, {}, None)[1]}
    assert found["zztruefalse"] == Facility(5, 80)
    assert found["zzsingle"] == Facility(5, 100)
    assert found["zzcheck"] is None
    hard = keys(course, only=["hard"])
    assert "zztruefalse" not in hard and "zznumber" in hard


def test_hard_needs_five_answers(course, quiz):
    for learner in UserFactory.create_batch(4):
        answered(quiz, learner, zztruefalse=True)
    question = Question.objects.get(key="zztruefalse")
    assert facilities_of([question.pk])[question.pk] == Facility(4, 0)
    assert keys(course, only=["hard"]) == []


def test_duplicates_are_of_one_type(course):
    lesson = course.lesson_set.get(key="first")
    asked = {"search_text": "in which year was it signed?", "lesson": lesson, "course": course}
    QuestionFactory(key="other-type", **asked)
    assert keys(course, only=["twice"]) == []
    QuestionFactory(key="same", type="numerical", **asked)
    assert keys(course, only=["twice"]) == ["same", "zznumber"]
    change("same", archived=True)
    assert keys(course, only=["twice"]) == []


def test_questions_that_look_alike_lead_to_each_other(client, author, course):
    change("zznumber", search_text=LONG)
    made = {"lesson": course.lesson_set.get(key="first"), "course": course, "type": "numerical"}
    QuestionFactory(key="alike", search_text=LONG.replace("which", "what"), **made)
    QuestionFactory(key="same", search_text=LONG, **made)
    QuestionFactory(key="other", search_text=f"{LONG} 5", **made)
    _page, rows = bank_page(course, {"only": ["twice"]}, None)
    assert {row.question.key: row.twin for row in rows} == {"zznumber": "same", "same": "zznumber", "alike": "zznumber"}
    assert {row.twin for row in bank_page(course, {}, None)[1]} == {""}
    html = client.get(URL, {"only": "twice"}).content.decode()
    assert html.count(f'looks like <a class="studio-link" href="{URL}zznumber/">') == 2
    html = client.get(f"{URL}zznumber/").content.decode()
    links = [html.index(f'href="{URL}{key}/">{key}</a>') for key in ("same", "alike")]
    assert "It looks like:" in html and links == sorted(links) and f'href="{URL}other/"' not in html
    assert "It looks like:" not in client.get(f"{URL}zzsingle/").content.decode()


def test_what_looks_alike_follows_what_is_written(client, author, course):
    asked = {"type": "true_false", "search_text": LONG.replace("which", "what")}
    QuestionFactory(key="alike", lesson=course.lesson_set.get(key="first"), course=course, **asked)
    assert keys(course, only=["twice"]) == []
    address = f"{URL}zztruefalse/"
    send(client, address, fields_of(client.get(address)), do="save", prompt=LONG)
    assert keys(course, only=["twice"]) == ["alike", "zztruefalse"]


def test_page_says_what_it_found_and_asks_for_the_same_again(client, author, course):
    change("zzshort", tags=["law"])
    html = client.get(URL, {"q": "which", "tag": "law", "state": "ready", "only": "unused"}).content.decode()
    assert "No question is like that." in html
    html = client.get(URL, {"q": "which", "tag": "law"}).content.decode()
    assert "1 question<" in html
    assert 'href="/teach/courses/sample/questions/zzshort/"' in html and "zznumber" not in html
    assert '<option value="law" selected>' in html and 'value="which"' in html


@pytest.mark.parametrize("sent", ["page=x", "page=999", "sort=-id", "type=none", "only=&only=x", "state=gone"])
def test_odd_addresses_ask_for_nothing(client, author, sent):
    response = client.get(f"{URL}?{sent}")
    assert response.status_code == 200
    assert response.context["page"].paginator.count == 9


def test_pages_have_fifty_and_keep_the_search(client, author, course):
    lesson = course.lesson_set.get(key="first")
    QuestionFactory.create_batch(60, lesson=lesson, course=course, search_text="is it so?")
    response = client.get(URL, {"q": "is it so", "page": "2"})
    assert (len(response.context["rows"]), response.context["page"].paginator.num_pages) == (10, 2)
    assert 'href="?q=is+it+so&amp;page=1"' in response.content.decode()


def test_other_courses_stay_out(course):
    QuestionFactory()
    assert len(keys(course)) == 9


def test_archived_ones_can_be_brought_back(client, author, course):
    change("zzcheck", archived=True)
    html = client.get(URL, {"state": "archived"}).content.decode()
    assert f'href="{URL}zzcheck/"' not in html  # it can't be edited
    assert f'action="{URL}zzcheck/archive/"' in html
    assert "Bring back" in html


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_rows(client, author, course, quiz, count):
    answered(quiz, UserFactory(), zztruefalse=False)
    Question.objects.exclude(key__in=list(RIGHT)[:count]).update(archived=True)
    Question.objects.update(tags=["law"])
    with statements(at_most=10) as found:
        assert len(client.get(URL).context["rows"]) == count
    assert len(found) == 10


def test_graders_do_not_see_the_bank(course):
    client = Client()
    client.force_login(teacher_of(course, "grader"))
    assert client.get(URL).status_code == 404
