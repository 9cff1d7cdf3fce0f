"""The geometry of the dashboard's charts: numbers in, places on the page out. Pure; a template draws each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

STRIP_WIDTH = 1000
STRIP_GAP = 6

TREND_WIDTH, TREND_HEIGHT = 360, 132
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 10, 10
GRID = (0, 50, 100)
SMALL_DOTS_FROM = 13


@dataclass(frozen=True)
class Cell:
    """A lesson in the strip. `state` is read, begun or unread."""

    x: Decimal
    width: Decimal
    state: str


def strip(lessons: Sequence[tuple[int, str]]) -> list[Cell]:
    """Lessons as (minutes, state), side by side: who reads a longer one has come further."""
    total = sum(max(minutes, 1) for minutes, _state in lessons)
    free = STRIP_WIDTH - STRIP_GAP * (len(lessons) - 1)
    cells, x = [], Decimal(0)
    for minutes, state in lessons:
        width = Decimal(free * max(minutes, 1)) / total
        cells.append(Cell(round(x, 1), round(width, 1), state))
        x += width + STRIP_GAP
    return cells


@dataclass(frozen=True)
class Dot:
    x: Decimal
    y: Decimal
    percent: Decimal
    is_practice: bool


@dataclass(frozen=True)
class Trend:
    """Scores over attempts. `line` joins the graded ones; `pass_y` is None where there is no pass mark."""

    dots: Sequence[Dot]
    line: str
    grid: Sequence[tuple[int, Decimal]]
    pass_y: Decimal | None
    radius: int
    width: int = TREND_WIDTH
    height: int = TREND_HEIGHT
    left: int = LEFT
    right: int = TREND_WIDTH - RIGHT

    @property
    def graded(self) -> list[Decimal]:
        return [dot.percent for dot in self.dots if not dot.is_practice]


def trend(scores: Iterable[tuple[Decimal, bool]], pass_percent: Decimal | int = 0) -> Trend:
    """`scores` are (per cent, whether it was practice), oldest first, at equal distances however long apart."""
    scores = list(scores)
    step = Decimal(TREND_WIDTH - LEFT - RIGHT) / max(len(scores), 1)
    dots = [
        Dot(round(LEFT + step * (index + Decimal("0.5")), 1), height_of(percent), percent, is_practice)
        for index, (percent, is_practice) in enumerate(scores)
    ]
    return Trend(
        dots=dots,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots if not dot.is_practice),
        grid=[(percent, height_of(percent)) for percent in GRID],
        pass_y=height_of(pass_percent) if pass_percent else None,
        radius=3 if len(dots) >= SMALL_DOTS_FROM else 5,
    )


def height_of(percent: Decimal | int) -> Decimal:
    """Where a per cent lies, from the top; what is outside 0 … 100 lies on the edge."""
    held = min(max(Decimal(percent), Decimal(0)), Decimal(100))
    return round(TOP + (100 - held) / 100 * (TREND_HEIGHT - TOP - BOTTOM), 1)


@dataclass(frozen=True)
class Share:
    """How much of what was asked is known. `percent` is rounded down: 100 is only for all of it."""

    asked: int
    right: int

    @property
    def percent(self) -> int:
        return self.right * 100 // self.asked if self.asked else 0


def shares(answers: Iterable[tuple[int, bool]]) -> dict[int, Share]:
    """(lesson id, whether the newest answer is right) of each question, added up by lesson."""
    found: dict[int, Share] = {}
    for lesson_id, is_right in answers:
        before = found.get(lesson_id, Share(0, 0))
        found[lesson_id] = Share(before.asked + 1, before.right + is_right)
    return found
