"""Between the rows of this app and the entries of course files: one store a kind, for loads, dumps and editors."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.dateparse import parse_datetime

from lessons import media_files, picture_files, schema
from lessons.course_files import Entry, Kind, Located
from lessons.course_text import canonical
from lessons.markup import render_inline, render_lesson
from lessons.models import Course, Figure, Lesson, Page, Passage, Picture, Recording, Source, Term
from lessons.text import digest, fold


class Store:
    """Reads and writes the objects of one kind. Upper apps add stores of their own."""

    kind: Kind
    name: str

    def collect(self, course: Course) -> dict[str, Any]:
        """All objects that are not archived, by key, as entries with their place in the files."""
        raise NotImplementedError

    def one(self, course: Course, key: str) -> Any | None:
        """One object as `collect` has it, or None."""
        return self.collect(course).get(key)

    def keys(self, course: Course) -> set[str]:
        """Every key that is taken, by what was archived, too."""
        return set(self.collect(course))

    def digests(self, course: Course) -> dict[str, str]:
        return {key: digest(canonical(located.entry)) for key, located in self.collect(course).items()}

    def save(self, course: Course, key: str, located: Located) -> None:
        raise NotImplementedError

    def save_all(self, course: Course, found: Mapping[str, Any]) -> None:
        for key, located in found.items():
            self.save(course, key, located)

    def archive(self, course: Course, key: str) -> None:
        raise NotImplementedError

    def place(self, course: Course, found: Mapping[str, Any]) -> None:
        """Take over where the objects stand in the files, also of those whose own text did not change."""

    def finish(self, course: Course) -> None:
        """Called after a load or a save: bring what rests on these objects up to date."""


class CourseStore(Store):
    kind, name = schema.COURSE, "course"

    def collect(self, course: Course) -> dict[str, Located]:
        entry = schema.CourseEntry.model_validate(
            {
                "title": course.title,
                "summary": course.summary,
                "language": course.language,
                "licence": course.licence,
                "as_of": course.as_of,
                "open_to_guests": course.open_to_guests,
                "contents": course.contents,
            }
        )
        return {"course": Located(entry, "course.yaml", 1, 0)}

    def save(self, course: Course, key: str, located: Located) -> None:
        values = located.entry.model_dump(mode="python", exclude={"contents"})
        for name, value in values.items():
            setattr(course, name, value)
        course.contents = [item.model_dump(mode="json", exclude_none=True) for item in located.entry.contents]
        course.save()

    def archive(self, course: Course, key: str) -> None:
        course.published = False
        course.save(update_fields=["published"])


@dataclass(frozen=True)
class RowStore(Store):
    """Objects that are rows with the entry's own fields; `json_field` keeps the whole entry in one column instead."""

    kind: Kind
    model: type[Model]
    json_field: str = ""

    @property
    def name(self) -> str:
        return self.kind.name

    def rows(self, course: Course) -> QuerySet[Any]:
        return self.model._default_manager.filter(course=course, archived=False)

    def collect(self, course: Course) -> dict[str, Located]:
        return {row.key: self.located(row) for row in self.rows(course)}

    def one(self, course: Course, key: str) -> Located | None:
        row = self.rows(course).filter(key=key).first()
        return self.located(row) if row else None

    def keys(self, course: Course) -> set[str]:
        return set(self.model._default_manager.filter(course=course).values_list("key", flat=True))

    def located(self, row: Any) -> Located:
        return Located(self.entry(row), "", 1, row.position)

    def entry(self, row: Any) -> Entry:
        data = getattr(row, self.json_field) if self.json_field else self._fields(row)
        return self.kind.choose_model(data).model_validate(data)

    def _fields(self, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in self.kind.model.model_fields}

    def values(self, entry: Entry) -> dict[str, Any]:
        data = entry.model_dump(mode="json")
        return {self.json_field: data} if self.json_field else {**data, "key": getattr(entry, "key", None)}

    def save(self, course: Course, key: str, located: Located) -> None:
        values = self.values(located.entry) | {"key": key, "position": located.position, "archived": False}
        self.model._default_manager.update_or_create(course=course, key=key, defaults=values)

    def archive(self, course: Course, key: str) -> None:
        self.model._default_manager.filter(course=course, key=key).update(archived=True)

    def place(self, course: Course, found: Mapping[str, Any]) -> None:
        moved = [row for row in self.rows(course) if row.key in found and row.position != found[row.key].position]
        for row in moved:
            row.position = found[row.key].position
        self.model._default_manager.bulk_update(moved, ["position"])


class MediaStore(RowStore):
    """The row says what the file is; the file is there before the row is."""

    def save(self, course: Course, key: str, located: Located) -> None:
        if located.content:
            media_files.keep(located.entry.file, located.content)
        super().save(course, key, located)


class PictureStore(MediaStore):
    def values(self, entry: Entry) -> dict[str, Any]:
        width, height = picture_files.size_of(getattr(entry, "file", ""))
        return super().values(entry) | {"width": width, "height": height}


class TextStore(RowStore):
    """Markdown pages and lessons, rendered when they are saved and whenever something they name has changed."""

    def finish(self, course: Course) -> None:
        library = Library.of(course)
        for row in self.model._default_manager.filter(course=course):
            self.render(row, library)

    def render(self, row: Any, library: "Library") -> None:
        rendered = render_lesson(row.body, lesson_prefix="lessons/" if self.model is Page else "../")
        row.html = rendered.html
        row.apparatus = library.apparatus(rendered)
        row.search_text = fold(f"{row.title} {rendered.text}")
        row.save(update_fields=["html", "apparatus", "search_text"])
        if self.model is Lesson:
            save_passages(row, rendered.passages)


class LessonStore(TextStore):
    def finish(self, course: Course) -> None:
        super().finish(course)
        order = [item.get("lesson") for item in course.contents]
        opens = {item.get("lesson"): item.get("opens_at") for item in course.contents}
        for row in Lesson.objects.filter(course=course):
            row.listed = row.key in order
            row.position = order.index(row.key) if row.listed else len(order)
            row.opens_at = parse_datetime(opens.get(row.key) or "")
            row.save(update_fields=["listed", "position", "opens_at"])


def save_passages(lesson: Lesson, found: Iterable[Any]) -> None:
    """Bring the lesson's passages to what its text has now. Those that are gone stay, marked."""
    lesson.passages.update(present=False)
    rows = [
        Passage(lesson=lesson, key=each.key, position=position, text=each.text, digest=digest(each.text), present=True)
        for position, each in enumerate(found)
    ]
    Passage.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["lesson", "key"],
        update_fields=["position", "text", "digest", "present"],
    )


@dataclass(frozen=True)
class Library:
    """The sources, terms, figures, pictures and recordings that texts of a course may name."""

    sources: dict[str, Source]
    terms: dict[str, Term]
    figures: dict[str, Figure]
    pictures: dict[str, Picture] = field(default_factory=dict)
    recordings: dict[str, Recording] = field(default_factory=dict)

    @classmethod
    def of(cls, course: Course) -> "Library":
        def by_key(model: Any) -> dict[str, Any]:
            return {row.key: row for row in model.objects.filter(course=course)}

        return cls(by_key(Source), by_key(Term), by_key(Figure), by_key(Picture), by_key(Recording))

    def apparatus(self, rendered: Any) -> dict[str, Any]:
        """What the reader shows with the text: cited sources by number, terms, figures, pictures, as plain data."""
        return {
            "citations": [
                asdict(citation) | {"source": _source_data(self.sources[citation.source])}
                for citation in rendered.citations
                if citation.source in self.sources
            ],
            "terms": [
                {"key": key, "term": self.terms[key].term, "definition": render_inline(self.terms[key].definition)}
                for key in rendered.keys_of("term")
                if key in self.terms
            ],
            "figures": {
                key: self.figure_data(self.figures[key]) for key in rendered.keys_of("figure") if key in self.figures
            },
            "pictures": {row.shown_key: row.shown for row in self.media_of(rendered)},
        }

    def media_of(self, rendered: Any) -> list[Picture | Recording]:
        pictures = [self.pictures[key] for key in rendered.keys_of("picture") if key in self.pictures]
        return pictures + [self.recordings[key] for key in rendered.keys_of("recording") if key in self.recordings]

    def figure_data(self, figure: Figure) -> dict[str, Any]:
        named = [self.sources[key] for key in figure.data.get("sources", []) if key in self.sources]
        return figure.data | {"sources": [_source_data(source) for source in named]}


def shown_media(course_id: int, named: Iterable[tuple[str, str]]) -> dict[str, dict[str, Any]]:
    """What texts keep of these pictures and recordings, given by kind and key, also of those that are archived."""
    keys: dict[str, set[str]] = {"picture": set(), "recording": set()}
    for kind, key in named:
        keys[kind].add(key)
    pictures = Picture.objects.filter(course=course_id, key__in=keys["picture"]) if keys["picture"] else ()
    recordings = Recording.objects.filter(course=course_id, key__in=keys["recording"]) if keys["recording"] else ()
    return {row.shown_key: row.shown for row in (*pictures, *recordings)}


def figures_named(course_id: int, keys: Collection[str]) -> dict[str, dict[str, Any]]:
    """The data of a few figures, as `Library.apparatus` has them: two queries, or none."""
    if not keys:
        return {}
    figures = {row.key: row for row in Figure.objects.filter(course=course_id, key__in=keys)}
    named = {key for figure in figures.values() for key in figure.data.get("sources", [])}
    sources = {row.key: row for row in Source.objects.filter(course=course_id, key__in=named)}
    library = Library(sources, {}, figures)
    return {key: library.figure_data(figure) for key, figure in figures.items()}


def _source_data(source: Source) -> dict[str, Any]:
    names = ("key", "title", "publisher", "date", "url", "kind", "read_at", "document", "language")
    return {name: getattr(source, name) for name in names}


STORES: tuple[Store, ...] = (
    CourseStore(),
    RowStore(schema.SOURCE, Source),
    RowStore(schema.TERM, Term),
    PictureStore(schema.PICTURE, Picture),
    MediaStore(schema.RECORDING, Recording),
    RowStore(schema.FIGURE, Figure, json_field="data"),
    TextStore(schema.PAGE, Page),
    LessonStore(schema.LESSON, Lesson),
)
