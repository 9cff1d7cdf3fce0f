"""Times are shown in the zone of whoever is signed in."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone

from accounts.time_zones import shown_name, zone_of, zones_by_area
from quizzes.models import Quiz
from tests.factories import UserFactory

SUMMER, WINTER = datetime(2027, 7, 1, 9, 30, tzinfo=UTC), datetime(2027, 1, 15, 9, 30, tzinfo=UTC)
RULES = "/courses/sample/quizzes/first-quiz/"


def page_for(client, zone, closes_at=SUMMER):
    Quiz.objects.update(closes_at=closes_at, opens_at=None)
    if zone is not None:
        client.force_login(UserFactory(time_zone=zone))
    return client.get(RULES).content.decode()


@pytest.mark.parametrize(
    ("zone", "when", "shown"),
    [
        ("Europe/Berlin", SUMMER, "1 Jul 2027, 11:30 a.m. CEST"),
        ("Europe/Berlin", WINTER, "15 Jan 2027, 10:30 a.m. CET"),
        ("America/Sao_Paulo", SUMMER, "1 Jul 2027, 6:30 a.m. UTC-03"),
        ("Asia/Kathmandu", SUMMER, "1 Jul 2027, 3:15 p.m. UTC+0545"),
        ("Pacific/Kiritimati", SUMMER, "1 Jul 2027, 11:30 p.m. UTC+14"),
        ("", SUMMER, "1 Jul 2027, 9:30 a.m. UTC"),
        (None, SUMMER, "1 Jul 2027, 9:30 a.m. UTC"),
        ("Atlantis/Poseidonis", SUMMER, "1 Jul 2027, 9:30 a.m. UTC"),  # taken out of the machine's data meanwhile
        ("../../etc/passwd", SUMMER, "1 Jul 2027, 9:30 a.m. UTC"),
    ],
)
def test_deadline_is_shown_in_the_persons_zone_with_its_name(client, quiz, zone, when, shown):
    assert shown in page_for(client, zone, when)


def test_time_tells_machines_the_same_moment(client, quiz):
    assert 'datetime="2027-07-01T11:30:00+02:00"' in page_for(client, "Europe/Berlin")


def test_guests_get_the_zone_of_the_site(client, quiz, settings):
    settings.TIME_ZONE = "Europe/Lisbon"
    assert "1 Jul 2027, 10:30 a.m. WEST" in page_for(client, None)


def test_zone_of_one_request_is_not_that_of_the_next(client, quiz):
    assert "CEST" in page_for(client, "Europe/Berlin")
    client.logout()
    assert "9:30 a.m. UTC" in page_for(client, None)
    assert timezone.get_current_timezone_name() == "UTC"


def test_time_left_of_an_attempt_is_shown_with_its_zone(client, quiz):
    from quizzes.services import start_attempt

    person = UserFactory(time_zone="Asia/Tokyo")
    client.force_login(person)
    Quiz.objects.update(time_limit_minutes=30)
    quiz.refresh_from_db()
    attempt, _new = start_attempt(quiz=quiz, user=person, kind="graded", now=timezone.now())
    local = attempt.deadline.astimezone(zone_of("Asia/Tokyo"))
    assert f"{local:%H:%M:%S} JST" in client.get(f"/attempts/{attempt.pk}/").content.decode()


def test_moment_of_nothing_is_empty():
    assert Template("{% load times %}[{{ when|moment }}{{ when|zone }}]").render(Context({"when": None})) == "[]"


def test_zones_stand_in_their_areas():
    areas = dict(zones_by_area())
    assert {"Europe", "Asia", "America"} <= set(areas)
    assert ("America/Argentina/Buenos_Aires", "Argentina, Buenos Aires") in areas["America"]
    assert not any(name.startswith(("Etc/", "US/", "posix")) for zones in areas.values() for name, _place in zones)


@pytest.mark.parametrize(("given", "shown"), [("CET", "CET"), ("-03", "UTC-03"), ("+0545", "UTC+0545"), ("", "")])
def test_zone_without_a_name_says_its_distance(given, shown):
    assert shown_name(given) == shown
