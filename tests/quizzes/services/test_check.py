from decimal import Decimal

import pytest

from quizzes import services
from quizzes.saving import Entry, SaveResult
from tests.quizzes.services.helpers import (
    all_right,
    answer_to,
    at,
    check,
    entry,
    events_of,
    keys_of,
    save,
    start,
    submit,
)
from tests.samples import RIGHT


@pytest.fixture
def attempt(quiz, learner):
    return start(quiz, learner, "practice")


@pytest.mark.parametrize("key", list(RIGHT))
def test_check_grades_what_was_saved(attempt, key):
    sent = entry(attempt, key, RIGHT[key])
    save(attempt, sent)
    result = check(attempt, sent.position).result
    answer = answer_to(attempt, key)
    assert (answer.fraction, answer.checked_at, answer.response) == (1, at(30), RIGHT[key])
    assert result == SaveResult()


def test_check_saves_what_comes_with_it(attempt):
    result = check(attempt, 1, entry(attempt, 1, "zzhalf"), entry(attempt, 3, True)).result
    first, third = answer_to(attempt, 1), answer_to(attempt, 3)
    assert (first.response, first.fraction, first.checked_at) == ("zzhalf", Decimal("0.5"), at(30))
    assert (third.response, third.fraction, third.checked_at) == (True, None, None)
    assert result.saved == [{"position": 1, "sequence": 1}, {"position": 3, "sequence": 1}]


def test_check_leaves_the_attempt_open(attempt):
    check(attempt, 3, entry(attempt, 3, False))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == ("open", None)


@pytest.mark.parametrize(("position", "error"), [(3, "unanswered"), (9, "unknown_position"), (0, "unknown_position")])
def test_check_without_an_answer_is_refused(attempt, position, error):
    result = check(attempt, position, entry(attempt, 1, "zzall")).result
    assert result.refused == [{"position": position, "error": error}]
    assert result.saved == [{"position": 1, "sequence": 1}]
    assert set(attempt.answers.values_list("checked_at", "fraction")) == {(None, None)}
    assert answer_to(attempt, 1).response == "zzall"


def test_checked_answer_stands(attempt):
    check(attempt, 3, entry(attempt, 3, True))
    newer = entry(attempt, 3, False, typed=40, sequence=2)
    assert save(attempt, newer, now=at(50)).result.refused == [{"position": 3, "error": "checked"}]
    assert check(attempt, 3, newer, now=at(60)).result.refused == [{"position": 3, "error": "checked"}]
    assert submit(attempt, newer, now=at(70)).result.refused == [{"position": 3, "error": "checked"}]
    answer = answer_to(attempt, 3)
    assert (answer.response, answer.fraction, answer.checked_at) == (True, 0, at(30))


def test_repeat_of_a_checked_answer_is_saved(attempt):
    sent = entry(attempt, 3, True)
    check(attempt, 3, sent)
    assert save(attempt, sent, now=at(50)).result.saved == [{"position": 3, "sequence": 1}]


def test_other_answers_go_on_after_a_check(attempt):
    check(attempt, 3, entry(attempt, 3, True))
    save(attempt, entry(attempt, 1, "zzall"))
    assert answer_to(attempt, 1).response == "zzall"


def test_second_check_keeps_the_first(attempt):
    check(attempt, 3, entry(attempt, 3, True))
    check(attempt, 3, now=at(60))
    assert answer_to(attempt, 3).checked_at == at(30)


def test_check_in_a_graded_attempt_is_refused_and_changes_nothing(quiz, learner):
    attempt = start(quiz, learner)
    with pytest.raises(services.AttemptClosed):
        check(attempt, 3, entry(attempt, 3, False))
    assert set(attempt.answers.values_list("response", "fraction", "checked_at")) == {(None, None, None)}


def test_check_in_a_finished_attempt_is_refused_and_changes_nothing(attempt):
    submit(attempt)
    before = list(attempt.answers.values())
    with pytest.raises(services.AttemptClosed):
        check(attempt, 3, entry(attempt, 3, False, typed=70), now=at(80))
    assert list(attempt.answers.values()) == before


def test_submit_of_practice_counts_checked_and_saved_answers(attempt):
    for each in all_right(attempt)[:3]:
        check(attempt, each.position, each)
    save(attempt, *all_right(attempt)[3:6])
    assert submit(attempt).attempt.score == 6


def test_submit_grades_a_checked_answer_no_second_time(attempt):
    check(attempt, 3, entry(attempt, 3, False))
    version = answer_to(attempt, 3).version
    version.content = version.content | {"answer": True}
    version.save()
    assert submit(attempt).attempt.score == 1


def test_check_is_noted_with_its_text(attempt):
    check(attempt, 3, entry(attempt, 3, True))
    check(attempt, 3, now=at(40))
    payload = [{"position": 3, "response": True}]
    assert events_of(attempt) == [("check", "tab-1", [[3, 1]], payload), ("check", "tab-1", [], [])]


def test_check_reads_the_keys_of_its_own_page(attempt):
    result = check(attempt, 1, Entry(1, 1, at(1), "zzall")).result
    assert [each["error"] for each in result.refused] == ["unknown_choice"]
    assert keys_of(attempt)[0] == "zzsingle"
    assert answer_to(attempt, 1).checked_at is None


def test_check_of_an_answer_whose_change_was_refused_does_not_grade_the_older_one(attempt):
    older = entry(attempt, "zzshort", "Türkiye")
    save(attempt, older)
    newer = Entry(older.position, older.sequence + 1, at(5), ["not a text"])
    done = services.check_answer(
        attempt_id=attempt.pk, position=older.position, client="tab", entries=[newer], now=at(6)
    )
    assert [each["error"] for each in done.result.refused] == ["wrong_shape"]
    assert answer_to(attempt, "zzshort").checked_at is None
