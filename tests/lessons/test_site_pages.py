"""Accessibility statement, privacy and imprint."""

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from accounts import privacy
from lessons.models import SitePage
from lessons.services import delete_site_page, save_site_page
from lessons.site_pages import render, shipped_text
from tests.factories import AdminFactory
from tests.queries import statements

pytestmark = pytest.mark.django_db


def write(key, body="Words.", title="A page"):
    page = SitePage.objects.filter(key=key).first() or SitePage(key=key)
    page.title, page.body = title, body
    save_site_page(page=page, now=timezone.now())
    return page


def page(client, address):
    response = client.get(address)
    return response.content.decode() if response.status_code == 200 else response.status_code


@pytest.mark.parametrize("key", ["accessibility", "privacy"])
def test_page_is_there_for_guests_before_anybody_wrote_it(client, key):
    assert f"<h1>{shipped_text(key).title}</h1>" in page(client, f"/{key}/")


def test_page_shows_what_an_admin_wrote_instead(client):
    write("privacy", "Our *own* words.", "Your data")
    found = page(client, "/privacy/")
    assert "<h1>Your data</h1>" in found
    assert "Our <em>own</em> words." in found
    assert "has no advertising" not in found


def test_page_that_was_deleted_is_as_it_ships(client):
    delete_site_page(page=write("privacy"))
    assert "has no advertising" in page(client, "/privacy/")


def test_guests_without_cookies_may_get_it_from_a_cache(client):
    assert "public" in client.get("/privacy/")["Cache-Control"]


def test_privacy_page_lists_every_holding(client):
    found = page(client, "/privacy/")
    for holding in privacy.holdings():
        for text in (holding.title, holding.what, holding.why, holding.how_long, holding.who_sees):
            assert str(text).replace("'", "&#x27;") in found


def test_contact_is_shown_where_it_is_set(client, settings):
    assert "mailto:" not in page(client, "/accessibility/")
    settings.CONTACT_EMAIL = "help@school.example"
    assert 'href="mailto:help@school.example"' in page(client, "/accessibility/")
    assert 'href="mailto:help@school.example"' in page(client, "/privacy/")


# --- the imprint -----------------------------------------------------------------------------------------------------


def test_imprint_is_there_only_when_somebody_wrote_one(client, django_capture_on_commit_callbacks):
    assert page(client, "/imprint/") == 404
    assert "/imprint/" not in page(client, "/privacy/")
    with django_capture_on_commit_callbacks(execute=True):
        written = write("imprint", "The School, 1 High Street")
    assert "1 High Street" in page(client, "/imprint/")
    assert 'href="/imprint/"' in page(client, "/privacy/")
    with django_capture_on_commit_callbacks(execute=True):
        delete_site_page(page=written)
    assert 'href="/imprint/"' not in page(client, "/privacy/")


def test_footer_asks_for_the_imprint_once_a_minute_only(client):
    caches["process"].clear()
    with statements(at_most=2):
        client.get("/privacy/")
    with statements(at_most=1):
        client.get("/privacy/")


# --- Markdown --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# One\n## Two\n### Three\n##### Five", "<h2>One</h2>\n<h2>Two</h2>\n<h3>Three</h3>\n<h4>Five</h4>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](mailto:a@b.example)", '<p><a href="mailto:a@b.example" rel="noopener noreferrer">x</a></p>\n'),
        (
            "![x](https://tracker.example/x.png)",
            '<p>!<a href="https://tracker.example/x.png" rel="noopener noreferrer">x</a></p>\n',
        ),
        ("<b onclick=x>a</b>", "<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>\n"),
        ("", ""),
    ],
)
def test_markdown_becomes_safe_html(source, html):
    assert render(source) == html


def test_imprint_ships_without_a_text():
    assert shipped_text("imprint") is None


# --- editing ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def admin(client):
    person = AdminFactory(username="admin")
    client.force_login(person)
    return client


ADD = "/admin/lessons/sitepage/add/"


def test_new_page_starts_with_the_text_that_ships(admin):
    for query, key in (("", "accessibility"), ("?key=privacy", "privacy")):
        form = admin.get(ADD + query).context["adminform"].form
        assert (form.initial["key"], form.initial["body"]) == (key, shipped_text(key).body)


@pytest.mark.parametrize("query", ["?key=imprint", "?key=nonsense", "?key=../../README"])
def test_new_page_without_a_shipped_text_starts_empty(admin, query):
    assert "body" not in admin.get(ADD + query).context["adminform"].form.initial


def test_admin_writes_a_page_and_its_html_is_made(admin):
    data = {"key": "privacy", "title": "Data\u0301", "body": "# Hello\r\n\r\n<script>x</script> "}
    assert admin.post(ADD, data).status_code == 302
    found = SitePage.objects.get()
    assert (found.title, found.body) == ("Dat\u00e1", "# Hello\n\n<script>x</script>")
    assert found.html == "<h2>Hello</h2>\n<p>&lt;script&gt;x&lt;/script&gt;</p>\n"


def test_admin_changes_the_text_but_not_which_page_it_is(admin):
    written = write("privacy")
    data = {"key": "imprint", "title": "New", "body": "New words"}
    admin.post(reverse("admin:lessons_sitepage_change", args=[written.pk]), data)
    assert SitePage.objects.values_list("key", "html").get() == ("privacy", "<p>New words</p>\n")


def test_page_that_exists_is_not_offered_again(admin):
    write("privacy")
    assert admin.post(ADD, {"key": "privacy", "title": "x", "body": "y"}).context["errors"]
    assert SitePage.objects.count() == 1


def test_admin_deletes_pages(admin):
    write("privacy")
    admin.post(
        reverse("admin:lessons_sitepage_changelist"),
        {"action": "delete_selected", "_selected_action": [SitePage.objects.get().pk], "post": "yes"},
    )
    assert not SitePage.objects.exists()
