"""An author takes one question as learners do: nothing is written, the page's address holds it all."""

import html
import json
import re

import pytest
from django.utils import timezone

from quizzes.drawing import content_of
from quizzes.models import Answer, AnswerEvent, Attempt, Question
from quizzes.previews import sheet, stage_of
from quizzes.question_types import RECIPES, TYPES, type_of
from quizzes.question_types.base import Shape
from quizzes.services import key_map
from tests.factories import LessonFactory, QuestionFactory, QuizFactory, SlotFactory, UserFactory
from tests.queries import count_statements
from tests.quizzes.question_types.helpers import choices
from tests.samples import DRAWN, load_sample


@pytest.fixture
def author(client, db):
    person = UserFactory(is_staff=True)
    client.force_login(person)
    return person


def question_of(**fields) -> Question:
    content = {"choices": choices("a", "b", "c"), "hints": ["First.", "Second."]} | fields
    return QuestionFactory(type="single_choice", content=content)


def url(question) -> str:
    return f"/teach/courses/{question.course.key}/questions/{question.key}/preview/"


class Preview:
    """The page, and the form on it as a browser would send it."""

    def __init__(self, client, question, **data) -> None:
        self.client, self.address = client, url(question)
        self.go(**data)

    def go(self, **data) -> str:
        self.page = self.client.get(self.address, data).content.decode()
        return self.page

    def form(self) -> dict[str, str]:
        hidden = re.findall(r'<input type="hidden" name="(\w[\w-]*)" value="(.*?)">', self.page)
        selects = re.findall(r'<select class="form-select" name="(\w+)">(.*?)</select>', self.page, re.DOTALL)
        chosen = [(name, *re.findall(r'value="([\w-]+)" selected', options)) for name, options in selects]
        chosen = [each for each in chosen if len(each) == 2]
        return {name: html.unescape(value) for name, value in (*hidden, *chosen)}

    def key_of(self, text: str) -> str:
        return re.search(rf'value="([a-z0-9]+)"[^>]*> <span>{text}<', self.page)[1]

    def press(self, **data) -> str:
        return self.go(**self.form() | data)


def choose(preview: Preview, text: str, **data) -> str:
    return preview.press(q1=preview.key_of(text), **data)


def test_question_looks_as_it_does_in_an_attempt_and_keeps_what_is_chosen(client, author):
    preview = Preview(client, question_of())
    assert 'class="question__prompt"' in preview.page and "Check this answer" not in preview.page
    assert "right answer" not in preview.page and 'class="review__verdict"' not in preview.page
    page = choose(preview, "B")
    assert re.search(r"checked[^>]*> <span>B<", page)


def test_each_time_shows_what_its_quiz_lets_learners_see(client, author):
    question = question_of()
    quiz = QuizFactory(
        course=question.course,
        reveal="after_close",
        review={"just_after": ["attempt", "maximum", "score"], "later": []},
    )
    SlotFactory(quiz=quiz, question=question, points=4)
    preview = Preview(client, question, quiz=quiz.key)
    assert "4 points" in preview.page
    page = choose(preview, "B", **{"as": "just_after"})
    assert "0 of 4" in page and "your choice" in page and "not right" not in page
    assert "does not show its questions" in preview.press(**{"as": "later"})
    page = preview.press(**{"as": "closed"})
    assert "your choice, not right" in page and "right answer</span>" in page
    page = preview.press(**{"as": "during"})
    assert re.search(r"checked[^>]*> <span>B<", page)


def test_without_a_quiz_all_is_shown_afterwards(client, author):
    preview = Preview(client, question_of(), **{"as": "just_after"})
    assert "right answer</span>" in preview.page and "Why:" in preview.page


def test_tries_hints_and_penalty_go_as_in_an_attempt(client, author):
    preview = Preview(client, question_of(), behaviour="interactive")
    page = choose(preview, "B", check="1")
    assert "First." in page and "2 tries are left." in page and "right answer</span>" not in page
    page = choose(preview, "C", check="1")
    assert "Second." in page and "One try is left." in page
    page = choose(preview, "A", check="1")
    assert "How the points add up" in page and '<fieldset class="question__fields"' not in page
    assert "0.33 of 1" in preview.press(**{"as": "just_after"})


def test_check_without_an_answer_says_so(client, author):
    preview = Preview(client, question_of(), behaviour="immediate")
    assert "Give an answer first." in preview.press(check="1")


def test_certainty_is_asked_and_told(client, author):
    preview = Preview(client, question_of(), behaviour="certainty")
    assert "How sure are you?" in preview.page
    page = choose(preview, "A", **{"q1-certainty": "3", "as": "closed"})
    assert "You were very sure: mark 3." in page


@pytest.mark.parametrize(
    "data",
    [
        {"q1": "zzchooses"},
        {"held": "{", "as": "closed"},
        {"held": "[1, [2]]", "as": "closed"},
        {"held": "[" * 100_000, "as": "closed"},
        {"tries": '["a"]', "behaviour": "interactive"},
        {"tries": "{}", "behaviour": "adaptive"},
        {"quiz": "none", "behaviour": "none", "as": "none"},
    ],
    ids=str,
)
def test_forged_form_is_a_page_all_the_same(client, author, data):
    data = {name: value[:4000] for name, value in data.items()}
    response = client.get(url(question_of()), data)
    assert response.status_code == 200


def test_stimulus_stands_above_its_question(client, author):
    question = question_of(stimulus="map")
    QuestionFactory(lesson=question.lesson, key="map", type="stimulus", content={"key": "map", "text": "Look *here*."})
    assert "Look <em>here</em>." in Preview(client, question).page


def test_nothing_is_written(client, author):
    preview = Preview(client, question_of(), behaviour="interactive")
    with count_statements() as found:
        choose(preview, "B", check="1")
        preview.press(**{"as": "closed"})
    assert not [sql for sql in found if not sql.startswith("SELECT")]
    assert not Attempt.objects.exists() and not Answer.objects.exists() and not AnswerEvent.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_preview_takes_the_same_number_of_statements(client, author, count):
    question = question_of()
    for _ in range(count):
        quiz = QuizFactory(course=question.course)
        SlotFactory(quiz=quiz, question=question)
    with count_statements() as found:
        client.get(url(question), {"quiz": quiz.key})
    assert len(found) == 8


def test_text_of_a_bank_has_no_preview(client, author):
    lesson = LessonFactory()
    text = QuestionFactory(lesson=lesson, type="description", content={"text": "Read."})
    assert client.get(url(text)).status_code == 404


def right_response(question, author) -> str:
    """As its page would send it; an essay has none."""
    if question.type == "essay":
        return '"Because."'
    now = timezone.now()
    attempt, answer = sheet(question, stage_of({}, [], question), author, now=now)
    content = content_of(answer)
    return json.dumps(type_of(content).to_page(type_of(content).correct(content), key_map(attempt, answer).to_page))


def test_every_type_is_shown_and_reviewed(client, author, tmp_path):
    load_sample(tmp_path, DRAWN)
    by_type = {question.type: question for question in Question.objects.select_related("course", "current")}
    for name in (*TYPES, *RECIPES):
        question = by_type[name]
        preview = Preview(client, question)
        shape = re.search(r'data-shape="(\w+)"', preview.page)[1]
        assert shape in set(Shape) and 'data-type="' in preview.page, name
        page = preview.press(held=right_response(question, author), **{"as": "closed"})
        verdict = re.search(r'review__verdict">.*?</svg>\s*([\w ]+?)\s*(?:here|</p>)', page, re.DOTALL)[1]
        assert verdict == ("Waits for grading" if name == "essay" else "Right"), name
