"""Questions copied to another bank: with what they show, under keys of their own, and what didn't carry is told."""

import pytest
from django.utils import timezone

from lessons.models import Course, CourseMember, Picture
from lessons.services import collect_course
from quizzes.evidence import accept_evidence
from quizzes.models import Evidence, Misconception, Question
from securityedu.courses import STORES, messages
from securityedu.studio import services
from securityedu.studio.question_copies import copy_questions
from tests.factories import CourseFactory, LessonFactory, UserFactory, teacher_of
from tests.queries import count_statements
from tests.samples import DRAWN, FILES, PICTURED, WITH_TEXTS, load_sample

BANK = "questions/first.yaml"
URL = "/teach/courses/sample/copy-questions/"


def copied(source, *keys, to):
    return copy_questions(source=source, keys=keys, lesson=to, by=None, now=timezone.now())


def made_in(lesson) -> dict:
    return {row.key: row for row in Question.objects.filter(lesson=lesson).select_related("current")}


@pytest.fixture
def twin(course):
    """A copy of the sample course: its lessons have the same objectives and passages."""
    accept_evidence(questions=course.question_set.all())
    return services.duplicate_course(course=course, title="Twin", by=UserFactory(), now=timezone.now())


@pytest.fixture
def bare(db):
    """A course with one lesson that has neither objectives nor passages."""
    course = CourseFactory(key="bare", summary="Little.")
    return LessonFactory(course=course, key="only", title="The only lesson", body="Text.")


def test_copy_in_the_same_lesson_is_a_draft_with_a_key_of_its_own(course):
    accept_evidence(questions=course.question_set.all())
    lesson = course.lesson_set.get(key="first")
    found = copied(course, "zzsingle", to=lesson)
    assert (found.keys, found.notes) == (["zzsingle-2"], [])
    before, copy = made_in(lesson)["zzsingle"], made_in(lesson)["zzsingle-2"]
    assert copy.current.content == before.current.content | {"key": "zzsingle-2", "draft": True}
    assert (copy.draft, before.draft, copy.position > before.position) == (True, False, True)
    assert not Evidence.objects.get(question=copy).is_stale


def test_copy_in_another_lesson_keeps_its_proof_and_lacks_its_objective(course):
    accept_evidence(questions=course.question_set.all())
    found = copied(course, "zzsingle", to=course.lesson_set.get(key="second"))
    assert found.notes == ["Question “zzsingle-2” is a draft there: it lacks its objective."]
    copy = Question.objects.get(key="zzsingle-2")
    assert (copy.draft, copy.lesson.key, copy.evidence.get().is_stale) == (True, "second", False)
    assert messages(collect_course(course, STORES)) == []


def test_copy_in_a_course_that_has_all_is_ready(course, twin):
    lesson = twin.lesson_set.get(key="first")
    found = copied(course, "zzsingle", to=lesson)
    assert found.notes == ["Question “zzsingle” is called “zzsingle-2” there: another has its key."]
    copy = made_in(lesson)["zzsingle-2"]
    assert (copy.draft, copy.objective, copy.evidence.get().is_stale) == (False, "goal", False)


def test_proof_with_other_words_there_is_to_be_looked_at(course, twin):
    twin.lesson_set.get(key="first").passages.update(digest="other")
    lesson = twin.lesson_set.get(key="first")
    lesson.body = lesson.body.replace("attack", "assault")
    lesson.save()
    found = copied(course, "zzsingle", to=lesson)
    assert found.notes[0] == "Question “zzsingle-2”: look at its proof, a passage has other words there."
    assert made_in(lesson)["zzsingle-2"].evidence.get().is_stale


def test_proof_that_nobody_accepted_here_is_not_accepted_there(course, twin):
    Evidence.objects.filter(question__course=course).update(accepted_digest="")
    lesson = twin.lesson_set.get(key="first")
    copied(course, "zzsingle", to=lesson)
    assert made_in(lesson)["zzsingle-2"].evidence.get().is_stale


def test_what_a_course_lacks_is_left_behind_and_told(course, bare):
    found = copied(course, "zztruefalse", to=bare)
    assert found.notes == [
        "Question “zztruefalse” is a draft there: it lacks its objective and passages that prove it."
    ]
    copy = made_in(bare)["zztruefalse"]
    assert (copy.draft, copy.objective, copy.evidence.count()) == (True, "", 0)
    assert Misconception.objects.get(course=bare.course).key == "troops"
    assert messages(collect_course(bare.course, STORES)) == []


def test_texts_and_pictures_come_with_questions(db, tmp_path, bare):
    shown = {BANK: WITH_TEXTS[BANK].replace("attack on one?", "attack on one? ![A flag](picture:zzflag)", 1)}
    load_sample(tmp_path, PICTURED | WITH_TEXTS | shown)
    course = Course.objects.get(key="sample")
    assert copied(course, "zzabout-one", "zzsingle", to=bare).keys == ["zzsingle", "zzabout-one"]
    assert set(made_in(bare)) == {"zzabout-one", "zzsingle", "zzpicture"}
    assert made_in(bare)["zzabout-one"].current.content["stimulus"] == "zzpicture"
    before = Question.objects.get(course=course, key="zzsingle").current
    assert before.pictures == made_in(bare)["zzsingle"].current.pictures != {}
    second = copied(course, "zzabout-one", to=bare)
    assert made_in(bare)[second.keys[0]].current.content["stimulus"] == "zzpicture"
    third = copied(course, "zzabout-one", "zzpicture", to=bare)
    assert third.keys == ["zzpicture-2", "zzabout-one-3"]
    assert made_in(bare)["zzabout-one-3"].current.content["stimulus"] == "zzpicture-2"


def test_another_picture_of_the_same_key_is_told(db, tmp_path, bare):
    shown = {BANK: FILES[BANK].replace("attack on one?", "attack on one? ![A flag](picture:zzflag)", 1)}
    load_sample(tmp_path, PICTURED | shown)
    course = Course.objects.get(key="sample")
    copied(course, "zzsingle", to=bare)
    Picture.objects.filter(course=bare.course).update(alt="Another flag")
    found = copied(course, "zzsingle", to=bare)
    assert found.notes[0] == "“zzflag” is used as it is there: that course has one of its own."


@pytest.mark.parametrize("count", [1, 3])
def test_statements_of_the_page_do_not_grow(client, author, course, count):
    for _number in range(count):
        LessonFactory(course=teacher_of_another(author))
    with count_statements() as found:
        assert client.get(URL, {"chosen": "zzsingle"}).content.count(b"<optgroup") == count + 1
    assert len(found) == 4


def teacher_of_another(author):
    course = CourseFactory()
    CourseMember.objects.create(course=course, user=author, role="owner")
    return course


def test_page_offers_lessons_that_she_writes_and_copies(client, author, bare):
    html = client.get(URL, {"chosen": ["zzsingle", "zzshort"]}).content.decode()
    assert "2 questions were chosen." in html and 'value="sample/second"' in html and "bare/only" not in html
    sent = {"chosen": ["zzsingle", "zzshort"], "to": "bare/only"}
    assert "bare/only is not one of the available choices" in client.post(URL, sent).content.decode()
    CourseMember.objects.create(course=bare.course, user=author, role="grader")
    assert "bare/only is not one of the available choices" in client.post(URL, sent).content.decode()
    assert not made_in(bare)
    CourseMember.objects.filter(course=bare.course).update(role="editor")
    response = client.post(URL, sent, follow=True)
    assert response.redirect_chain == [("/teach/courses/bare/questions/?sort=newest", 302)]
    told = [str(message) for message in response.context["messages"]]
    assert told[0] == "2 questions copied to “The only lesson”." and "zzsingle” is a draft there" in " ".join(told)
    assert set(made_in(bare)) == {"zzsingle", "zzshort"}


def test_bulk_leads_to_the_page(client, author):
    response = client.post("/teach/courses/sample/questions/", {"chosen": ["zzsingle"], "do": "copy"})
    assert response["Location"] == f"{URL}?chosen=zzsingle"
    assert "tick some" in client.get(URL).content.decode()


def test_questions_that_are_not_there_make_no_copies(client, author, course):
    before = Question.objects.count()
    client.post(URL, {"chosen": ["nothing"], "to": "sample/first"})
    assert Question.objects.count() == before


def test_what_would_break_the_other_course_copies_nothing(client, db, tmp_path):
    """A matching of random questions, where there are none to draw."""
    load_sample(tmp_path, DRAWN)
    here = Course.objects.get(key="sample")
    accept_evidence(questions=here.question_set.all())
    author = teacher_of(here, "editor")
    there = services.duplicate_course(course=here, title="Twin", by=author, now=timezone.now())
    there.quiz_set.update(archived=True)
    there.question_set.filter(use="exam").update(archived=True)
    client.force_login(author)
    response = client.post(URL, {"chosen": ["zzmix", "zzsingle"], "to": "twin/first"}, follow=True)
    assert "Nothing was copied: zzmix-2: " in response.content.decode()
    assert response.redirect_chain[0][0].startswith(f"{URL}?chosen=zzmix")
    assert not there.question_set.filter(key__endswith="-2").exists()
