"""Attempts under each behaviour and setting as their pages show them, without JavaScript."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from quizzes.models import Answer, Attempt, Quiz
from quizzes.services import start_attempt
from tests.factories import QuestionFactory, QuizFactory, SlotFactory, UserFactory
from tests.quizzes.requests import url
from tests.quizzes.services.helpers import answer_to, entry, quiz_of
from tests.quizzes.services.test_behaviour import choice_quiz


@pytest.fixture
def learner(client, db):
    person = UserFactory()
    client.force_login(person)
    return person


def started(quiz: Quiz, user, **access) -> Attempt:
    return start_attempt(quiz=quiz, user=user, kind="graded", now=timezone.now(), **access)[0]


def fields(attempt: Attempt, **responses) -> dict:
    """The form of a page with these answers, by q1, q2 …"""
    data = {}
    for name, response in responses.items():
        sent = entry(attempt, int(name[1:]), response)
        data |= {name: sent.response, f"{name}-was": "null", f"{name}-flag-was": "0"}
    return data


def press(client, attempt: Attempt, action: str, path: str = "check/", **responses) -> str:
    """The page after a button was pressed."""
    data = fields(attempt, **responses) | {"action": action}
    return client.post(url(attempt, path), data, follow=True).content.decode()


def test_wrong_try_shows_the_hint_and_what_is_left_and_keeps_the_right_answer_back(client, learner):
    attempt = started(choice_quiz(behaviour="interactive", reveal="at_once"), learner)
    page = press(client, attempt, "check:1", q1="b")
    assert "First." in page
    assert "2 tries are left." in page
    assert "Second." not in page
    assert "your choice, not right" in page
    assert 'class="review__explanation"' not in page
    assert "right answer</span>" not in page
    assert "Check this answer" in page


def test_last_try_shows_all_and_how_the_points_add_up(client, learner):
    attempt = started(choice_quiz(behaviour="interactive", reveal="at_once"), learner)
    for response in "bc":
        press(client, attempt, "check:1", q1=response)
    page = press(client, attempt, "check:1", q1="a")
    assert "How the points add up" in page
    assert "<td>1</td>" in page
    assert "<td>−0.5</td>" in page
    assert 'class="review__explanation"' in page
    assert "Check this answer" not in page


def test_right_answer_stays_hidden_after_a_check_while_attempts_are_left(client, learner):
    attempt = started(choice_quiz(behaviour="immediate", reveal="when_finished"), learner)
    page = press(client, attempt, "check:1", q1="b")
    assert "your choice, not right" in page
    assert "right answer</span>" not in page
    assert 'class="review__explanation"' not in page


def test_matrix_decides_what_a_check_shows(client, learner):
    quiz = choice_quiz(behaviour="immediate", reveal="at_once", review={"during": ["attempt"]})
    page = press(client, started(quiz, learner), "check:1", q1="b")
    assert "not right" not in page
    assert "right answer</span>" not in page


def test_question_of_another_open_attempt_is_never_judged(client, learner):
    quiz = choice_quiz(behaviour="immediate", reveal="at_once")
    other = choice_quiz(behaviour="deferred")
    other.slots.update(question=quiz.slots.get().question)
    started(other, learner)
    attempt = started(quiz, learner)
    for response in "ba":
        page = press(client, attempt, "check:1", q1=response)
        assert "not right" not in page
        assert "its answer is not shown now" in page
        assert "Check this answer" not in page
        assert "it is not checked now" in page
        assert (answer_to(attempt, 1).tries, answer_to(attempt, 1).response) == ([], response)


def test_check_is_not_there_where_nothing_is_checked(client, learner):
    attempt = started(choice_quiz(), learner)
    assert client.post(url(attempt, "check/"), {"action": "check:1"}).status_code == 404
    assert "Check this answer" not in client.get(url(attempt)).content.decode()


def test_question_can_be_done_again_by_its_button(client, learner):
    attempt = started(choice_quiz(behaviour="immediate", redo=True), learner)
    page = press(client, attempt, "check:1", q1="b")
    assert 'value="redo:1"' in page
    page = press(client, attempt, "redo:1")
    assert "Check this answer" in page
    assert answer_to(attempt, 1).tries == []


def test_question_waits_for_the_one_before(client, learner):
    quiz = choice_quiz(2, behaviour="immediate")
    quiz.slots.filter(position=1).update(needs_previous=True)
    attempt = started(quiz, learner)
    page = client.get(url(attempt)).content.decode()
    assert "opens when question 1 has been answered and checked" in page
    assert 'name="q2"' not in page
    assert 'name="q2"' in press(client, attempt, "check:1", q1="b")


def test_question_that_waits_takes_no_answer(client, learner):
    quiz = choice_quiz(2, behaviour="immediate")
    quiz.slots.filter(position=1).update(needs_previous=True)
    attempt = started(quiz, learner)
    page = press(client, attempt, "check:2", q2="a")
    assert answer_to(attempt, 2).response is None
    assert "Answer and check the question before first." in page


def test_pages_lead_forward_only(client, learner):
    attempt = started(quiz_of(3, questions_per_page=1, sequential=True), learner)
    page = client.get(url(attempt) + "?page=3").content.decode()
    assert "Question 1 of 3" in page
    page = press(client, attempt, "page:2", "answers/")
    assert "Question 2 of 3" in page
    assert "Previous page" not in page
    assert "?page=1" not in page
    assert "Question 2 of 3" in client.get(url(attempt) + "?page=1").content.decode()


def test_page_that_was_not_reached_is_not_checked(client, learner):
    quiz = choice_quiz(3, questions_per_page=1, sequential=True, behaviour="immediate")
    attempt = started(quiz, learner)
    press(client, attempt, "check:2", q2="a")
    press(client, attempt, "check:2")
    answer = answer_to(attempt, 2)
    assert (answer.response, answer.tries, answer.checked_at) == (None, [], None)


def test_certainty_is_asked_and_counts(client, learner):
    quiz = choice_quiz(2, behaviour="certainty", reveal="at_once")
    attempt = started(quiz, learner)
    assert "Very sure: 3 if right, −6 if wrong" in client.get(url(attempt)).content.decode()
    data = fields(attempt, q1="a", q2="b") | {"q1-certainty": "3", "action": "finish"}
    page = client.post(url(attempt, "answers/"), data, follow=True).content.decode()
    assert "You have not said how sure you are" in page
    page = client.post(url(attempt, "submit/"), follow=True).content.decode()
    assert [answer_to(attempt, number).certainty for number in (1, 2)] == [3, None]
    assert "How sure you were" in page
    assert "You were very sure: mark 3." in page
    assert "You were not sure: mark 0." in page
    assert "-0 %" not in page
    assert "Average mark" in page


def test_certainty_alone_is_a_change(client, learner):
    attempt = started(choice_quiz(behaviour="certainty"), learner)
    press(client, attempt, "save", "answers/", q1="a")
    data = fields(attempt, q1="a") | {"q1-was": f'"{fields(attempt, q1="a")["q1"]}"', "q1-certainty": "2"}
    client.post(url(attempt, "answers/"), data)
    assert (answer_to(attempt, 1).response, answer_to(attempt, 1).certainty) == ("a", 2)


def test_certainty_that_was_left_alone_does_not_overwrite_that_of_another_tab(client, learner):
    attempt = started(choice_quiz(behaviour="certainty"), learner)
    page = client.get(url(attempt)).content.decode()
    assert '<input type="hidden" name="q1-certainty-was" value="">' in page
    client.post(url(attempt, "answers/"), fields(attempt, q1="a") | {"q1-certainty": "3", "q1-certainty-was": ""})
    assert 'name="q1-certainty-was" value="3"' in client.get(url(attempt)).content.decode()
    old_page = {"q1-certainty": "1", "q1-certainty-was": "1", "q1-flag": "1"}
    client.post(url(attempt, "answers/"), fields(attempt, q1="b") | old_page)
    answer = answer_to(attempt, 1)
    assert (answer.response, answer.certainty, answer.flagged) == ("b", 3, True)


# --- rules and results -----------------------------------------------------------------------------------------------


def test_password_is_asked_for_on_the_rules_page(client, learner):
    quiz = quiz_of(password="open sesame")
    rules = quiz.get_absolute_url()
    page = client.get(rules).content.decode()
    assert ('name="password"' in page, "aria-invalid" in page) == (True, False)
    client.post(rules + "start/", {"kind": "graded", "password": "open sesame"})
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("kind", ["graded", "practice"])
def test_wrong_password_is_told_at_its_field_which_has_the_focus(client, learner, kind):
    rules = quiz_of(password="open sesame").get_absolute_url()
    response = client.post(rules + "start/", {"kind": kind, "password": "sesame"}, follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(f"{rules}?password=wrong", 302)]
    assert 'aria-invalid="true" aria-describedby="quiz-password-error" autofocus' in page
    assert page.count("aria-invalid") == 1
    assert page.count("This is not the quiz&#x27;s password.") + page.count("This is not the quiz's password.") == 1
    assert not Attempt.objects.exists()


def test_password_is_typed_once_for_every_button_and_not_where_an_attempt_is_open(client, learner):
    quiz = quiz_of(password="open sesame")
    rules = quiz.get_absolute_url()
    client.force_login(learner)
    page = client.get(rules).content.decode()
    assert [page.count(f'value="{kind}"') for kind in ("graded", "practice")] == [1, 1]
    assert page.count('name="password"') == page.count(f'action="{rules}start/"') == 1
    assert client.post(rules + "start/", {"missed": "1"}).url == rules
    for kind in ("graded", "practice"):
        start_attempt(quiz=quiz, user=learner, kind=kind, now=timezone.now(), password="open sesame")
    page = client.get(rules).content.decode()
    assert "Go on with your attempt" in page and "Go on practising" in page and 'name="password"' not in page


def test_quiz_of_another_network_can_not_be_started_nor_looked_at(client, learner):
    quiz = quiz_of(networks=["10.0.0.0/8"])
    rules = quiz.get_absolute_url()
    assert "certain networks" in client.post(rules + "start/", {"kind": "graded"}, follow=True).content.decode()
    attempt = started(quiz, learner, address="10.0.0.1")
    assert client.get(url(attempt)).url == rules
    assert client.get(url(attempt), REMOTE_ADDR="10.9.9.9").status_code == 200


def test_rules_page_says_that_a_new_attempt_builds_on_the_last_one(client, learner):
    client.force_login(learner)
    words = "begins with the answers of your last one"
    pages = [client.get(quiz_of(builds_on_last=builds).get_absolute_url()).content.decode() for builds in (True, False)]
    assert [words in page for page in pages] == [True, False]


def test_every_page_rounds_points_and_what_could_be_had_alike(client, learner):
    """Or 1.25 points of 1.25 are shown as 1.3 of 1.25."""
    quiz = choice_quiz(decimal_places=1)
    quiz.slots.update(points="1.25")
    attempt = started(quiz, learner)
    assert "1.3 points" in client.get(url(attempt)).content.decode()
    client.post(url(attempt, "answers/"), fields(attempt, q1="a"))
    client.post(url(attempt, "submit/"))
    review = client.get(url(attempt, "review/")).content.decode()
    assert review.count("1.3 of 1.3") == 2
    rules = client.get(quiz.get_absolute_url()).content.decode()
    assert "your result: 1.3 of 1.3 points" in rules
    assert "1.3 / 1.3 (100 %)" in rules
    assert "1.25" not in review + rules


def test_rules_page_says_when_the_next_attempt_can_begin(client, learner):
    quiz = quiz_of(delay_minutes=90)
    attempt = started(quiz, learner)
    client.post(url(attempt, "submit/"))
    page = client.get(quiz.get_absolute_url()).content.decode()
    assert "You have to wait between attempts" in page
    assert "Take it again" not in page


def finish(client, attempt: Attempt, minutes_ago: int = 0, **responses) -> str:
    data = fields(attempt, **responses) | {"action": "save"}
    client.post(url(attempt, "answers/"), data)
    client.post(url(attempt, "submit/"))
    if minutes_ago:
        Attempt.objects.filter(pk=attempt.pk).update(finished_at=timezone.now() - timedelta(minutes=minutes_ago))
    return client.get(url(attempt, "review/")).content.decode()


BANDS = [{"at_least": "80", "text": "Very good."}, {"at_least": "0", "text": "Read it again."}]


@pytest.mark.parametrize(("response", "text"), [("a", "Very good."), ("b", "Read it again.")])
def test_result_has_the_words_of_its_band(client, learner, response, text):
    assert text in finish(client, started(choice_quiz(bands=BANDS), learner), q1=response)


def test_result_that_the_matrix_hides_is_hidden_everywhere(client, learner):
    review = {"just_after": ["maximum", "score"], "later": []}
    quiz = choice_quiz(bands=BANDS, review=review, keeps_back_correctness=True)
    attempt = started(quiz, learner)
    page = finish(client, attempt, q1="a")
    assert "100 %" in page
    assert "Very good." not in page
    assert "does not show its questions" in page
    assert 'class="question-map"' not in page
    assert "1 of 1 answers" in page
    page = finish(client, attempt, minutes_ago=3)
    assert "100 %" not in page
    for path in (quiz.get_absolute_url(), "/progress/", quiz.course.get_absolute_url()):
        assert "100 %" not in client.get(path).content.decode()


def test_wrong_answers_that_the_matrix_hides_are_not_offered_for_practice(client, learner):
    quiz = choice_quiz(review={"later": ["maximum", "score"]}, keeps_back_correctness=True)
    finish(client, started(quiz, learner), q1="b")
    assert "I missed" not in client.get(quiz.get_absolute_url()).content.decode()


def test_attempt_handed_in_late_says_so(client, learner):
    quiz = choice_quiz(due_at=timezone.now() - timedelta(minutes=1))
    assert "Handed in late" in finish(client, started(quiz, learner), q1="a")
    assert "· late" in client.get(quiz.get_absolute_url()).content.decode()


def test_abandoned_attempt_says_why_it_counts_nothing(client, learner):
    quiz = choice_quiz(time_limit_minutes=1, at_end="abandon")
    attempt = started(quiz, learner)
    past = timezone.now() - timedelta(minutes=5)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=past, deadline=past + timedelta(minutes=1))
    page = client.get(url(attempt), follow=True).content.decode()
    assert "was not handed in before its time was over" in page


def test_one_question_is_spoken_of_as_one(client, learner):
    page = finish(client, started(choice_quiz(), learner), q1="a")
    assert "One question is a coarse measure" in page


@pytest.mark.parametrize(("attempts", "said"), [(2, "not passed yet"), (1, "not passed")])
def test_who_has_no_attempt_left_is_not_told_to_pass_later(client, learner, attempts, said):
    quiz = choice_quiz(attempts=attempts, pass_percent=60)
    finish(client, started(quiz, learner), q1="b")
    page = client.get(quiz.get_absolute_url()).content.decode()
    assert re.findall("not passed(?: yet)?", page) == [said]


@pytest.mark.parametrize(("days", "said"), [(0, ">10:00:00 UTC<"), (200, ", 10:00:00 UTC<")])
def test_time_that_ends_on_another_day_has_its_date(client, learner, monkeypatch, days, said):
    now = timezone.now().replace(hour=8, minute=0, second=0, microsecond=0)
    ends = now + timedelta(days=days, hours=2)
    monkeypatch.setattr(timezone, "now", lambda: now)
    page = client.get(url(started(choice_quiz(closes_at=ends), learner))).content.decode()
    assert (f"{ends:%Y}" in page.split("countdown__time")[1].split("</time>")[0].split(">")[1]) == bool(days)
    assert said in page


ENDS = [
    ({"at_end": "submit"}, "handed in as they stand", "are being handed in"),
    (
        {"at_end": "grace", "grace_minutes": 5},
        "Hand them in by 10:06:00 UTC",
        "then you have 5 minutes to hand them in",
    ),
    ({"at_end": "abandon"}, "Hand in at once", "then hand in at once, or the attempt counts 0"),
]


@pytest.mark.parametrize(("rules", "page_says", "player_says"), ENDS)
def test_when_time_is_over_the_page_says_what_happens(client, learner, monkeypatch, rules, page_says, player_says):
    attempt = started(choice_quiz(time_limit_minutes=1, **rules), learner)
    begun = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=begun, deadline=begun + timedelta(minutes=1))
    monkeypatch.setattr(timezone, "now", lambda: begun + timedelta(seconds=70))
    page = client.get(url(attempt, "submit/")).content.decode()
    assert [each for each in (page_says, player_says) if each not in page] == []
    others = [words for said, *words in ENDS if said != rules]
    assert [each for words in others for each in words if each in page] == []


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"at_end": "grace", "grace_minutes": 1}, "for 1 minute more you can hand in, but change nothing; then"),
        ({"at_end": "abandon"}, "<dd>the attempt counts 0</dd>"),
    ],
)
def test_rules_say_what_happens_at_the_end_of_time(client, learner, rules, said):
    quiz = choice_quiz(time_limit_minutes=1, **rules)
    assert said in client.get(quiz.get_absolute_url()).content.decode()


def test_points_have_as_many_places_as_the_quiz_says(client, learner):
    quiz = choice_quiz(3, decimal_places=0)
    quiz.slots.update(points="0.25")
    page = finish(client, started(quiz, learner), q1="a")
    assert "0 of 1 points" in page


def test_review_explains_a_grade_by_its_parts_in_the_order_of_the_page(client, learner):
    quiz = QuizFactory(reveal="at_once", shuffle_choices=False)
    pairs = [{"key": key, "left": f"*Left* {key}", "right": f"of {key}"} for key in "abc"]
    question = QuestionFactory(lesson__course=quiz.course, type="matching", content={"pairs": pairs})
    SlotFactory(quiz=quiz, question=question)
    attempt = started(quiz, learner)
    Answer.objects.update(response={"a": "a", "b": "c", "c": "c"})
    client.post(url(attempt, "submit/"))
    page = client.get(url(attempt, "review/")).content.decode()
    sums = page.split('class="sum__lines"')[1].split("</table>")[0]
    assert re.findall(r"<em>Left</em> (\w)</th><td>([\d.]+)", sums) == [("a", "0.33"), ("c", "0.34")]


def test_sum_that_would_tell_what_is_hidden_is_not_shown(client, learner):
    quiz = QuizFactory(review={"just_after": ["attempt", "maximum", "score"]}, keeps_back_correctness=True)
    pairs = [{"key": key, "left": key, "right": f"of {key}"} for key in "abc"]
    question = QuestionFactory(lesson__course=quiz.course, type="matching", content={"pairs": pairs})
    SlotFactory(quiz=quiz, question=question)
    attempt = started(quiz, learner)
    Answer.objects.update(response={"a": "a", "b": "c", "c": "c"})
    client.post(url(attempt, "submit/"))
    page = client.get(url(attempt, "review/")).content.decode()
    assert "0.67 of 1" in page
    assert "sum__lines" not in page


LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "when the quiz has closed; it has no date for that yet"),
        ({"attempts": 2}, "when no attempt is left"),
        ({"closes_at": LATER}, "when the quiz has closed"),
        ({"attempts": 2, "closes_at": LATER}, "when no attempt is left or the quiz has closed"),
        ({"reveal": "never"}, "never"),
    ],
)
def test_rules_say_when_right_answers_are_shown_by_what_can_happen(client, learner, options, words):
    client.force_login(learner)
    page = client.get(quiz_of(**options).get_absolute_url()).content.decode()
    assert f"<dt>Right answers</dt><dd>{words}</dd>" in page
