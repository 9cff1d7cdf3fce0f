"""What hotspot and drag image share: a tile map or a picture, and the regions on it that a page may name."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, field_validator, model_validator

from lessons.course_files import Entry, Key, NonEmpty, Text
from lessons.figures import tile_scene
from lessons.schema import CountryCode
from lessons.tiles import NAMES, TILES
from quizzes.question_types.base import ZERO, QuestionEntry, Shown, unique_keys

# Of a picture's width or height, from its upper left corner.
PerCent = Annotated[Decimal, Field(ge=0, le=100, max_digits=6)]
Size = Annotated[Decimal, Field(gt=0, le=100, max_digits=6)]
Point = tuple[PerCent, PerCent]


class Region(Entry):
    """A country of a map, or a shape on a picture, which needs a name."""

    key: Key
    name: Text = ""
    country: CountryCode | None = None
    circle: tuple[PerCent, PerCent, Size] | None = None
    rect: tuple[PerCent, PerCent, Size, Size] | None = None
    polygon: Annotated[tuple[Point, ...], Field(min_length=3, max_length=40)] | None = None

    @field_validator("country")
    @classmethod
    def _is_on_the_map(cls, value: str | None) -> str | None:
        if value is not None and value not in TILES:
            raise ValueError(f"the map has no country '{value}'")
        return value

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Region":
        if sum(each is not None for each in (self.country, self.circle, self.rect, self.polygon)) != 1:
            raise ValueError("a region is one of 'country', 'circle', 'rect' and 'polygon'")
        if not self.country and not self.name:
            raise ValueError("a region of a picture has a 'name'")
        return self

    @property
    def called(self) -> str:
        return self.name or str(NAMES[self.country or ""])

    @property
    def middle(self) -> tuple[Decimal, Decimal]:
        """Where it stands, from above and from the left: the order in which regions are numbered."""
        if self.country:
            column, row = TILES[self.country]
            return Decimal(row), Decimal(column)
        x, y = _middle(self)
        return y, x


def _middle(region: Region) -> tuple[Decimal, Decimal]:
    if region.circle:
        return region.circle[:2]
    if region.rect:
        x, y, width, height = region.rect
        return x + width / 2, y + height / 2
    points = region.polygon or ()
    return sum((x for x, _y in points), ZERO) / len(points), sum((y for _x, y in points), ZERO) / len(points)


class RegionContent(QuestionEntry):
    """`numbered`: the page has numbers where names would tell the answer."""

    map: Literal["europe"] | None = None
    picture: Key | None = None
    numbered: bool = False
    regions: tuple[Any, ...]

    @model_validator(mode="after")
    def _regions_are_on_it(self) -> "RegionContent":
        if (self.map is None) == (self.picture is None):
            raise ValueError("there is a 'map' or a 'picture'")
        if any((region.country is None) == bool(self.map) for region in self.regions):
            raise ValueError("regions of a map are countries, those of a picture are shapes")
        unique_keys(self.spots)
        countries = [region.country for region in self.spots if region.country]
        if len(set(countries)) < len(countries):
            raise ValueError("a country stands in two regions")
        return self

    @property
    def spots(self) -> Sequence[Any]:
        """Every region that a page offers."""
        return self.regions

    def in_order(self) -> list[Any]:
        """From above to below and from left to right: the author's order could tell which are right."""
        return sorted(self.spots, key=lambda region: (*region.middle, region.key))

    def captions(self) -> dict[str, str]:
        """What page and review call each region, by key, in their order."""
        numbered = enumerate(self.in_order(), start=1)
        if self.numbered:
            return {region.key: _("Region %(number)s") % {"number": number} for number, region in numbered}
        return {region.key: region.called for _number, region in numbered}

    def keys(self) -> list[str]:
        return [region.key for region in self.in_order()]

    def scene(self, shown: Shown, marked: Mapping[str, Any]) -> dict[str, Any]:
        """What a template draws: `spots` have a mark to be read, their opaque key, and whether they are `marked`."""
        hidden, regions = dict(shown["region"]), self.in_order()
        spots = [
            {"key": hidden[region.key], "mark": self._mark(region, number), "marked": region.key in marked}
            for number, region in enumerate(regions, start=1)
        ]
        if self.map:
            by_country = {region.country: spot for region, spot in zip(regions, spots, strict=True)}
            return tile_scene(by_country)
        shapes = [spot | _shape(region) for region, spot in zip(regions, spots, strict=True)]
        return {"picture": self.picture, "spots": shapes}

    def _mark(self, region: Region, number: int) -> str:
        return region.country if region.country and not self.numbered else str(number)


def _shape(region: Region) -> dict[str, Any]:
    kind = "circle" if region.circle else "rect" if region.rect else "polygon"
    return {"middle": _middle(region), kind: getattr(region, kind)}


def on_picture(scene: Mapping[str, Any], picture: Mapping[str, Any]) -> dict[str, Any]:
    """A scene with its picture and its shapes in the picture's pixels; a circle's radius is of the width."""
    width, height = picture["width"], picture["height"]

    def point(at: Sequence[Decimal]) -> tuple[int, int]:
        return round(at[0] * width / 100), round(at[1] * height / 100)

    spots = []
    for spot in scene["spots"]:
        drawn = {"key": spot["key"], "mark": spot["mark"], "marked": spot["marked"], "middle": point(spot["middle"])}
        if circle := spot.get("circle"):
            drawn["circle"] = (*point(circle[:2]), round(circle[2] * width / 100))
        elif rect := spot.get("rect"):
            drawn["rect"] = (*point(rect[:2]), *point(rect[2:]))
        else:
            drawn["polygon"] = " ".join("{},{}".format(*point(each)) for each in spot["polygon"])
        spots.append(drawn)
    badge = max(width, height) // 28 + 1
    return {"picture": picture, "width": width, "height": height, "spots": spots, "badge": badge}


class Label(Entry):
    """A text that is put on a region; `reuse`: on any number of them."""

    key: Key
    text: NonEmpty
    reuse: bool = False
