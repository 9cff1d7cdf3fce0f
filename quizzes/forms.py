"""The plain HTML form of an attempt's page: what works without JavaScript."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import FocusOnError
from quizzes.drawing import KeyMap
from quizzes.models import Answer, Attempt
from quizzes.question_types import load_content, type_of
from quizzes.receipts import MAX_BYTES
from quizzes.saving import Entry

# The name under which form posts are stamped. Sequences count microseconds, so that two posts never share one.
CLIENT = "form"


def page_number(text: str | None, pages: int) -> int:
    """A page from a query string, held in 1 … pages."""
    number = int(text) if text and text.isdecimal() and len(text) < 6 else 1
    return min(max(number, 1), pages)


def action_of(data: Any) -> tuple[str, int]:
    """What the button said: ("save", 0), ("page", 2), ("check", 5) or ("finish", 0)."""
    name, _, argument = data.get("action", "save").partition(":")
    number = int(argument) if argument.isdecimal() and len(argument) < 6 else 0
    return (name, number) if name in {"save", "page", "check", "finish"} else ("save", 0)


def changed_entries(data: Any, attempt: Attempt, answers: Iterable[Answer], *, now: datetime) -> list[Entry]:
    """One entry, of what changed, for each answer that differs from what the page showed, stamped now.

    The page carries what it showed in `q1-was` and `q1-flag-was`: a field that its reader left alone must not
    overwrite what another device has saved since.
    """
    return list(_changed(data, attempt, answers, now))


def _changed(data: Any, attempt: Attempt, answers: Iterable[Answer], now: datetime) -> Iterator[Entry]:
    for answer in answers:
        name = f"q{answer.position}"
        if f"{name}-was" not in data:
            continue
        raw = _raw_response(data, name, attempt, answer)
        flagged = f"{name}-flag" in data
        was_flagged = data.get(f"{name}-flag-was") == "1"
        same = _canonical(raw) == _shown(data[f"{name}-was"])
        if same and flagged == was_flagged:
            continue
        flag = None if flagged == was_flagged else flagged
        yield Entry(answer.position, int(now.timestamp() * 1_000_000), now, raw, flag, flag_only=same)


def _raw_response(data: Any, name: str, attempt: Attempt, answer: Answer) -> Any:
    content = load_content(answer.version.content)
    keys = KeyMap(attempt.seed, answer.position, answer.layout)
    return type_of(content).from_form(data, name, keys.groups())


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _shown(text: str) -> str:
    try:
        return _canonical(json.loads(text))
    except (ValueError, RecursionError):
        return ""


class ReceiptForm(FocusOnError, forms.Form):
    """A receipt as a file; `cleaned_data["data"]` holds its bytes."""

    INVALID = _("This is no receipt of this site, or it was changed after it was given.")

    data = forms.FileField(label=_("Receipt (a file that ends in .json)"))

    def clean_data(self) -> bytes:
        file = self.cleaned_data["data"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(self.INVALID)
        return file.read()
