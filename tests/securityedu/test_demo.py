"""Making a demo: the same again for the same seed, answers as people give them, and no demo on a real site."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from lessons.models import ReadingProgress
from quizzes.drawing import as_drawn, lay_out
from quizzes.models import Answer, Question
from quizzes.question_types import RECIPES, TYPES, load_content, type_of
from securityedu.demo import people
from securityedu.demo.answering import answer, item_of
from securityedu.demo.site import DemoRefused, create_demo, is_there
from securityedu.demo.timed_test import KEY, placed
from tests.factories import UserFactory
from tests.samples import DRAWN, load_sample

NOW = datetime(2026, 9, 1, 14, 30, tzinfo=UTC)


# --- the same again --------------------------------------------------------------------------------------------------


def history() -> list:
    answers = Answer.objects.order_by("attempt__user__username", "attempt__started_at", "position").values_list(
        "attempt__user__username",
        "attempt__seed",
        "attempt__started_at",
        "attempt__score",
        "version__question__key",
        "response",
        "fraction",
        "flagged",
        "typed_at",
    )
    reading = ReadingProgress.objects.order_by("user__username", "lesson__key")
    return [*answers, *reading.values_list("user__username", "lesson__key", "passage", "read_at", "completed_at")]


def made_anew(course, **options) -> list:
    User.objects.all().delete()
    create_demo(course=course, **({"now": NOW, "count": 2} | options))
    return history()


def test_the_same_seed_and_day_make_the_same_history(course):
    first = made_anew(course)
    assert made_anew(course, now=NOW + timedelta(hours=5)) == first
    assert made_anew(course, seed="another") != first


# --- people and the course -------------------------------------------------------------------------------------------


def test_the_whole_cast_has_names_and_usernames_of_its_own():
    cast = people.learners(99)
    assert len(cast) == 24
    assert len({person.username for person in cast}) == len({person.name for person in cast}) == 24
    assert all(person.username.replace(".", "").replace("-", "").isalpha() for person in cast)


def test_the_timed_test_goes_to_the_end_when_no_lesson_follows():
    assert placed([{"lesson": "one"}, {"quiz": "one-quiz"}], "one")[-1] == {"quiz": KEY}


# --- answers ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def every_type(db, tmp_path):
    """A question of each type, as an attempt has it."""
    load_sample(tmp_path, DRAWN)
    found = {question.type: question.current for question in Question.objects.select_related("current")}
    exam = [load_content(each.current.content) for each in Question.objects.filter(key__startswith="zzx-")]
    contents = {}
    for kind, version in found.items():
        layout = lay_out(version.content, "seed", 1, shuffle_choices=True, bank=exam)
        contents[kind] = as_drawn(load_content(version.content), layout)
    return contents


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("kind", sorted({*TYPES, *RECIPES} - {"essay"}))
def test_answers_are_right_or_wrong_as_wanted(every_type, kind, right):
    content = every_type[kind]
    chance = Random(f"{kind} {right}")
    found = [answer(content, right=right, chance=chance) for _ in range(30)]
    assert all(stored is not None for stored in found)
    assert {type_of(content).grade(content, stored).is_right for stored in found} == {right}


@pytest.mark.parametrize("right", [True, False])
def test_essays_are_written_for_somebody_to_grade(every_type, right):
    content = every_type["essay"]
    written = answer(content, right=right, chance=Random(1))
    assert type_of(content).grade(content, written).waits
    assert len(written.split()) >= content.min_words


def test_misconceptions_pull(quiz):
    content = load_content(quiz.slots.get(question__key="zzsingle").question.current.content)
    choices = tuple(
        choice.model_copy(update={"misconception": "troops" if choice.key == "zznone" else None})
        for choice in content.choices
    )
    content, chance = content.model_copy(update={"choices": choices}), Random(1)
    found = [answer(content, right=False, chance=chance) for _ in range(200)]
    assert found.count("zznone") > 2 * found.count("zzhalf") > 0


def test_the_able_are_right_more_often_and_the_same_question_is_hard_for_all(quiz):
    content = load_content(quiz.slots.get(question__key="zzsingle").question.current.content)
    item = item_of(content, "1")
    assert item == item_of(content, "1")
    assert item.chance_to_be_right(-1) < item.chance_to_be_right(0) < item.chance_to_be_right(2)


# --- refusals and the command ----------------------------------------------------------------------------------------


def test_a_site_with_people_is_refused(course):
    UserFactory()
    with pytest.raises(DemoRefused, match="people already"):
        create_demo(course=course, now=NOW)
    assert User.objects.count() == 1


@pytest.mark.parametrize("options", [{}, {"if_absent": True}])
def test_the_command_refuses_a_real_site_in_one_sentence(course, options):
    UserFactory()
    with pytest.raises(CommandError, match="no demo was made: this site has people already"):
        call_command("create_demo", **options)


def test_a_site_that_others_reach_is_refused(course, settings):
    settings.SITE_IS_LOCAL, settings.SITE_URL = False, "https://learn.example.com"
    with pytest.raises(DemoRefused, match=r"learn\.example\.com"):
        create_demo(course=course, now=NOW)
    assert not User.objects.exists()


def test_a_demo_that_fails_leaves_nothing(course, monkeypatch):
    monkeypatch.setattr("securityedu.demo.site.walk", None)
    with pytest.raises(TypeError):
        create_demo(course=course, now=NOW)
    assert not User.objects.exists()
    assert not course.quiz_set.filter(key=KEY).exists()


def test_the_command_prints_the_passwords_once(course, monkeypatch, capsys):
    monkeypatch.setattr("securityedu.demo.site.shipped_course", lambda now: course)
    monkeypatch.setattr("securityedu.demo.site.learners", lambda count: people.learners(1))
    call_command("create_demo", if_absent=True)
    printed = capsys.readouterr().out
    assert is_there()
    password = next(line.split()[2] for line in printed.splitlines() if people.LEARNER in line)
    assert User.objects.get(username=people.LEARNER).check_password(password)

    call_command("create_demo", if_absent=True)
    again = capsys.readouterr().out
    assert "is there already" in again
    assert "changepassword" in again
    assert password not in again
