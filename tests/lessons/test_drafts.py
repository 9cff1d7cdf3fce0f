"""Unsaved drafts: one page writes one at a time, and none stays for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lessons.drafts import HeldElsewhere, drop_draft, forget_old_drafts, keep_draft, take_draft
from lessons.models import UnsavedDraft
from tests.factories import UserFactory


@pytest.fixture
def about(course):
    return {"user": UserFactory(), "course": course, "kind": "term", "key": "ally", "seen": "s", "now": timezone.now()}


def test_page_keeps_its_newest_words(about):
    keep_draft(**about, data={"term": "A"}, page="one")
    keep_draft(**about, data={"term": "Al"}, page="one")
    assert [row.data for row in UnsavedDraft.objects.all()] == [{"term": "Al"}]


def test_another_page_overwrites_nothing_until_it_has_taken_the_draft(about):
    keep_draft(**about, data={"term": "A"}, page="one")
    with pytest.raises(HeldElsewhere) as held:
        keep_draft(**about, data={"term": "B"}, page="two")
    assert held.value.saved_at == about["now"]
    draft = UnsavedDraft.objects.get()
    assert draft.data == {"term": "A"}
    take_draft(draft=draft, page="two")
    keep_draft(**about, data={"term": "B"}, page="two")
    with pytest.raises(HeldElsewhere):
        keep_draft(**about, data={"term": "A2"}, page="one")
    assert UnsavedDraft.objects.get().data == {"term": "B"}


def test_drafts_of_two_people_stand_side_by_side(about):
    keep_draft(**about, data={"term": "A"}, page="one")
    keep_draft(**about | {"user": UserFactory()}, data={"term": "B"}, page="two")
    assert UnsavedDraft.objects.count() == 2


def test_draft_is_dropped_and_old_ones_are_forgotten(about):
    keep_draft(**about, data={}, page="one")
    old = about | {"key": "old", "now": about["now"] - timedelta(days=31)}
    keep_draft(**old, data={}, page="one")
    assert forget_old_drafts(now=about["now"]) == 1
    left = UnsavedDraft.objects.get()
    assert left.key == "ally"
    drop_draft(draft=left)
    assert not UnsavedDraft.objects.exists()


def test_copy_that_a_crashed_browser_has_kept_replaces_nothing_newer(about):
    keep_draft(**about, data={"term": "All", "typed": 3}, page="one")
    keep_draft(**about, data={"term": "A", "typed": 1}, page="one")
    assert UnsavedDraft.objects.get().data == {"term": "All", "typed": 3}
