"""Questions of which each attempt has its own: drawn at start, kept with the attempt, graded and shown as drawn."""

import json
import re
from decimal import Decimal

import pytest

from lessons.models import Course
from quizzes import selectors
from quizzes.checks import check_view, response_of
from quizzes.drawing import DRAWN as DRAWN_NAME
from quizzes.drawing import content_of
from quizzes.models import Question, Quiz
from quizzes.privacy import export_attempts
from quizzes.question_types import load_content, type_of
from quizzes.saving import parse_save
from tests.factories import SlotFactory
from tests.queries import statements
from tests.quizzes.services.helpers import NOW, answer_to, at, edit, entry, quiz_of, save, start, submit
from tests.samples import DRAWN, load_sample


@pytest.fixture
def course(db, tmp_path):
    load_sample(tmp_path, DRAWN)
    return Course.objects.get(key="sample")


@pytest.fixture
def quiz(course):
    return Quiz.objects.get(course=course, key="first-quiz")


def quiz_with(course, *keys: str, **settings) -> Quiz:
    quiz = quiz_of(0, course=course, **settings)
    for key in keys:
        SlotFactory(quiz=quiz, question=Question.objects.get(course=course, key=key))
    return quiz


def right(attempt, key: str):
    content = content_of(answer_to(attempt, key))
    return type_of(content).correct(content)


def test_start_keeps_what_was_drawn_with_the_answer(quiz, learner):
    attempt = start(quiz, learner)
    numbers = answer_to(attempt, "zzcalc").layout[DRAWN_NAME]
    assert sorted(numbers) == ["all", "some"]
    pairs = answer_to(attempt, "zzmix").layout[DRAWN_NAME]
    assert {pair["key"] for pair in pairs} < {"zzx-one", "zzx-two", "zzx-three", "zzx-four"}
    assert len(pairs) == 3


def test_attempts_differ_and_each_is_graded_by_its_own_numbers(course, learner):
    quiz = quiz_with(course, "zzcalc")
    prompts = set()
    for number in range(4):
        attempt = start(quiz, learner, now=at(100 * number))
        prompts.add(content_of(answer_to(attempt, "zzcalc")).prompt)
        submit(attempt, entry(attempt, "zzcalc", right(attempt, "zzcalc")), now=at(100 * number + 50))
        attempt.refresh_from_db()
        assert attempt.score == 1
    assert len(prompts) > 1


def test_everything_right_gets_full_marks(course, learner):
    attempt = start(quiz_with(course, "zzcalc", "zzmix"), learner)
    submit(attempt, *(entry(attempt, key, right(attempt, key)) for key in ("zzcalc", "zzmix")))
    attempt.refresh_from_db()
    assert attempt.score == attempt.max_score == Decimal(2)


def test_later_edits_of_the_bank_do_not_change_an_open_attempt(course, learner):
    attempt = start(quiz_with(course, "zzcalc", "zzmix"), learner)
    before = [content_of(answer_to(attempt, key)) for key in ("zzcalc", "zzmix")]
    for question in Question.objects.filter(course=course, key__startswith="zzx").select_related("current"):
        edit(question, prompt="Edited?", answers=[{"text": f"edited {question.key}"}])
    calc = Question.objects.select_related("current").get(key="zzcalc")
    edit(calc, variables=[{"name": "all", "min": 100, "max": 200}, {"name": "some", "min": 50, "max": 60}])
    Question.objects.filter(key="zzx-one").update(archived=True)
    assert [content_of(answer_to(attempt, key)) for key in ("zzcalc", "zzmix")] == before


def test_pages_show_the_drawn_question_and_no_key(client, course, learner):
    quiz = quiz_with(course, "zzcalc", "zzmix", reveal="at_once")
    attempt = start(quiz, learner)
    drawn = content_of(answer_to(attempt, "zzcalc"))
    client.force_login(learner)
    page = client.get(attempt.get_absolute_url()).content.decode()
    assert drawn.prompt in page
    assert not re.findall("zz(?:calc|mix|x-)|{all}|{some}", page)
    save(attempt, entry(attempt, "zzcalc", right(attempt, "zzcalc")), entry(attempt, "zzmix", right(attempt, "zzmix")))
    submit(attempt)
    review = client.get(f"/attempts/{attempt.pk}/review/").content.decode()
    assert drawn.explanation in review
    assert drawn.right_number() in review
    assert not re.findall("zz(?:calc|mix|x-)|{all}|{some}", review)


def test_download_of_ones_data_has_the_drawn_question(course, learner):
    attempt = start(quiz_with(course, "zzcalc", "zzmix"), learner)
    save(attempt, entry(attempt, "zzmix", right(attempt, "zzmix")))
    (found,) = export_attempts(learner)
    assert found["answers"][0]["question"] == content_of(answer_to(attempt, "zzcalc")).prompt
    assert found["answers"][1]["answer"].count("→") == 3


def test_check_in_a_lesson_has_the_same_numbers_for_everybody(course):
    question = Question.objects.select_related("current").get(key="zzcalc")
    shown = {check_view(question).prompt for _ in range(3)}
    assert len(shown) == 1
    (prompt,) = shown
    whole, part = map(int, re.findall(r"\d+", prompt))
    response, error = response_of(question, {"q1": f"{part / whole * 100:.1f}"})
    assert error == ""
    assert check_view(question, response).review.right is True


def test_draw_leaves_out_what_the_same_attempt_asks(course, learner):
    quiz = quiz_with(course, "zzmix", "zzx-one")
    for number in range(6):
        attempt = start(quiz, learner, now=at(100 * number))
        assert "zzx-one" not in {pair["key"] for pair in answer_to(attempt, "zzmix").layout[DRAWN_NAME]}
        submit(attempt, now=at(100 * number + 50))


def test_draw_leaves_out_what_an_open_graded_attempt_asks(course, learner):
    start(quiz_with(course, "zzx-two"), learner)
    quiz = quiz_with(course, "zzmix")
    for kind in ("practice", "graded"):
        attempt = start(quiz, learner, kind)
        assert "zzx-two" not in {pair["key"] for pair in answer_to(attempt, "zzmix").layout[DRAWN_NAME]}


@pytest.mark.parametrize(("open_key", "other"), [("zzmix", "zzx-one"), ("zzx-one", "zzmix"), ("zzmix", "zzmix")])
def test_what_may_be_drawn_is_held_with_what_draws(course, learner, open_key, other):
    start(quiz_with(course, open_key), learner)
    held = selectors.held_questions(learner)
    assert Question.objects.get(key=other).pk in held
    assert Question.objects.get(key="zzshort").pk not in held


def test_start_takes_one_query_more_for_all_banks(course, learner):
    quiz = quiz_with(course, *Question.objects.filter(course=course, use="quiz").values_list("key", flat=True), "zzmix")
    quiz = Quiz.objects.get(pk=quiz.pk)
    with statements(at_most=6):
        start(quiz, learner)


def test_wrong_response_of_any_shape_is_refused_by_the_drawn_question(course, learner):
    attempt = start(quiz_with(course, "zzcalc", "zzmix"), learner)
    answers = [
        {"position": position, "sequence": 1, "typed_at": NOW.isoformat(), "response": response}
        for position, response in [(1, ["5"]), (2, {"zzx-one": "zzx-one"})]
    ]
    client, entries = parse_save(json.loads(json.dumps({"client": "tab", "answers": answers})))
    refused = save(attempt, *entries, client=client).result.refused
    assert [each["error"] for each in refused] == ["wrong_shape", "unknown_choice"]


def test_stored_recipe_is_read_as_its_files_have_it(course):
    content = load_content(Question.objects.get(key="zzcalc").current.content)
    assert content.prompt.startswith("Of {all} Allies")
