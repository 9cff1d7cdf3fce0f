"""Questions that somebody still works on: they may lack an objective and an explanation, and nobody is asked them."""

import json

import pytest
from pydantic import ValidationError

from quizzes.models import Question
from quizzes.question_types import RECIPES, TYPES, draft_of, load_content
from quizzes.selectors import missed_questions, pool_of
from securityedu.courses import read_course
from tests.factories import LessonFactory, QuestionFactory, QuizFactory, SlotFactory, UserFactory
from tests.samples import FILES, load_sample, write_course

BANK, QUIZ = "questions/first.yaml", "quizzes/first-quiz.yaml"
DRAFT = """\
- key: zzdraft
  type: true_false
  draft: true
  prompt: Is it so?
  answer: true
"""


def problems(tmp_path, changes):
    folder, _texts = read_course(write_course(tmp_path, changes))
    return [problem.message for problem in folder.problems]


def bank(extra: str) -> str:
    return FILES["questions/first.yaml"] + extra


def test_draft_lacks_what_other_questions_need(tmp_path):
    assert problems(tmp_path / "a", {BANK: bank(DRAFT)}) == []
    ready = problems(tmp_path / "b", {BANK: bank(DRAFT.replace("  draft: true\n", ""))})
    assert sorted(ready) == ["missing key 'explanation'", "missing key 'objective'"]


def test_objective_that_a_draft_has_is_one_of_its_lesson(tmp_path):
    found = problems(tmp_path, {BANK: bank(DRAFT + "  objective: nothing\n")})
    assert found == ["lesson 'first' has no objective 'nothing'"]


def test_draft_stands_in_no_quiz_and_no_draw_takes_it(tmp_path):
    named = {BANK: bank(DRAFT), QUIZ: "title: Named\nslots:\n- question: zzdraft\n"}
    assert problems(tmp_path / "a", named) == ["slot 1: question 'zzdraft' is a draft"]
    drawn = {"questions/second.yaml": DRAFT, QUIZ: "title: Drawn\nslots:\n- draw: {lesson: second}\n"}
    assert problems(tmp_path / "b", drawn) == ["slot 1: draws 1 question of lesson 'second' (use 'quiz'), which has 0"]


def test_draft_may_wait_in_a_quiz_that_is_a_draft_itself(tmp_path):
    unlisted = {BANK: bank(DRAFT), "quizzes/waiting.yaml": "title: Waiting\nslots:\n- question: zzdraft\n"}
    assert problems(tmp_path, unlisted) == []


def test_draft_is_no_check_of_a_lesson(tmp_path):
    checks = FILES["questions/first.yaml"].replace("  use: check\n", "  use: check\n  draft: true\n", 1)
    assert problems(tmp_path, {BANK: checks}) == ["question 'zzcheck' is a draft"]


@pytest.mark.parametrize("kind", [*TYPES.values(), *RECIPES.values()], ids=lambda kind: kind.name)
def test_every_type_has_drafts_that_are_as_strict_about_the_rest(kind):
    schema = draft_of(kind.content)
    assert schema.field_order() == kind.content.field_order()
    with pytest.raises(ValidationError) as caught:
        schema.model_validate_json(json.dumps({"key": "k", "type": kind.name, "draft": True}), strict=True)
    missing = {error["loc"][-1] for error in caught.value.errors()}
    assert "prompt" in missing and not missing & {"objective", "explanation", "draft"}


def test_draft_is_loaded_and_dumped_as_it_is(db, tmp_path):
    load_sample(tmp_path, {BANK: bank(DRAFT)})
    question = Question.objects.get(key="zzdraft")
    assert (question.draft, question.objective) == (True, "")
    content = load_content(question.current.content)
    assert (content.draft, content.objective, content.explanation) == (True, None, "")
    ready = DRAFT.replace("draft: true", "objective: goal\n  explanation: So.")
    load_sample(tmp_path / "again", {BANK: bank(ready)})
    question.refresh_from_db()
    assert (question.draft, question.objective, question.versions.count()) == (False, "goal", 2)


def test_draft_is_asked_of_nobody(db):
    lesson, quiz = LessonFactory(), QuizFactory()
    ready, draft = QuestionFactory(lesson=lesson), QuestionFactory(lesson=lesson, draft=True)
    slots = [SlotFactory(quiz=quiz, draw_lesson=lesson, count=2), SlotFactory(quiz=quiz, question=draft)]
    assert set(pool_of(slots)) == {ready.pk}
    assert missed_questions(UserFactory(), quiz) == []
