"""An admin or an instructor brings a list; a learner gets in with the slip that came of it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.looks import dark_violations, small_controls, too_wide_at_320
from tests.factories import UserFactory

pytestmark = pytest.mark.browser

THREE = "Name;E-Mail;Role\nAnna Müller;anna@example.org;\nBen;;\nCleo;;teacher\n"
PASSWORD = "three words in a row"
# Of the page that is ours; Django's own header, side bar and footer are not.
OURS = {"include": [["#content"]]}


def assert_fine(page, problems, context=None):
    seen = len(problems)
    violations = Axe().run(page, context=context).response["violations"]
    del problems[seen:]  # on Django's pages axe itself tries to set styles, which our policy refuses
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations] == []
    assert too_wide_at_320(page) is None
    page.set_viewport_size({"width": 1280, "height": 900})


def assert_site_page_fine(page, problems):
    assert_fine(page, problems)
    assert small_controls(page) == []


def import_three(page, problems):
    page.goto("/admin/accounts/user/")
    page.get_by_role("link", name="Add people from a list").click()
    page.get_by_label("Or choose a CSV file").set_input_files(
        {"name": "class.csv", "mimeType": "text/csv", "buffer": THREE.encode("cp1252")}
    )
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_role("row", name="anna.muller")).to_be_visible()
    assert_fine(page, problems, OURS)
    page.get_by_role("button", name="Make 3 accounts").click()
    expect(page.get_by_role("heading", name="Sign-in slips")).to_be_visible()
    assert_fine(page, problems, OURS)


def test_learner_signs_in_with_the_slip_that_an_admin_printed(transactional_db, new_context, problems):
    admin = new_context(UserFactory(username="root", is_staff=True, is_superuser=True)).new_page()
    import_three(admin, problems)
    code = admin.locator(".slip", has_text="Anna Müller").locator(".slip__code").inner_text()

    learner = new_context().new_page()
    learner.goto("/accounts/login/")
    learner.get_by_role("link", name="Sign in with it").click()
    assert_fine(learner, problems)
    use_slip(learner, code)


def use_slip(learner, code):
    learner.get_by_label("Username or e-mail").fill("anna.muller")
    learner.get_by_label("Code on the slip").fill(code.lower().replace("-", " "))
    learner.get_by_label("Choose a password").fill(PASSWORD)
    learner.get_by_role("button", name="Save the password and sign in").click()
    expect(learner.get_by_role("link", name="Anna Müller")).to_be_visible()
    assert User.objects.get(username="anna.muller").check_password(PASSWORD)


def test_learner_signs_in_with_the_slip_that_an_instructor_printed(transactional_db, new_context, problems):
    page = new_context(UserFactory(role="instructor")).new_page()
    page.goto("/teach/")
    page.get_by_role("link", name="Your learners").click()
    page.get_by_role("link", name="Add learners").click()
    page.get_by_label("Paste the list").fill("Anna Müller\nBen\n")
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_role("row", name="anna.muller")).to_be_visible()
    assert_site_page_fine(page, problems)
    assert dark_violations(page) == []
    page.get_by_role("button", name="Make 2 accounts").click()
    expect(page.get_by_role("heading", name="Sign-in slips")).to_be_visible()
    assert_site_page_fine(page, problems)
    code = page.locator(".slip", has_text="Anna Müller").locator(".slip__code").inner_text()
    page.emulate_media(media="print")
    for hidden in (".site-header", ".site-footer", ".messages", ".studio-crumbs", ".slips-help", "h1"):
        expect(page.locator(hidden)).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="To the list of your learners").click()
    assert_site_page_fine(page, problems)
    page.get_by_label("Ben").check()
    page.get_by_role("button", name="New slips for the chosen").click()
    page.get_by_role("button", name="Make 1 slip").click()
    expect(page.locator(".slip")).to_have_count(1)

    learner = new_context().new_page()
    learner.goto("/accounts/slip/")
    use_slip(learner, code)


def test_slips_print_without_the_page_around_them(transactional_db, new_context, problems):
    page = new_context(UserFactory(username="root", is_staff=True, is_superuser=True)).new_page()
    import_three(page, problems)
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.set_viewport_size({"width": 720, "height": 1000})
    page.emulate_media(media="print")
    for hidden in ("#header", "#nav-sidebar", ".breadcrumbs", ".messagelist", ".slips-help", "#content > h1"):
        expect(page.locator(hidden).first).to_be_hidden()
    first, second, third = (box.bounding_box() for box in page.locator(".slip").all())
    assert (first["y"], first["x"]) == (second["y"], third["x"])
    assert second["x"] > first["x"]
