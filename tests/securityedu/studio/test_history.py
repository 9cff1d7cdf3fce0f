"""What was saved of an object before, and the way back to it."""

from django.utils import timezone

from lessons.models import Lesson, Revision, Term
from quizzes.services import start_attempt
from tests.factories import UserFactory, teacher_of
from tests.securityedu.studio.pages import fields_of, send

TERM = "/teach/courses/sample/terms/ally/"
LESSON = "/teach/courses/sample/lessons/first/"


def save(client, url, **changes):
    assert send(client, url, fields_of(client.get(url)), do="save", **changes).status_code == 302


def test_history_tells_who_changed_which_words(client, author):
    save(client, TERM, definition="A member of the pact.")
    html = client.get(TERM + "history/").content.decode()
    newest = html[html.index("history__change") : html.rindex("history__change")]
    assert author.get_short_name() in newest and "This is the newest text." in newest
    assert "<ins>" in newest and "Put in:" in newest
    assert "The first text that was saved." in html
    assert f'href="{TERM}history/"' in client.get(TERM).content.decode()


def test_old_text_comes_back_as_a_new_revision(client, author):
    before = Term.objects.get(key="ally").definition
    save(client, TERM, definition="Something else.")
    oldest = Revision.objects.filter(kind="term", key="ally").earliest("pk")
    assert client.post(f"{TERM}history/{oldest.pk}/restore/").status_code == 302
    assert Term.objects.get(key="ally").definition == before
    newest = Revision.objects.filter(kind="term", key="ally").latest("pk")
    assert (newest.text, newest.created_by) == (oldest.text, author)


def test_old_text_that_would_break_the_course_stays_old(client, author):
    old = Revision.objects.filter(kind="lesson", key="first").latest("pk")
    broken = Revision.objects.create(
        course=old.course,
        kind="lesson",
        key="first",
        text="---\ntitle: T\nminutes: 1\n---\nNo.\n",
        created_at=old.created_at,
    )
    before = Lesson.objects.get(key="first").body
    response = client.post(f"{LESSON}history/{broken.pk}/restore/", follow=True)
    assert (
        "This text can&#x27;t come back" in response.content.decode() or "can't come back" in response.content.decode()
    )
    assert Lesson.objects.get(key="first").body == before


def test_text_of_another_object_comes_not_back(client, author):
    other = Revision.objects.filter(kind="lesson").latest("pk")
    assert client.post(f"{TERM}history/{other.pk}/restore/").status_code == 404


def test_archived_object_shows_its_history_and_keeps_it(client, author):
    Term.objects.filter(key="ally").update(archived=True)
    html = client.get(TERM + "history/").content.decode()
    assert "It is archived." in html and "Go back to this text" not in html
    revision = Revision.objects.filter(kind="term", key="ally").latest("pk")
    assert client.post(f"{TERM}history/{revision.pk}/restore/").status_code == 404


def test_question_tells_the_kind_of_change_and_what_rests_on_it(client, author, quiz):
    url = "/teach/courses/sample/questions/zzsingle/"
    assert "No attempt and no quiz" not in client.get(url).content.decode()
    start_attempt(quiz=quiz, user=UserFactory(), kind="graded", now=timezone.now())
    assert "1 open attempt keeps version 1." in client.get(url).content.decode()
    save(client, url, prompt="Another prompt?")
    newest = client.get(url + "history/").content.decode()
    assert "wording and looks" in newest and "Another prompt?" in newest


def test_grader_finds_no_history(client, course):
    client.force_login(teacher_of(course, "grader", username="grader"))
    assert client.get(TERM + "history/").status_code == 404


def test_history_takes_as_many_queries_for_three_revisions_as_for_one(client, author, django_assert_num_queries):
    for definition in ("", "Two.", "Three."):
        if definition:
            save(client, TERM, definition=definition)
        with django_assert_num_queries(8):
            client.get(TERM + "history/")
