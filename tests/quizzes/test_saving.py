import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.saving import (
    MAX_ANSWERS,
    MAX_SEQUENCE,
    MOST_PAGES,
    BadRequest,
    Entry,
    Merge,
    Stamp,
    clamp,
    compare,
    merge,
    overtaking,
    parse_json,
    parse_save,
)
from tests.stalls import no_stall

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
# Few values each, so that ties are common.
STAMPS = st.builds(
    Stamp,
    st.integers(0, 3).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    st.sampled_from(["tab-a", "tab-b", "Tab", "ünï"]),
    st.integers(0, 3),
)


def held_after(stamps) -> Stamp | None:
    held = None
    for sent in stamps:
        if merge(held, sent) is Merge.APPLY:
            held = sent
    return held


# --- merging ---------------------------------------------------------------------------------------------------------


@given(st.lists(STAMPS, max_size=12), st.data())
def test_merge_in_any_order_with_any_repeats_ends_in_the_same_stamp(stamps, data):
    repeats = data.draw(st.lists(st.sampled_from(stamps), max_size=12)) if stamps else []
    assert held_after(data.draw(st.permutations(stamps + repeats))) == held_after(stamps)


@given(st.lists(STAMPS, min_size=1, max_size=12))
def test_merge_holds_the_newest_by_time_then_client_then_sequence(stamps):
    assert held_after(stamps) == max(stamps, key=lambda stamp: (stamp.typed_at, stamp.client, stamp.sequence))


@given(STAMPS, STAMPS)
def test_merge_applies_one_way_only(one, other):
    answers = {merge(one, other), merge(other, one)}
    assert answers == ({Merge.REPEAT} if one == other else {Merge.APPLY, Merge.STALE})


@given(STAMPS)
def test_merge_into_nothing_applies(stamp):
    assert merge(None, stamp) is Merge.APPLY


@pytest.mark.parametrize(
    ("seconds", "client", "sequence", "expected"),
    [
        (11, "a", 0, Merge.APPLY),
        (9, "z", 99, Merge.STALE),
        (10, "n", 0, Merge.APPLY),
        (10, "l", 99, Merge.STALE),
        (10, "m", 6, Merge.APPLY),
        (10, "m", 5, Merge.REPEAT),
        (10, "m", 4, Merge.STALE),
    ],
)
def test_merge_compares_time_before_client_before_sequence(seconds, client, sequence, expected):
    held = Stamp(NOON + timedelta(seconds=10), "m", 5)
    assert merge(held, Stamp(NOON + timedelta(seconds=seconds), client, sequence)) is expected


@given(st.none() | STAMPS, STAMPS)
def test_changes_of_one_page_follow_its_count(held, sent):
    outcome, stamp = compare(held, sent)
    assert (stamp.client, stamp.sequence) == (sent.client, sent.sequence)
    if held is None or held.client != sent.client:
        assert (outcome, stamp) == (merge(held, sent), sent)
    else:
        counted = [Merge.STALE, Merge.REPEAT, Merge.APPLY][
            (sent.sequence >= held.sequence) + (sent.sequence > held.sequence)
        ]
        assert outcome is counted
        assert outcome is not Merge.APPLY or stamp.typed_at == max(held.typed_at, sent.typed_at)


@given(
    st.fixed_dictionaries({client: st.integers(0, 40) for client in "abc"}),
    st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.integers(0, 20), max_size=3)), max_size=8),
)
def test_repeats_from_clocks_that_are_ahead_change_nothing(ahead, changes):
    """Each second a page types, and what it typed comes at once; then come some of the older changes once more."""
    held, overtaken, sent = None, {}, []
    for second, (client, repeats) in enumerate(changes):
        sent.append(Stamp(NOON + timedelta(seconds=second + ahead[client]), client, second))
        for number, change in enumerate([sent[-1], *(sent[each % len(sent)] for each in repeats)]):
            arrival = NOON + timedelta(seconds=second, milliseconds=number)
            clamped = Stamp(clamp(change.typed_at, start=NOON, now=arrival), change.client, change.sequence)
            fared = compare(held, clamped, overtaken)
            if fared.outcome is Merge.APPLY:
                held, overtaken = fared.stamp, overtaking(overtaken, held, fared.stamp)
        assert (held.client, held.sequence) == (client, second)


def test_an_answer_remembers_no_more_pages_than_it_may():
    held, overtaken = None, {}
    for second in range(3 * MOST_PAGES):
        newer = Stamp(NOON + timedelta(seconds=second), f"page {second}", 1)
        held, overtaken = newer, overtaking(overtaken, held, newer)
        assert len(overtaken) <= MOST_PAGES


@given(STAMPS)
def test_stamp_survives_the_database(stamp):
    assert Stamp.from_json(json.loads(json.dumps(stamp.as_json()))) == stamp


@pytest.mark.parametrize(("typed", "clamped"), [(-5, 0), (0, 0), (30, 30), (60, 60), (61, 60), (10**6, 60)])
def test_clamp_holds_the_time_between_start_and_now(typed, clamped):
    moment = clamp(NOON + timedelta(seconds=typed), start=NOON, now=NOON + timedelta(seconds=60))
    assert moment == NOON + timedelta(seconds=clamped)


# --- JSON ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": [1, 2.5, null, true, "x"]}', {"a": [1, 2.5, None, True, "x"]}),
        ('"Türkiye 🇪🇺"'.encode(), "Türkiye 🇪🇺"),
        (rb'"\ud83d\ude00"', "😀"),
        (b"-0", 0),
        (b"12345678901234567890", 12345678901234567890),
        (b"-1234567890123456789", -1234567890123456789),
        (b"1e-400", 0.0),
        (b"[" * 12 + b"]" * 12, [[[[[[[[[[[[]]]]]]]]]]]]),
        (b'"a\\u0001\\n"', "a\x01\n"),
    ],
)
def test_json_that_is_good_is_read(body, value):
    assert parse_json(body) == value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"undefined",
        b"{'a': 1}",
        b"[1,]",
        b'"\xff"',
        b'"\xc3"',
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b"NaN",
        b"[Infinity]",
        b'{"a": -Infinity}',
        b"1e999",
        b"[-1e400]",
        b'"\x00"',
        b'"\\u0000"',
        b'{"\\u0000": 1}',
        rb'"\ud800"',
        rb'"\ude00\ud83d"',
        rb'{"\udfff": 1}',
        rb'[[["a\udbff"]]]',
        b"9" * 21,
        b"9" * 5000,
        b"-" + b"9" * 5000,
        b"[" * 14 + b"]" * 14,
        b'{"a":' * 14 + b"1" + b"}" * 14,
        b"[" * 5000 + b"]" * 5000,
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"[" + b"[]," * 20_001 + b"[]]",
    ],
)
def test_json_that_a_database_or_parser_chokes_on_is_refused(body):
    with pytest.raises(BadRequest):
        parse_json(body)


@given(st.binary(max_size=200))
def test_json_of_any_bytes_is_read_or_refused(body):
    try:
        value = parse_json(body)
    except BadRequest:
        return
    assert json.loads(json.dumps(value, allow_nan=False).encode()) == value


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=15,
    )
)
def test_json_that_is_taken_can_be_stored_as_utf_8(value):
    try:
        taken = parse_json(json.dumps(value).encode())
    except BadRequest:
        return
    stored = json.dumps(taken, ensure_ascii=False, allow_nan=False)
    assert "\\u0000" not in stored
    assert json.loads(stored.encode("utf-8")) == taken == value


@pytest.mark.parametrize("body", [b"[" * 262_144, b"1" * 262_144, b'{"a":' * 40_000], ids=["[", "1", "{"])
def test_json_of_the_largest_body_is_refused_without_a_stall(body):
    with no_stall(), pytest.raises(BadRequest):
        parse_json(body)


# --- the body of a save ----------------------------------------------------------------------------------------------

GOOD = {"position": 1, "sequence": 7, "typed_at": "2026-09-01T12:00:00Z", "response": "x7f", "flagged": True}


def parse_one(**changes) -> Entry:
    answer = {key: value for key, value in (GOOD | changes).items() if value != "absent"}
    client, (entry,) = parse_save({"client": "tab", "answers": [answer]})
    assert client == "tab"
    return entry


def test_save_that_is_good_is_read():
    assert parse_one() == Entry(1, 7, NOON, "x7f", True)


@pytest.mark.parametrize("response", [None, True, "text", ["a"], {"1": "a"}, {"raw": 1}, 5])
def test_save_leaves_the_response_to_the_question_type(response):
    assert parse_one(response=response) == Entry(1, 7, NOON, response, True)


def test_save_without_response_says_nothing_about_it():
    assert parse_one(response="absent") == Entry(1, 7, NOON, None, True, keeps_response=True)
    assert not parse_one(response=None).keeps_response
    assert parse_one(response="absent", flagged="absent", certainty=2).certainty == 2


@pytest.mark.parametrize("nothing", [{}, {"flagged": None}, {"certainty": None}])
def test_save_that_says_nothing_at_all_is_refused(nothing):
    assert parse_one(**{"response": "absent", "flagged": "absent", **nothing}).error == "wrong_shape"


def test_save_without_flag_says_nothing_about_it():
    assert parse_one(flagged="absent").flagged is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "text",
        5,
        {},
        {"client": "tab"},
        {"answers": []},
        {"client": "", "answers": []},
        {"client": "x" * 65, "answers": []},
        {"client": 5, "answers": []},
        {"client": "tab", "answers": {}},
        {"client": "tab", "answers": None},
        {"client": "tab", "answers": [GOOD] * (MAX_ANSWERS + 1)},
        {"client": "tab", "answers": [5]},
        {"client": "tab", "answers": [{}]},
        {"client": "tab", "answers": [GOOD | {"position": "1"}]},
        {"client": "tab", "answers": [GOOD | {"position": True}]},
        {"client": "tab", "answers": [GOOD | {"position": 1.0}]},
        {"client": "tab", "answers": [GOOD, GOOD | {"position": None}]},
    ],
)
def test_save_whose_envelope_is_wrong_is_refused_as_a_whole(value):
    with pytest.raises(BadRequest):
        parse_save(value)


def test_save_of_thousand_answers_from_a_client_of_64_signs_is_read():
    client, entries = parse_save({"client": "x" * 64, "answers": [GOOD] * MAX_ANSWERS, "more": 1})
    assert (client, len(entries)) == ("x" * 64, 1000)


def test_save_without_answers_is_read():
    assert parse_save({"client": "tab", "answers": []}) == ("tab", [])


@pytest.mark.parametrize(("sequence", "error"), [(0, ""), (MAX_SEQUENCE, ""), (2**63, "bad_sequence")])
def test_save_takes_sequences_below_two_to_the_63(sequence, error):
    assert MAX_SEQUENCE == 2**63 - 1
    assert parse_one(sequence=sequence).error == error


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"sequence": -1}, "bad_sequence"),
        ({"sequence": "7"}, "bad_sequence"),
        ({"sequence": 7.0}, "bad_sequence"),
        ({"sequence": True}, "bad_sequence"),
        ({"sequence": None}, "bad_sequence"),
        ({"sequence": "absent"}, "bad_sequence"),
        ({"typed_at": "absent"}, "bad_typed_at"),
        ({"typed_at": None}, "bad_typed_at"),
        ({"typed_at": 1788264000}, "bad_typed_at"),
        ({"typed_at": ""}, "bad_typed_at"),
        ({"typed_at": "yesterday"}, "bad_typed_at"),
        ({"typed_at": "2026-09-01"}, "bad_typed_at"),
        ({"typed_at": "2026-09-01T12:00:00"}, "bad_typed_at"),
        ({"typed_at": "2026-13-01T12:00:00Z"}, "bad_typed_at"),
        ({"typed_at": "2026-09-01T25:00:00Z"}, "bad_typed_at"),
        ({"typed_at": "0001-01-01T00:00:00+14:00"}, "bad_typed_at"),
        ({"typed_at": "9999-12-31T23:59:59-12:00"}, "bad_typed_at"),
        ({"typed_at": "2026-09-01T12:00:00Z" + " " * 30}, "bad_typed_at"),
        ({"response": "absent", "flagged": "absent"}, "wrong_shape"),
        ({"response": "absent", "flagged": None}, "wrong_shape"),
        ({"flagged": "yes"}, "wrong_shape"),
        ({"flagged": 1}, "wrong_shape"),
    ],
)
def test_save_tells_what_is_wrong_with_one_entry(changes, error):
    entry = parse_one(**changes)
    assert (entry.position, entry.error) == (1, error)


def test_save_keeps_the_good_entries_beside_a_bad_one():
    _client, entries = parse_save({"client": "tab", "answers": [GOOD, GOOD | {"position": 2, "sequence": 2**63}]})
    assert [(entry.position, entry.error) for entry in entries] == [(1, ""), (2, "bad_sequence")]


@pytest.mark.parametrize(
    "text",
    ["2026-09-01T12:00:00Z", "2026-09-01T12:00:00.000Z", "2026-09-01T14:00:00+02:00", "2026-09-01 11:00:00.0-01:00"],
)
def test_save_brings_times_to_utc(text):
    typed_at = parse_one(typed_at=text).typed_at
    assert (typed_at, typed_at.tzinfo) == (NOON, UTC)


@given(
    st.dictionaries(st.sampled_from(list(GOOD)), st.none() | st.booleans() | st.integers() | st.text() | st.floats())
)
def test_save_of_any_entry_is_read_or_refused(answer):
    try:
        _client, (entry,) = parse_save({"client": "tab", "answers": [answer]})
    except BadRequest:
        assert type(answer.get("position")) is not int
    else:
        assert entry.error in {"", "bad_sequence", "bad_typed_at", "wrong_shape"}
        assert 0 <= entry.sequence <= MAX_SEQUENCE
