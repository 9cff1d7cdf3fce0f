"""One named query a page, each pinned by a test with one and with three rows."""

from typing import Any

from django.core.cache import caches
from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum

from lessons.models import Course, Lesson, Page, Passage, Picture, Recording, SitePage, Source, Term
from lessons.pictures import credit_of
from lessons.site_pages import shipped_html, shipped_text
from lessons.text import fold


def courses_for(user: Any) -> QuerySet[Any]:
    """Published courses, each with its `lesson_count` and its `minutes` of reading."""
    listed = Q(lesson_set__listed=True, lesson_set__archived=False)
    courses = Course.objects.visible_to(user).published()
    return courses.annotate(
        lesson_count=Count("lesson_set", filter=listed), minutes=Sum("lesson_set__minutes", filter=listed, default=0)
    )


def course_for(user: Any, key: str) -> Course | None:
    return Course.objects.visible_to(user).filter(key=key).first()


def course_page(user: Any, key: str) -> Any | None:
    """The course with its `source_count`."""
    sources = Count("source_set", filter=Q(source_set__archived=False))
    return Course.objects.visible_to(user).filter(key=key).annotate(source_count=sources).first()


def lesson_for(user: Any, course_key: str, key: str) -> Lesson | None:
    found = Lesson.objects.visible_to(user).filter(course__key=course_key, key=key)
    return found.select_related("course").first()


def pages_of(course: Course) -> dict[str, Page]:
    """The course's pages outside its lessons: introduction, about, closing; those that it has."""
    return {page.key: page for page in Page.objects.filter(course=course, archived=False)}


def contents(course: Course, user: Any) -> list[Lesson]:
    """The course's lessons in order; each has `completed_at`, `read_at` and `passage` of this person, or None."""
    lessons = list(with_progress(Lesson.objects.listed().filter(course=course), user))
    for lesson in lessons:
        lesson.course = course
    return lessons


def with_progress(lessons: QuerySet[Lesson], user: Any) -> QuerySet[Lesson]:
    """Adds `completed_at`, `read_at` and `passage` of this person (None for guests); leaves the texts out."""
    own = FilteredRelation("reading", condition=Q(reading__user=user.pk))
    lessons = lessons.defer("body", "html", "search_text", "apparatus").annotate(own=own)
    return lessons.annotate(completed_at=F("own__completed_at"), read_at=F("own__read_at"), passage=F("own__passage"))


def next_to_read(lessons: list[Any]) -> Any | None:
    """The lesson to go on with: the unfinished one read last, else the first that isn't finished; None when all are."""
    unfinished = [lesson for lesson in lessons if lesson.completed_at is None]
    begun = [lesson for lesson in unfinished if lesson.read_at is not None]
    return max(begun, key=lambda lesson: lesson.read_at) if begun else next(iter(unfinished), None)


def lesson_after(lesson: Lesson) -> Lesson | None:
    later = Lesson.objects.listed().filter(course=lesson.course_id, position__gt=lesson.position)
    return later.select_related("course").first()


def glossary(course: Course) -> list[Term]:
    return sorted(Term.objects.filter(course=course, archived=False), key=lambda term: fold(term.term))


def sources_with_uses(course: Course) -> list[tuple[Source, list[Lesson]]]:
    """Every source with the listed lessons that cite it, in course order."""
    citing: dict[str, list[Lesson]] = {}
    lessons = Lesson.objects.listed().filter(course=course).defer("body", "html", "search_text")
    for lesson in lessons.select_related("course"):
        for key in {citation["source"]["key"] for citation in lesson.apparatus.get("citations", [])}:
            citing.setdefault(key, []).append(lesson)
    sources = Source.objects.filter(course=course, archived=False).order_by("publisher", "title")
    return [(source, citing.get(source.key, [])) for source in sources]


def media_credits(course: Course) -> list[str]:
    """Whose pictures and recordings the course has, each once; not which is whose: in a question that could tell."""
    rows = [row for model in (Picture, Recording) for row in model.objects.filter(course=course, archived=False)]
    return sorted({credit for row in rows if (credit := credit_of(row.shown))})


def site_page(key: str) -> SitePage | None:
    """A page of the whole site as an admin wrote it, else as it ships; the imprint ships with no text."""
    if found := SitePage.objects.filter(key=key).first():
        return found
    text = shipped_text(key)
    return SitePage(key=key, title=text.title, body=text.body, html=shipped_html(key)) if text else None


IMPRINT_CACHE, IMPRINT_SECONDS = "site-has-imprint", 60


def has_imprint() -> bool:
    """For the footer of every page, so it is remembered for a minute; saving renews it (at once in this process)."""
    known = caches["process"].get(IMPRINT_CACHE)
    return remember_imprint() if known is None else known


def remember_imprint() -> bool:
    found = SitePage.objects.filter(key=SitePage.Key.IMPRINT).exists()
    caches["process"].set(IMPRINT_CACHE, found, IMPRINT_SECONDS)
    return found


def search(user: Any, query: str, *, limit: int = 30) -> tuple[list[Lesson], list[Term]]:
    """Lessons and terms that have every word of the query, in either spelling (lessons.text.fold)."""
    words = fold(query).split()[:10]
    if not words:
        return [], []
    every = Q()
    for word in words:
        every &= Q(search_text__contains=word)
    visible = Lesson.objects.visible_to(user).filter(every).select_related("course")[:limit]
    terms = Term.objects.filter(course__in=Course.objects.visible_to(user), archived=False).select_related("course")
    found = [term for term in terms if all(word in fold(f"{term.term} {term.definition}") for word in words)]
    lessons = list(visible)
    passages = _best_passages(lessons, words)
    for lesson in lessons:
        lesson.found = passages.get(lesson.pk)
    return lessons, found[:limit]


def _best_passages(lessons: list[Lesson], words: list[str]) -> dict[int, Passage]:
    """For each lesson the first passage with most of the words; none where no passage has any."""
    most: dict[int, int] = {}
    best: dict[int, Passage] = {}
    for passage in Passage.objects.filter(lesson__in=lessons, present=True):
        text = fold(passage.text)
        count = sum(word in text for word in words)
        if count > most.get(passage.lesson_id, 0):
            most[passage.lesson_id], best[passage.lesson_id] = count, passage
    return best
