"""Reports of the content security policy: one line each in the log, with nothing in it that its sender chose freely."""

import json

import pytest
from structlog.testing import capture_logs

from securityedu.csp_report import MAX_BODY, MAX_REPORTS, violations

OLD = {
    "csp-report": {
        "document-uri": "http://localhost:8000/attempts/7/?page=2&name=Ada",
        "violated-directive": "script-src 'self'",
        "effective-directive": "script-src",
        "blocked-uri": "https://ada:secret@evil.example/steal?user=ada@example.org",
        "source-file": "http://localhost:8000/static/js/player.js?v=1",
        "line-number": 12,
    }
}
NEW = [
    {
        "type": "csp-violation",
        "url": "http://localhost:8000/attempts/7/",
        "user_agent": "Browser of Ada",
        "body": {
            "documentURL": "http://localhost:8000/accounts/password/reset/key/1-secret/",
            "effectiveDirective": "style-src-attr",
            "blockedURL": "inline",
            "sourceFile": "http://localhost:8000/",
            "lineNumber": 3,
            "sample": "Ada",
        },
    }
]


def send(client, data, content_type="application/csp-report", **more):
    body = data if isinstance(data, (bytes, str)) else json.dumps(data)
    with capture_logs() as lines:
        response = client.generic("POST", "/csp-report/", body, content_type, **more)
    return response, [line for line in lines if line["event"] == "csp_violation"]


@pytest.mark.django_db
def test_old_report_becomes_a_line_without_queries_numbers_or_names(client):
    response, lines = send(client, OLD)
    assert (response.status_code, response.content) == (204, b"")
    assert lines == [
        {
            "event": "csp_violation",
            "log_level": "warning",
            "directive": "script-src",
            "blocked": "https://evil.example",
            "page": "attempts/<int:attempt_id>/",
            "source": "http://localhost:8000",
            "line": 12,
        }
    ]


def test_new_report_hides_the_secret_in_a_reset_link():
    (fields,) = violations(json.dumps(NEW).encode())
    assert (fields["directive"], fields["blocked"], fields["line"]) == ("style-src-attr", "inline", 3)
    assert fields["page"].startswith("accounts/") and "secret" not in str(fields) and "Ada" not in str(fields)


LINES = "x\r\n2026-01-01 ERROR root: forged\x1b[31m"


@pytest.mark.parametrize(
    "value", [LINES, "\u2028", "a" * 9_000, "https://a\nb/", "https://[::1", 5, None, [], {}, True]
)
def test_field_of_another_form_says_no_more_than_that(value):
    report = dict.fromkeys(OLD["csp-report"], value)
    for fields in violations(json.dumps({"csp-report": report}).encode()):
        assert {fields["directive"], fields["page"]} <= {"other", ""}
        assert fields["blocked"] in {"other", "https://ab"} and fields["line"] in {None, 5}
        assert all(str(each).isprintable() and len(str(each)) < 150 for each in fields.values())


NONSENSE = [
    *("", "null", "1", "[]", "{}", "[[[[", '"x"', '[{"type": "csp-violation"}]', '{"csp-report": []}', "{" * 9_000),
    *(
        '{"csp-report": null}',
        '[{"type": "csp-violation", "body": 1}]',
        b"\xff\xfe",
        "NaN",
        '{"csp-report": "\\ud800"}',
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("body", NONSENSE)
def test_nonsense_is_answered_like_the_rest_and_leaves_no_line(client, body):
    for content_type in ("application/csp-report", "application/reports+json", "application/json"):
        response, lines = send(client, body, content_type)
        assert (response.status_code, lines) == (204, [])


@pytest.mark.django_db
@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "", "text/html"])
def test_other_types_are_not_read(client, content_type):
    response, lines = send(client, OLD, content_type)
    assert (response.status_code, lines) == (204, [])


@pytest.mark.django_db
def test_report_that_is_too_long_is_not_read(client):
    long = {"csp-report": {**OLD["csp-report"], "sample": "a" * MAX_BODY}}
    response, lines = send(client, long)
    assert (response.status_code, lines) == (204, [])


def test_one_body_leaves_no_more_than_a_few_lines():
    assert len(violations(json.dumps(NEW * (MAX_REPORTS + 5)).encode())) == MAX_REPORTS


@pytest.mark.django_db
def test_flood_from_one_address_leaves_sixty_lines_a_minute(client):
    found = [send(client, OLD) for _ in range(65)]
    assert {response.status_code for response, _lines in found} == {204}
    assert sum(len(lines) for _response, lines in found) == 60


@pytest.mark.django_db
def test_report_needs_neither_token_nor_sign_in(client):
    client.handler.enforce_csrf_checks = True
    response, lines = send(client, OLD, HTTP_ORIGIN="null")
    assert (response.status_code, len(lines)) == (204, 1)
    assert not response.cookies
