"""The Django admin: every page of every model opens, and content is saved by the services."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from lessons.models import Course, CourseMember, Lesson, Page, Passage, Revision, SitePage, Source, Term
from quizzes.models import Attempt, Evidence, Question, Quiz
from quizzes.services import save_answers, start_attempt, submit_attempt
from tests.factories import AdminFactory, UserFactory
from tests.samples import FILES


@pytest.fixture
def staff(client, db):
    """An admin who is no superuser."""
    user = AdminFactory()
    client.force_login(user)
    return user


def change_url(instance) -> str:
    meta = instance._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[instance.pk])


@pytest.fixture
def full_site(quiz):
    """A row of everything that a walk leaves behind."""
    attempt, _new = start_attempt(quiz=quiz, user=UserFactory(), kind="graded", now=timezone.now())
    save_answers(attempt_id=attempt.pk, client="tab", entries=[], now=timezone.now())
    submit_attempt(attempt_id=attempt.pk, now=timezone.now())


@pytest.mark.parametrize("model", [Course, Lesson, Page, Passage, Source, Term, Quiz])
def test_view_on_site_leads_to_where_it_stands(client, staff, course, model):
    for instance in model.objects.all():
        page = client.get(change_url(instance))
        link = re.search(r'href="([^"]+)" class="viewsitelink"', page.content.decode())[1]
        address = client.get(link)["Location"].removeprefix("http://testserver")
        path, _sharp, anchor = address.partition("#")
        assert path.startswith("/courses/sample/")
        html = client.get(path).content.decode()
        assert f'id="{anchor}"' in html if anchor else "<h1" in html


OWN_MODELS = [model for model in admin.site._registry if model._meta.app_label in ("lessons", "quizzes")]


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.model_name)
def test_admin_pages_of_every_model_open(client, staff, full_site, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert client.get(reverse(f"{name}_changelist"), {"q": "x"}).status_code == 200
    row = model.objects.first()
    if row is not None:
        assert client.get(change_url(row)).status_code == 200
    add = client.get(reverse(f"{name}_add"))
    assert add.status_code == (200 if model in (*content_models(), SitePage, CourseMember) else 403)


def content_models() -> list:
    return [model for model, its in admin.site._registry.items() if type(its).__module__ == "securityedu.admin.content"]


def test_admin_of_a_learner_is_closed(client, db):
    client.force_login(UserFactory())
    assert client.get("/admin/").status_code in (302, 403)


def test_lesson_text_is_saved_rendered_and_kept_as_a_revision(client, staff, course):
    for evidence in Evidence.objects.select_related("passage"):
        Evidence.objects.filter(pk=evidence.pk).update(accepted_digest=evidence.passage.digest)
    lesson = Lesson.objects.get(key="first")
    text = FILES["lessons/first.md"].replace("Each Ally chooses its action.", "Each Ally chooses freely.")
    assert client.post(change_url(lesson), {"text": text}).status_code == 302
    assert "Each Ally chooses freely." in Lesson.objects.get(key="first").html
    assert Passage.objects.get(key="each-chooses").text == "Each Ally chooses freely."
    newest = Revision.objects.first()
    assert (newest.kind, newest.key, newest.created_by, newest.text) == ("lesson", "first", staff, text)
    assert Question.objects.stale().count() == 2


def test_lesson_that_is_wrong_is_refused_with_line_and_nothing_lost(client, staff, course):
    lesson = Lesson.objects.get(key="first")
    before = lesson.html
    html = client.post(change_url(lesson), {"text": "---\ntitle: T\nmintes: 5\n---\nMy words.\n"}).content.decode()
    assert "Line 3: unknown key" in html and "My words." in html
    assert Lesson.objects.get(key="first").html == before


def test_lesson_without_a_passage_that_a_question_needs_is_refused(client, staff, course):
    text = FILES["lessons/first.md"].replace("{#each-chooses}", "{#other-key}")
    html = client.post(change_url(Lesson.objects.get(key="first")), {"text": text}).content.decode()
    assert "there is no passage" in html


def test_term_change_renews_the_lessons_that_name_it(client, staff, course):
    text = "key: ally\nterm: Ally\ndefinition: A state of NATO.\n"
    assert client.post(change_url(Term.objects.get()), {"text": text}).status_code == 302
    assert Lesson.objects.get(key="first").apparatus["terms"][0]["definition"] == "A state of NATO."


def test_question_change_makes_a_version_and_leaves_attempts_alone(client, staff, quiz):
    attempt, _new = start_attempt(quiz=quiz, user=UserFactory(), kind="graded", now=timezone.now())
    question = Question.objects.get(key="zztruefalse")
    form = client.get(change_url(question)).context["adminform"].form
    text = form.fields["text"].initial.replace("answer: false", "answer: true")
    assert client.post(change_url(question), {"text": text}).status_code == 302
    question.refresh_from_db()
    assert (question.versions.count(), question.current.number) == (2, 2)
    assert attempt.answers.get(version__question=question).version.number == 1


def test_question_can_be_added_to_a_lesson(client, staff, course):
    text = (
        "key: added\ntype: true_false\nobjective: goal\nprompt: So?\nanswer: true\nexplanation: Yes.\n"
        "evidence: [first#one-for-all]\n"
    )
    data = {"course": course.pk, "lesson": Lesson.objects.get(key="first").pk, "key": "added", "text": text}
    assert client.post(reverse("admin:quizzes_question_add"), data).status_code == 302
    assert Question.objects.get(key="added").current.content["prompt"] == "So?"


def test_course_can_be_made_and_filled(client, staff, db):
    data = {"key": "new-course", "published": "on", "text": "title: New\nsummary: A new one.\n"}
    assert client.post(reverse("admin:lessons_course_add"), data).status_code == 302
    course = Course.objects.get(key="new-course")
    lesson = {"course": course.pk, "key": "one", "text": "---\ntitle: One\nminutes: 1\n---\nHello.\n"}
    assert client.post(reverse("admin:lessons_lesson_add"), lesson).status_code == 302
    text = "title: New\nsummary: A new one.\nopen_to_guests: true\ncontents:\n- lesson: one\n"
    assert client.post(change_url(course), {"published": "on", "text": text}).status_code == 302
    client.logout()
    assert "Hello." in client.get("/courses/new-course/lessons/one/").content.decode()


def act(client, model: str, action: str, *rows, query: str = "") -> str:
    """The page after an action on these rows, where the list shows them."""
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(reverse(f"admin:{model}_changelist") + query, chosen, follow=True).content.decode()


@pytest.fixture
def spare(client, staff, course):
    """A lesson that the course's order doesn't name, and that nothing needs."""
    text = "---\ntitle: Spare\nminutes: 1\n---\nHello.\n"
    client.post(reverse("admin:lessons_lesson_add"), {"course": course.pk, "key": "spare", "text": text})
    return Lesson.objects.get(key="spare")


def test_archived_lesson_is_gone_and_comes_back(client, spare):
    assert "1 object archived." in act(client, "lessons_lesson", "archive", spare)
    assert client.get(spare.get_absolute_url()).status_code == 404
    assert "1 object is back." in act(client, "lessons_lesson", "bring_back", spare, query="?archived=yes")
    assert client.get(spare.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("query", "shown"), [("", [False]), ("?archived=yes", [True]), ("?archived=all", [False, True])]
)
def test_list_shows_what_is_archived_when_it_is_asked_for(client, spare, query, shown):
    Lesson.objects.filter(pk=spare.pk).update(archived=True)
    page = client.get(reverse("admin:lessons_lesson_changelist") + query)
    assert sorted({row.archived for row in page.context["cl"].queryset}) == shown
    assert "in use and archived" in page.content.decode()


def test_lesson_that_the_course_needs_is_not_archived_and_the_admin_reads_why(client, staff, course, spare):
    second = Lesson.objects.get(key="second")
    html = act(client, "lessons_lesson", "archive", second, spare)
    assert "Not possible:" in html and "0 objects archived." in html
    assert not Lesson.objects.filter(archived=True).exists()


def test_saving_one_object_does_not_ask_for_what_was_wrong_before(client, staff, course):
    Lesson.objects.filter(key="second").update(archived=True)
    term = Term.objects.get(key="ally")
    text = "key: ally\nterm: Ally\ndefinition: A new one.\n"
    assert client.post(change_url(term), {"text": text}).status_code == 302
    assert Term.objects.get(key="ally").definition == "A new one."


def test_stale_question_is_accepted_by_an_action(client, staff, course):
    stale = list(Question.objects.stale())
    assert stale
    assert "proved again" in act(client, "quizzes_question", "accept_evidence", *stale)
    assert not Question.objects.stale().exists()


def test_passage_that_is_gone_is_not_accepted(client, staff, course):
    Passage.objects.update(present=False)
    stale = list(Question.objects.stale())
    assert "0 questions are proved again." in act(client, "quizzes_question", "accept_evidence", *stale)
    assert set(Question.objects.stale()) == set(stale)


def test_overdue_attempts_are_closed_by_an_action(client, staff, quiz):
    attempt, _new = start_attempt(quiz=quiz, user=UserFactory(), kind="graded", now=timezone.now())
    Attempt.objects.update(deadline=timezone.now() - timedelta(minutes=5))
    url = reverse("admin:quizzes_attempt_changelist")
    client.post(url, {"action": "close_overdue", "_selected_action": [attempt.pk]})
    attempt.refresh_from_db()
    assert attempt.state == "submitted"


def test_admin_refuses_an_empty_field_name(client, staff, full_site):
    term = Term.objects.first()
    assert client.get(change_url(term), {"_to_field": ""}).status_code == 400
    assert client.post(change_url(term), {"_to_field": ""}).status_code == 400


def test_page_of_a_person_shows_results_and_the_second_step(client, staff, full_site):
    person = Attempt.objects.get().user
    html = client.get(change_url(person)).content.decode()
    assert "The first quiz" in html and "two-step sign-in" in html.lower()
