"""Hotspot: mark regions of a map or picture; each mark beyond as many as are right takes one right one away."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from lessons.course_files import Key, Text
from lessons.tiles import TILES
from quizzes.question_types.base import (
    ZERO,
    Outcome,
    Part,
    Shown,
    Shuffle,
    as_fraction,
    misconception_of,
)
from quizzes.question_types.regions import Region, RegionContent
from quizzes.question_types.ticked import TickedResponse


class Spot(Region):
    tail: ClassVar[tuple[str, ...]] = ("correct", "feedback", "misconception")

    correct: bool = False
    feedback: Text = ""
    misconception: Key | None = None


class HotspotContent(RegionContent):
    """`all_countries`: those of the map that are no region may be marked, too, and are wrong."""

    tail: ClassVar[tuple[str, ...]] = ("regions", *RegionContent.tail)

    type: Literal["hotspot"]
    all_countries: bool = False
    regions: Annotated[tuple[Spot, ...], Field(min_length=1, max_length=60)]

    @model_validator(mode="after")
    def _marking_everything_gains_nothing(self) -> "HotspotContent":
        if self.all_countries and not self.map:
            raise ValueError("'all_countries' needs a map")
        right = len(self.right_keys())
        if not right or len(self.spots) - right < max(2, right):
            raise ValueError("a region at least is correct, and at least as many, and two, are wrong")
        return self

    @property
    def spots(self) -> Sequence[Spot]:
        if not self.all_countries:
            return self.regions
        named = {region.country for region in self.regions}
        others = [Spot(key=code.lower(), country=code) for code in TILES if code not in named]
        return (*self.regions, *others)

    def right_keys(self) -> list[str]:
        return sorted(region.key for region in self.regions if region.correct)


class Hotspot(TickedResponse):
    """A stored response is the keys of the marked regions."""

    name = "hotspot"
    content = HotspotContent
    part_group = "region"
    countback = False  # its parts are all regions, and most of them are right when nothing is marked

    def groups(self, content: HotspotContent) -> dict[str, list[str]]:
        return {"region": content.keys()}

    def shuffled(self, content: HotspotContent) -> Mapping[str, Shuffle]:
        return {}

    def widget(self, content: HotspotContent, shown: Shown, stored: Any) -> dict[str, Any]:
        marked = dict.fromkeys(stored or ())
        scene, captions = content.scene(shown, marked), content.captions()
        regions = [{"key": hidden, "text": captions[key], "chosen": key in marked} for key, hidden in shown["region"]]
        return {
            "scene": scene,
            "regions": regions if content.numbered else sorted(regions, key=lambda region: str(region["text"])),
        }

    def grade(self, content: HotspotContent, stored: Any) -> Outcome:
        marked, captions = set(stored or ()), content.captions()
        parts = tuple(
            Part(
                captions[region.key],
                region.key,
                chosen=region.key in marked,
                key=region.correct,
                right=(region.key in marked) == region.correct,
                feedback=region.feedback,
                misconception=misconception_of(region) if region.key in marked else "",
            )
            for region in content.in_order()
        )
        return Outcome(self._fraction(set(content.right_keys()), marked), parts)

    def _fraction(self, right: set[str], marked: set[str]) -> Decimal:
        too_many = max(0, len(marked) - len(right))
        return as_fraction(max(ZERO, Decimal(len(right & marked) - too_many) / len(right)))

    def correct(self, content: HotspotContent) -> Any:
        return content.right_keys()

    def summary(self, content: HotspotContent, stored: Any) -> str:
        return "; ".join(caption for key, caption in content.captions().items() if key in (stored or ()))
