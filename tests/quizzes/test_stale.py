"""The list of questions whose passages have other words than somebody accepted."""

import re

import pytest

from lessons.models import Course, Lesson, Passage, Revision
from quizzes.models import Evidence, Question
from quizzes.stale import StaleQuestion, accepted_words, stale_page
from tests.factories import UserFactory, teacher_of
from tests.lessons.helpers import changed
from tests.queries import count_statements
from tests.quizzes.test_bank_checking import accepted_sample
from tests.samples import load_sample

pytestmark = pytest.mark.django_db
FIRST = "lessons/first.md"
CHANGED = changed(FIRST, "Each Ally chooses its action.", "Each Ally decides on its action.")
LIST = "/teach/stale/"


@pytest.fixture
def author(client):
    person = UserFactory(is_staff=True)
    client.force_login(person)
    return person


@pytest.fixture
def accepted(tmp_path):
    """The sample, in which somebody has accepted every passage; gives what else to load it with."""
    lock = {"evidence.lock": accepted_sample(tmp_path)}
    load_sample(tmp_path, lock)
    return lock


def stale(author) -> dict[str, StaleQuestion]:
    return {each.question.key: each for each in stale_page(author, "1")}


def told(parts) -> str:
    """Changed words in brackets."""
    return "".join(f"[{text}]" if changed else text for text, changed in parts)


def words(author, key: str = "zzcheck") -> list[tuple]:
    found = stale(author)[key].passages
    return [(each.before and told(each.before), each.after and told(each.after)) for each in found]


def test_old_and_new_words_stand_beside_each_other(author, accepted, tmp_path):
    load_sample(tmp_path, accepted | CHANGED)
    assert list(stale(author)) == ["zzcheck", "zztruefalse"]
    assert words(author) == [("Each Ally [chooses] its action.", "Each Ally [decides on] its action.")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Each Ally chooses its action.]", "Each  Ally *chooses*\nits action.]"),
        ("Each Ally chooses its action.]", "Each Ally chooses its action.[^t]]"),
        ("## What it asks", "## What it wants"),
    ],
)
def test_passage_with_other_markup_or_white_space_is_not_stale(author, accepted, tmp_path, old, new):
    load_sample(tmp_path, accepted | changed(FIRST, old, new))
    assert stale(author) == {}


def test_words_of_many_changes_ago_are_found(author, accepted, tmp_path):
    for word in ("selects", "picks", "finds"):
        load_sample(tmp_path, accepted | changed(FIRST, "Each Ally chooses", f"Each Ally {word}"))
    assert words(author) == [("Each Ally [chooses] its action.", "Each Ally [finds] its action.")]


def test_words_that_nobody_accepted_and_words_that_are_not_known_any_more(author, accepted, tmp_path):
    load_sample(tmp_path, accepted | CHANGED)
    Revision.objects.filter(kind="lesson").exclude(
        pk=Revision.objects.filter(kind="lesson", key="first")[0].pk
    ).delete()
    assert words(author) == [(None, "Each Ally decides on its action.")]
    Evidence.objects.update(accepted_digest="")
    assert words(author) == [(None, "Each Ally decides on its action.")]


def test_passage_that_is_gone_shows_what_it_was_and_can_not_be_accepted(author, client, accepted, tmp_path):
    load_sample(tmp_path, accepted)
    Passage.objects.filter(key="each-chooses").update(present=False)
    assert words(author) == [("Each Ally chooses its action.", None)]
    assert not stale(author)["zzcheck"].can_be_accepted
    page = client.get(LIST).content.decode()
    assert "The lesson has this passage no more" in page and "accept the words of now" not in page
    assert client.get(f"{LIST}{Question.objects.get(key='zzcheck').pk}/").status_code == 200


def test_one_click_accepts_the_words_that_were_shown(author, client, accepted, tmp_path):
    load_sample(tmp_path, accepted | CHANGED)
    question = Question.objects.get(key="zzcheck")
    page = client.get(LIST).content.decode()
    assert "<del>chooses</del>" in page and "<ins>decides on</ins>" in page
    seen = re.search(rf'{question.pk}/accept/".*?name="seen" value="([0-9a-f ]+)"', page, re.DOTALL)[1]
    page = client.post(f"{LIST}{question.pk}/accept/", {"seen": seen}, follow=True).content.decode()
    assert "Accepted: the passages prove “zzcheck” as they read now." in page
    assert list(stale(author)) == ["zztruefalse"]


def test_words_that_came_after_the_page_are_not_accepted_unseen(author, client, accepted, tmp_path):
    load_sample(tmp_path, accepted | CHANGED)
    question = Question.objects.get(key="zzcheck")
    seen = stale(author)["zzcheck"].seen
    load_sample(tmp_path, accepted | changed(FIRST, "Each Ally chooses its", "No Ally chooses its"))
    page = client.post(f"{LIST}{question.pk}/accept/", {"seen": seen}, follow=True).content.decode()
    assert "The passage has changed again since you read it." in page
    assert list(stale(author)) == ["zzcheck", "zztruefalse"]


def test_passage_and_question_stand_side_by_side(author, client, accepted, tmp_path):
    load_sample(tmp_path, accepted | CHANGED)
    page = client.get(f"{LIST}{Question.objects.get(key='zzcheck').pk}/").content.decode()
    assert "<mark>Each Ally decides on its action.</mark>" in page
    assert "An attack on one is an attack on all." in page  # the passage before it
    assert "The treaty leaves the means open." in page and "right answer</span>" in page
    assert 'href="/courses/sample/lessons/first/#p-each-chooses"' in page


def test_empty_list_says_what_would_be_in_it(author, client, accepted):
    assert "Every question rests on words that somebody has accepted." in client.get(LIST).content.decode()


def test_list_has_the_courses_that_one_writes(client, accepted, tmp_path):
    load_sample(tmp_path, accepted | CHANGED)
    course, question = Course.objects.get(), Question.objects.get(key="zzcheck")
    for role, listed in (("editor", True), ("grader", False)):
        client.force_login(teacher_of(course, role))
        assert ("decides on" in client.get(LIST).content.decode()) == listed
        assert client.get(f"{LIST}{question.pk}/").status_code == (200 if listed else 404)
        assert client.post(f"{LIST}{question.pk}/accept/").status_code == (302 if listed else 404)


def test_archived_question_is_not_listed(author, accepted, tmp_path):
    load_sample(tmp_path, accepted | CHANGED)
    Question.objects.filter(key="zzcheck").update(archived=True)
    assert list(stale(author)) == ["zztruefalse"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_number_of_statements(author, accepted, tmp_path, count):
    load_sample(tmp_path, accepted | CHANGED)
    for number in range(count):
        load_sample(tmp_path, accepted | changed(FIRST, "Each Ally chooses", f"Each Ally {number}"))
    Question.objects.exclude(key__in=[f"zz{name}" for name in ("check", "truefalse", "single")[:count]]).update(
        archived=True
    )
    Evidence.objects.filter(question__key="zzsingle").update(accepted_digest="0")
    with count_statements() as found:
        assert len(list(stale_page(author, "1"))) == count
    assert len(found) == 4


def test_words_are_looked_for_only_where_they_were_accepted(accepted):
    Evidence.objects.update(accepted_digest="")
    rows = list(Evidence.objects.select_related("passage__lesson"))
    with count_statements() as found:
        assert accepted_words(rows) == {}
    assert found == []
    assert Lesson.objects.count() == 2
