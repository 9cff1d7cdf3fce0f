"""What a course folder may say about the course, texts, sources, terms and figures (docs/course-format.md). Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from lessons import picture_files, recording_files
from lessons.course_files import Entry, Key, Kind, Layout, Located, Moment, NonEmpty, Text, Title
from lessons.media_files import FILE_NAME, CleanFile

CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class ContentItem(Entry):
    """One step of the course: a lesson, perhaps from a certain time on, or a quiz."""

    lesson: Key | None = None
    quiz: Key | None = None
    opens_at: Moment | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "ContentItem":
        if (self.lesson is None) == (self.quiz is None):
            raise ValueError("names one lesson or one quiz")
        if self.quiz and self.opens_at:
            raise ValueError("a quiz says itself when it opens")
        return self


class CourseEntry(Entry):
    title: Title
    summary: NonEmpty
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Za-z]{2,4})?$")] = "en"
    licence: Annotated[Text, Field(max_length=100)] = ""
    as_of: date | None = None
    open_to_guests: bool = False
    contents: tuple[ContentItem, ...] = ()

    def keys_of(self, kind: Literal["lesson", "quiz"]) -> list[str]:
        return [key for item in self.contents if (key := getattr(item, kind))]


class PageEntry(Entry):
    title: Title
    body: NonEmpty


class SourceEntry(Entry):
    key: Key
    title: NonEmpty
    publisher: NonEmpty
    date: Annotated[Text, Field(max_length=200)] = ""
    url: Annotated[Text, Field(pattern=r"^(https?://\S+)?$", max_length=600)] = ""
    kind: Literal["official", "secondary"]
    read_at: Text = ""
    document: Text = ""
    language: Annotated[Text, Field(max_length=60)] = ""


class TermEntry(Entry):
    key: Key
    term: Title
    definition: NonEmpty
    also: tuple[NonEmpty, ...] = ()


class MediaEntry(Entry):
    """`file` names the clean file. In a folder the file stands beside, under the object's key, and says it."""

    key: Key
    alt: Annotated[NonEmpty, Field(max_length=1000)]
    credit: Annotated[Text, Field(max_length=300)] = ""
    licence: Annotated[Text, Field(max_length=100)] = ""
    file: Annotated[str, Field(pattern=FILE_NAME)] = ""


class PictureEntry(MediaEntry):
    pass


class RecordingEntry(MediaEntry):
    transcript: Annotated[NonEmpty, Field(max_length=50_000)]


class Objective(Entry):
    key: Key
    text: NonEmpty


class LessonEntry(Entry):
    title: Title
    article_heading: Annotated[Text, Field(max_length=300)] = ""
    minutes: Annotated[int, Field(ge=1, le=600)]
    objectives: tuple[Objective, ...] = ()
    body: NonEmpty

    @field_validator("objectives")
    @classmethod
    def _unique(cls, value: tuple[Objective, ...]) -> tuple[Objective, ...]:
        keys = [objective.key for objective in value]
        if len(set(keys)) < len(keys):
            raise ValueError("two objectives have the same key")
        return value


# --- figures ---------------------------------------------------------------------------------------------------------


class FigureEntry(Entry):
    kind: str
    title: NonEmpty
    summary: NonEmpty
    sources: tuple[Key, ...] = ()
    as_of: date | None = None


class TimelineEvent(Entry):
    date: Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    label: NonEmpty
    text: NonEmpty


class Timeline(FigureEntry):
    kind: Literal["timeline"]
    events: Annotated[tuple[TimelineEvent, ...], Field(min_length=2)]

    @field_validator("events", mode="before")
    @classmethod
    def _years_are_text(cls, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return tuple(
            {**each, "date": str(each["date"])} if isinstance(each, dict) and "date" in each else each for each in value
        )


class Bar(Entry):
    label: NonEmpty
    value: Annotated[Decimal, Field(ge=0, max_digits=15)]
    note: Text = ""


class BarChart(FigureEntry):
    kind: Literal["bar_chart"]
    unit: NonEmpty
    bars: Annotated[tuple[Bar, ...], Field(min_length=1)]


class TileGroup(Entry):
    key: Key
    label: NonEmpty
    countries: Annotated[tuple[CountryCode, ...], Field(min_length=1)]


class TileMap(FigureEntry):
    kind: Literal["tile_map"]
    groups: Annotated[tuple[TileGroup, ...], Field(min_length=1, max_length=4)]


class ComparisonRow(Entry):
    label: NonEmpty
    cells: tuple[Text, ...]


class Comparison(FigureEntry):
    kind: Literal["comparison"]
    columns: Annotated[tuple[NonEmpty, ...], Field(min_length=2, max_length=4)]
    rows: Annotated[tuple[ComparisonRow, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_cell_a_column(self) -> "Comparison":
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError("each row has one cell a column")
        return self


class TreeNode(Entry):
    key: Key
    label: NonEmpty
    note: Text = ""
    under: Key | None = None


class Tree(FigureEntry):
    """A diagram of what stands under what. Nodes come after the node that they stand under."""

    kind: Literal["tree"]
    nodes: Annotated[tuple[TreeNode, ...], Field(min_length=2, max_length=60)]

    @model_validator(mode="after")
    def _parents_come_first(self) -> "Tree":
        known: set[str] = set()
        for node in self.nodes:
            if node.key in known:
                raise ValueError(f"node '{node.key}' stands twice")
            if node.under is not None and node.under not in known:
                raise ValueError(f"'{node.under}' must stand before '{node.key}', which is under it")
            known.add(node.key)
        return self


FIGURES: dict[str, type[FigureEntry]] = {
    "timeline": Timeline,
    "bar_chart": BarChart,
    "tile_map": TileMap,
    "comparison": Comparison,
    "tree": Tree,
}


@dataclass(frozen=True)
class FigureKind(Kind):
    """The model of a figure depends on what it draws."""

    def choose_model(self, data: Any) -> type[Entry]:
        return FIGURES.get(str(data.get("kind")), _UnknownFigure)


class _UnknownFigure(FigureEntry):
    kind: Literal["timeline", "bar_chart", "tile_map", "comparison", "tree"]


@dataclass(frozen=True)
class MediaKind(Kind):
    """A list, and for each entry a file beside it, of any type that `take` takes."""

    take: Callable[[bytes], CleanFile] = picture_files.settled

    def attach(self, located: Located, data: bytes) -> Located:
        found = self.take(data)
        entry = located.entry.model_copy(update={"file": found.name})
        return replace(located, entry=entry, content=found.content)

    def as_written(self, entry: Entry) -> Entry:
        return entry.model_copy(update={"file": ""})


COURSE = Kind("course", "course.yaml", Layout.MAPPING, CourseEntry, required=True)
PAGE = Kind("page", "*.md", Layout.FRONT_MATTER, PageEntry, fixed_keys=("introduction", "about", "closing"))
SOURCE = Kind("source", "sources.yaml", Layout.LIST, SourceEntry)
TERM = Kind("term", "terms.yaml", Layout.LIST, TermEntry)
PICTURE = MediaKind("picture", "pictures.yaml", Layout.LIST, PictureEntry, beside="pictures/*")
RECORDING = MediaKind(
    "recording", "recordings.yaml", Layout.LIST, RecordingEntry, beside="recordings/*", take=recording_files.clean
)
FIGURE = FigureKind("figure", "figures/*.yaml", Layout.MAPPING, FigureEntry)
LESSON = Kind("lesson", "lessons/*.md", Layout.FRONT_MATTER, LessonEntry)

KINDS = (COURSE, SOURCE, TERM, PICTURE, RECORDING, FIGURE, PAGE, LESSON)
