"""Descriptions and stimuli in attempts: shown where they belong, kept as they were at start, worth nothing."""

import pytest

from lessons.models import Course, Figure, Lesson, Recording
from quizzes import selectors
from quizzes.models import Attempt, Question, Quiz, Slot
from quizzes.services import StartRefused, start_attempt
from tests.factories import QuizFactory, SlotFactory
from tests.queries import statements
from tests.quizzes.services.helpers import NOW, edit, keys_of, quiz_of, quiz_that_draws, start, submit
from tests.recordings import wav
from tests.rich import RECORDED
from tests.samples import WITH_TEXTS, load_sample

ABOUT = "Questions 1 to 2 are about this:"


@pytest.fixture
def course(db, tmp_path):
    load_sample(tmp_path, WITH_TEXTS)
    return Course.objects.get(key="sample")


@pytest.fixture
def quiz(course):
    return Quiz.objects.get(course=course, key="texts")


def page(client, attempt, number: int = 1) -> str:
    client.force_login(attempt.user)
    return client.get(f"{attempt.get_absolute_url()}?page={number}").content.decode()


def test_texts_are_no_answers_and_have_no_points(quiz, learner):
    attempt = start(quiz, learner)
    assert keys_of(attempt) == ["zzabout-one", "zzabout-two", "zzsingle"]
    assert attempt.max_score == 3
    assert list(attempt.answers.values_list("position", flat=True)) == [1, 2, 3]


def test_page_shows_texts_above_their_questions(client, quiz, learner):
    html = page(client, start(quiz, learner))
    texts = ["Read <strong>slowly</strong>", "<td>Treaty</td>", ABOUT, "Two dates on a line", 'id="figure-years"']
    order = [*texts, 'id="q1"', 'id="q2"']
    assert [html.count(each) for each in order] == [1] * len(order)
    assert [html.index(each) for each in order] == sorted(html.index(each) for each in order)
    assert "Question 1 of 3" in html
    assert "zzpicture" not in html


def test_stimulus_is_shown_again_on_another_page_and_once_in_the_review(client, quiz, learner):
    quiz.questions_per_page = 1
    quiz.save()
    attempt = start(quiz, learner)
    assert [page(client, attempt, number).count(ABOUT) for number in (1, 2, 3)] == [1, 1, 0]
    submit(attempt)
    review = client.get(f"/attempts/{attempt.pk}/review/").content.decode()
    assert (review.count(ABOUT), review.count("Read <strong>slowly</strong>")) == (1, 1)


def test_description_at_the_end_stands_below_the_last_question(client, course, learner):
    quiz = quiz_of(0, course=course)
    for key in ("zzsingle", "zzintro"):
        SlotFactory(quiz=quiz, question=Question.objects.get(key=key))
    attempt = start(quiz, learner)
    html = page(client, attempt)
    assert html.index('id="q1"') < html.index("Read <strong>slowly</strong>")
    submit(attempt)
    review = client.get(f"/attempts/{attempt.pk}/review/").content.decode()
    assert review.index('id="q1"') < review.index("Read <strong>slowly</strong>")


def test_open_attempt_keeps_its_texts_and_figures(client, quiz, learner):
    attempt = start(quiz, learner)
    for key in ("zzintro", "zzpicture"):
        edit(Question.objects.select_related("current").get(key=key), text="Edited.")
    figure = Figure.objects.get(key="years")
    figure.data = figure.data | {"title": "Edited title"}
    figure.save()
    html = page(client, attempt)
    assert "Read <strong>slowly</strong>" in html
    assert "Two years" in html
    assert "Edited" not in html


def test_stimulus_comes_with_questions_that_were_drawn(client, course, learner):
    lesson = course.lesson_set.get(key="first")
    attempt = start(quiz_that_draws(20, draw_lesson=lesson, draw_objective="other"), learner)
    drawn = keys_of(attempt)
    assert abs(drawn.index("zzabout-one") - drawn.index("zzabout-two")) == 1
    assert not {"zzintro", "zzpicture"} & set(drawn)
    assert "Two dates on a line" in page(client, attempt)


def test_practice_of_missed_questions_has_their_stimulus(client, quiz, learner):
    submit(start(quiz, learner))
    attempt = start(quiz, learner, "practice", missed=True)
    assert "Two dates on a line" in page(client, attempt)


def test_quiz_of_descriptions_has_nothing_to_ask(course, learner):
    quiz = quiz_of(0, course=course)
    SlotFactory(quiz=quiz, question=Question.objects.get(key="zzintro"))
    with pytest.raises(StartRefused):
        start_attempt(quiz=quiz, user=learner, kind="graded", now=NOW)
    assert not Attempt.objects.exists()


def test_texts_are_not_counted_as_questions(course, quiz):
    assert selectors.question_count(quiz) == 3
    assert Slot.objects.filter(quiz=quiz).count() == 4
    texts = Question.objects.filter(course=course, type__in=["description", "stimulus"]).count()
    assert selectors.questions_in(course) == Question.objects.filter(course=course).count() - texts


def test_start_takes_three_queries_more_for_all_stimuli_and_their_figures(course, learner):
    quiz = quiz_of(0, course=course)
    for key in ("zzintro", "zzabout-one", "zzabout-two", "zzmix", "zzcalc"):
        SlotFactory(quiz=quiz, question=Question.objects.get(key=key))
    SlotFactory(quiz=quiz, draw_lesson=course.lesson_set.get(key="first"), count=8)
    quiz = Quiz.objects.select_related("course").get(pk=quiz.pk)
    with statements(at_most=10):
        start(quiz, learner)


def test_stimulus_can_be_listened_to_and_attempts_keep_what_they_began_with(client, learner, tmp_path):
    bank = str(WITH_TEXTS["questions/first.yaml"]).replace("Two dates on a line.", "![](audio:zztone)")
    files = WITH_TEXTS | RECORDED | {"questions/first.yaml": bank}
    load_sample(tmp_path / "before", files)
    before = Recording.objects.get(key="zztone").url
    attempt = start(Quiz.objects.get(key="texts"), learner)
    load_sample(tmp_path / "after", files | {"recordings/zztone.wav": wav(0.5)})
    html = page(client, attempt)
    assert f'src="{before}" aria-label="A tone"' in html and "<p>(a tone)</p>" in html
    submit(attempt)
    again = page(client, start(Quiz.objects.get(key="texts"), learner))
    assert before not in again and Recording.objects.get(key="zztone").url in again


def test_page_takes_no_query_for_texts(client, quiz, learner):
    plain = quiz_of(3, course=quiz.course)
    client.force_login(learner)
    counts = []
    for each in (plain, quiz):
        attempt = start(each, learner)
        with statements(at_most=10) as found:
            client.get(attempt.get_absolute_url())
        counts.append(len(found))
    assert counts[0] == counts[1]


# --- sections --------------------------------------------------------------------------------------------------------


@pytest.fixture
def in_sections(course):
    """A description and a question under "Zz *plain*", then two about a stimulus on a page of their own."""
    quiz = QuizFactory(course=course)
    sections = {"zzintro": {"title": "Zz *plain*"}, "zzabout-one": {"title": "Zz last", "new_page": True}}
    for key in ("zzintro", "zzsingle", "zzabout-one", "zzabout-two"):
        SlotFactory(quiz=quiz, question=Question.objects.get(key=key), section=sections.get(key, {}))
    return quiz


def heading(title: str) -> str:
    return f'<h2 class="between__section">{title}</h2>'


def test_section_has_its_heading_above_its_first_question(client, in_sections, learner):
    attempt = start(in_sections, learner)
    first, second = page(client, attempt), page(client, attempt, 2)
    order = [heading("Zz *plain*"), "Read <strong>slowly</strong>", 'id="q1"']
    assert [first.index(each) for each in order] == sorted(first.index(each) for each in order)
    assert second.index(heading("Zz last")) < second.index("Questions 2 to 3 are about this:") < second.index('id="q2"')
    assert [html.count("between__section") for html in (first, second)] == [1, 1]


def test_review_has_the_headings_that_the_attempt_was_given(client, in_sections, learner):
    attempt = start(in_sections, learner)
    in_sections.slots.update(section={"title": "Edited"})
    assert heading("Zz last") in page(client, attempt, 2)
    submit(attempt)
    review = client.get(f"/attempts/{attempt.pk}/review/").content.decode()
    order = [heading("Zz *plain*"), 'id="q1"', heading("Zz last"), 'id="q2"']
    assert [review.index(each) for each in order] == sorted(review.index(each) for each in order)
    assert "Edited" not in review


def test_attempt_that_builds_on_the_last_one_has_its_headings(client, in_sections, learner):
    in_sections.builds_on_last = True
    in_sections.save()
    submit(start(in_sections, learner))
    assert heading("Zz last") in page(client, start(in_sections, learner), 2)


def test_section_shuffles_what_it_draws_and_nothing_else(course, learner):
    quiz = QuizFactory(course=course)
    lesson = Lesson.objects.get(course=course, key="first")
    SlotFactory(quiz=quiz, question=Question.objects.get(key="zzsingle"))
    SlotFactory(quiz=quiz, draw_lesson=lesson, count=5, section={"title": "Zz", "shuffle": True})
    quiz.slots.create(position=2, question=Question.objects.get(key="zzshort"), section={"title": "Zz"})
    firsts = set()
    for _number in range(12):
        attempt = start(quiz, learner)
        keys = keys_of(attempt)
        assert (keys[0], keys[-1]) == ("zzsingle", "zzshort")
        firsts.add(keys[1])
        submit(attempt)
    assert len(firsts) > 1


def test_sections_take_no_query(in_sections, learner):
    counts = []
    for section in ({}, {"title": "Zz", "shuffle": True}):
        in_sections.slots.update(section=section)
        quiz = Quiz.objects.select_related("course").get(pk=in_sections.pk)
        with statements(at_most=10) as found:
            start(quiz, learner)
        counts.append(len(found))
        Attempt.objects.all().delete()
    assert counts[0] == counts[1]
