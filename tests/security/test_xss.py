"""Markup that somebody writes where text belongs is shown as text, on pages and in the admin."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import timezone

from lessons.models import Lesson
from quizzes.models import Question
from quizzes.services import start_attempt, submit_attempt
from tests.factories import UserFactory
from tests.samples import FILES

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ATTACKS = [
    "<script>zzx()</script>",
    '"><img src=x onerror=zzx()>',
    "[go](javascript:zzx())",
    "<svg onload=zzx()>",
    "{{ 7|add:7 }}{% debug %}",
    '<a href="data:text/html,zzx" style="zzx">',
]


class Live(HTMLParser):
    """Collects what a browser would run or follow of an attack: all of them say zzx."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            is_script = name.startswith("on") or (value or "").strip().startswith(("javascript:", "data:text"))
            if is_script or (name == "style" and "zzx" in value):
                self.found.append(f"<{tag} {name}={value}>")

    def handle_data(self, data):
        if self.cdata_elem and "zzx" in data:
            self.found.append(f"<{self.cdata_elem}>{data}")


def test_the_test_would_see_each_attack():
    shown_as_they_are = [attack for attack in ATTACKS if Live(f'<p title="">{attack}').found]
    assert len(shown_as_they_are) == 4  # Markdown's link and the template's tags need somebody who renders them


def assert_dead(*pages):
    for page in pages:
        assert page.status_code == 200
        assert (page.wsgi_request.path, Live(page.content.decode()).found) == (page.wsgi_request.path, [])


@pytest.fixture
def root(client, quiz):
    person = UserFactory(is_staff=True, is_superuser=True, role="instructor")
    client.force_login(person, backend=BACKEND)
    return person


@pytest.mark.parametrize("attack", ATTACKS)
def test_display_name_is_text_everywhere(client, root, quiz, attack):
    root.display_name = attack
    root.save()
    attempt, _new = start_attempt(quiz=quiz, user=root, kind="graded", now=timezone.now())
    submit_attempt(attempt_id=attempt.pk, now=timezone.now())
    person = f"/admin/accounts/user/{root.pk}"
    pages = ["/admin/", "/admin/accounts/user/", f"{person}/change/", f"{person}/delete/", f"{person}/history/"]
    pages += ["/admin/quizzes/attempt/", "/admin/quizzes/result/", f"/admin/quizzes/attempt/{attempt.pk}/change/"]
    pages += ["/progress/", "/accounts/profile/", f"/attempts/{attempt.pk}/review/"]
    assert_dead(*(client.get(page) for page in pages))


@pytest.mark.parametrize("attack", ATTACKS)
def test_lesson_text_and_title_are_harmless(client, root, course, attack):
    lesson = Lesson.objects.get(key="first")
    change = reverse("admin:lessons_lesson_change", args=[lesson.pk])
    text = FILES["lessons/first.md"].replace("Each Ally chooses its action.", f"Each Ally {attack} chooses.")
    text = text.replace("title: The first lesson", f"title: 'The {attack}'")
    client.post(change, {"text": text})
    pages = [
        change,
        change.replace("change", "history"),
        lesson.get_absolute_url(),
        "/courses/sample/",
        "/search/?q=zzx",
    ]
    assert_dead(*(client.get(page) for page in pages), client.get("/admin/lessons/lesson/"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_question_text_is_harmless(client, root, quiz, attack):
    question = Question.objects.get(key="zztruefalse")
    change = reverse("admin:quizzes_question_change", args=[question.pk])
    text = client.get(change).context["adminform"].form.fields["text"].initial
    prompt = f"prompt: |-\n  So {attack}?"
    client.post(change, {"text": re.sub(r"prompt: .*", lambda found: prompt, text, count=1)})
    question.refresh_from_db()
    assert attack in question.current.content["prompt"]
    attempt, _new = start_attempt(quiz=quiz, user=root, kind="graded", now=timezone.now())
    taken = client.get(attempt.get_absolute_url())
    submit_attempt(attempt_id=attempt.pk, now=timezone.now())
    assert_dead(taken, client.get(f"/attempts/{attempt.pk}/review/"), client.get(change), client.get("/progress/"))
    assert_dead(client.get("/admin/quizzes/question/"), client.get(change.replace("change", "history")))


@pytest.mark.parametrize("attack", ATTACKS)
def test_words_in_an_address_come_back_as_text(client, course, attack):
    assert_dead(client.get("/search/", {"q": attack}), client.get("/accounts/login/", {"next": attack, "x": attack}))
    assert_dead(client.get("/courses/sample/lessons/first/checks/zzcheck/", {"q1": attack, "zzcheck": attack}))
