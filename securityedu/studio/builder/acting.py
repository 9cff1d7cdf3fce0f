"""What the buttons of the quiz builder make of its data, before anything is saved. Pure."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _

from quizzes.quiz_entry import PRESETS
from securityedu.studio.forms import act as act_on_rows

# All that any preset sets: one leaves nothing of another.
PRESET_SETTINGS = frozenset(name for preset in PRESETS.values() for name in preset)
ROWS = frozenset({"bands"})  # "add:bands" adds one of these, "add:" and anything else a question
Data = dict[str, Any]


def act(data: Data, action: str, chosen: Iterable[str] = ()) -> Data:
    """Data after a button: "preset:exam", "draw:lesson", "add:key", "add_chosen" (the keys in `chosen`),
    "section:slots-2", "unsection:…", "up:slots-2", "down:…", "remove:…"; any other does what it does in every form.
    """
    verb, _separator, rest = action.partition(":")
    slots: list[Data] = data.setdefault("slots", [])
    index = index_of(rest)
    if verb == "preset":
        return with_preset(data, rest)
    if verb == "draw":
        slots.append({"draw": {"lesson": rest}})
    elif verb == "add" and index is None and rest not in ROWS:
        slots += new_slots(slots, [rest])
    elif verb == "add_chosen":
        slots += new_slots(slots, chosen)
    elif index is not None and index < len(slots) and verb in SLOT_VERBS:
        SLOT_VERBS[verb](slots, index)
    else:
        return act_on_rows(data, action)
    return data


def index_of(name: str) -> int | None:
    """Of the slot that a button names, from 0."""
    number = name.removeprefix("slots-")
    return int(number) if number != name and number.isdecimal() and len(number) < 5 else None


def with_preset(data: Data, name: str) -> Data:
    if name not in PRESETS:
        return data
    others = {field: value for field, value in data.items() if field not in PRESET_SETTINGS}
    return others | deepcopy(dict(PRESETS[name]))


def new_slots(slots: Iterable[Mapping[str, Any]], keys: Iterable[str]) -> list[Data]:
    """No question stands in a quiz twice."""
    held = {slot.get("question") for slot in slots}
    return [{"question": key} for key in dict.fromkeys(keys) if key and key not in held]


# --- rows and the headings of sections above them --------------------------------------------------------------------


def _begin(slots: list[Data], index: int) -> None:
    number = sum(bool(slot.get("section")) for slot in slots[:index]) + 1
    slots[index].setdefault("section", {"title": _("Section %d") % number})


def _join(slots: list[Data], index: int) -> None:
    slots[index].pop("section", None)


def _up(slots: list[Data], index: int) -> None:
    """The first of a section leaves it, above the heading; others pass the row before."""
    if index == 0 or _leave(slots, index):
        return
    _swap(slots, index - 1)


def _down(slots: list[Data], index: int) -> None:
    """The last of a section goes below the next heading; others pass the row after."""
    if index == len(slots) - 1:
        return
    if slots[index + 1].get("section") and not slots[index].get("section"):
        slots[index]["section"] = slots[index + 1].pop("section")
    else:
        _swap(slots, index)


def _swap(slots: list[Data], index: int) -> None:
    """A heading stays where it is, unless its section has nothing else."""
    upper, lower = slots[index], slots[index + 1]
    slots[index : index + 2] = [lower, upper]
    if upper.get("section") and not lower.get("section"):
        lower["section"] = upper.pop("section")


def _leave(slots: list[Data], index: int) -> bool:
    """Give the heading above to the next row; whether there was one that could take it."""
    if not slots[index].get("section") or index + 1 == len(slots) or slots[index + 1].get("section"):
        return False
    slots[index + 1]["section"] = slots[index].pop("section")
    return True


def _remove(slots: list[Data], index: int) -> None:
    _leave(slots, index)
    del slots[index]


SLOT_VERBS = {"up": _up, "down": _down, "remove": _remove, "section": _begin, "unsection": _join}
