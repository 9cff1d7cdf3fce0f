import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client, override_settings
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from quizzes.services import start_attempt
from tests.factories import UserFactory

HERE = Path(__file__).parent
expect.set_options(timeout=15_000)
FAILED_REQUESTS = ("Failed to load resource", "htmx:afterRequest", "htmx:sendAbort", "htmx:sendError")


@pytest.fixture(scope="session", autouse=True)
def static_without_collecting():
    """The live server starts before any test's own settings: whitenoise must look into the sources from then on."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM") or subprocess.check_output([HERE / "ensure_chromium"], text=True).strip()
    # Playwright's synchronous interface runs an event loop in this thread; Django would refuse its database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def problems():
    """Console errors and broken scripts of all pages of a test; a blocked style or script is one, too."""
    return []


@pytest.fixture
def new_context(chromium, live_server, problems):
    """Makes browsers that share nothing: `new_context(user)` is signed in, options are Playwright's."""
    contexts = []

    def make(user=None, **options):
        context = chromium.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(15_000)
        context.on("console", lambda message: message.type == "error" and problems.append(message.text))
        context.on("weberror", lambda error: problems.append(str(error.error)))
        if user:
            sign_in(context, user, live_server.url)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    # A failed request is often what a test wants, or given up with its page; a broken script never is.
    assert [each for each in problems if not each.startswith(FAILED_REQUESTS)] == []


def sign_in(context, user, url):
    client = Client()
    client.force_login(user)
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": url}])


@pytest.fixture
def learner(transactional_db):
    return UserFactory(username="mira")


@pytest.fixture
def attempt(quiz, learner):
    """A graded attempt that has just begun: eight questions on one page."""
    return start_attempt(quiz=quiz, user=learner, kind="graded", now=timezone.now())[0]


@pytest.fixture
def page(new_context, learner):
    """A page of the learner's browser."""
    return new_context(learner).new_page()


@pytest.fixture
def ends_in():
    """Gives an attempt so many seconds from now."""

    def set_deadline(attempt, seconds):
        attempt.deadline = timezone.now() + timedelta(seconds=seconds)
        attempt.save(update_fields=["deadline"])

    return set_deadline
