"""Drag image: labels onto the regions of a map or picture; the share of regions that have the right one."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from lessons.course_files import Key, Text
from lessons.text import collapse
from quizzes.question_types.base import (
    Outcome,
    Part,
    Shown,
    Shuffle,
    share_of_right,
    unique_keys,
)
from quizzes.question_types.placed import PlacedResponse
from quizzes.question_types.regions import Label, Region, RegionContent


class LabelledRegion(Region):
    tail: ClassVar[tuple[str, ...]] = ("label", "feedback")

    label: Key
    feedback: Text = ""


class DragImageContent(RegionContent):
    tail: ClassVar[tuple[str, ...]] = ("regions", "labels", *RegionContent.tail)

    type: Literal["drag_image"]
    regions: Annotated[tuple[LabelledRegion, ...], Field(min_length=1, max_length=40)]
    labels: Annotated[tuple[Label, ...], Field(min_length=2, max_length=40)]

    @model_validator(mode="after")
    def _labels_have_their_place(self) -> "DragImageContent":
        unique_keys(self.labels)
        wanted = [region.label for region in self.regions]
        for key in wanted:
            if key not in self.texts():
                raise ValueError(f"there is no label '{key}'")
            if wanted.count(key) > 1 and key not in {label.key for label in self.labels if label.reuse}:
                raise ValueError(f"label '{key}' belongs to two regions and is not for reuse")
        return self

    def listed(self) -> list[str]:
        return [label.text for label in self.labels]

    def texts(self) -> dict[str, str]:
        return {label.key: label.text for label in self.labels}


class DragImage(PlacedResponse):
    """A stored response maps regions to labels. Each region is judged alone; labels of equal text are the same."""

    name = "drag_image"
    content = DragImageContent
    part_group = "region"
    place_group = "label"
    countback = True

    def groups(self, content: DragImageContent) -> dict[str, list[str]]:
        return {"region": content.keys(), "label": list(content.texts())}

    def shuffled(self, content: DragImageContent) -> Mapping[str, Shuffle]:
        return {"label": Shuffle.ALWAYS}

    def widget(self, content: DragImageContent, shown: Shown, stored: Any) -> dict[str, Any]:
        reuse = {label.key for label in content.labels if label.reuse}
        labels = [
            {"key": hidden, "text": content.texts()[key], "reuse": key in reuse} for key, hidden in shown["label"]
        ]
        fields = self.placed_fields(shown, stored, content.captions(), content.texts())
        return {"scene": content.scene(shown, stored or {}), "labels": labels, **fields}

    def grade(self, content: DragImageContent, stored: Any) -> Outcome:
        given, texts, captions = stored or {}, content.texts(), content.captions()
        parts = tuple(
            self._part(region, captions[region.key], texts.get(given.get(region.key, ""), ""), texts[region.label])
            for region in content.in_order()
        )
        return share_of_right(parts)

    def _part(self, region: LabelledRegion, caption: str, given: str, expected: str) -> Part:
        right = collapse(given) == collapse(expected)
        feedback = region.feedback if given else ""
        return Part(caption, region.key, given, expected, marked=True, right=right, feedback=feedback)

    def correct(self, content: DragImageContent) -> Any:
        return {region.key: region.label for region in content.regions}

    def summary(self, content: DragImageContent, stored: Any) -> str:
        given, texts = stored or {}, content.texts()
        return "; ".join(f"{name}: {texts[given[key]]}" for key, name in content.captions().items() if key in given)
