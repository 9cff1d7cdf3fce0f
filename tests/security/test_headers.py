"""The headers that protect readers, on every kind of response."""

import json
import os
import subprocess
import sys
from io import BytesIO

import pytest
from django.test import RequestFactory

from tests.factories import UserFactory

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "Reporting-Endpoints": 'csp="/csp-report/"',
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "report-uri /csp-report/",
}
# name: (status, how to ask). Asked over https, by somebody who is signed in.
RESPONSES = {
    "page": (200, {"path": "/courses/sample/"}),
    "admin": (200, {"path": "/admin/"}),
    "text": (200, {"path": "/healthz"}),
    "redirect": (302, {"path": "/"}),
    "static file": (200, {"path": "/static/css/site.css"}),
    "static file that is kept": (304, {"path": "/static/css/site.css", "HTTP_IF_MODIFIED_SINCE": "9"}),
    "JSON": (404, {"path": "/attempts/1/answers/", "method": "POST", "content_type": "application/json"}),
    "download": (200, {"path": "/download/"}),
    "not found": (404, {"path": "/nothing/"}),
    "refused method": (405, {"path": "/search/", "method": "DELETE"}),
    "refused NUL": (400, {"path": "/search/", "QUERY_STRING": "q=%00"}),
    "refused host": (400, {"path": "/", "HTTP_HOST": "evil.example"}),
    "stale token": (403, {"path": "/accounts/login/", "method": "POST"}),
    "error of ours": (500, {"path": "/error/"}),
    "to https": (301, {"path": "/courses/sample/", "secure": False}),
}


@pytest.fixture
def https(settings, client, course):
    """As settings.py makes it for an https SITE_URL."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT = 31536000, True
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.ROOT_URLCONF, settings.WHITENOISE_USE_FINDERS = "tests.security.more_urls", True
    client.force_login(UserFactory(is_staff=True, is_superuser=True), backend=BACKEND)
    client.handler.enforce_csrf_checks = True
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("kind", RESPONSES)
def test_every_response_carries_the_headers(https, kind):
    status, how = RESPONSES[kind]
    how = {"method": "GET", "secure": True, **how}
    if how.get("HTTP_IF_MODIFIED_SINCE"):
        first = https.get(how["path"], secure=True)
        first.close()
        how["HTTP_IF_MODIFIED_SINCE"] = first["Last-Modified"]
    if kind == "JSON":
        https.handler.enforce_csrf_checks = False
        how["data"] = json.dumps({"client": "tab", "answers": []})
    response = https.generic(**how)
    response.close()
    expected = dict(ALWAYS)
    if not how["secure"]:
        del expected["Strict-Transport-Security"]  # it counts over https only
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in expected} == expected
    assert set(response.headers["Content-Security-Policy"].split("; ")) >= POLICY
    assert "Access-Control-Allow-Origin" not in response.headers


def test_policy_has_no_way_round_it(client, course):
    policy = client.get("/courses/sample/").headers["Content-Security-Policy"]
    assert not any(word in policy for word in ("unsafe", "nonce", "http:", "https:", "*", "wasm"))


def test_features_that_no_page_needs_are_off_and_passkeys_are_on(client, course):
    policy = client.get("/courses/sample/").headers["Permissions-Policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()", "browsing-topics=()"} <= set(policy)
    assert {"publickey-credentials-get=(self)", "publickey-credentials-create=(self)"} <= set(policy)
    assert {feature for feature in policy if not feature.endswith("=()")} == {
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
    }


def test_body_in_another_charset_is_refused_with_headers_too(db):
    from securityedu.wsgi import application

    environ = RequestFactory()._base_environ(PATH_INFO="/search/", SERVER_NAME="localhost")
    environ |= {"CONTENT_TYPE": "text/plain; charset=utf-7", "wsgi.input": BytesIO()}
    told = {}
    application(environ, lambda status, headers, *rest: told.update(headers))
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def settings_of(site_url: str, tmp_path) -> dict:
    """What settings.py decides for a SITE_URL."""
    names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "COOKIE_PREFIX"]
    names += ["SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "CONTENT_SECURITY_POLICY"]
    code = f"import json; from securityedu import settings; print(json.dumps([getattr(settings, n) for n in {names}]))"
    environment = {"SITE_URL": site_url, "DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"], "SECRET_KEY": "x"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return dict(zip(names, json.loads(done.stdout.splitlines()[-1]), strict=True))


def test_https_site_has_host_cookies_and_hsts_and_a_local_one_has_not(tmp_path):
    secure, local = settings_of("https://learn.example.org", tmp_path), settings_of("http://localhost:8000", tmp_path)
    assert (secure["SESSION_COOKIE_NAME"], secure["CSRF_COOKIE_NAME"]) == ("__Host-sessionid", "__Host-csrftoken")
    assert secure["SESSION_COOKIE_SECURE"] and secure["CSRF_COOKIE_SECURE"] and secure["SECURE_SSL_REDIRECT"]
    assert secure["SECURE_HSTS_SECONDS"] >= 31536000
    assert secure["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["report-to"] == "csp"
    assert (local["SESSION_COOKIE_NAME"], local["SESSION_COOKIE_SECURE"]) == ("sessionid", False)
    assert local["SECURE_HSTS_SECONDS"] == 0
