from io import StringIO

import pytest
from django.core.management import call_command

from lessons.models import Lesson, Page, Passage, Revision

pytestmark = pytest.mark.django_db


def run(*courses: str) -> str:
    out = StringIO()
    call_command("render_lessons", *courses, stdout=out)
    return out.getvalue()


def rendered() -> list[tuple]:
    fields = ("key", "html", "search_text", "apparatus")
    return [*Lesson.objects.order_by("key").values_list(*fields), *Page.objects.values_list(*fields)]


def passages() -> list[tuple]:
    return list(
        Passage.objects.order_by("lesson__key", "key").values_list("key", "text", "digest", "position", "present")
    )


def test_render_makes_what_was_made_when_saved(course):
    before, found = rendered(), passages()
    Lesson.objects.update(html="old", search_text="old", apparatus={})
    Page.objects.update(html="old", search_text="old", apparatus={})
    Passage.objects.update(text="old", digest="old", present=False)
    assert run() == "Rendered sample.\n"
    assert (rendered(), passages()) == (before, found)


def test_render_is_no_new_revision(course):
    before = Revision.objects.count()
    run()
    assert Revision.objects.count() == before


def test_render_takes_only_the_named_courses(course):
    Lesson.objects.update(html="old")
    assert run("other") == ""
    assert set(Lesson.objects.values_list("html", flat=True)) == {"old"}
    assert run("sample") == "Rendered sample.\n"
    assert "old" not in set(Lesson.objects.values_list("html", flat=True))
