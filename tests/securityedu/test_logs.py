"""The log has what is needed to find an error, and of people only their number."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from django.db import IntegrityError
from django.urls import path

from accounts.models import User
from securityedu import logs, urls
from tests.factories import PASSWORD, UserFactory

# A traceback quotes the line of code, so what must not be in the log stands here.
REFUSED_ROW = "duplicate key\nDETAIL:  Key (email)=(zzann) already exists."

pytestmark = pytest.mark.django_db


class Lines(list):
    """What was logged, a dict a line; `text` is all of it as it was written."""

    def __init__(self, stream):
        super().__init__()
        self.stream = stream

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def of(self, logger: str) -> list[dict]:
        lines = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in lines if line["logger"] == logger]


@pytest.fixture
def lines():
    """The lines of the site's own configuration, as they go out in production."""
    config = logs.configuration("DEBUG", plain=False)
    formatter = config["formatters"]["lines"]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]))  # fmt: skip
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield Lines(stream)
    root.removeHandler(handler)
    root.setLevel(level)


def request_line(lines) -> dict:
    return lines.of("securityedu.requests")[-1]


def test_request_is_one_line_with_what_one_needs(client, lines):
    user = UserFactory()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get("/progress/?q=secret")
    line = request_line(lines)
    assert line.pop("duration_ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "securityedu.requests",
        "method": "GET",
        "path": "/progress/",
        "status": 200,
        "user_id": user.pk,
        "request_id": response["X-Request-ID"],
    }


def test_guest_has_no_number_and_the_log_asks_no_database(client, lines, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/healthz")
    assert request_line(lines)["user_id"] is None


def test_nothing_personal_gets_into_the_log(client, lines):
    User.objects.create_user("zzname", "zzmail@example.org", PASSWORD)
    client.post("/accounts/login/", {"login": "zzname", "password": "zzwrong"}, HTTP_USER_AGENT="zzbrowser")
    client.post("/accounts/login/?next=/zznext/", {"login": "zzmail@example.org", "password": PASSWORD})
    client.post("/accounts/password/reset/", {"email": "zzmail@example.org"})
    client.get("/accounts/password/reset/key/1-zzsecret/")
    client.get("/accounts/nothing/zzsecret/")
    client.get("/search/", {"q": "zzquery"}, REMOTE_ADDR="203.0.113.9")
    assert len(lines.of("securityedu.requests")) == 6
    assert "zz" not in lines.text
    assert "203.0.113.9" not in lines.text


@pytest.fixture
def broken_page(client, monkeypatch):
    def broken(request):
        logging.getLogger("zz").warning("mail to ann@example.org: /reset?key=zzsecret ip=203.0.113.9")
        raise IntegrityError(REFUSED_ROW)

    broken.login_required = False
    monkeypatch.setattr(urls, "urlpatterns", [path("accounts/broken/zzsecret/", broken), *urls.urlpatterns])
    from django.urls import clear_url_caches

    clear_url_caches()
    client.raise_request_exception = False
    yield
    clear_url_caches()


def test_error_is_logged_with_its_traceback_and_without_values(client, broken_page, lines):
    response = client.get("/accounts/broken/zzsecret/?q=zzquery")
    assert response.status_code == 500
    [error] = lines.of("django.request")
    assert error["event"] == "Internal Server Error"
    assert "Traceback" in error["exception"]
    assert "duplicate key" in error["exception"]
    assert "zzann" not in lines.text
    [warning] = lines.of("zz")
    assert warning["event"] == "mail to <e-mail>: /reset?<hidden> ip=<hidden>"
    assert request_line(lines)["level"] == "error"
    assert {line["request_id"] for line in (error, warning, request_line(lines))} == {response["X-Request-ID"]}


def test_request_that_ends_in_no_error_of_ours_is_one_line(client, lines, monkeypatch):
    monkeypatch.setattr("securityedu.views.what_is_wrong", lambda: "database away")
    client.get("/readyz")
    client.get("/nothing/at/all/")
    assert lines.of("django.request") == []
    assert [line["status"] for line in lines.of("securityedu.requests")] == [503, 404]


def test_request_id_is_taken_from_a_trusted_proxy_only(client, settings):
    given = {"HTTP_X_REQUEST_ID": "0123456789abcdef"}
    settings.TRUSTED_PROXY_COUNT = 0
    assert client.get("/healthz", **given)["X-Request-ID"] != "0123456789abcdef"
    settings.TRUSTED_PROXY_COUNT = 1
    assert client.get("/healthz", **given)["X-Request-ID"] == "0123456789abcdef"


@pytest.mark.parametrize(
    "given", ["short", "a" * 65, "with space 12345", 'quote"1234567', "ümlaut-1234567", "x\ny1234567"]
)
def test_request_id_that_is_not_sane_is_replaced(client, settings, given):
    settings.TRUSTED_PROXY_COUNT = 1
    made = client.get("/healthz", HTTP_X_REQUEST_ID=given)["X-Request-ID"]
    assert made != given
    assert len(made) == 32


def test_two_requests_have_two_ids(client):
    assert client.get("/healthz")["X-Request-ID"] != client.get("/healthz")["X-Request-ID"]


@pytest.mark.parametrize("plain", [True, False])
def test_configuration_is_one_that_logging_takes(plain):
    logging.config.DictConfigurator(logs.configuration("INFO", plain=plain))
