"""What stays live of a quiz when attempts exist already: counting and dates."""

from datetime import timedelta

from django.utils import timezone

from quizzes.models import Attempt, Result
from quizzes.services import start_attempt, submit_attempt
from tests.factories import UserFactory
from tests.samples import FILES, load_sample


def with_settings(tmp_path, **settings) -> None:
    """Load the sample course again, its quiz with these settings."""
    lines = "".join(f"{name}: {value}\n" for name, value in settings.items())
    load_sample(tmp_path, {"quizzes/first-quiz.yaml": FILES["quizzes/first-quiz.yaml"] + lines})


def test_change_of_counting_renews_results(quiz, tmp_path):
    user, now = UserFactory(), timezone.now()
    for score in (9, 3):
        attempt, _new = start_attempt(quiz=quiz, user=user, kind="graded", now=now)
        submit_attempt(attempt_id=attempt.pk, now=now)
        Attempt.objects.filter(pk=attempt.pk).update(score=score)
    with_settings(tmp_path, counting="last")
    assert Result.objects.get().score == 3
    with_settings(tmp_path, counting="average")
    assert Result.objects.get().score == 6


def test_change_of_closing_moves_the_deadline_of_open_attempts_only(quiz, tmp_path):
    now = timezone.now()
    over, _new = start_attempt(quiz=quiz, user=UserFactory(), kind="graded", now=now)
    submit_attempt(attempt_id=over.pk, now=now)
    running, _new = start_attempt(quiz=quiz, user=UserFactory(), kind="graded", now=now)
    practice, _new = start_attempt(quiz=quiz, user=UserFactory(), kind="practice", now=now)
    closes = (now + timedelta(hours=1)).replace(microsecond=0)
    with_settings(tmp_path, closes_at=closes.isoformat())
    for attempt, expected in ((over, None), (running, closes), (practice, None)):
        attempt.refresh_from_db()
        assert attempt.deadline == expected
