"""What the page of the quiz builder shows: everything that is asked of the database, each thing once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quizzes.question_types import RECIPES, TYPES
from quizzes.question_types.texts import DESCRIPTION
from securityedu.studio.builder import selectors, settings
from securityedu.studio.builder.acting import index_of
from securityedu.studio.builder.selectors import Found, Search
from securityedu.studio.builder.slots import SlotRow, draw_of, slot_rows
from securityedu.studio.builder.totals import Totals, totals
from securityedu.studio.forms import Bound, Options
from securityedu.studio.wording import Words, option_label

FIND = ("q", "lesson", "type", "tag", "status")
STATUS_NAMES: tuple[tuple[str, Words], ...] = (
    ("ready", gettext_lazy("ready")),
    ("draft", gettext_lazy("drafts")),
    ("unused", gettext_lazy("in no quiz yet")),
)


def search_in(post: Mapping[str, str], action: str = "") -> Search:
    """What the panel looks for; the buttons "find:2" turn its pages."""
    page = action.removeprefix("find:") if action.startswith("find:") else ""
    words = {name: post.get(f"find-{name}", "")[:100] for name in FIND}
    return Search(**words, page=int(page) if page.isdecimal() and 0 < len(page) < 5 and int(page) else 1)


def searches(post: Mapping[str, str]) -> bool:
    """Whether Enter was pressed in a form whose search has changed: then it means the search, not the whole quiz."""
    return any(post.get(f"find-{name}", "") != post.get(f"found-{name}", "") for name in FIND)


@dataclass
class Builder:
    """`action` is the button that was pressed; `data` what it has made of the quiz. `fields` come when it is bound."""

    course: Any
    key: str
    data: Mapping[str, Any]
    search: Search
    action: str = ""
    fields: Mapping[str, Bound] = field(default_factory=dict)

    @property
    def slots(self) -> Sequence[Mapping[str, Any]]:
        return self.data.get("slots") or []

    @cached_property
    def chapters(self) -> list[selectors.Chapter]:
        return selectors.chapters_of(self.course)

    @cached_property
    def bank(self) -> selectors.Bank:
        return selectors.bank_of(self.course)

    def options(self) -> dict[str, Options]:
        """What fields that name other objects choose from; questions are looked for in the panel instead."""
        return {"lesson": [(chapter.key, chapter.title) for chapter in self.chapters]}

    @property
    def in_order(self) -> list[Bound]:
        """All fields as they stand on the page: the first that is wrong gets the focus."""
        first = [self.fields[name] for name in (*settings.HEAD, "slots")]
        return first + [each for each in self.fields.values() if each not in first]

    # --- slots

    @cached_property
    def rows(self) -> list[SlotRow]:
        named = [str(slot["question"]) for slot in self.slots if slot.get("question")]
        questions = selectors.questions_named(self.course, named)
        found = slot_rows(self.fields["slots"], self.slots, questions, selectors.prompt_of)
        for row, slot in zip(found, self.slots, strict=False):
            if row.is_draw:
                self._complete(row, slot, named)
        return found

    def _complete(self, row: SlotRow, slot: Mapping[str, Any], named: Sequence[str]) -> None:
        """A draw chooses from what its lesson has, and says how many match."""
        lesson = str((slot.get("draw") or {}).get("lesson") or "")
        objectives = next((each.objectives for each in self.chapters if each.key == lesson), ())
        choices: dict[str, Options] = {
            "objective": objectives,
            "tag": [(tag, tag) for tag in self.bank.tags(lesson)],
        }
        for bound in row.draws:
            if bound.spec.name in choices:
                bound.options = with_chosen(choices[bound.spec.name], str(bound.value))
        if draw := draw_of(slot):
            row.pool = self.bank.pool(draw, set(named))

    @property
    def named(self) -> set[str]:
        return {row.key for row in self.rows if row.key}

    @property
    def faults(self) -> list[tuple[int, str, str]]:
        """What is wrong with slots: number, words, id of the field."""
        return [(row.number, error, anchor) for row in self.rows for error, anchor in row.faults()]

    @cached_property
    def totals(self) -> Totals:
        durations = selectors.durations_of(self.course, self.key) if self.key else []
        return totals([row.asked() for row in self.rows], self.data, durations)

    # --- adding

    @cached_property
    def found(self) -> Found:
        return selectors.find(self.course, self.search)

    @property
    def results(self) -> list[tuple[Any, str, Words, bool]]:
        """What was found: question, prompt, type in words, whether it is in the quiz."""
        return [
            (each, selectors.prompt_of(each), option_label(each.type), each.key in self.named)
            for each in self.found.questions
        ]

    @property
    def search_fields(self) -> list[tuple[str, Words, Options, str]]:
        types = [(name, option_label(name)) for name in (*TYPES, *RECIPES, DESCRIPTION)]
        return [
            ("lesson", _("Lesson"), self.options()["lesson"], self.search.lesson),
            ("type", _("Type"), types, self.search.type),
            ("tag", _("Tag"), [(tag, tag) for tag in self.bank.all_tags], self.search.tag),
            ("status", _("Status"), STATUS_NAMES, self.search.status),
        ]

    @property
    def draws_from(self) -> str:
        """The lesson that a new draw begins with."""
        wanted = self.search.lesson or str(self.data.get("lesson") or "")
        return wanted or next((chapter.key for chapter in self.chapters), "")

    # --- settings

    @property
    def head(self) -> list[Bound]:
        return [self.fields[name] for name in settings.HEAD]

    @cached_property
    def groups(self) -> list[settings.Group]:
        return settings.groups(self.fields)

    @property
    def matrix(self) -> list[settings.MatrixRow]:
        return settings.matrix(self.fields["review"])

    @property
    def presets(self) -> list[settings.PresetView]:
        return settings.presets([each.spec for each in self.fields.values()])

    # --- where the keyboard goes on, and what is said

    @cached_property
    def focus(self) -> str:
        """The id of what gets the focus after a button; its own id stays where it can."""
        verb, _separator, rest = self.action.partition(":")
        index = index_of(rest)
        if verb in ("add", "add_chosen", "find") and index is None:
            return self._next_to_add(rest) if verb == "add" else "find-q"
        if verb == "draw" and self.rows:
            return f"f-{self.rows[-1].name}-draw-lesson"
        if verb == "preset":
            return f"preset-{rest}"
        return self._focus_on_row(verb, index) if index is not None else ""

    def _next_to_add(self, added: str) -> str:
        """The button of the question below the one that was added, or the first that is left."""
        keys = [question.key for question, *_others in self.results]
        place = keys.index(added) if added in keys else 0
        waiting = [key for key in (*keys[place:], *keys[:place]) if key not in self.named]
        return f"add-{waiting[0]}" if waiting else "find-q"

    @property
    def focused_field(self) -> str:
        return self.focus.removeprefix("f-") if self.focus.startswith("f-") else ""

    def _focus_on_row(self, verb: str, index: int) -> str:
        if not self.rows:
            return "find-q"
        last = len(self.rows) - 1
        place = {"up": index - 1, "down": index + 1}.get(verb, index)
        row = self.rows[max(0, min(place, last))]
        if verb == "section":
            return f"f-{row.name}-section-title"
        if verb in ("up", "down"):
            at_end = row.number == (1 if verb == "up" else last + 1)
            verb = {"up": "down", "down": "up"}[verb] if at_end else verb
        return f"{verb}-{row.token}"

    @property
    def said(self) -> str:
        """For those who don't see that the list has changed."""
        verb = self.action.partition(":")[0]
        if verb in ("add", "add_chosen", "draw", "remove", "up", "down"):
            return ngettext("%d slot now", "%d slots now", len(self.slots)) % len(self.slots)
        if verb.startswith("find"):
            return _("%d found") % self.found.total
        return ""


def with_chosen(options: Options, chosen: str) -> Options:
    """What is chosen stays among the options, even if it is not there any more."""
    return options if not chosen or chosen in dict(options) else [*options, (chosen, chosen)]


def by_name(fields: Sequence[Bound]) -> dict[str, Bound]:
    return {each.spec.name: each for each in fields}
