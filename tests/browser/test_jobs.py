"""The page of a job in a browser: it keeps itself up to date, and leaves alone whoever uses it meanwhile."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from jobs.services import claim, enqueue, finish, report
from tests.browser.looks import dark_violations, small_controls, too_wide_at_320, violations, visit
from tests.jobs import kinds  # noqa: F401 (it registers)

pytestmark = pytest.mark.browser


@pytest.fixture
def job(learner):
    enqueue(kind="test_batches", owner=learner, arguments={"rows": 1000}, total=1000, now=timezone.now())
    return claim(now=timezone.now())


def test_bar_moves_and_the_page_comes_anew_at_the_end(page, job):
    visit(page, job.get_absolute_url())
    expect(page.get_by_text("0 of 1,000 done.")).to_be_visible()
    cancel = page.get_by_role("button", name="Cancel it")
    cancel.focus()
    report(job=job, done=340, total=1000, now=timezone.now())
    expect(page.get_by_text("340 of 1,000 done.")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 340)
    expect(page.get_by_role("status")).to_have_text("34 % done")
    expect(cancel).to_be_focused()
    report(job=job, done=480, total=1000, now=timezone.now())
    expect(page.get_by_text("480 of 1,000 done.")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("34 % done")  # said once a quarter
    finish(job=job, result=None, now=timezone.now())
    expect(page.get_by_text("480 rows were written.")).to_be_visible()
    expect(page).to_have_title("Done · Writing rows")


def test_page_without_scripts_offers_to_look_again(new_context, learner, job):
    page = new_context(learner, java_script_enabled=False).new_page()
    page.goto(job.get_absolute_url())
    report(job=job, done=340, total=1000, now=timezone.now())
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("340 of 1,000 done.")).to_be_visible()
    page.get_by_role("button", name="Cancel it").click()
    expect(page.get_by_text("It was cancelled.")).to_be_visible()


@pytest.mark.parametrize("ended", [False, True])
def test_page_is_accessible_on_all_screens(page, job, ended):
    report(job=job, done=340, total=1000, now=timezone.now())
    if ended:
        finish(job=job, result=None, now=timezone.now())
    visit(page, job.get_absolute_url())
    assert (violations(page), dark_violations(page)) == ([], [])
    assert small_controls(page) == []
    assert too_wide_at_320(page) is None
