"""docs/question-types.md tells the truth: the type that it makes works everywhere, with nothing else changed."""

import re
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from lessons.models import Course
from quizzes.question_types import RECIPES, TYPES
from quizzes.question_types.base import ONE, ZERO, ResponseError
from quizzes.question_types.texts import TEXTS
from quizzes.services import start_attempt
from tests.factories import UserFactory
from tests.quizzes.question_types.helpers import content, key_map
from tests.quizzes.question_types.test_registry import ANY_JSON
from tests.samples import FILES, load_sample

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/question-types.md").read_text(encoding="utf-8")
MODULE, TEMPLATE, TEST = re.findall(r"^```(?:python|html)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
QUESTION = """\

- key: zzestimate
  type: estimate
  objective: other
  prompt: When was it signed?
  value: 1949
  reach: 10
  explanation: In 1949.
"""
COURSE = {
    "questions/first.yaml": FILES["questions/first.yaml"] + QUESTION,
    "quizzes/first-quiz.yaml": FILES["quizzes/first-quiz.yaml"].split("slots:")[0] + "slots:\n- question: zzestimate\n",
}


def run(name: str, code: str) -> ModuleType:
    module = ModuleType(name)
    sys.modules[name] = module  # pydantic looks types up there
    exec(compile(code, name, "exec"), module.__dict__)
    return module


@pytest.fixture(autouse=True)
def estimate(monkeypatch, tmp_path, settings):
    """The code of the page, in its places."""
    folder = tmp_path / "templates/quizzes/types"
    folder.mkdir(parents=True)
    (folder / "estimate.html").write_text(TEMPLATE)
    (engine,) = django_settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], tmp_path / "templates"]}]
    name = "quizzes.question_types.estimate"
    monkeypatch.setitem(TYPES, "estimate", run(name, MODULE).Estimate())
    yield
    del sys.modules[name]


def test_module_is_short():
    assert len(MODULE.splitlines() + TEMPLATE.splitlines() + TEST.splitlines()) <= 60


def test_test_of_the_page_passes():
    tests = {name: each for name, each in vars(run("page_test", TEST)).items() if name.startswith("test_")}
    assert list(tests) == ["test_estimate_is_worth_its_nearness"]
    for each in tests.values():
        each()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_JSON)
def test_any_json_is_taken_or_refused(raw):
    kind, question = TYPES["estimate"], content("estimate", value=1949, reach=10)
    try:
        stored = kind.to_author(question, raw, key_map(question).to_author)
    except ResponseError:
        return
    assert ZERO <= kind.grade(question, stored).fraction <= ONE


def test_page_names_every_type():
    table = PAGE.split("\n|---|---|---|---|\n")[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()]
    assert re.findall(r"`(\w+)`", "".join(cells)) == [
        *("single_choice", "true_false", "multiple_response", "short_answer", "numerical", "matching", "ordering"),
        *("cloze", "drag_words", "categorise", "essay", "hotspot", "drag_image"),
        *("calculated", "random_matching", "description", "stimulus"),
    ]
    assert set(re.findall(r"`(\w+)`", "".join(cells))) == {*TYPES, *RECIPES, *TEXTS} - {"estimate"}


@pytest.mark.django_db
def test_quiz_with_the_new_type_is_loaded_answered_and_reviewed(client, tmp_path):
    load_sample(tmp_path, COURSE)
    learner = UserFactory()
    quiz = Course.objects.get(key="sample").quiz_set.get(key="first-quiz")
    attempt, _new = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())
    client.force_login(learner)
    page = client.get(attempt.get_absolute_url()).content.decode()
    assert "Your estimate" in page
    assert 'data-shape="text"' in page
    client.post(
        f"/attempts/{attempt.pk}/answers/", {"q1-was": "null", "q1-flag-was": "0", "q1": "1945", "action": "save"}
    )
    client.post(f"/attempts/{attempt.pk}/submit/")
    attempt.refresh_from_db()
    assert (attempt.score, attempt.max_score) == (Decimal("0.6"), 1)
    assert "1945" in client.get(f"/attempts/{attempt.pk}/review/").content.decode()
