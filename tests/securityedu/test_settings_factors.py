"""What the environment says about second factors and the provider, read by a fresh process."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

NAMES = ("PASSKEYS", "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", "OIDC_SERVER_URL", "OIDC_NAME")
ASK = f"import json; from securityedu import settings as s; print(json.dumps([getattr(s, n) for n in {NAMES}]))"
OIDC = {"OIDC_SERVER_URL": "https://id.example.org/realm", "OIDC_CLIENT_ID": "us", "OIDC_CLIENT_SECRET": "x"}


def read(tmp_path, **environment):
    environment = {**os.environ, "DATA_DIR": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, "-c", ASK], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("site", "passkeys", "insecure"),
    [
        ("http://localhost:8000", True, True),
        ("https://learn.example.org", True, False),
        ("http://learn.example.org", False, False),
        ("https://192.0.2.7", False, False),
        ("https://[2001:db8::1]", False, False),
        ("http://127.0.0.1:8000", False, False),
    ],
)
def test_address_of_the_site_decides_about_passkeys(tmp_path, site, passkeys, insecure):
    assert json.loads(read(tmp_path, SITE_URL=site).stdout)[:2] == [passkeys, insecure]


@pytest.mark.parametrize("tail", ["", "/", "/.well-known/openid-configuration"])
def test_provider_is_named_by_its_host_unless_told_otherwise(tmp_path, tail):
    found = read(tmp_path, **{**OIDC, "OIDC_SERVER_URL": OIDC["OIDC_SERVER_URL"] + tail})
    assert json.loads(found.stdout)[2:] == ["https://id.example.org/realm", "id.example.org"]


@pytest.mark.parametrize(
    "wrong", [{"OIDC_CLIENT_ID": ""}, {"OIDC_CLIENT_SECRET": ""}, {"OIDC_SERVER_URL": "http://id.example.org"}]
)
def test_half_a_provider_stops_the_site_with_a_sentence(tmp_path, wrong):
    assert "ImproperlyConfigured: OIDC_" in read(tmp_path, **(OIDC | wrong)).stderr
