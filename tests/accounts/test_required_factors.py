"""REQUIRE_STAFF_MFA: staff without a second factor get to the pages that set one up, and to no other."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern
from django.utils.regex_helper import normalize

from tests.accounts.passkeys import give_passkey
from tests.accounts.totp import code_now, give_app
from tests.factories import PASSWORD, UserFactory
from tests.queries import count_statements

INDEX = "/accounts/2fa/"
# Leaving, proving who one is, signs of life; and all of allauth's pages of second factors.
WHAT_HOLDS_FOR_ALL = {"accessibility", "privacy", "imprint"}
OPEN = {"account_logout", "account_reauthenticate", "sign_out_everywhere", "healthz", "readyz", *WHAT_HOLDS_FOR_ALL}
SAMPLES = {"int": "1", "uuid": "0" * 32, "slug": "x", "path": "x", "str": "x"}


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_STAFF_MFA = True


@pytest.fixture(params=["is_staff", "is_superuser"])
def boss(client, request):
    person = UserFactory(
        username="boss", is_staff=True, **({} if request.param == "is_staff" else {request.param: True})
    )
    client.force_login(person)
    return person


PICTURE = "0" * 64 + ".png"  # what /media/ takes


def addresses(resolver=None, prefix="/"):
    """An address of every pattern of the site, with its name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + sample_of(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, path)
        else:
            yield pattern.name or "", path


def sample_of(pattern):
    if isinstance(pattern, RegexPattern):
        path, names = normalize(str(pattern))[0]
        return path % {name: PICTURE if name == "name" else "x" for name in names}
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], str(pattern))


def is_open(name):
    return name in OPEN or name.startswith("mfa_")


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_of_the_site_opens(client, boss, method):
    tried = {}
    for name, path in addresses():
        client.force_login(boss)
        tried[path] = (name, getattr(client, method)(path))
    closed = {path: response for path, (name, response) in tried.items() if not is_open(name)}
    assert {path for path, response in closed.items() if response.get("Location") != INDEX} == set()
    assert {"/admin/", "/admin/accounts/user/", "/", "/progress/", "/accounts/profile/"} <= set(tried)
    assert len(tried) > 60


def test_pages_that_set_a_factor_up_open_and_say_why(client, boss):
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain == [(INDEX, 302)]
    assert "everybody who does needs a second step here" in page.content.decode()
    assert client.get("/accounts/2fa/totp/activate/", follow=True).redirect_chain[-1][0].startswith("/accounts/reauth")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_sign_in_leads_to_setting_up_and_afterwards_everything_opens(client, sign_in):
    UserFactory(username="boss", is_staff=True)
    response = sign_in("boss", next="/admin/")
    assert client.get(response.url).url == INDEX
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    client.post("/accounts/2fa/totp/activate/", {"code": code_now(page.context["form"].secret)})
    assert client.get("/admin/").status_code == 200
    assert "needs a second step" not in client.get(INDEX).content.decode()


def test_leaving_is_always_possible(client, boss):
    assert client.get("/accounts/logout/").status_code == 200
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_who_removes_the_last_factor_is_asked_again(client, boss):
    give_app(boss)
    assert client.get("/accounts/profile/").status_code == 200
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/totp/deactivate/")
    assert client.get("/accounts/profile/").url == INDEX


def test_recovery_codes_alone_are_no_factor(client, boss):
    give_app(boss)
    Authenticator.objects.filter(type="totp").delete()
    assert client.get("/progress/").url == INDEX


def test_passkey_is_enough(client, boss):
    give_passkey(boss)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"content_type": "application/json"}, {"headers": {"accept": "application/json"}, "data": {}}]
)
def test_scripts_are_told_in_json(client, boss, headers):
    response = client.post("/attempts/1/answers/", **headers)
    assert (response.status_code, response.json()) == (403, {"error": "second_factor_required"})


def test_parts_of_pages_lead_the_whole_page_there(client, boss):
    response = client.get("/progress/", headers={"hx-request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (200, INDEX)


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_others_go_where_they_like(client, role):
    client.force_login(UserFactory(role=role))
    assert client.get("/progress/").status_code == 200


def test_nobody_is_held_up_without_the_setting(client, boss, settings):
    settings.REQUIRE_STAFF_MFA = False
    assert client.get("/admin/").status_code == 200


def test_guests_get_pages_that_a_proxy_may_keep(course):
    response = Client().get("/courses/sample/lessons/first/")
    assert (response.status_code, "public" in response["Cache-Control"]) == (200, True)


def test_learners_cost_no_statement(client):
    client.force_login(UserFactory())
    with count_statements() as found:
        client.get("/accounts/profile/")
    assert [sql for sql in found if "mfa_authenticator" in sql] == []


def test_admin_sign_in_page_leads_to_setting_up(client, boss):
    assert client.get(reverse("admin:login")).url == INDEX
