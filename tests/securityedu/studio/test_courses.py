"""Courses in the studio: made, ordered, set up, copied, shared with who else teaches them."""

import re
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest

from lessons.models import Course, CourseMember, Lesson
from lessons.schema import ContentItem
from quizzes.models import Attempt, Question, Quiz
from securityedu.studio.ordering import after, meant
from tests.factories import UserFactory, teacher_of

BASE = "/teach/courses/sample/"


def keys(course) -> list[str]:
    course.refresh_from_db()
    return [next(iter(each.values())) for each in course.contents]


def test_new_course_is_a_draft_of_its_maker(client, db):
    person = UserFactory(role="instructor")
    client.force_login(person)
    response = client.post("/teach/courses/new/", {"title": "Maritime law", "summary": "Seas.", "language": "en"})
    course = Course.objects.get(key="maritime-law")
    assert response["Location"] == "/teach/courses/maritime-law/"
    assert (course.published, course.members.get().user, course.members.get().role) == (False, person, "owner")
    assert client.get(response["Location"]).status_code == 200


def test_learner_makes_no_course(client, db):
    client.force_login(UserFactory())
    assert client.post("/teach/courses/new/", {"title": "A", "summary": "B", "language": "en"}).status_code == 404
    assert not Course.objects.exists()


ITEMS = [ContentItem(lesson="a"), ContentItem(quiz="b"), ContentItem(lesson="c")]


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up:1", "bac"),
        ("down:1", "acb"),
        ("up:0", "abc"),
        ("down:2", "abc"),
        ("out:1", "ac"),
        ("in:lesson:d", "abcd"),
        ("in:lesson:a", "abc"),
        ("in:poem:d", "abc"),
        ("up:9", "abc"),
        ("up:-1", "abc"),
        ("nothing:1", "abc"),
        ("", "abc"),
    ],
)
def test_order_after_a_button(do, order):
    assert "".join(each.lesson or each.quiz for each in after(ITEMS, {"do": do}, UTC)) == order


def test_order_is_changed_on_the_page_and_drafts_are_hidden(client, author, course):
    assert keys(course) == ["first", "first-quiz", "second"]
    client.post(BASE, {"do": "down:0"})
    assert keys(course) == ["first-quiz", "first", "second"]
    client.post(BASE, {"do": "out:2"})
    assert not Lesson.objects.get(key="second").listed
    client.post(BASE, {"do": "in:lesson:second"})
    assert (keys(course), Lesson.objects.get(key="second").listed) == (["first-quiz", "first", "second"], True)


@pytest.mark.parametrize(
    ("do", "found"),
    [
        ("in:lesson:x", "lesson:x"),
        ("out:0", "lesson:a"),
        ("out:1", "quiz:b"),
        ("out:2", ""),
        ("out:-1", ""),
        ("opens:a", "lesson:a"),
        ("opens:", ""),
        ("up:0", "lesson:a"),
        ("down:1", "quiz:b"),
        ("opens:nothing", "lesson:nothing"),
        ("away:1", ""),
        ("", ""),
    ],
)
def test_what_a_button_takes_elsewhere(do, found):
    assert meant([{"lesson": "a"}, {"quiz": "b"}], do) == found


@pytest.mark.parametrize(
    ("do", "focused"),
    [
        ("out:2", f"{BASE}lessons/second/"),
        ("out:1", f"{BASE}quizzes/first-quiz/"),
        ("in:lesson:second", f"{BASE}lessons/second/"),
        ("up:2", "up-lesson-second"),
        ("up:1", "down-quiz-first-quiz"),  # it is the first now, and goes no further up
        ("down:0", "down-lesson-first"),
        ("down:1", "up-quiz-first-quiz"),
        ("opens:", None),
    ],
)
def test_focus_stays_with_what_was_moved(client, author, do, focused):
    html = client.post(BASE, {"do": do}, follow=True).content.decode()
    assert re.findall(r'(?:href|id)="([^"]*)" autofocus', html) == ([focused] if focused else [])
    assert html.count(" autofocus") == (1 if focused else 0)


OPENS = {"opens-a": "2027-01-31T08:00", "opens-c": "2027-02-01T08:00"}


@pytest.mark.parametrize(
    ("do", "opening"), [("opens:a", ["a"]), ("opens:", ["a", "c"]), ("opens:b", []), ("up:0", []), ("opens:x", [])]
)
def test_time_is_set_of_the_lessons_that_a_button_means(do, opening):
    items = [ContentItem(lesson="a"), ContentItem(quiz="b"), ContentItem(lesson="c")]
    found = after(items, OPENS | {"do": do}, ZoneInfo("Europe/Vienna"))
    assert [item.lesson for item in found if item.opens_at] == opening
    assert all(item.opens_at.utcoffset() == timedelta(hours=1) for item in found if item.opens_at)
    again = after(found, OPENS | {"do": "opens:"} | {f"opens-{key}": "" for key in "ac"}, UTC)
    assert again == items


def test_lesson_opens_when_the_page_says_and_nonsense_changes_nothing(client, author, course):
    client.post(BASE, {"do": "opens:first", "opens-first": "2100-01-31T08:00"})
    lesson = Lesson.objects.get(key="first")
    assert lesson.opens_at.isoformat() == "2100-01-31T08:00:00+00:00"
    assert "scheduled: opens" in client.get(BASE).content.decode()
    assert not Lesson.objects.listed().filter(key="first").exists()
    assert (
        "This is no time"
        in client.post(BASE, {"do": "opens:first", "opens-first": "soon"}, follow=True).content.decode()
    )
    client.post(BASE, {"do": "opens:first", "opens-first": "2100-02-30T08:00"})
    lesson.refresh_from_db()
    assert lesson.opens_at.isoformat() == "2100-01-31T08:00:00+00:00"
    client.post(BASE, {"do": "opens:first", "opens-first": ""})
    assert Lesson.objects.listed().filter(key="first").exists()


def test_what_is_not_there_comes_into_no_course(client, author, course):
    client.post(BASE, {"do": "in:lesson:nothing"})
    assert keys(course) == ["first", "first-quiz", "second"]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "part"])
def test_why_something_is_not_possible_is_told_where_it_is_seen(client, author, course, headers):
    html = client.post(BASE, {"do": "in:lesson:nothing"}, headers=headers, follow=True).content.decode()
    before, part = html.split('id="contents"')
    assert ("Not possible" in part) is bool(headers)
    assert "Not possible" in before


def test_grader_sees_the_course_and_changes_nothing(client, course):
    client.force_login(teacher_of(course, "grader"))
    assert "Move up" not in client.get(BASE).content.decode()
    client.post(BASE, {"do": "down:0"})
    assert keys(course) == ["first", "first-quiz", "second"]


def test_settings_are_saved_with_the_text_and_beside_it(client, author, course):
    sent = {"title": "New", "summary": "S.", "language": "de", "publish_at": "2027-03-01T08:00", "published": "on"}
    assert client.post(BASE + "settings/", sent).status_code == 302
    course.refresh_from_db()
    assert (course.title, course.language, course.publish_at.isoformat()) == ("New", "de", "2027-03-01T08:00:00+00:00")
    assert keys(course) == ["first", "first-quiz", "second"]


@pytest.mark.parametrize("words", ["a\x01b", "a\x7fb", "a\ufffe", "\u0344" * 150])
def test_words_that_no_course_can_have_are_refused(client, author, course, words):
    """Saved once, they would keep its pages and files from being read. U+0344 becomes two characters in NFC."""
    sent = {"title": words, "summary": "S.", "language": "en"}
    for address in ("/teach/courses/new/", BASE + "settings/", BASE + "copy/"):
        response = client.post(address, sent)
        assert (address, response.status_code) == (address, 200)
        assert "title" in response.context["form"].errors
    assert list(Course.objects.values_list("title", flat=True)) == ["Sample course"]


def test_copy_has_all_that_is_written_and_nobody_but_its_maker(client, author, course, quiz):
    Attempt.objects.create(
        quiz=quiz, user=author, kind="graded", number=1, seed="0", started_at="2026-09-01T09:00Z", max_score=1
    )
    response = client.post(BASE + "copy/", {"title": "Second try"})
    made = Course.objects.get(key="second-try")
    assert response["Location"] == "/teach/courses/second-try/"
    assert (made.published, made.title, keys(made)) == (False, "Second try", keys(course))
    assert Question.objects.filter(course=made).count() == Question.objects.filter(course=course).count()
    assert list(made.members.values_list("user", "role")) == [(author.pk, "owner")]
    assert Attempt.objects.count() == 1


def test_people_are_added_changed_and_taken_out(client, author, course):
    other = UserFactory(role="instructor", username="Grace")
    client.post(BASE + "people/", {"username": "grace", "role": "grader"})
    added = client.post(BASE + "people/", {"username": "grace", "role": "editor"}, follow=True)
    assert "grace is now editor" in added.content.decode()
    member = CourseMember.objects.get(user=other)
    assert member.role == "editor"
    removed = client.post(f"{BASE}people/{member.pk}/remove/", follow=True)
    assert "grace no longer teaches the course." in removed.content.decode()
    assert not CourseMember.objects.filter(user=other).exists()


def test_owner_who_takes_herself_out_is_led_to_her_courses(client, author, course):
    teacher_of(course, "owner")
    own = course.members.get(user=author)
    assert client.post(BASE + "people/", {"username": "author", "role": "editor"}).url == "/teach/"
    CourseMember.objects.filter(pk=own.pk).update(role="owner")
    left = client.post(f"{BASE}people/{own.pk}/remove/", follow=True)
    assert left.redirect_chain == [("/teach/", 302)]
    assert "author no longer teaches the course." in left.content.decode()


@pytest.mark.parametrize("name", ["learner", "nobody"])
def test_only_instructors_teach(client, author, course, name):
    UserFactory(username="learner")
    html = client.post(BASE + "people/", {"username": name, "role": "editor"}).content.decode()
    assert "There is no instructor with this username" in html
    assert course.members.count() == 1


def test_last_owner_stays(client, author, course):
    html = client.post(BASE + "people/", {"username": "author", "role": "editor"}).content.decode()
    assert "A course keeps an owner" in html
    client.post(f"{BASE}people/{course.members.get().pk}/remove/")
    assert course.members.get().role == "owner"


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_statements_for_one_and_three(client, author, course, django_assert_num_queries, count):
    for number in range(1, count):
        Lesson.objects.create(course=course, key=f"more-{number}", title="More", minutes=1)
    client.get("/teach/")
    with django_assert_num_queries(7):
        client.get(BASE)


OUT_OF_REACH = [
    "0001-01-01T00:00",
    "0001-01-01T00:00+23:59",
    "1899-12-31T23:59",
    "9001-01-01T00:00",
    "9999-12-31T23:59",
]


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
@pytest.mark.parametrize("when", OUT_OF_REACH)
def test_time_that_a_zone_takes_out_of_what_can_be_told_is_refused(client, author, course, when, zone):
    """Stored, it would be an error for whoever reads it in another zone."""
    author.time_zone = zone
    author.save()
    lesson = {"do": "opens:first", "opens-first": when}
    assert "This is no time" in client.post(BASE, lesson, follow=True).content.decode()
    settings = {"title": "T", "summary": "S", "language": "en", "published": "on", "publish_at": when}
    assert "publish_at" in client.post(f"{BASE}settings/", settings).context["form"].errors
    quiz = f"{BASE}quizzes/first-quiz/"
    for do in ("save", "preview"):
        assert client.post(quiz, {"do": do, "title": "T", "opens_at": when, "closes_at": when}).status_code == 200
    course.refresh_from_db()
    assert (course.publish_at, Lesson.objects.get(key="first").opens_at) == (None, None)
    assert Quiz.objects.get(key="first-quiz").opens_at is None


def test_course_page_counts_what_a_quiz_asks(client, author, course, quiz):
    """A draw counts for as many as it draws, a text for none."""
    quiz.slots.filter(position=0).update(question=None, draw_lesson=course.lesson_set.get(key="first"), count=5)
    Question.objects.filter(key="zzmultiple").update(type="description")
    html = client.get(BASE).content.decode()
    assert "11 questions" in html and "slot" not in html
