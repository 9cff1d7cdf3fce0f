"""One history of content in the admin: what changed, who did it, and the way back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lessons.models import Course, Lesson, Revision, Term
from quizzes.models import Question
from quizzes.services import start_attempt
from securityedu.history import PER_PAGE
from tests.factories import AdminFactory, UserFactory
from tests.queries import statements


@pytest.fixture
def staff(client, db):
    user = AdminFactory(display_name="Ada")
    client.force_login(user)
    return user


def address(instance, verb="history", *more) -> str:
    meta = instance._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{verb}", args=[instance.pk, *more])


def definition(words: str) -> str:
    return f"key: ally\nterm: Ally\ndefinition: {words}\n"


@pytest.fixture
def term(client, staff, course):
    """A term whose definition was changed once in the admin."""
    term = Term.objects.get(key="ally")
    client.post(address(term, "change"), {"text": definition("A member of a new promise.")})
    return term


def first_revision(instance) -> Revision:
    return Revision.objects.filter(kind="term", key=instance.key).last()


def test_saving_without_a_change_leaves_no_revision(client, term):
    before = Revision.objects.count()
    client.post(address(term, "change"), {"text": definition("A member of a new promise.")})
    assert Revision.objects.count() == before


def test_history_shows_who_changed_which_words(client, term):
    html = client.get(address(term)).content.decode()
    assert "Ada" in html and "<ins>" in html and "<del>" in html and "promise" in html
    assert "The first text that was saved." in html


def test_old_text_comes_back_as_a_new_revision(client, staff, term):
    old = first_revision(term)
    response = client.post(address(term, "restore", old.pk), follow=True)
    assert "The text of that time is back" in response.content.decode()
    newest = Revision.objects.filter(kind="term", key=term.key).first()
    assert (newest.text, newest.created_by) == (old.text, staff)
    term.refresh_from_db()
    assert term.definition == "A member of the *Alliance*."


def test_text_that_no_longer_fits_the_course_does_not_come_back(client, staff, course):
    """The old lesson names a check that has gone since."""
    lesson = Lesson.objects.get(key="first")
    text = Revision.objects.filter(kind="lesson", key="first").last().text
    old = Revision.objects.create(
        course=course, kind="lesson", key="first", text=text + "\n::: check zzgone\n:::\n", created_at=timezone.now()
    )
    response = client.post(address(lesson, "restore", old.pk), follow=True)
    assert "This text can&#x27;t come back as it is" in response.content.decode()
    assert "zzgone" not in Lesson.objects.get(key="first").body


def test_question_goes_back_and_attempts_keep_their_version(client, staff, quiz):
    question = Question.objects.get(key="zztruefalse")
    attempt, _new = start_attempt(quiz=quiz, user=UserFactory(), kind="graded", now=timezone.now())
    pinned = attempt.answers.get(version__question=question).version
    text = Revision.objects.filter(kind="question", key=question.key).first().text
    client.post(address(question, "change"), {"text": text.replace("explanation: ", "explanation: Now ")})
    old = Revision.objects.filter(kind="question", key=question.key).last()
    client.post(address(question, "restore", old.pk))
    question.refresh_from_db()
    assert question.current.number == 3
    assert question.current.content == pinned.content
    assert attempt.answers.get(version__question=question).version == pinned


def test_question_says_what_rests_on_it_and_what_kind_of_change_was_saved(client, staff, quiz):
    question = Question.objects.get(key="zztruefalse")
    start_attempt(quiz=quiz, user=UserFactory(), kind="graded", now=timezone.now())
    html = client.get(address(question, "change")).content.decode()
    assert f'href="/teach/courses/sample/questions/{question.key}/preview/"' in html
    assert "1 open attempt keeps version 1. The next attempt at “The first quiz” gets the new version." in html
    text = Revision.objects.filter(kind="question", key=question.key).first().text
    sent = {"text": text.replace("answer: false", "answer: true").replace("Every Ally must", "All Allies must")}
    html = client.post(address(question, "change"), sent, follow=True).content.decode()
    assert "Version 2 is saved. Kind of change: key (what is right), wording and looks." in html
    html = client.get(address(question)).content.decode()
    assert "Kind of change: key (what is right), wording and looks." in html
    assert "<del>False</del>" in html and "<ins>True</ins>" in html and "right answer:" in html


def test_quiz_has_its_changes_in_words(client, staff, quiz):
    text = Revision.objects.filter(kind="quiz", key=quiz.key).first().text
    client.post(address(quiz, "change"), {"text": text.replace("points: 2", "points: 3")})
    html = client.get(address(quiz)).content.decode()
    assert "Kind of change: points (what answers are worth)." in html and "slot “zzcloze”: points" in html


def test_revision_that_can_not_be_read_any_more_has_its_lines_only(client, staff, quiz):
    older = Revision.objects.filter(kind="quiz", key=quiz.key).first()
    Revision.objects.create(
        course=quiz.course, kind="quiz", key=quiz.key, text=older.text + "gone: 1\n", created_at=timezone.now()
    )
    html = client.get(address(quiz)).content.decode()
    assert '<p class="diff__line diff__line--new">' in html and "Kind of change" not in html


def test_course_has_a_history_too(client, staff, course):
    assert "The first text that was saved." in client.get(address(course)).content.decode()
    client.post(reverse("admin:lessons_course_changelist"), {"action": "unpublish", "_selected_action": course.pk})
    assert "Unpublished" in client.get(address(course)).content.decode()
    assert not Course.objects.get(pk=course.pk).published


def test_revision_of_another_object_is_not_found(client, term, course):
    other = Revision.objects.filter(course=course, kind="lesson").first()
    assert client.post(address(term, "restore", other.pk)).status_code == 404


def test_restore_is_a_post_and_needs_the_right_to_change(client, term):
    restore = address(term, "restore", first_revision(term).pk)
    assert client.get(restore).status_code == 405
    client.force_login(UserFactory(is_staff=True))
    assert client.post(restore).status_code == 403
    assert client.get(address(term)).status_code == 403
    client.force_login(UserFactory())
    assert client.post(restore).status_code == 302


@pytest.mark.parametrize("more", [1, 3, PER_PAGE + 5])
def test_history_asks_the_same_number_of_queries(client, term, course, more):
    for number in range(more):
        text = definition(f"Version {number}.")
        Revision.objects.create(course=course, kind="term", key=term.key, text=text, created_at=timezone.now())
    with statements(at_most=10):
        client.get(address(term))


def test_second_page_goes_on_where_the_first_ended(client, term, course):
    for number in range(PER_PAGE + 1):
        text = definition(f"Version {number}.")
        Revision.objects.create(course=course, kind="term", key=term.key, text=text, created_at=timezone.now())
    html = client.get(address(term), {"page": 2}).content.decode()
    assert "The first text that was saved." in html and "Version 0." in html and "Version 9." not in html
