"""docs/quizzes.md names and shows every type, behaviour and setting."""

import re
from pathlib import Path

from quizzes.behaviours import BEHAVIOURS
from quizzes.question_types import RECIPES, TYPES
from quizzes.question_types.texts import TEXTS
from quizzes.quiz_entry import PRESETS, DrawEntry, QuizEntry, SectionEntry, SlotEntry

PAGE = (Path(__file__).parents[2] / "docs/quizzes.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"!\[[^\]]+\]\((pictures/[\w-]+\.png)\)", PAGE)


def test_page_names_every_type_behaviour_and_setting():
    settings = {name for entry in (QuizEntry, SlotEntry, SectionEntry, DrawEntry) for name in entry.model_fields}
    wanted = {*TYPES, *RECIPES, *TEXTS, *BEHAVIOURS, *settings}
    assert wanted - set(re.findall(r"`(\w+)`", PAGE)) == set()
    assert all(preset in PAGE for preset in PRESETS)


def test_page_shows_every_type_and_behaviour():
    wanted = {f"pictures/{kind}-{name}.png" for kind in ("type", "review") for name in TYPES}
    wanted |= {f"pictures/behaviour-{name}.png" for name in BEHAVIOURS} | {"pictures/settings.png"}
    assert wanted <= set(SHOWN)
