"""The geometry of figures: data of a course's figure in, plain numbers for a template out. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lessons.tiles import NAMES, TILES

TILE = 44
GAP = 4


def bars(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The bars of a chart with their width in per cent of the longest."""
    values = [Decimal(str(bar["value"])) for bar in data["bars"]]
    longest = max(values) or Decimal(1)
    return [
        {
            "label": bar["label"],
            "note": bar.get("note", ""),
            "value": value.normalize(),
            "width": round(value / longest * 100, 1),
        }
        for bar, value in zip(data["bars"], values, strict=True)
    ]


def tree(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The nodes of a tree, nested: each has `children`."""
    nodes = {node["key"]: node | {"children": []} for node in data["nodes"]}
    roots = []
    for node in nodes.values():
        siblings = nodes[node["under"]]["children"] if node.get("under") else roots
        siblings.append(node)
    return roots


def tile_map(data: Mapping[str, Any]) -> dict[str, Any]:
    """Every country's tile with its group's number (0 for none), the map's size, and the groups with country names."""
    group_of = {code: number for number, group in enumerate(data["groups"], start=1) for code in group["countries"]}
    tiles = [
        {
            "code": code,
            "name": NAMES[code],
            "group": group_of.get(code, 0),
            "x": column * (TILE + GAP),
            "y": row * (TILE + GAP),
        }
        for code, (column, row) in TILES.items()
    ]
    columns, rows = (max(place[axis] for place in TILES.values()) + 1 for axis in (0, 1))
    groups = [
        {"number": number, "label": group["label"], "names": sorted(NAMES[code] for code in group["countries"])}
        for number, group in enumerate(data["groups"], start=1)
    ]
    return {
        "tiles": tiles,
        "size": TILE,
        "middle": TILE // 2,
        "width": columns * (TILE + GAP) - GAP,
        "height": rows * (TILE + GAP) - GAP,
        "groups": groups,
    }


def tile_scene(spots: Mapping[Any, Any]) -> dict[str, Any]:
    """The part of the map around these countries, each with what stands for it in `spots`; the rest has none.

    A margin of one tile shows where they lie, and keeps tiles large on a phone.
    """
    columns, rows = ([TILES[code][axis] for code in spots] for axis in (0, 1))
    left, top = max(0, min(columns) - 1), max(0, min(rows) - 1)
    right, bottom = max(columns) + 1, max(rows) + 1
    step = TILE + GAP
    tiles = [
        {"code": code, "x": (column - left) * step, "y": (row - top) * step, "spot": spots.get(code)}
        for code, (column, row) in TILES.items()
        if left <= column <= right and top <= row <= bottom
    ]
    return {
        "tiles": tiles,
        "size": TILE,
        "middle": TILE // 2,
        "width": (right - left + 1) * step - GAP,
        "height": (bottom - top + 1) * step - GAP,
        "shown_width": (right - left + 1) * step * 4 // 3,
    }
