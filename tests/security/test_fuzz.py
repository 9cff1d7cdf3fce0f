"""Two thousand odd requests to every address of the site: whatever comes, the answer is never an error of ours.

The requests follow from SEED alone; a failure names the number of each request, so that one can be repeated. Other
requests: FUZZ_SEED=7 FUZZ_REQUESTS=20000 pytest tests/security/test_fuzz.py
"""

import json
import os
import random
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from quizzes.models import Attempt
from quizzes.services import start_attempt
from tests.factories import UserFactory, teacher_of

SEED = int(os.environ.get("FUZZ_SEED", "20261122"))
REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "2000"))
# A day without a time in an admin filter is a warning of Django's, and no error on a real site.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:DateTimeField .* received a naive datetime")]

# fmt: off
# Bytes as they come over the wire: a NUL, lone surrogates, bad UTF-8, numbers of every size, markup, long texts.
NASTY = [
    b"", b" ", b"+2AA-", b"0", b"-1", b"1.5", b"1e999", b"NaN", b"null", b"true", b"[]", b"{}", b'"', b"'", b"\\", b"%",
    b"%00", b"\x00", b"a\x00b", b"\xed\xa0\x80", b"\xed\xb0\x80x", b"\xff\xfe", b"\xc3\x28", b"\xf4\x90\x80\x80",
    b"9" * 19, b"9" * 25, b"9" * 5_000, b"-" + b"9" * 30, "٣".encode(), "²".encode(), "①".encode(), b"../",
    b"2026-02-30", b"9999-12-31T23:59:59-23:59", b"0001-01-01T00:00:00+23:59", b"\r\nSet-Cookie: a=b", b"..", b"*",
    b"//evil.example", b"/\\evil.example", b"javascript:alert(1)", b"<script>alert(1)</script>", b"a" * 300,
    "\u202e".encode(), "\ufdfa".encode() * 400, "\u0301".encode() * 500, "😀".encode() * 90, b"iz" * 2_000,
    b"1" * 100_000, b"[" * 5_000, b'{"a":' * 200, b'"\\ud800"', b'"\\u0000"',
]
# JSON as text, put in the place of any part of a good body.
NASTY_JSON = [
    "null", "true", "-1", "0", "1.5", "1e400", "-0.0", "NaN", "Infinity", "9" * 19, "9" * 20, "9" * 5_000, '""', '"x"',
    '"\\u0000"', '"\\ud800"', '"\\ud83d\\ude00"', "[]", "{}", "[[]]", '{"": ""}', '{"1": null}', '{"\\u0000": 1}', "{",
    '"2026-13-01T00:00:00Z"', '"9999-12-31T23:59:59-23:59"', '"0001-01-01T00:00:00+23:59"', '"2026-01-01"', "[1, 2]",
    "[" * 13 + "]" * 13, "[" * 5_000 + "]" * 5_000, '["a", "a"]', '{"1": {"2": 3}}', json.dumps("a" * 2_000), '"1e999"',
    json.dumps("a" * 1_000_000), json.dumps("\ufdfa" * 900, ensure_ascii=False), "[1e-400]", '{"٣": "x"}',
]
# Other charsets than UTF-8 never come as far as Django: see test_charsets.
CONTENT_TYPES = [
    "application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "text/plain", "", ";",
    "multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=" + "b" * 300, "a/b; c=\"",
    "application/x-www-form-urlencoded; charset=utf-8", "text/plain; charset=nothing", "text/plain; charset=",
]
HEADERS = [
    {"HTTP_HX_REQUEST": "true"}, {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[", "HTTP_HX_TARGET": "é"},
    {"HTTP_HX_CURRENT_URL": "%ff", "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": "true"}, {"HTTP_RANGE": "bytes=0-0,5-1"},
    {"HTTP_RANGE": "bytes=" + "9" * 5_000 + "-"}, {"HTTP_IF_NONE_MATCH": '*, W/"', "HTTP_IF_MODIFIED_SINCE": "Sun"},
    {"HTTP_IF_MODIFIED_SINCE": "Sun, 31 Feb 99999 25:00:00 GMT"}, {"HTTP_ACCEPT_LANGUAGE": "x" * 600},
    {"HTTP_HOST": "evil"}, {"HTTP_HOST": "localhost:99999999"}, {"HTTP_HOST": "[::1"}, {"HTTP_ORIGIN": "http://[bad"},
    {"HTTP_REFERER": "http://["}, {"HTTP_X_FORWARDED_FOR": "nowhere, 1"}, {"HTTP_X_FORWARDED_PROTO": "https"},
    {"HTTP_USER_AGENT": "é" * 5_000}, {"HTTP_COOKIE": "sessionid=é\xff; csrftoken=x; messages=\xfe"},
    {"HTTP_COOKIE": "sessionid=" + "a" * 40}, {"CONTENT_LENGTH": "-1"},
    {"HTTP_CONTENT_ENCODING": "gzip"}, {"HTTP_ACCEPT": "\x7f"}, {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"},
    {"HTTP_TRANSFER_ENCODING": "chunked"}, {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}, {"HTTP_X_CSRFTOKEN": "é"},
    {"HTTP_AUTHORIZATION": "Basic \xff"},
]
METHODS = ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "gET"]
# The ends of the addresses that take forms or JSON; they come more often than the rest, and mostly by POST.
DEEP = (
    *("answers/", "submit/", "check/", "start/", "position/", "checks/<slug:key>/", "csp-report/"),
    *("profile/", "login/", "signup/", "reset/", "set-password/", "email/", "sessions/", "reauthenticate/", "confirm/"),
    *("accounts/password/change/", "accounts/password/set/", "people/add/", "people/slips/"),
)
FIELDS = {
    "action": "save", "page": "1", "kind": "practice", "missed": "1", "passage": "one-for-all", "q": "ally",
    "next": "/", "login": "mallory", "password": "correct horse battery", "password1": "other horse battery",
    "password2": "x", "oldpassword": "correct horse battery", "username": "new", "email": "new@example.org",
    "display_name": "New", "code": "ABC", "remember": "on", "invite": "x", "session": "1", "key": "zzcheck",
    "text": "title: x", "course": "1", "lesson": "1", "o": "1", "p": "0", "e": "1", "_popup": "1", "_to_field": "id",
    "index": "0", "select_across": "1",
    "_selected_action": "1", "stale": "yes", "state__exact": "open", "started_at__gte": "2026-01-01", "token": "x",
    "app_label": "lessons", "model_name": "lesson", "field_name": "course", "term": "x", "is_active": "on",
    "role": "learner", "uses_left": "1", "expires_at_0": "2026-01-01", "expires_at_1": "00:00", "note": "x",
    "published": "on", "_save": "x", "chosen": "1", "make": "1", "looked_at": "x", "only_right": "on",
}
# fmt: on


class Site:
    """The addresses of the site, the people who ask, and the newest attempts of the learner."""

    def __init__(self, quiz, choose: random.Random) -> None:
        self.quiz, self.choose = quiz, choose
        self.learner = UserFactory(username="mallory", email="mallory@example.org")
        people = [
            None,
            self.learner,
            teacher_of(quiz.course, "owner", username="teacher"),
            UserFactory(username="root", is_staff=True, is_superuser=True),
        ]
        self.people = [(person, Client(raise_request_exception=False)) for person in people]
        self.routes = sorted(set(routes(get_resolver().url_patterns)))
        self.deep = [route for route in self.routes if route.endswith(DEEP) and not route.startswith("admin/")]
        self.ours = [route for route in self.routes if not route.startswith("admin/")]

    def attempt(self) -> Attempt:
        kind = self.choose.choice(list(Attempt.Kind))
        return start_attempt(quiz=self.quiz, user=self.learner, kind=kind, now=timezone.now())[0]

    def client(self, route: str) -> Client:
        """Mostly of somebody who may go there, else of anybody."""
        likely = self.people[3] if route.startswith("admin/") else self.people[1]
        if route.startswith("teach/people/"):
            likely = self.people[2]
        if "login" in route or "signup" in route:
            likely = self.people[0]
        person, client = likely if self.choose.random() < 0.7 else self.choose.choice(self.people)
        client.handler.enforce_csrf_checks = self.choose.random() < 0.05
        if person and SESSION_KEY not in client.session:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def path(self, route: str, attempt: Attempt) -> str:
        """A route with good arguments, or now and then a nasty one."""
        good = {
            "attempt_id": attempt.pk, "course": "sample", "lesson": "first", "object_id": 1, "content_type_id": 1,
            "key": "first-quiz" if "quizzes/" in route else "zzcheck" if "checks/" in route else "first",
        }  # fmt: skip
        while "<" in route:
            before, _, rest = route.partition("<")
            argument, _, after = rest.partition(">")
            name = argument.rpartition(":")[2]
            nasty = quote_from_bytes(self.choose.choice(NASTY)[:3_000])
            route = before + (nasty if self.choose.random() < 0.05 else str(good.get(name, 1))) + after
        return "/" + route

    def fields(self, attempt: Attempt) -> dict[str, bytes]:
        """A form that could be good, with some of its fields spoilt."""
        data = {name: value for name, value in FIELDS.items() if self.choose.random() < 0.6}
        for answer in attempt.answers.all():
            name = f"q{answer.position}"
            data |= {name: "x", f"{name}-was": "null", f"{name}-1": "x", f"{name}-flag": "1", f"{name}-flag-was": "0"}
            data |= {f"{name}-{key}": "1" for group in answer.layout.values() for key in group}
            data["action"] = self.choose.choice(["save", "finish", f"check:{answer.position}", "page:2", "check:٣"])
        found = {name: value.encode() for name, value in data.items()}
        spoilt = [name for name in found if self.choose.random() < (0.1 if name.endswith(("-was", "-flag")) else 0.2)]
        # The NUL comes more often than the rest: databases differ most in what they make of it.
        return found | {
            name: self.choose.choice(NASTY if self.choose.random() < 0.8 else [b"a\x00b"]) for name in spoilt
        }

    def json(self, attempt: Attempt) -> str:
        answers = [
            {"position": position, "sequence": 1, "typed_at": "2026-11-22T10:00:00Z", "response": "@", "flagged": True}
            for position in self.choose.sample(range(10), 4)
        ]
        text = json.dumps({"client": "tab", "answers": answers})
        for _ in answers:
            text = text.replace('"@"', self.choose.choice([*NASTY_JSON, "true", '"1949"']), 1)
        for good in self.choose.sample(['"tab"', "true", ": 1,", '"2026-11-22T10:00:00Z"', "[{", "}]"], 1):
            if self.choose.random() < 0.5:
                wrong = self.choose.choice(NASTY_JSON)
                text = text.replace(good, f": {wrong}," if good.startswith(":") else wrong, 1)
        return text

    def request(self):
        """One odd request: what it was, in short, and its response."""
        choose, attempt = self.choose, self.attempt()
        route = choose.choice(choose.choice([self.routes, self.ours, self.deep, self.deep]))
        client, path = self.client(route), self.path(route, attempt)
        takes_post = route in self.deep and "checks/" not in route
        method = "POST" if choose.random() < (0.8 if takes_post else 0.3) else "GET"
        method = choose.choice(METHODS) if choose.random() < 0.1 else method
        headers = choose.choice(HEADERS) if choose.random() < 0.2 else {}
        fields = self.fields(attempt)
        query = urlencode(fields) if method != "POST" or choose.random() < 0.2 else ""
        form = choose.random() < 0.7
        content_type = "application/x-www-form-urlencoded" if form else "application/json"
        if choose.random() < 0.15:
            content_type = choose.choice(CONTENT_TYPES)
        body = urlencode(fields) if form else self.json(attempt)
        response = client.generic(method, path, body, content_type, QUERY_STRING=query[:60_000], **headers)
        return f"{method} {path[:80]} as {content_type} with {headers}"[:300], response


def routes(patterns, before=""):
    """Every route as text, such as 'attempts/<int:attempt_id>/'; a regular expression gives two guesses."""
    for pattern in patterns:
        text = before + str(pattern.pattern).lstrip("^")
        if not isinstance(pattern, URLPattern):
            yield from routes(pattern.url_patterns, text)
        elif "(?P" in text:
            yield from (before + guess for guess in ("", "password/reset/key/1-set-password/", "confirm-email/x:y:z/"))
        else:
            yield text.replace("$", "").replace("\\Z", "")


def test_no_request_ends_in_an_error_of_ours(quiz, monkeypatch):
    choose = random.Random(SEED)
    monkeypatch.setattr("quizzes.services.start.secrets.token_hex", lambda size: choose.randbytes(size).hex())
    site, failures = Site(quiz, choose), []
    for number in range(REQUESTS):
        if number % 20 == 0:
            cache.clear()  # else rate limits would soon answer everything
        with transaction.atomic():
            sent, response = site.request()
            failed = response.status_code >= 500
            if failed or response.headers.get("Location", "").endswith("?e=1"):
                transaction.set_rollback(True)  # PostgreSQL takes no more statements after one that failed
        if failed:
            error = response.exc_info[1] if getattr(response, "exc_info", None) else ""
            failures.append(f"{number}: {response.status_code} {error!r}\n   {sent}"[:600])
    assert not failures, f"seed {SEED}, {len(failures)} errors:\n" + "\n".join(failures)
