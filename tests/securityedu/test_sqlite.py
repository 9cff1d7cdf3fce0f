"""Capitals in searches: the same on both databases, in every alphabet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from securityedu.sqlite import like
from tests.factories import UserFactory


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["émile", "ÉMILE", "Straße 5", "жанна", "ЖАННА", "100%_\\"])
def test_search_does_not_mind_capitals(query):
    UserFactory(username="ada", display_name="Émile Straße 5 Жанна 100%_\\ of it")
    UserFactory(username="other", display_name="Emil 100 of it")
    assert [user.username for user in User.objects.filter(display_name__icontains=query)] == ["ada"]


def test_nothing_is_like_no_text():
    assert like("%", None) is None and like(None, "a") is None


@given(text=st.text(), before=st.text(), after=st.text())
def test_text_is_found_within_any_other(text, before, after):
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    assert like(f"%{escaped}%", before + text + after, "\\")
