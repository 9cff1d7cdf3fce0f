"""Misconceptions on the pages of a learner and of those who write the course."""

from datetime import timedelta

import pytest

from lessons.models import Passage
from quizzes.beliefs import beliefs_in, beliefs_of
from quizzes.models import Evidence, Misconception, Question, Quiz
from tests.factories import (
    CourseFactory,
    LessonFactory,
    QuestionFactory,
    QuizFactory,
    SlotFactory,
    UserFactory,
    teacher_of,
)
from tests.queries import count_statements
from tests.quizzes.question_types.helpers import choices
from tests.quizzes.services.helpers import at, entry, start, submit

pytestmark = pytest.mark.django_db
LATER = at(7200)


@pytest.fixture
def course():
    course = CourseFactory()
    Misconception.objects.create(course=course, key="troops", belief="All must *fight*.", correction="Each chooses.")
    return course


def quiz_about(course, count: int = 2, **rules) -> Quiz:
    """Questions whose choice b stands for the misconception and whose choice c doesn't."""
    quiz, lesson = QuizFactory(course=course, **{"reveal": "at_once"} | rules), LessonFactory(course=course)
    for number in range(count):
        options = choices("a", "b", "c")
        options[1]["misconception"] = "troops"
        question = QuestionFactory(lesson=lesson, type="single_choice", content={"choices": options})
        passage = Passage.objects.create(lesson=lesson, key=f"p{number}", text=f"Passage {number}.", digest="0")
        Evidence.objects.create(question=question, passage=passage)
        SlotFactory(quiz=quiz, question=question)
    return quiz


def take(quiz, user, responses: str, kind: str = "graded"):
    """An attempt in which the questions get these answers in turn, handed in."""
    attempt = start(quiz, user, kind)
    submit(attempt, *(entry(attempt, number, each) for number, each in enumerate(responses, start=1)))
    return attempt


def told(user, *, now=LATER) -> list[tuple]:
    found = beliefs_of(user, now=now).values()
    return [(each.misconception.key, each.held.times, each.held.asked) for some in found for each in some]


def test_belief_that_two_questions_show_is_told_with_its_passages(course):
    learner = UserFactory()
    take(quiz_about(course, 3), learner, "bba")
    ((belief,),) = beliefs_of(learner, now=LATER).values()
    assert (belief.held.times, belief.held.asked, str(belief.held.guessing)) == (2, 3, "1.0")
    assert [row.passage.text for row in belief.evidence] == ["Passage 0.", "Passage 1."]
    assert len(belief.held.questions) == 2


@pytest.mark.parametrize("responses", ["ba", "bc", "ca", "aa"])
def test_belief_that_one_question_shows_is_not_told(course, responses):
    learner = UserFactory()
    take(quiz_about(course), learner, responses)
    assert told(learner) == []


def test_unanswered_questions_say_nothing(course):
    learner = UserFactory()
    take(quiz_about(course, 4), learner, "bb")
    assert told(learner) == [("troops", 2, 2)]


def test_only_the_first_attempt_counts(course):
    learner, other, quiz = UserFactory(), UserFactory(), quiz_about(course)
    take(quiz, learner, "aa")
    take(quiz, learner, "bb")
    take(quiz, other, "bb")
    take(quiz, other, "aa")
    assert (told(learner), told(other)) == ([], [("troops", 2, 2)])


def test_only_the_first_try_counts(course):
    learner, quiz = UserFactory(), quiz_about(course)
    attempt = take(quiz, learner, "aa")
    attempt.answers.update(tries=["b", "a"])
    assert told(learner) == [("troops", 2, 2)]


def test_practice_counts_only_where_nothing_is_graded(course):
    learner = UserFactory()
    take(quiz_about(course), learner, "bb", "practice")
    assert told(learner) == []
    take(quiz_about(course, graded=False), learner, "bb", "practice")
    assert told(learner) == [("troops", 2, 2)]


def test_preview_says_nothing_of_anybody(course):
    author = teacher_of(course)
    take(quiz_about(course), author, "bb", "preview")
    assert told(author) == [] and beliefs_in(course) == []


# --- what must stay hidden -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "is_told"),
    [
        ({"reveal": "never"}, False),
        ({"reveal": "when_finished", "attempts": 2}, False),
        ({"reveal": "when_finished", "attempts": 1}, True),
        ({"reveal": "after_close", "closes_at": LATER + timedelta(hours=1)}, False),
        ({"reveal": "after_close", "closes_at": LATER - timedelta(hours=1)}, True),
        ({"review": {"later": ["attempt", "maximum", "score"]}}, False),
        ({"review": {"later": ["attempt", "correctness", "explanation", "right_answer"]}}, True),
        ({"review": {"just_after": []}}, True),
    ],
    ids=str,
)
def test_learner_reads_only_what_a_review_would_tell_her_now(course, rules, is_told):
    learner = UserFactory()
    take(quiz_about(course, **rules), learner, "bb")
    assert bool(told(learner)) == is_told
    assert len(beliefs_in(course)) == 1  # whoever writes the course sees it in any case


def test_nothing_is_told_of_a_question_of_an_open_attempt_or_of_what_it_is_about(course):
    learner, quiz = UserFactory(), quiz_about(course)
    take(quiz, learner, "bb")
    other = quiz_about(course, 1)
    attempt = start(other, learner)
    assert told(learner) == []
    submit(attempt)
    assert told(learner) == [("troops", 2, 2)]
    start(quiz, learner)
    assert told(learner) == []


def test_archived_question_or_misconception_is_left_out(course):
    learner, quiz = UserFactory(), quiz_about(course)
    take(quiz, learner, "bb")
    Misconception.objects.update(archived=True)
    assert told(learner) == [] and beliefs_in(course) == []
    Misconception.objects.update(archived=False)
    Question.objects.filter(slots__position=0).update(archived=True)
    assert told(learner) == [] and beliefs_in(course) == []


def test_what_guessing_would_give_as_often_is_not_told(course):
    """Two of six are what one gets who throws a die; whoever writes the course sees it, folded away."""
    learner = UserFactory()
    take(quiz_about(course, 6), learner, "bbacca")
    assert told(learner) == []
    (belief,) = beliefs_in(course)
    assert (belief.held.times, str(belief.held.guessing), belief.held.is_beyond_guessing) == (2, "2.0", False)


def test_learner_hears_nothing_of_others(course):
    learner, other, quiz = UserFactory(), UserFactory(), quiz_about(course)
    take(quiz, other, "bb")
    assert (told(learner), told(other)) == ([], [("troops", 2, 2)])


# --- a course --------------------------------------------------------------------------------------------------------


def test_course_counts_all_learners(course):
    quiz = quiz_about(course, 3)
    for responses in ("bac", "abc", "bba", "aaa"):
        take(quiz, UserFactory(), responses)
    start(quiz, UserFactory())
    (belief,) = beliefs_in(course)
    assert (belief.held.times, belief.held.asked, str(belief.held.guessing)) == (4, 12, "4.0")
    assert (belief.learners, len(belief.questions)) == (3, 2)


def test_answers_of_other_courses_do_not_count(course):
    quiz, other = quiz_about(course), quiz_about(CourseFactory())
    take(quiz, UserFactory(), "ba")
    take(other, UserFactory(), "bb")
    assert beliefs_in(course) == []


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_learners_or_questions(course, count):
    learner = UserFactory()
    for _ in range(count):
        quiz = quiz_about(course, 2 * count)
        take(quiz, learner, "bb" * count)
        take(quiz, UserFactory(), "bb" * count)
    with count_statements() as own:
        assert told(learner)
    with count_statements() as all_of_them:
        assert beliefs_in(course)
    assert (len(own), len(all_of_them)) == (4, 5)


# --- pages -----------------------------------------------------------------------------------------------------------


def page_of(client, user, address: str) -> str:
    client.force_login(user)
    return client.get(address).content.decode()


def test_dashboard_offers_another_look(client, course):
    learner = UserFactory()
    assert "Worth another look" not in page_of(client, learner, "/progress/")
    take(quiz_about(course), learner, "bb")
    page = page_of(client, learner, "/progress/")
    assert "Worth another look" in page and "All must <em>fight</em>." in page and "Each chooses." in page
    assert "#p-p0" in page and "Held 2 of 2 times, on 2 questions." in page and "Guessing would give 0.7." in page


def test_page_of_the_course_lists_what_is_held(client, course):
    author, quiz = teacher_of(course), quiz_about(course)
    address = f"/teach/courses/{course.key}/held-misconceptions/"
    assert "No misconception was held twice" in page_of(client, author, address)
    for _ in range(3):
        take(quiz, UserFactory(), "bb")
    page = page_of(client, author, address)
    assert "All must <em>fight</em>." in page and "Held 6 of 6 times, on 2 questions." in page and "3 learners." in page
    assert "Guessing would give 2." in page and "/preview/" in page and "<details" not in page


def test_page_folds_away_what_guessing_explains(client, course):
    author = teacher_of(course)
    take(quiz_about(course, 6), UserFactory(), "bbacca")
    page = page_of(client, author, f"/teach/courses/{course.key}/held-misconceptions/")
    assert "Nothing was held more often than guessing would give." in page
    assert "1 more, held no more often than guessing would give" in page and "All must <em>fight</em>." in page
