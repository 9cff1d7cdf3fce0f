from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes import services
from quizzes.models import Attempt
from quizzes.saving import MAX_SEQUENCE, Entry, SaveResult, parse_save
from tests.factories import UserFactory
from tests.quizzes.services.helpers import (
    all_right,
    answer_to,
    at,
    edit,
    entry,
    events_of,
    quiz_of,
    save,
    start,
    submit,
)
from tests.samples import RIGHT


@pytest.fixture
def attempt(quiz, learner):
    return start(quiz, learner)


def acknowledged(*pairs) -> list[dict]:
    return [{"position": position, "sequence": sequence} for position, sequence in pairs]


def responses(attempt) -> dict[int, object]:
    return dict(attempt.answers.values_list("position", "response"))


def stamp(attempt, position) -> tuple:
    return attempt.answers.values_list("typed_at", "client", "sequence").get(position=position)


def test_save_keeps_each_type_with_author_keys(attempt):
    saved = save(attempt, *all_right(attempt))
    assert saved.result.saved == acknowledged(*((position, 1) for position in range(1, 9)))
    assert (saved.result.stale, saved.result.refused) == ([], [])
    assert responses(attempt) == dict(enumerate(RIGHT.values(), start=1))


def test_save_notes_when_and_by_which_page_it_was_typed(attempt):
    save(attempt, entry(attempt, 3, True, typed=7, sequence=5), client="tab-9", now=at(8))
    answer = answer_to(attempt, 3)
    assert (answer.typed_at, answer.client, answer.sequence, answer.saved_at) == (at(7), "tab-9", 5, at(8))


def test_save_leaves_the_other_answers_alone(attempt):
    save(attempt, entry(attempt, 3, True))
    assert responses(attempt) == dict.fromkeys(range(1, 9)) | {3: True}


def test_save_grades_nothing(attempt):
    saved = save(attempt, *all_right(attempt))
    assert set(attempt.answers.values_list("fraction", flat=True)) == {None}
    assert (saved.attempt.state, saved.attempt.score) == ("open", None)


def test_save_of_null_clears(attempt):
    save(attempt, entry(attempt, 3, True))
    save(attempt, Entry(3, 2, at(2), None))
    answer = answer_to(attempt, 3)
    assert (answer.response, answer.sequence) == (None, 2)


@pytest.mark.parametrize(("key", "empty"), [("zzsingle", ""), ("zzmultiple", []), ("zzshort", " \n"), ("zzcloze", {})])
def test_save_of_what_is_empty_clears(attempt, key, empty):
    save(attempt, entry(attempt, key, RIGHT[key]))
    save(attempt, Entry(answer_to(attempt, key).position, 2, at(2), empty))
    assert answer_to(attempt, key).response is None


def test_flag_is_set_kept_and_taken_off(attempt):
    flags = []
    for sequence, flagged in enumerate([True, None, False, None], start=1):
        save(attempt, entry(attempt, 3, True, typed=sequence, sequence=sequence, flagged=flagged))
        flags.append(answer_to(attempt, 3).flagged)
    assert flags == [True, True, False, False]


def test_flag_without_an_answer_is_kept(attempt):
    save(attempt, Entry(3, 1, at(1), None, True))
    assert (answer_to(attempt, 3).flagged, answer_to(attempt, 3).response) == (True, None)


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [("1949", "1949"), ("4,20", "4.2"), (" 1 949 ", "1949"), ("-0", "0"), ("1e3", "1000"), ("about 5", None)],
)
def test_number_is_kept_raw_and_canonical(attempt, raw, canonical):
    save(attempt, Entry(5, 1, at(1), raw))
    answer = answer_to(attempt, "zznumber")
    assert answer.response == {"raw": raw, "value": canonical}
    assert services.to_page(attempt, answer) == raw


def test_save_of_nothing_is_answered(attempt):
    assert save(attempt).result == SaveResult()


# --- typed last wins -------------------------------------------------------------------------------------------------


def test_newer_of_one_page_replaces(attempt):
    save(attempt, entry(attempt, 3, True, typed=1, sequence=1))
    assert save(attempt, entry(attempt, 3, False, typed=2, sequence=2)).result.saved == acknowledged((3, 2))
    assert answer_to(attempt, 3).response is False


def test_older_of_one_page_is_stale(attempt):
    save(attempt, entry(attempt, 3, True, typed=2, sequence=2, flagged=True))
    result = save(attempt, entry(attempt, 3, False, typed=1, sequence=1, flagged=False)).result
    held = {"position": 3, "sequence": 1, "held": True, "flagged": True, "certainty": None, "typed_at": at(2)}
    assert (result.saved, result.stale, result.refused) == ([], [held], [])
    assert (answer_to(attempt, 3).response, answer_to(attempt, 3).flagged) == (True, True)


def test_exact_repeat_is_saved_and_changes_nothing(attempt):
    sent = entry(attempt, 3, True)
    save(attempt, sent, now=at(10))
    assert save(attempt, sent, now=at(30)).result.saved == acknowledged((3, 1))
    assert answer_to(attempt, 3).saved_at == at(10)


@pytest.mark.parametrize("key", list(RIGHT))
def test_stale_answer_gives_the_held_one_with_the_keys_of_the_page(attempt, key):
    sent = entry(attempt, key, RIGHT[key], typed=2)
    save(attempt, sent)
    result = save(attempt, Entry(sent.position, 1, at(1), None), client="tab-2").result
    held = {"sequence": 1, "held": sent.response, "flagged": False, "certainty": None, "typed_at": at(2)}
    assert result.stale == [held | {"position": sent.position}]


def test_later_typed_wins_over_later_sent_between_two_devices(attempt):
    phone, laptop = entry(attempt, 3, True, typed=5), entry(attempt, 3, False, typed=9, sequence=4)
    save(attempt, laptop, client="laptop")
    assert save(attempt, phone, client="phone", now=at(15)).result.stale[0]["held"] is False
    assert answer_to(attempt, 3).client == "laptop"


def test_two_tabs_that_typed_at_once_end_in_one_answer_whoever_comes_first(quiz):
    found = []
    for order in (("tab-a", "tab-b"), ("tab-b", "tab-a")):
        attempt = start(quiz, UserFactory())
        for tab in order:
            save(attempt, entry(attempt, 3, tab == "tab-b"), client=tab)
        found.append((answer_to(attempt, 3).response, answer_to(attempt, 3).client))
    assert found == [(True, "tab-b")] * 2


def test_two_tabs_on_different_questions_keep_both(attempt):
    save(attempt, entry(attempt, 3, True), client="tab-a")
    save(attempt, entry(attempt, 1, "zzall"), client="tab-b")
    assert (answer_to(attempt, 1).response, answer_to(attempt, 3).response) == ("zzall", True)


def test_two_entries_for_one_position_in_a_batch_end_in_the_newer(attempt):
    newer, older = entry(attempt, 3, True, typed=2, sequence=2), entry(attempt, 3, False, typed=1, sequence=1)
    result = save(attempt, newer, older).result
    assert (result.saved, [each["sequence"] for each in result.stale]) == (acknowledged((3, 2)), [1])
    assert answer_to(attempt, 3).response is True


CHANGES = st.dictionaries(
    st.tuples(st.integers(0, 5), st.sampled_from(["tab-a", "tab-b", "phone"]), st.integers(1, 3)),
    st.tuples(st.sampled_from([True, False, None]), st.booleans()),
    min_size=1,
    max_size=6,
)


def counted(changes):
    """The same with the sequences that pages give: they count up in time."""
    in_order = sorted(changes, key=lambda stamp: (stamp[0], stamp[2]))
    return {
        (typed, client, number): changes[typed, client, old] for number, (typed, client, old) in enumerate(in_order)
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), changes=CHANGES)
def test_newest_wins_under_any_order_and_repeat(db, data, changes):
    attempt = start(quiz_of(), UserFactory())
    changes = counted(changes)
    stamps = data.draw(st.permutations(list(changes)))
    repeats = data.draw(st.lists(st.sampled_from(stamps), max_size=4))
    for number, (typed, client, sequence) in enumerate([*stamps, *repeats]):
        response, flagged = changes[typed, client, sequence]
        sent = Entry(1, sequence, at(typed), response, flagged)
        result = save(attempt, sent, client=client, now=at(10 + number)).result
        assert len(result.saved) + len(result.stale) == 1
    newest = max(changes)
    answer = answer_to(attempt, 1)
    assert (answer.response, answer.flagged) == changes[newest]
    assert stamp(attempt, 1) == (at(newest[0]), newest[1], newest[2])


# --- stamps that can't be ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "held"), [(-315_360_000, 0), (86_400, 20), (20, 20), (0, 0)])
def test_time_of_typing_is_held_between_start_and_now(attempt, typed, held):
    assert save(attempt, entry(attempt, 3, True, typed=typed)).result.saved == acknowledged((3, 1))
    assert answer_to(attempt, 3).typed_at == at(held)


def test_typed_ten_years_ago_does_not_replace(attempt):
    save(attempt, entry(attempt, 3, True, typed=1))
    old = entry(attempt, 3, False, typed=-315_360_000, sequence=9)
    assert save(attempt, old, client="tab-2").result.stale[0]["held"] is True


@pytest.mark.parametrize("first", [1, 2])
def test_of_one_page_its_own_count_decides_whatever_its_clock_said(attempt, first):
    """A time after now is clamped at each arrival anew: the older one that comes again would look newer."""
    changes = [
        entry(attempt, 3, sequence == 2, typed=86_400 + sequence, sequence=sequence, flagged=sequence == 2)
        for sequence in (1, 2)
    ]
    for number, sent in enumerate([changes[first - 1], *changes, changes[0]]):
        save(attempt, sent, now=at(20 + number))
    answer = answer_to(attempt, 3)
    assert (answer.response, answer.flagged, answer.sequence) == (True, True, 2)


def test_page_whose_clock_was_set_back_does_not_make_its_answer_older(attempt):
    """What another tab typed between two changes must not win over the second."""
    save(attempt, entry(attempt, 3, True, typed=9, sequence=1))
    save(attempt, entry(attempt, 3, False, typed=2, sequence=2))
    assert save(attempt, entry(attempt, 3, True, typed=8), client="tab-2").result.stale[0]["held"] is False
    assert answer_to(attempt, 3).typed_at == at(9)


# --- a flag and a response are two things -----------------------------------------------------------------------------


def flag(attempt, position, flagged, *, typed=1, sequence=1) -> Entry:
    return Entry(position, sequence, at(typed), None, flagged, keeps_response=True)


def test_flag_alone_leaves_the_answer_of_another_device(attempt):
    """A page that shows an old answer is flagged: it says nothing about the answer."""
    save(attempt, entry(attempt, 3, True, typed=5), client="phone")
    assert save(attempt, flag(attempt, 3, True, typed=9), client="laptop").result.saved == acknowledged((3, 1))
    answer = answer_to(attempt, 3)
    assert (answer.response, answer.flagged, answer.client, answer.typed_at) == (True, True, "phone", at(5))


def test_answer_typed_before_a_flag_and_sent_after_it_is_taken(attempt):
    save(attempt, flag(attempt, 3, True, typed=9), client="laptop")
    assert save(attempt, entry(attempt, 3, True, typed=5), client="phone").result.saved == acknowledged((3, 1))
    assert (answer_to(attempt, 3).response, answer_to(attempt, 3).flagged) == (True, True)


def test_answer_alone_leaves_the_flag(attempt):
    save(attempt, flag(attempt, 3, True, typed=2))
    save(attempt, entry(attempt, 3, True, typed=3, sequence=2))
    assert answer_to(attempt, 3).flagged is True


def test_older_flag_is_stale_and_a_repeat_changes_nothing(attempt):
    changes = [flag(attempt, 3, True, typed=2), flag(attempt, 3, False, typed=3, sequence=2)]
    for sent in changes:
        save(attempt, sent)
    result = save(attempt, changes[0]).result
    held = {"position": 3, "sequence": 1, "held": None, "flagged": False, "certainty": None, "typed_at": None}
    assert (result.saved, result.stale) == ([], [held])
    assert save(attempt, changes[1]).result.saved == acknowledged((3, 2))
    assert answer_to(attempt, 3).flagged is False


def test_old_page_that_sends_both_with_an_old_answer_keeps_the_newer_answer_and_its_flag(attempt):
    save(attempt, entry(attempt, 3, True, typed=5), client="phone")
    result = save(attempt, entry(attempt, 3, False, typed=4, flagged=True), client="laptop").result
    assert [(each["held"], each["flagged"]) for each in result.stale] == [(True, True)]
    assert (answer_to(attempt, 3).response, answer_to(attempt, 3).flagged) == (True, True)


def test_flag_alone_is_noted_as_what_it_is(attempt):
    save(attempt, entry(attempt, 3, True), now=at(5))
    save(attempt, flag(attempt, 3, True, typed=99, sequence=2), now=at(100))
    assert events_of(attempt)[1:] == [("save", "tab-1", [[3, 2]], [{"position": 3, "flagged": True}])]


# --- …and so is how sure one is ---------------------------------------------------------------------------------------


def sure(attempt, position, certainty, *, typed=1, sequence=1) -> Entry:
    return Entry(position, sequence, at(typed), None, certainty=certainty, keeps_response=True)


def test_certainty_alone_leaves_the_answer_of_another_tab(attempt):
    save(attempt, entry(attempt, 3, True, typed=5), client="tab-1")
    assert save(attempt, sure(attempt, 3, 2, typed=9), client="tab-2").result.saved == acknowledged((3, 1))
    answer = answer_to(attempt, 3)
    assert (answer.response, answer.certainty, answer.client, answer.typed_at) == (True, 2, "tab-1", at(5))


def test_answer_typed_before_a_certainty_and_sent_after_it_is_taken(attempt):
    save(attempt, sure(attempt, 3, 2, typed=9), client="tab-2")
    assert save(attempt, entry(attempt, 3, True, typed=5), client="tab-1").result.saved == acknowledged((3, 1))
    assert (answer_to(attempt, 3).response, answer_to(attempt, 3).certainty) == (True, 2)


def test_older_certainty_is_stale_and_a_repeat_changes_nothing(attempt):
    newer = sure(attempt, 3, 3, typed=9)
    save(attempt, newer, client="tab-2")
    (stale,) = save(attempt, sure(attempt, 3, 1, typed=5), client="tab-1").result.stale
    assert (stale["certainty"], answer_to(attempt, 3).certainty) == (3, 3)
    assert save(attempt, newer, client="tab-2").result.saved == acknowledged((3, 1))


def test_old_answer_with_a_certainty_loses_to_the_newer_of_each(attempt):
    """As a journal of an older version of the page replays it: both in one entry."""
    save(attempt, entry(attempt, 3, True, typed=5), client="tab-1")
    save(attempt, sure(attempt, 3, 3, typed=3), client="tab-1")
    both = replace(entry(attempt, 3, False, typed=4), certainty=1)
    assert save(attempt, both, client="tab-2").result.stale[0]["held"] is True
    assert (answer_to(attempt, 3).response, answer_to(attempt, 3).certainty) == (True, 1)


def test_certainty_alone_is_noted_as_what_it_is(attempt):
    save(attempt, entry(attempt, 3, True), now=at(5))
    save(attempt, sure(attempt, 3, 2, typed=99, sequence=2), now=at(100))
    assert events_of(attempt)[1:] == [("save", "tab-1", [[3, 2]], [{"position": 3, "certainty": 2}])]


def test_older_change_of_a_clock_that_is_ahead_does_not_beat_the_newer_one(attempt):
    """Both are clamped when they come; the page's own count tells which was typed last."""
    save(attempt, entry(attempt, 3, False, typed=900, sequence=2), now=at(20))
    assert save(attempt, entry(attempt, 3, True, typed=800, sequence=1), now=at(30)).result.stale
    save(attempt, sure(attempt, 3, 2, typed=900, sequence=4), now=at(20))
    assert save(attempt, sure(attempt, 3, 1, typed=800, sequence=3), now=at(30)).result.stale
    assert (answer_to(attempt, 3).response, answer_to(attempt, 3).certainty) == (False, 2)


def test_typed_tomorrow_does_not_outlive_what_is_typed_after_it(attempt):
    save(attempt, entry(attempt, 3, True, typed=86_400), now=at(20))
    save(attempt, entry(attempt, 3, False, typed=21), now=at(22), client="tab-2")
    assert answer_to(attempt, 3).response is False


def later(attempt, *, first, again):
    """A phone whose clock is ahead types, its acknowledgement is lost; a laptop types; the phone sends once more."""
    save(attempt, first, client="phone", now=at(20))
    other = entry(attempt, 3, False, typed=30, sequence=1, flagged=False)
    save(attempt, replace(other, certainty=3), client="laptop", now=at(31))
    return save(attempt, again, client="phone", now=at(200)).result


@pytest.mark.parametrize("ahead", [86_400, 90])
def test_repeat_from_a_clock_that_is_ahead_does_not_beat_what_was_typed_after_it(attempt, ahead):
    sent = replace(entry(attempt, 3, True, typed=20 + ahead, sequence=4, flagged=True), certainty=1)
    assert later(attempt, first=sent, again=sent).stale
    answer = answer_to(attempt, 3)
    assert (answer.response, answer.flagged, answer.certainty, answer.client) == (False, False, 3, "laptop")


def test_older_one_from_a_clock_that_is_ahead_comes_after_what_replaced_the_newer(attempt):
    newer, older = (entry(attempt, 3, True, typed=86_400, sequence=sequence) for sequence in (4, 3))
    assert later(attempt, first=newer, again=older).stale
    assert answer_to(attempt, 3).client == "laptop"


def test_next_one_from_a_clock_that_is_ahead_is_taken(attempt):
    first, following = (entry(attempt, 3, True, typed=86_400, sequence=sequence) for sequence in (4, 5))
    assert later(attempt, first=first, again=following).saved
    assert answer_to(attempt, 3).client == "phone"
    repeat = entry(attempt, 3, False, typed=30, sequence=1)
    assert save(attempt, repeat, client="laptop", now=at(300)).result.stale


def test_sequence_may_be_as_large_as_a_column_holds(attempt):
    assert save(attempt, entry(attempt, 3, True, sequence=MAX_SEQUENCE)).result.saved == acknowledged((3, 2**63 - 1))
    assert answer_to(attempt, 3).sequence == 2**63 - 1


# --- what can't be taken ----------------------------------------------------------------------------------------------

BAD_RESPONSES = [
    (1, "unknown", "unknown_choice"),
    (1, "zzall", "unknown_choice"),
    (1, ["zzall"], "wrong_shape"),
    (1, 7, "wrong_shape"),
    (2, "text", "wrong_shape"),
    (2, ["unknown"], "unknown_choice"),
    (2, [[]], "wrong_shape"),
    (3, "true", "wrong_shape"),
    (3, 1, "wrong_shape"),
    (4, {}, "wrong_shape"),
    (4, "x" * 1_001, "too_long"),
    (5, 1949, "wrong_shape"),
    (5, "1" * 101, "too_long"),
    (6, {"unknown": "unknown"}, "unknown_choice"),
    (6, [], "wrong_shape"),
    (6, {"a": 1}, "wrong_shape"),
    (7, ["unknown"], "unknown_choice"),
    (7, "text", "wrong_shape"),
    (8, {"1": "unknown"}, "unknown_choice"),
    (8, {"3": "51"}, "unknown_choice"),
    (8, {"2": "x" * 1_001}, "too_long"),
    (8, {"2": {}}, "wrong_shape"),
]


@pytest.mark.parametrize(("position", "response", "error"), BAD_RESPONSES)
def test_bad_response_is_refused_and_the_others_are_kept(attempt, position, response, error):
    other = 3 if position != 3 else 4
    good = entry(attempt, other, True if other == 3 else "Türkiye")
    result = save(attempt, Entry(position, 1, at(1), response), good).result
    assert result.refused == [{"position": position, "error": error}]
    assert result.saved == acknowledged((other, 1))
    assert responses(attempt) == dict.fromkeys(range(1, 9)) | {other: True if other == 3 else "Türkiye"}


@pytest.mark.parametrize("position", [0, 9, -1, 10**19])
def test_unknown_position_is_refused_and_the_others_are_kept(attempt, position):
    result = save(attempt, Entry(position, 1, at(1), True), entry(attempt, 3, True)).result
    assert result.refused == [{"position": position, "error": "unknown_position"}]
    assert result.saved == acknowledged((3, 1))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"sequence": -1}, "bad_sequence"),
        ({"sequence": 2**63}, "bad_sequence"),
        ({"sequence": "1"}, "bad_sequence"),
        ({"sequence": True}, "bad_sequence"),
        ({"typed_at": "yesterday"}, "bad_typed_at"),
        ({"typed_at": "2026-09-01T09:00:01"}, "bad_typed_at"),
        ({"typed_at": None}, "bad_typed_at"),
        ({"flagged": "yes"}, "wrong_shape"),
    ],
)
def test_bad_entry_is_refused_and_the_others_are_kept(attempt, change, error):
    good = {"position": 4, "sequence": 1, "typed_at": at(1).isoformat(), "response": "Türkiye"}
    client, entries = parse_save({"client": "tab", "answers": [good | {"position": 3} | change, good]})
    result = save(attempt, *entries, client=client).result
    assert result.refused == [{"position": 3, "error": error}]
    assert result.saved == acknowledged((4, 1))
    assert (answer_to(attempt, 3).response, answer_to(attempt, 4).response) == (None, "Türkiye")


def test_refused_answer_leaves_the_held_one(attempt):
    save(attempt, entry(attempt, 3, True, flagged=True))
    save(attempt, Entry(3, 2, at(2), "maybe", False))
    answer = answer_to(attempt, 3)
    assert (answer.response, answer.flagged, answer.sequence) == (True, True, 1)


def test_key_of_another_attempt_is_refused(quiz, attempt):
    other = entry(start(quiz, UserFactory()), 1, "zzall")
    assert save(attempt, other).result.refused == [{"position": 1, "error": "unknown_choice"}]


def test_key_of_another_question_is_refused(attempt):
    other = replace(entry(attempt, "zzmultiple", ["zzm-a"]), position=1)
    assert save(attempt, replace(other, response=other.response[0])).result.refused[0]["error"] == "unknown_choice"


def test_save_is_read_by_the_pinned_version(attempt):
    sent = entry(attempt, 1, "zzall")
    edit(answer_to(attempt, 1).version.question, choices=[{"key": "a", "text": "A", "correct": True}])
    assert save(attempt, sent).result.saved == acknowledged((1, 1))


# --- what is noted ----------------------------------------------------------------------------------------------------


def test_save_is_noted_without_its_text(attempt):
    save(attempt, entry(attempt, 3, True, sequence=4), entry(attempt, 4, "Türkiye", sequence=5))
    assert events_of(attempt) == [("save", "tab-1", [[3, 4], [4, 5]], None)]


def test_save_over_an_answer_that_stood_for_a_minute_is_noted_with_its_text(attempt):
    save(attempt, entry(attempt, 3, True), now=at(10))
    save(attempt, entry(attempt, 3, False, typed=69, sequence=2), now=at(70))
    save(attempt, entry(attempt, 3, True, typed=131, sequence=3), now=at(131))
    assert [payload for *_, payload in events_of(attempt)] == [None, None, [{"position": 3, "response": True}]]


def test_conflict_is_noted_with_its_text(attempt):
    save(attempt, entry(attempt, 3, True, typed=2))
    save(attempt, entry(attempt, 3, False, typed=1), client="tab-2")
    assert events_of(attempt)[1:] == [("conflict", "tab-2", [[3, 1]], [{"position": 3, "response": False}])]


def test_save_of_an_unknown_attempt_raises(attempt):
    with pytest.raises(Attempt.DoesNotExist):
        services.save_answers(attempt_id=attempt.pk + 1, client="tab", entries=[], now=at(1))


def test_save_to_anothers_attempt_finds_nothing(attempt):
    with pytest.raises(Attempt.DoesNotExist):
        services.save_answers(
            attempt_id=attempt.pk, client="tab", entries=all_right(attempt), now=at(20), user=UserFactory()
        )
    assert (set(responses(attempt).values()), events_of(attempt)) == ({None}, [])


def test_save_to_ones_own_attempt_finds_it(attempt):
    sent = [entry(attempt, 3, True)]
    saved = services.save_answers(attempt_id=attempt.pk, client="tab", entries=sent, now=at(20), user=attempt.user)
    assert saved.result.saved == acknowledged((3, 1))


def test_save_to_a_submitted_attempt_changes_nothing(attempt):
    save(attempt, entry(attempt, 3, True))
    submit(attempt)
    before = (list(attempt.answers.values()), list(Attempt.objects.values()))
    late = entry(attempt, 3, False, typed=65, sequence=2)
    with pytest.raises(services.AttemptClosed):
        save(attempt, late, now=at(70))
    assert (list(attempt.answers.values()), list(Attempt.objects.values())) == before
    payload = [{"position": 3, "response": False, "typed_at": at(65).isoformat()}]
    assert events_of(attempt)[-1] == ("late", "tab-1", [[3, 2]], payload)
