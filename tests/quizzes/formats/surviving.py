"""What a report of losses promises, looked at in another way than the report is made: value by value."""

from collections import defaultdict

from lessons.rich import render_rich
from lessons.text import collapse
from quizzes.formats.losses import WORDS, words_for
from quizzes.formats.words import to_plain
from quizzes.question_types import schema_of
from quizzes.question_types.base import QuestionEntry
from quizzes.question_types.gaps import GappedContent
from quizzes.question_types.texts import TEXTS

# Keys that nobody sees and what names them; what two ways of saying have.
_UNSEEN = {"key", "word", "label", "category", "correct", "step", "decimals", "unit_penalty"}


def again(question, data, lent=("objective",)):
    """What was read as one of our questions, with what the file has no place for."""
    fields = {name: getattr(question, name) for name in lent if data["type"] not in TEXTS}
    return schema_of(data["type"]).model_validate({**fields, **data})


def assert_survived(question, data, told):
    """Everything that `told`, the losses of the question, doesn't name."""
    back = again(question, {"key": question.key, **data}, lent=("objective", "explanation"))
    before, after = values(question), values(back)
    for field, outer in before:
        if type(back) is type(question) or field in QuestionEntry.model_fields:
            _assert_same(field, outer, before[field, outer], after[field, outer], told)


def _assert_same(field, outer, before, after, told):
    (words,) = words_for([field])
    if words in told or (outer and len(before) != len(after) and words_for([outer])[0] in told):
        return
    seen = to_plain if f"formatting, links and pictures: {words}" in told else shown
    assert _seen(after, seen) == _seen(before, seen), (field, told)


def _seen(values, seen):
    return [seen(value) if isinstance(value, str) else value for value in values]


def shown(source):
    return collapse(render_rich(source).html)


def values(question):
    """All that a question holds, in order, by the field that a report tells it as and the one that it is a part of."""
    if isinstance(question, GappedContent):
        question = question.with_gaps_in_order()
    found = defaultdict(list)
    for field, outer, value in _values(question.model_dump()):
        found[field, outer].append(value)
    return found


def _values(value, field="", outer=""):
    if isinstance(value, dict):
        for name, each in _one_by_one(value).items():
            if name not in _UNSEEN:
                yield from _values(each, name if name in WORDS and (name != "text" or not field) else field, field)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _values(each, field, outer)
    else:
        yield field, outer, value


def _one_by_one(part):
    """Accepted texts without their variants, which are answers of their own; a choice without what it is worth."""
    if "correct" in part:
        return {name: value for name, value in part.items() if name != "fraction"}
    answers = [
        {**answer, "text": text, "also": ()} if "text" in answer else answer
        for answer in part.get("answers", ())
        for text in (answer.get("text"), *answer.get("also", ()))
    ]
    return part | ({"answers": answers} if answers else {})
