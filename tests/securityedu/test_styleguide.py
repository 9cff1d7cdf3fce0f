"""The style guide shows everything there is, and asks the database nothing."""

import pytest

from lessons.schema import FIGURES as FIGURE_KINDS
from quizzes.question_types import TYPES
from quizzes.question_types.texts import TEXTS as TEXT_KINDS
from securityedu.styleguide import building
from securityedu.styleguide.samples import FIGURES, QUESTIONS, TEXTS
from tests.factories import UserFactory
from tests.queries import statements


def test_every_question_type_is_shown():
    assert {content["type"] for content, *_answers in QUESTIONS} == set(TYPES)


def test_every_kind_of_text_is_shown():
    assert [kind for kind, *_rest in TEXTS] == list(TEXT_KINDS)


def test_every_kind_of_figure_is_shown():
    assert {figure["kind"] for figure in FIGURES.values()} == set(FIGURE_KINDS)


@pytest.mark.parametrize("sample", QUESTIONS, ids=lambda sample: sample[0]["type"])
def test_reviews_are_what_they_are_shown_as(sample):
    reviews = [each.review for each in building.states(0, *sample)["reviews"]]
    assert (reviews[0].right, reviews[-1].right, reviews[-1].partly) == (True, False, False)
    assert all(review.partly for review in reviews[1:-1])


def test_parts_need_no_query(db):
    with statements(at_most=0):
        building.parts()


def test_page_shows_every_state(client, db):
    client.force_login(UserFactory(is_staff=True))
    html = client.get("/styleguide/").content.decode()
    for words in (
        "Not right",
        "Partly right",
        "your choice, partly right",
        "40 attempts",
        "Check the claim",
        "Questions 3 to 5 are about this:",
        "Saved on",
    ):
        assert words in html, words
