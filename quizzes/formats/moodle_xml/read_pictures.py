"""Labels on pictures: ddimageortext and ddmarker become drag_image, with places in per cent of the picture."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image

from lessons.media_files import Refused
from lessons.picture_files import clean
from quizzes.formats.markup import picture_name, words_of
from quizzes.formats.moodle_xml.read_choices import with_keys
from quizzes.formats.moodle_xml.read_gaps import is_endless
from quizzes.formats.moodle_xml.source import Source, as_plain, rounded, unique_keys
from quizzes.formats.moodle_xml.tree import Element
from quizzes.question_types.base import ZERO

HUNDRED = Decimal(100)
# What a box for words takes on Moodle's page: the file says only where it begins.
LETTER, LINE, MARGIN = 8, 22, 12
Size = tuple[int, int]


def read_drag_image(source: Source) -> dict[str, Any]:
    picture, size = background(source)
    drags = _by_number(source)
    boxes = {number: _box(source, drag) for number, drag in drags.items()}
    regions = []
    for drop in source.element.all("drop"):
        number = drop.value("choice")
        if number not in drags:
            raise source.fail(_("there is no label for this place"), drop, number[:60])
        group = drags[number].value("draggroup")
        likes = [boxes[each] for each in drags if drags[each].value("draggroup") == group]
        wide, high = max(box[0] for box in likes), max(box[1] for box in likes)
        x, y = (source.number(drop, drop.value(name)) for name in ("xleft", "ytop"))
        regions.append({"name": drop.value("text"), "rect": _rect(x, y, wide, high, size), "label": number})
    return _question(source, picture, drags, regions)


def read_markers(source: Source) -> dict[str, Any]:
    picture, size = background(source)
    drags = _by_number(source)
    regions = []
    for drop in source.element.all("drop"):
        if drop.value("choice") not in drags:
            raise source.fail(_("there is no marker for this place"), drop, drop.value("choice")[:60])
        regions.append({"name": "", **_shape(source, drop, size), "label": drop.value("choice")})
    return _question(source, picture, drags, regions)


def background(source: Source) -> tuple[str, Size]:
    file = source.element.first("file")
    name = source.keep(picture_name(file.attributes.get("name", "")), file.text) if file else ""
    content = source.files.get(name, b"")
    size = size_of(content)
    if size is None:
        reason = _refusal(content) if content else ""
        raise source.fail(reason or _("its picture is not in the file, or can't be read"), file)
    return name, size


def _refusal(content: bytes) -> str:
    """What is said of such a file elsewhere."""
    try:
        clean(content)
    except Refused as error:
        return str(error)
    return ""


def size_of(content: bytes) -> Size | None:
    """Only the head of the file is read."""
    try:
        with Image.open(BytesIO(content)) as image:
            return image.size if min(image.size) > 0 else None
    except (OSError, ValueError, Image.DecompressionBombError, SyntaxError):
        return None


def _by_number(source: Source) -> dict[str, Element]:
    return {drag.value("no"): drag for drag in source.element.all("drag")}


def _question(source: Source, picture: str, drags: dict[str, Element], regions: list[dict[str, Any]]) -> dict[str, Any]:
    """Regions name labels by Moodle's numbers until the labels have keys."""
    used = [region["label"] for region in regions]
    if len({drag.value("draggroup") for drag in drags.values()} - {""}) > 1:
        source.leave_out(_("the groups of labels: each can be put on any place"))
    entries = [
        {"text": _label(source, drag)} | ({"reuse": True} if _again(drag) or used.count(number) > 1 else {})
        for number, drag in drags.items()
    ]
    labels = with_keys(entries, "label")
    key_of = {number: label["key"] for number, label in zip(drags, labels, strict=True)}
    for number, region in enumerate(regions, start=1):
        region["name"] = region["name"] or _("Place %(number)d") % {"number": number}
        region["label"] = key_of[region["label"]]
    keys = unique_keys((region["name"] for region in regions), "place")
    placed = [{"key": key, **region} for key, region in zip(keys, regions, strict=True)]
    return {"type": "drag_image", "picture": picture, "regions": placed, "labels": labels}


def _again(drag: Element) -> bool:
    """An image's label has 'infinite', a marker a number of times, 0 for any."""
    times = drag.value("noofdrags")
    return is_endless(drag) or (times.isdecimal() and int(times[:6]) != 1)


def _label(source: Source, drag: Element) -> str:
    words = source.html(drag)
    if (file := drag.first("file")) is None:
        return words
    name = source.keep(picture_name(file.attributes.get("name", "")), file.text)
    return f"![{words}](picture:{name})" if name else words


def _box(source: Source, drag: Element) -> Size:
    if (file := drag.first("file")) is not None:
        name = source.keep(picture_name(file.attributes.get("name", "")), file.text)
        if size := size_of(source.files.get(name, b"")):
            return size
    return label_size(drag.value("text"))


def label_size(html: str) -> Size:
    lines = [words_of(line).strip() for line in re.split(r"<br\b[^<>]*>", html)]
    return max(map(len, lines)) * LETTER + MARGIN, LINE * len(lines)


# --- shapes ----------------------------------------------------------------------------------------------------------


def _shape(source: Source, drop: Element, size: Size) -> dict[str, Any]:
    """Moodle writes `x,y;radius`, `x,y;width,height` and `x,y;x,y;…`."""
    numbers = [source.number(drop, each) for each in re.split(r"[,;]", drop.value("coords")) if each.strip()]
    kind = drop.value("shape").lower()
    if kind == "circle" and len(numbers) == 3:
        return {"circle": [*_point(numbers[0], numbers[1], size), _share(numbers[2], size[0])]}
    if kind == "rectangle" and len(numbers) == 4:
        x, y, wide, high = numbers
        return {"rect": _rect(x, y, wide, high, size)}
    if kind == "polygon" and len(numbers) >= 6 and len(numbers) % 2 == 0:
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return {"polygon": [_point(x, y, size) for x, y in pairs]}
    raise source.fail(_("the place of a marker can't be read"), drop, drop.value("coords")[:200])


def _rect(x: Decimal, y: Decimal, wide: Decimal | int, high: Decimal | int, size: Size) -> list[Decimal]:
    left, top = _point(x, y, size)
    return [left, top, min(_share(wide, size[0]), HUNDRED - left), min(_share(high, size[1]), HUNDRED - top)]


def _point(x: Decimal, y: Decimal, size: Size) -> list[Decimal]:
    return [min(_share(x, size[0]), HUNDRED), min(_share(y, size[1]), HUNDRED)]


def _share(pixels: Decimal | int, whole: int) -> Decimal:
    return as_plain(max(ZERO, rounded(Decimal(pixels) * 100 / whole, 2)))
