"""Pages and requests of a quiz with the test client: the walk, the JSON contract, and what must not leak."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from quizzes.models import Attempt
from quizzes.services import start_attempt, submit_attempt, to_page
from tests.factories import UserFactory
from tests.quizzes.requests import QUIZ, entry, post, secrets_in, url
from tests.samples import RIGHT


@pytest.fixture
def learner(client, db):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def attempt(quiz, learner):
    return start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())[0]


@pytest.fixture
def practice(quiz, learner):
    return start_attempt(quiz=quiz, user=learner, kind="practice", now=timezone.now())[0]


def right_responses(attempt: Attempt) -> list[dict]:
    """Full marks, with the page's keys."""
    found = []
    for answer in attempt.answers.select_related("version__question"):
        answer.response = RIGHT[answer.version.question.key]
        found.append(entry(answer.position, to_page(attempt, answer)))
    return found


# --- the walk --------------------------------------------------------------------------------------------------------


def test_guest_sees_the_rules_and_is_led_through_sign_up_to_the_start(client, quiz):
    html = client.get(QUIZ).content.decode()
    assert f"/accounts/signup/?next={QUIZ}start/" in html
    assert client.post(QUIZ + "start/")["Location"] == f"/accounts/login/?next={QUIZ}start/"


def test_start_by_get_leads_back_to_the_rules(client, quiz, learner):
    assert client.get(QUIZ + "start/")["Location"] == QUIZ


def test_start_leads_to_the_attempt_and_twice_to_the_same(client, quiz, learner):
    first, second = (client.post(QUIZ + "start/")["Location"] for _ in range(2))
    assert first == second == url(Attempt.objects.get())


def test_flags_and_gaps_name_their_question(client, attempt):
    """Whoever hears them alone must know what they belong to."""
    html = client.get(url(attempt)).content.decode()
    assert 'Flag<span class="visually-hidden"> question 8</span>' in html
    assert 'aria-label="Question 8, gap 1"' in html


def test_walk_with_full_marks(client, attempt):
    assert post(client, attempt, *right_responses(attempt)).status_code == 200
    assert "All 8 questions have an answer" in client.get(url(attempt, "submit/")).content.decode()
    assert client.post(url(attempt, "submit/"))["Location"] == url(attempt, "review/")
    html = client.get(url(attempt, "review/")).content.decode()
    assert "9 of 9 points" in html and "100 %" in html
    assert "/courses/sample/lessons/first/#p-one-for-all" in html
    assert "One for all." in html


def test_hand_in_page_lists_unanswered_and_flagged_questions(client, attempt):
    post(client, attempt, entry(1, None, flagged=True))
    html = client.get(url(attempt, "submit/")).content.decode()
    assert "8 questions have no answer yet" in html and "You flagged:" in html


def test_second_submit_says_that_nothing_has_changed(client, attempt):
    client.post(url(attempt, "submit/"))
    response = client.post(url(attempt, "submit/"), follow=True)
    assert "handed in already" in response.content.decode()


def test_refused_start_says_why(client, quiz, learner):
    quiz.opens_at = timezone.now() + timedelta(days=1)
    quiz.save()
    response = client.post(QUIZ + "start/", follow=True)
    assert "has not opened yet" in response.content.decode()
    assert not Attempt.objects.exists()


def test_pages_of_a_quiz_show_their_own_questions(client, quiz, learner):
    quiz.questions_per_page = 3
    quiz.save()
    attempt, _new = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())
    html = client.get(url(attempt), {"page": 3}).content.decode()
    assert [f'id="q{n}"' in html for n in range(1, 9)] == [False] * 6 + [True] * 2
    assert client.get(url(attempt), {"page": "99"}).status_code == 200


def test_practice_check_shows_the_review_and_the_answer_stands(client, practice):
    question = practice.answers.get(version__question__key="zztruefalse")
    name = f"q{question.position}"
    data = {f"{name}-was": "null", f"{name}-flag-was": "0", name: "true", "action": f"check:{question.position}"}
    html = client.post(url(practice, "check/"), data, follow=True).content.decode()
    assert "Not right" in html and "Each Ally chooses." in html and "No, each chooses." in html
    refused = post(client, practice, entry(question.position, False)).json()
    assert refused["refused"] == [{"position": question.position, "error": "checked"}]


def test_practice_check_without_an_answer_says_so(client, practice):
    html = client.post(url(practice, "check/"), {"action": "check:1"}, follow=True).content.decode()
    assert "Give an answer first." in html


def test_check_of_a_graded_attempt_is_404(client, attempt):
    assert client.post(url(attempt, "check/"), {"action": "check:1"}).status_code == 404


# --- without JavaScript ----------------------------------------------------------------------------------------------


def test_plain_form_saves_only_what_changed(client, attempt):
    """A page that was opened before another device saved must not overwrite what it left alone."""
    short = attempt.answers.get(version__question__key="zzshort").position
    number = attempt.answers.get(version__question__key="zznumber").position
    post(client, attempt, entry(short, "typed elsewhere"))
    client.post(
        url(attempt, "answers/"),
        {f"q{short}-was": "null", f"q{short}": "", f"q{number}-was": "null", f"q{number}": "1,5", "action": "finish"},
    )
    held = {answer.position: answer.response for answer in attempt.answers.all()}
    assert held[short] == "typed elsewhere"
    assert held[number] == {"raw": "1,5", "value": "1.5"}


def test_plain_form_gives_full_marks_for_every_type(client, attempt):
    data = {"action": "finish"}
    for answer in attempt.answers.select_related("version__question"):
        answer.response = RIGHT[answer.version.question.key]
        data |= form_fields(f"q{answer.position}", to_page(attempt, answer))
    assert client.post(url(attempt, "answers/"), data)["Location"] == url(attempt, "submit/")
    client.post(url(attempt, "submit/"))
    attempt.refresh_from_db()
    assert attempt.score == 9


def form_fields(name: str, response) -> dict:
    """What a browser would send for this response."""
    fields = {f"{name}-was": "null", f"{name}-flag-was": "0"}
    if isinstance(response, dict):
        return fields | {f"{name}-{key}": value for key, value in response.items()}
    if isinstance(response, list) and len(response) == 4:
        return fields | {f"{name}-{key}": str(rank) for rank, key in enumerate(response, start=1)}
    return fields | {name: str(response).lower() if isinstance(response, bool) else response}


def test_plain_form_goes_to_the_page_that_was_asked_for(client, attempt):
    response = client.post(url(attempt, "answers/"), {"action": "page:2"})
    assert response["Location"] == url(attempt) + "?page=2"


def test_plain_form_flag_is_saved(client, attempt):
    client.post(url(attempt, "answers/"), {"q1-was": "null", "q1-flag-was": "0", "q1-flag": "1"})
    assert attempt.answers.get(position=1).flagged is True


def test_plain_form_flag_leaves_the_answer_that_another_device_saved_meanwhile(client, attempt):
    post(client, attempt, entry(1, page_key(attempt, 1), flagged=False))
    client.post(url(attempt, "answers/"), {"q1-was": "null", "q1-flag-was": "0", "q1-flag": "1"})
    answer = attempt.answers.get(position=1)
    assert (answer.response, answer.flagged) == ("zzall", True)


def page_key(attempt, position) -> str:
    """The opaque key of the right choice."""
    answer = attempt.answers.select_related("version").get(position=position)
    answer.response = "zzall"
    return to_page(attempt, answer)


def test_plain_form_with_a_broken_response_keeps_the_others_and_says_so(client, attempt):
    single = attempt.answers.get(version__question__key="zzsingle").position
    short = attempt.answers.get(version__question__key="zzshort").position
    data = {f"q{single}-was": "null", f"q{single}": "nonsense", f"q{short}-was": "null", f"q{short}": "Türkiye"}
    html = client.post(url(attempt, "answers/"), data, follow=True).content.decode()
    assert "not on this page" in html
    assert attempt.answers.get(position=short).response == "Türkiye"


# --- the JSON contract -----------------------------------------------------------------------------------------------


def test_save_answers_as_the_contract_says(client, attempt):
    short = attempt.answers.get(version__question__key="zzshort").position
    first = entry(short, "old", typed_at=(timezone.now() - timedelta(seconds=1)).isoformat())
    newest = entry(short, "new", sequence=2)
    body = post(client, attempt, newest, entry(99, "x"), entry(1, 5)).json()
    assert body["saved"] == [{"position": short, "sequence": 2}]
    assert body["refused"] == [
        {"position": 99, "error": "unknown_position"},
        {"position": 1, "error": "wrong_shape"},
    ]
    assert (body["stale"], body["deadline"]) == ([], None)
    stale = post(client, attempt, first).json()["stale"]
    assert [(each["position"], each["sequence"], each["held"]) for each in stale] == [(short, 1, "new")]
    assert post(client, attempt, newest).json()["saved"] == [{"position": short, "sequence": 2}]


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"[]",
        b"nonsense",
        b'{"client": "tab"}',
        b'{"client": "", "answers": []}',
        b'{"client": "tab", "answers": [1]}',
        b'{"client": "tab", "answers": [{"position": true}]}',
        b'{"client": "tab", "answers": [{"position": 1, "response": NaN}]}',
        b'{"client": "tab", "answers": [{"position": 1, "response": "\\u0000"}]}',
        b'{"client": "tab", "answers": [{"position": 1, "response": "\\ud800"}]}',
        b'{"client": "tab", "answers": [{"position": 1, "response": "\xff"}]}',
        b'{"client": "tab", "answers": [{"position": 1, "sequence": ' + b"9" * 5000 + b"}]}",
        b'{"client": "tab", "answers": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"client": "tab", "answers": [{"position": 1, "response": ' + b'{"a":' * 50 + b"1" + b"}" * 51 + b"]}",
    ],
)
@pytest.mark.parametrize("path", ["answers/", "submit/"])
def test_bad_body_is_400_and_changes_nothing(client, attempt, body, path):
    response = post(client, attempt, body=body, path=path)
    assert (response.status_code, response.json()) == (400, {"error": "bad_request"})
    attempt.refresh_from_db()
    assert attempt.state == "open" and not attempt.answers.exclude(response=None).exists()


def test_body_over_the_limit_is_413(client, attempt):
    response = post(client, attempt, entry(1, "x" * 1_000_000))
    assert (response.status_code, response.json()) == (413, {"error": "too_large"})


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"sequence": 2**63}, "bad_sequence"),
        ({"sequence": -1}, "bad_sequence"),
        ({"sequence": "1"}, "bad_sequence"),
        ({"typed_at": "yesterday"}, "bad_typed_at"),
        ({"typed_at": "2026-01-01T00:00:00"}, "bad_typed_at"),
        ({"flagged": "yes"}, "wrong_shape"),
    ],
)
def test_bad_entry_is_refused_and_the_others_are_kept(client, attempt, changes, error):
    short = attempt.answers.get(version__question__key="zzshort").position
    body = post(client, attempt, entry(1, None, **changes), entry(short, "kept")).json()
    assert body["refused"] == [{"position": 1, "error": error}]
    assert attempt.answers.get(position=short).response == "kept"


@pytest.mark.parametrize("days", [-3650, 1])
def test_typed_ten_years_ago_or_tomorrow_is_held_between_start_and_now(client, attempt, days):
    short = attempt.answers.get(version__question__key="zzshort").position
    typed = (timezone.now() + timedelta(days=days)).isoformat()
    assert post(client, attempt, entry(short, "x", typed_at=typed)).status_code == 200
    assert attempt.started_at <= attempt.answers.get(position=short).typed_at <= timezone.now()


def test_signed_out_is_401_for_json_and_sign_in_for_a_form(client, attempt):
    client.logout()
    response = post(client, attempt, entry(1, None))
    assert (response.status_code, response.json()) == (401, {"error": "signed_out"})
    assert client.post(url(attempt, "answers/"))["Location"].startswith("/accounts/login/?next=")


def test_stale_csrf_token_is_403_json(quiz, learner, attempt):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    response = post(strict, attempt, entry(1, None))
    assert (response.status_code, response.json()) == (403, {"error": "csrf"})
    form = strict.post(url(attempt, "answers/"), {"q1": "x"})
    assert form.status_code == 403 and "Please send that again" in form.content.decode()


@pytest.mark.parametrize("path", ["", "answers/", "check/", "submit/", "review/"])
def test_somebody_elses_attempt_is_404(client, attempt, path):
    client.force_login(UserFactory())
    method = client.post if path in ("answers/", "check/") else client.get
    assert method(url(attempt, path)).status_code == 404
    assert post(client, attempt, entry(1, None)).json() == {"error": "not_found"}
    attempt.refresh_from_db()
    assert attempt.state == "open"


def test_closed_attempt_is_409_and_its_page_leads_to_the_review(client, attempt):
    submit_attempt(attempt_id=attempt.pk, now=timezone.now())
    for path in ("answers/", "submit/"):
        response = post(client, attempt, entry(1, None), path=path)
        assert (response.status_code, response.json()) == (409, {"error": "attempt_closed"})
    assert client.get(url(attempt))["Location"] == url(attempt, "review/")


def test_submit_as_json_saves_and_hands_in(client, attempt):
    body = post(client, attempt, *right_responses(attempt), path="submit/").json()
    assert len(body["saved"]) == 8 and body["review"] == url(attempt, "review/")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == ("submitted", 9)


def test_overdue_attempt_is_handed_in_by_any_request(client, attempt):
    Attempt.objects.update(deadline=timezone.now() - timedelta(seconds=31))
    assert client.get(url(attempt))["Location"] == url(attempt, "review/")
    attempt.refresh_from_db()
    assert attempt.state == "submitted"


def test_save_after_the_deadline_is_taken_for_thirty_seconds(client, attempt):
    short = attempt.answers.get(version__question__key="zzshort").position
    Attempt.objects.update(deadline=timezone.now() - timedelta(seconds=20))
    assert post(client, attempt, entry(short, "in time")).status_code == 200
    Attempt.objects.update(deadline=timezone.now() - timedelta(seconds=31))
    assert post(client, attempt, entry(short, "too late")).status_code == 409
    assert attempt.answers.get(position=short).response == "in time"


def test_page_after_the_deadline_offers_to_hand_in(client, attempt):
    Attempt.objects.update(deadline=timezone.now() - timedelta(seconds=5))
    assert client.get(url(attempt))["Location"] == url(attempt, "submit/")
    assert "Time is up" in client.get(url(attempt, "submit/")).content.decode()


# --- what must not leak ----------------------------------------------------------------------------------------------


def test_planted_secrets_are_found_where_they_may_stand(client, attempt):
    """The probe itself: in a review the secrets are there, so the probe can fail."""
    submit_attempt(attempt_id=attempt.pk, now=timezone.now())
    assert "One for all." in secrets_in(client.get(url(attempt, "review/")).content.decode())


@pytest.mark.parametrize("path", ["", "submit/"])
def test_running_attempt_shows_no_key(client, attempt, path):
    post(client, attempt, *right_responses(attempt))
    response = client.get(url(attempt, path))
    assert secrets_in(response.content.decode() + str(response.headers)) == []


def test_answers_of_a_save_hold_no_author_key(client, attempt):
    responses = right_responses(attempt)
    text = post(client, attempt, *responses).content.decode()
    older = [{**each, "typed_at": attempt.started_at.isoformat(), "client": "a"} for each in responses]
    text += post(client, attempt, *older).content.decode()
    assert '"stale"' in text and secrets_in(text) == []


def test_opaque_keys_differ_between_attempts(client, attempt, practice):
    keys = []
    for each in (attempt, practice):
        answer = each.answers.get(version__question__key="zzsingle")
        answer.response = "zzall"
        keys.append(to_page(each, answer))
    assert keys[0] != keys[1]


def test_review_of_an_earlier_attempt_hides_what_an_open_one_asks(client, quiz, learner):
    first, _new = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())
    submit_attempt(attempt_id=first.pk, now=timezone.now())
    assert secrets_in(client.get(url(first, "review/")).content.decode()) != []
    start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())
    html = client.get(url(first, "review/")).content.decode()
    assert secrets_in(html) == [] and "not shown now" in html


def test_practice_hides_what_an_open_graded_attempt_asks(client, practice, attempt):
    question = practice.answers.get(version__question__key="zztruefalse")
    name = f"q{question.position}"
    data = {f"{name}-was": "null", name: "true", "action": f"check:{question.position}"}
    html = client.post(url(practice, "check/"), data, follow=True).content.decode()
    assert secrets_in(html) == [] and "Each Ally chooses." not in html and "not shown now" in html


def test_review_shows_no_right_answer_while_attempts_are_left(client, quiz, learner):
    quiz.reveal, quiz.attempts = "when_finished", 2
    quiz.save()
    first, _new = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())
    submit_attempt(attempt_id=first.pk, now=timezone.now())
    html = client.get(url(first, "review/")).content.decode()
    assert secrets_in(html) == [] and "Right answer" not in html.replace("Right answers are shown", "")
    assert "Not right" in html and "#p-one-for-all" in html
    second, _new = start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())
    submit_attempt(attempt_id=second.pk, now=timezone.now())
    assert "One for all." in client.get(url(first, "review/")).content.decode()
