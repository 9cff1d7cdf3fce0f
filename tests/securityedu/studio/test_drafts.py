"""What is typed and not saved: kept as a draft that publishes nothing, offered again, gone when it is saved."""

import pytest

from lessons.models import Course, Revision, Term, UnsavedDraft
from quizzes.models import Question
from tests.factories import teacher_of
from tests.securityedu.studio.pages import fields_of, send

BASE = "/teach/courses/sample/"
TERM = BASE + "terms/ally/"
OFFER = "You have changes that were not saved"


def keep(client, url=TERM, page=None, **changes):
    """What the page's script does while somebody types; gives the page's fields and the answer."""
    page = page or fields_of(client.get(url))
    return page, send(client, url, page, do="draft", **changes)


def test_draft_is_kept_and_changes_nothing_that_others_see(client, author):
    before = Term.objects.get(key="ally").definition
    count = Revision.objects.count()
    _page, answer = keep(client, definition="Half a sen")
    assert answer.status_code == 200 and set(answer.json()) == {"kept_at"}
    assert UnsavedDraft.objects.get().data["fields"]["definition"] == "Half a sen"
    assert (Term.objects.get(key="ally").definition, Revision.objects.count()) == (before, count)


def test_next_page_offers_the_draft_and_takes_it(client, author):
    keep(client, definition="Half a sen")
    opened = client.get(TERM)
    assert OFFER in opened.content.decode() and "Half a sen" not in opened.content.decode()
    taken = send(client, TERM, fields_of(opened), do="take")
    assert OFFER not in taken.content.decode()
    page = fields_of(taken)
    assert page["definition"] == "Half a sen"
    assert send(client, TERM, page, do="save").status_code == 302
    assert Term.objects.get(key="ally").definition == "Half a sen"
    assert not UnsavedDraft.objects.exists()


def test_draft_is_thrown_away(client, author):
    keep(client, definition="Half a sen")
    assert send(client, TERM, fields_of(client.get(TERM)), do="drop").status_code == 302
    assert not UnsavedDraft.objects.exists() and OFFER not in client.get(TERM).content.decode()


def test_second_tab_overwrites_no_draft_until_it_takes_it(client, author):
    first, _answer = keep(client, definition="From the first tab")
    second, answer = keep(client, definition="From the second tab")
    assert (answer.status_code, answer.json()["error"]) == (409, "held_elsewhere")
    assert UnsavedDraft.objects.get().data["fields"]["definition"] == "From the first tab"
    send(client, TERM, second, do="take")
    assert keep(client, page=second, definition="Goes on")[1].status_code == 200
    assert keep(client, page=first, definition="Too late")[1].status_code == 409


def test_draft_of_another_tab_survives_saving(client, author):
    keep(client, definition="From the first tab")
    assert send(client, TERM, fields_of(client.get(TERM)), do="save", definition="Saved.").status_code == 302
    assert OFFER in client.get(TERM).content.decode()


def test_draft_that_says_what_is_saved_is_not_offered_and_stands_in_nobodys_way(client, author):
    keep(client)
    second = client.get(TERM)
    assert OFFER not in second.content.decode()
    assert keep(client, page=fields_of(second), definition="More")[1].status_code == 200


def test_taken_draft_overwrites_nothing_that_was_saved_meanwhile(client, author):
    keep(client, definition="Mine")
    other = fields_of(client.get(TERM))
    send(client, TERM, other, do="save", definition="Theirs")
    taken = fields_of(send(client, TERM, fields_of(client.get(TERM)), do="take"))
    html = send(client, TERM, taken, do="save").content.decode()
    assert "Somebody else saved this meanwhile" in html
    assert Term.objects.get(key="ally").definition == "Theirs"


def test_draft_of_a_new_question_has_its_type_its_lesson_and_its_blank_rows(client, author):
    url = BASE + "questions/new/?type=single_choice&lesson=first"
    keep(client, url, prompt="What is", parent="second", key_wanted="my-key")
    assert OFFER not in client.get(BASE + "questions/new/?type=essay&lesson=first").content.decode()
    taken = fields_of(send(client, url, fields_of(client.get(url)), do="take"))
    assert (taken["prompt"], taken["parent"], taken["key_wanted"]) == ("What is", "second", "my-key")
    assert sum(name.startswith("choices-") and name.endswith("-text") for name in taken) == 4
    assert not Question.objects.filter(key="my-key").exists()


def test_saving_tells_the_browser_which_page_was_saved(client, author):
    page = fields_of(client.get(TERM))
    assert page["page"] not in client.get(TERM).content.decode()
    send(client, TERM, page, do="save", definition="Saved.")
    assert f'data-saved="{page["page"]}"' in client.get(TERM).content.decode()


@pytest.mark.parametrize(
    ("name", "value"), [("term", ""), ("page", "p" * 900), ("seen", "x" * 99), ("key_wanted", "!")]
)
def test_draft_takes_whatever_is_typed(client, author, name, value):
    page = fields_of(client.get(TERM))
    page[name] = value
    assert keep(client, page=page)[1].status_code == 200


def test_draft_is_seen_by_nobody_else_and_a_grader_keeps_none(client, author):
    course = Course.objects.get(key="sample")
    keep(client, definition="Half a sen")
    client.force_login(teacher_of(course, "editor", username="colleague"))
    assert OFFER not in client.get(TERM).content.decode()
    page = fields_of(client.get(TERM))
    client.force_login(teacher_of(course, "grader", username="grader"))
    assert send(client, TERM, page, do="draft").status_code == 404
    assert UnsavedDraft.objects.count() == 1


def test_draft_of_somebody_whose_session_ended_leads_to_sign_in(client, author):
    page = fields_of(client.get(TERM))
    client.logout()
    answer = send(client, TERM, page, do="draft", definition="Half a sen")
    assert answer.status_code == 302 and "login" in answer["Location"]
    assert not UnsavedDraft.objects.exists()
