"""Two-step sign-in as people do it: an app's code, and passkeys of Chromium's virtual authenticator."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.accounts.totp import code_now
from tests.factories import PASSWORD
from tests.oidc_server import CLIENT_ID, CLIENT_SECRET, Provider

pytestmark = pytest.mark.browser


@pytest.fixture
def page(new_context, learner):
    """A page of a guest; the learner has a password."""
    return new_context().new_page()


@pytest.fixture
def device(page):
    """A device that keeps passkeys and sees its owner's finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def sign_in(page, learner):
    page.goto("/accounts/login/")
    page.get_by_label("Username or e-mail").fill(learner.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page):
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()


def prove(page):
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def make_passkey(page):
    page.goto("/accounts/2fa/webauthn/add/")
    prove(page)
    page.get_by_label("Name of the passkey").fill("My phone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def assert_signed_in(page, learner):
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    expect(page.get_by_role("link", name=learner.username)).to_be_visible()


def test_app_is_set_up_and_its_code_signs_in(page, learner):
    sign_in(page, learner)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Set up an app").click()
    prove(page)
    secret = page.locator(".secret").inner_text()
    assert page.locator(".qr").evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_label("Code that the app shows now").fill(code_now(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.locator(".codes li")).to_have_count(10)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download them").click()
    assert download.value.suggested_filename == "recovery-codes.txt"
    sign_out(page)
    sign_in(page, learner)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_label("Code").fill(code_now(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert_signed_in(page, learner)


def test_passkey_is_made_and_signs_in_without_a_password(page, learner, device):
    sign_in(page, learner)
    make_passkey(page)
    sign_out(page)
    page.goto("/accounts/login/?next=/accounts/2fa/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    assert_signed_in(page, learner)
    expect(page.get_by_text("My phone").first).to_be_visible()


def test_passkey_is_the_second_step_after_a_password(page, learner, device):
    sign_in(page, learner)
    make_passkey(page)
    sign_out(page)
    sign_in(page, learner)
    page.get_by_role("button", name="Use a passkey").click()
    assert_signed_in(page, learner)


def test_passkey_proves_who_one_is_before_a_change(page, learner, device):
    sign_in(page, learner)
    make_passkey(page)
    sign_out(page)
    sign_in(page, learner)
    page.get_by_role("button", name="Use a passkey").click()
    assert_signed_in(page, learner)
    page.goto("/accounts/2fa/recovery-codes/")
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)


def test_passkey_that_the_device_refuses_leaves_a_sentence(page, learner, device):
    session, authenticator = device
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.goto("/accounts/login/")
    button = page.get_by_role("button", name="Sign in with a passkey")
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
    expect(button).to_be_enabled()


def test_passkey_of_this_device_is_not_made_twice(page, learner, device):
    sign_in(page, learner)
    make_passkey(page)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("has a passkey for your account already")


def test_without_javascript_the_sign_in_page_says_what_passkeys_need(new_context, learner):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/accounts/login/")
    expect(page.get_by_text("Passkeys need JavaScript and a browser that knows them.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit_a_small_screen(page, learner, device, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})
    sign_in(page, learner)
    make_passkey(page)
    key = f"webauthn/keys/{learner.authenticator_set.get(type='webauthn').pk}/"
    ways = (
        "",
        "totp/activate/",
        "recovery-codes/",
        "recovery-codes/generate/",
        "webauthn/add/",
        key + "edit/",
        key + "remove/",
    )
    for way in ways:
        page.goto(f"/accounts/2fa/{way}")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, way


def test_provider_is_reached_and_left_under_our_policy(page, live_server, settings):
    """Chromium holds a form's redirects against form-action: the page in between must do."""
    provider = Provider()
    settings.SITE_URL, settings.OIDC_SERVER_URL, settings.OIDC_NAME = live_server.url, provider.url, "School login"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    page.goto("/accounts/login/?next=/accounts/profile/")
    page.get_by_role("button", name="Go on with School login").click()
    expect(page.get_by_role("link", name="Ada Lovelace")).to_be_visible()
    expect(page).to_have_url(re.compile("/accounts/profile/$"))
    provider.stop()
