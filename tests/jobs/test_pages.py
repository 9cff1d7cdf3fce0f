"""The page of a job: for its owner alone, useful without scripts, asking for news in small pieces with them."""

import pytest

from jobs.models import Job
from jobs.services import cancel, claim, fail, finish, report
from tests.factories import UserFactory
from tests.jobs.times import NOW
from tests.queries import statements

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def job(queue, client, owner):
    client.force_login(owner)
    return queue(rows=1000)


@pytest.fixture
def running(job):
    job = claim(now=NOW)
    report(job=job, done=340, total=1000, now=NOW)
    return job


def page(client, job, **about) -> str:
    return client.get(job.get_absolute_url(), **about).content.decode()


def test_waiting_job_says_so_and_can_be_cancelled(client, job):
    html = page(client, job)
    assert "<title>Waiting · Writing rows</title>" in html
    assert "Waiting for its turn since" in html and "Cancel it" in html
    assert '<progress class="progress-bar-line" aria-label="Progress">' in html


def test_running_job_shows_how_far_it_is(client, running):
    html = page(client, running)
    assert "340 of 1,000 done." in html and 'max="1000" value="340"' in html
    assert f'<noscript><a class="btn btn-outline-primary" href="/jobs/{running.pk}/">Look again</a></noscript>' in html


def test_job_of_unknown_length_has_begun(client, job):
    assert "It has begun." in page(client, claim(now=NOW))


def test_job_that_is_done_says_what_came_of_it_and_leads_on(client, running):
    finish(job=running, result=None, now=NOW)
    html = page(client, running)
    assert "340 rows were written." in html and 'href="/progress/">Go on</a>' in html
    assert "hx-get" not in html and "Cancel it" not in html and "htmx" not in html.partition("<main")[2]


def test_failed_job_says_why(client, running):
    fail(job=running, error="Line 3 <is> empty.", now=NOW)
    html = page(client, running)
    assert "Line 3 &lt;is&gt; empty." in html and 'href="/progress/">Go back</a>' in html


def test_cancelled_job_says_how_far_it_came(client, running):
    cancel(job=running, now=NOW)
    assert "It was cancelled. 340 rows were written." in page(client, running)


@pytest.mark.parametrize("state", Job.State.values)
def test_job_of_a_kind_that_is_not_known_any_more_has_a_page(client, job, state):
    Job.objects.update(kind="of_tomorrow", state=state, finished_at=NOW)
    assert "<h1>Work in the background</h1>" in page(client, job)


def test_cancelling_leads_back_to_the_job(client, running):
    response = client.post(f"/jobs/{running.pk}/cancel/", follow=True)
    assert response.redirect_chain == [(f"/jobs/{running.pk}/", 302)]
    assert "It was cancelled." in response.content.decode()
    assert Job.objects.get().state == "cancelled"


def test_cancelling_too_late_says_so_and_changes_nothing(client, running):
    finish(job=running, result=None, now=NOW)
    response = client.post(f"/jobs/{running.pk}/cancel/", follow=True)
    assert "It had ended before you cancelled it." in response.content.decode()
    assert Job.objects.get().state == "done"


def test_job_of_somebody_else_is_not_there(client, running):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert client.get(running.get_absolute_url()).status_code == 404
    assert client.post(f"/jobs/{running.pk}/cancel/").status_code == 404
    assert Job.objects.get().state == "running"


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_same_number_of_queries(client, job, queue, rows):
    for _ in range(rows - 1):
        queue()
    page(client, job)
    with statements(at_most=3) as found:
        page(client, job)
    assert not any('"arguments"' in statement for statement in found)


# --- what htmx asks for -----------------------------------------------------------------------------------------------


def test_piece_is_the_bar_alone_and_asks_again(client, running):
    html = page(client, running, headers=HTMX)
    assert html.count("<progress") == 1 and "<h1" not in html
    assert f'data-hx-get="/jobs/{running.pk}/?heard=running-1"' in html


@pytest.mark.parametrize(("heard", "spoken"), [("running-1", False), ("running-0", True), ("waiting-0", True)])
def test_only_a_new_quarter_is_spoken(client, running, heard, spoken):
    html = client.get(running.get_absolute_url(), {"heard": heard}, headers=HTMX).content.decode()
    assert ("34 % done</p>" in html) == spoken
    assert ('id="job-spoken" data-hx-swap-oob="innerHTML"' in html) == spoken


@pytest.mark.parametrize("why", ["ended", "gone", "signed out", "of another"])
def test_page_is_loaded_anew_when_there_is_nothing_more_to_follow(client, running, why):
    if why == "ended":
        finish(job=running, result=None, now=NOW)
    if why == "gone":
        Job.objects.all().delete()
    if why == "signed out":
        client.logout()
    if why == "of another":
        client.force_login(UserFactory())
    response = client.get(running.get_absolute_url(), headers=HTMX)
    assert (response["HX-Refresh"], response.content) == ("true", b"")
