"""The settings of a quiz under headings, and what its presets set, in words. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.policies import ASPECTS
from quizzes.quiz_entry import PRESETS
from securityedu.studio.forms import Bound
from securityedu.studio.specs import Spec, Widget
from securityedu.studio.wording import LABELS, Words, option_label

HEAD = ("title", "lesson", "introduction")
# Shown elsewhere: the slots above the settings, a preset as a button.
APART = (*HEAD, "slots", "preset")
GROUPS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Attempts and counting"),
        (
            *("graded", "practice", "attempts", "delay_minutes", "builds_on_last"),
            *("counting", "pass_percent", "decimal_places", "bands"),
        ),
    ),
    (
        gettext_lazy("Time"),
        ("opens_at", "due_at", "closes_at", "time_limit_minutes", "at_end", "grace_minutes"),
    ),
    (
        gettext_lazy("Questions and pages"),
        ("questions_per_page", "sequential", "shuffle_questions", "shuffle_choices"),
    ),
    (gettext_lazy("How it asks"), ("behaviour", "redo")),
    (gettext_lazy("What is shown when"), ("reveal", "review")),
    (gettext_lazy("Access"), ("password", "networks")),
)


@dataclass(frozen=True)
class Group:
    title: Words
    fields: Sequence[Bound]

    @property
    def is_open(self) -> bool:
        """Whether something in it is not as usual, or wrong."""
        return any(each.is_open for each in self.fields)


def groups(fields: Mapping[str, Bound]) -> list[Group]:
    """Under their headings; a setting that has none yet stands under the last."""
    named = {name for _title, names in GROUPS for name in (*names, *APART)}
    others = [name for name in fields if name not in named]
    found = [Group(title, [fields[name] for name in names if name in fields]) for title, names in GROUPS]
    return [*found, Group(_("More"), [fields[name] for name in others])] if others else found


@dataclass(frozen=True)
class MatrixRow:
    """One aspect of the review, and at which times it is shown: pairs of a field and whether it is ticked."""

    aspect: str
    label: Words
    cells: Sequence[tuple[Bound, bool]]


def matrix(review: Bound) -> list[MatrixRow]:
    """A time that is as usual shows everything."""
    times = review.fields
    return [
        MatrixRow(aspect, option_label(aspect), [(each, each.value is None or aspect in each.value) for each in times])
        for aspect in ASPECTS
    ]


@dataclass(frozen=True)
class PresetView:
    name: str
    title: Words
    sets: Sequence[str]


def presets(specs: Iterable[Spec]) -> list[PresetView]:
    by_name = {spec.name: spec for spec in specs}
    return [PresetView(name, PRESET_NAMES[name], list(_said(sets, by_name))) for name, sets in PRESETS.items()]


PRESET_NAMES: Mapping[str, Words] = {
    "practice": gettext_lazy("Practice"),
    "homework": gettext_lazy("Homework"),
    "exam": gettext_lazy("Exam"),
}


def _said(sets: Mapping[str, Any], specs: Mapping[str, Spec]) -> Iterator[str]:
    for name, value in sets.items():
        spec = specs[name]
        if spec.widget is Widget.GROUP:
            for time, shown in value.items():
                aspects = ", ".join(str(option_label(each)) for each in shown)
                yield _("%(when)s: %(what)s") % {"when": LABELS.get(time, time), "what": aspects}
        else:
            yield _("%(setting)s: %(value)s") % {"setting": spec.label, "value": _in_words(spec, value)}


def _in_words(spec: Spec, value: Any) -> Words:
    if spec.widget is Widget.TICK:
        return _("yes") if value else _("no")
    return option_label(value) if spec.widget is Widget.CHOICE else str(value)
