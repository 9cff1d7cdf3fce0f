"""What of a question Moodle's elements don't carry: found by reading them back and comparing, so the list is exact."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from quizzes.question_types import schema_of
from quizzes.question_types.base import ONE, SEVEN_PLACES, ZERO, QuestionEntry, as_fraction
from quizzes.question_types.gaps import GappedContent
from quizzes.question_types.multiple_response import MultipleResponseContent, weights

# The keys of choices and the like are never seen by anyone: a file that went through Moodle gets new ones.
_KEYED = ("choices", "pairs", "extra", "items", "categories", "words", "labels", "regions")
_REFERENCES = {"word": "words", "label": "labels", "category": "categories"}


def differences(question: Any, again: dict[str, Any]) -> list[str]:
    """Names of fields, sorted, that have another value when the question is read back. Its objective is never there."""
    one = _comparable(question)
    other = _comparable(_loaded(question, again))
    if one["type"] != other["type"]:
        shared = {*QuestionEntry.model_fields} - {"type"}
        one, other = ({name: each.get(name) for name in shared} | {"type": each["type"]} for each in (one, other))
    found = set(_different(one, other))
    return sorted(found | ({"objective"} if question.objective else set()))


def _loaded(question: Any, again: dict[str, Any]) -> Any:
    draft = bool(question.draft and again.get("draft"))
    schema: Any = schema_of(again["type"], draft=draft)
    stand_ins = {"key": question.key, "objective": "none"} | ({} if draft else {"explanation": "none"})
    return schema.model_validate({name: stand_ins[name] for name in stand_ins if name in schema.model_fields} | again)


def _comparable(question: Any) -> dict[str, Any]:
    """The question's fields, with what means the same in one form."""
    if isinstance(question, GappedContent):
        question = question.with_gaps_in_order()
    data: dict[str, Any] = question.model_dump(exclude={"objective"})
    worths = weights(question) if isinstance(question, MultipleResponseContent) else {}
    _same_worths(data, worths)
    for gap in data.get("gaps", ()):
        _same_worths(gap, {})
    for variable, content in zip(data.get("variables", ()), getattr(question, "variables", ()), strict=True):
        variable["step"] = content.one_step
    if data["type"] == "calculated" and data["decimals"] is None and data["significant"] is None:
        data["decimals"] = 2
    if "units" in data and not data["units"]:
        del data["unit_penalty"]  # of nothing
    return _numbered(data)


def _same_worths(data: dict[str, Any], worths: Mapping[str, Any]) -> None:
    for choice in data.get("choices", ()):
        if "fraction" in choice:
            told = choice["fraction"] if choice["fraction"] is not None else ONE if choice["correct"] else ZERO
            choice["fraction"] = as_fraction(worths.get(choice["key"], told)).quantize(SEVEN_PLACES)
            del choice["correct"]


def _numbered(data: dict[str, Any]) -> dict[str, Any]:
    """Keys inside a question as their places, so that new names for them make no difference."""
    places = {
        name: {entry["key"]: place for place, entry in enumerate(data[name])} for name in _KEYED if data.get(name)
    }

    def entry(found: dict[str, Any], keys: Mapping[str, int]) -> dict[str, Any]:
        named = {
            name: places[of].get(found[name]) for name, of in _REFERENCES.items() if found.get(name) and of in places
        }
        return found | named | ({"key": keys.get(found["key"])} if "key" in found else {})

    lists = {name: [entry(each, places[name]) for each in data[name]] for name in places}
    gaps = [_numbered(entry(gap, {})) for gap in data.get("gaps", ())]
    return data | lists | ({"gaps": gaps} if gaps else {})


def _different(one: Any, other: Any, name: str = "") -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from _different(one.get(key), other.get(key), key)
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        for each, its in zip(one, other, strict=True):
            yield from _different(each, its, name)
    elif one != other:
        yield name


def sentence(name: str) -> str:
    return _("Moodle does not keep: %(field)s.") % {"field": _fields().get(name, f"'{name}'")}


def _fields() -> dict[str, str]:
    return {
        "objective": _("the objective"),
        "evidence": _("the passages that prove the answer"),
        "misconception": _("which misconceptions wrong answers stand for"),
        "feedback": _("feedback, or a part of it"),
        "locked": _("which choices keep their place"),
        "also": _("which accepted texts are variants of another"),
        "answers": _("which accepted texts are variants of another"),
        "units": _("which names of units mean the same"),
        "feedback_other": _("the form of what is said to other answers"),
        "accents_matter": _("whether accents count: there they always do"),
        "tolerance_type": _("the kind of tolerance"),
        "grading": _("the grading of the order: there it is the share of pairs in right order"),
        "type": _("the type: there it is another one"),
        "weight": _("the weights of the gaps"),
        "group": _("the names of groups"),
        "all_or_nothing": _("that only all right choices together count"),
        "step": _("the steps of the variables"),
        "tags": _("a tag, or its form"),
        "use": _("what the question is used for"),
        "unit_use": _("how units count"),
        "rect": _("the exact places on the picture"),
        "circle": _("the exact places on the picture"),
        "polygon": _("the exact places on the picture"),
        "numbered": _("that places have numbers instead of names"),
        "text": _("the form of a text"),
        "prompt": _("the form of the prompt"),
        "right": _("the form of a right-hand side"),
    }
