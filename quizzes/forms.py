"""The plain HTML form of an attempt's page: what works without JavaScript."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import FocusOnError
from quizzes.behaviours import CERTAINTIES
from quizzes.drawing import KeyMap, content_of
from quizzes.models import Answer, Attempt, HandGrade
from quizzes.policies import shown_score
from quizzes.question_types import type_of
from quizzes.question_types.numbers import read_number
from quizzes.receipts import MAX_BYTES
from quizzes.saving import Entry

# The name under which form posts are stamped. Sequences count microseconds, so that two posts never share one.
CLIENT = "form"


def page_number(text: str | None, pages: int) -> int:
    """A page from a query string, held in 1 … pages."""
    number = int(text) if text and text.isdecimal() and len(text) < 6 else 1
    return min(max(number, 1), pages)


def action_of(data: Any) -> tuple[str, int]:
    """What the button said: ("save", 0), ("page", 2), ("check", 5), ("redo", 5) or ("finish", 0)."""
    name, _, argument = data.get("action", "save").partition(":")
    number = int(argument) if argument.isdecimal() and len(argument) < 6 else 0
    return (name, number) if name in {"save", "page", "check", "redo", "finish"} else ("save", 0)


def changed_entries(data: Any, attempt: Attempt, answers: Iterable[Answer], *, now: datetime) -> list[Entry]:
    """One entry, of what changed, for each answer that differs from what the page showed, stamped now.

    The page carries what it showed in `q1-was`, `q1-flag-was` and `q1-certainty-was`: a field that its reader left
    alone must not overwrite what another device has saved since.
    """
    return list(_changed(data, attempt, answers, now))


def _changed(data: Any, attempt: Attempt, answers: Iterable[Answer], now: datetime) -> Iterator[Entry]:
    for answer in answers:
        name = f"q{answer.position}"
        if f"{name}-was" not in data:
            continue
        raw = _raw_response(data, name, attempt, answer)
        same = _canonical(raw) == _shown(data[f"{name}-was"])
        flag, certainty = _changed_flag(data, name), _changed_certainty(data, name)
        if same and flag is None and certainty is None:
            continue
        sequence = int(now.timestamp() * 1_000_000)
        yield Entry(answer.position, sequence, now, raw, flag, certainty, keeps_response=same)


def _changed_flag(data: Any, name: str) -> bool | None:
    flagged = f"{name}-flag" in data
    return None if flagged == (data.get(f"{name}-flag-was") == "1") else flagged


def _changed_certainty(data: Any, name: str) -> int | None:
    said = data.get(f"{name}-certainty")
    known = {str(each): each for each in CERTAINTIES}
    return None if said == data.get(f"{name}-certainty-was") else known.get(said)


def _raw_response(data: Any, name: str, attempt: Attempt, answer: Answer) -> Any:
    content = content_of(answer)
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


class GradeForm(FocusOnError, forms.Form):
    """Points for one answer, 0 … `most` in hundredths, and a comment; `seen` is the grade that its grader looked at."""

    points = forms.CharField(label=_("Points"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The learner reads it beside the answer, as soon as the quiz shows feedback."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, most: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most
        self.fields["points"].label = _("Points, 0 to %(most)s") % {"most": shown_score(most)}

    def clean_points(self) -> Decimal:
        number = read_number(self.cleaned_data["points"])
        if number is None:
            raise forms.ValidationError(_("This is not a number."))
        points = Decimal(number)
        if not 0 <= points <= self.most:
            raise forms.ValidationError(_("Points lie between 0 and %(most)s.") % {"most": shown_score(self.most)})
        if points != round(points, 2):
            raise forms.ValidationError(_("Points have two decimals at most."))
        return points

    def tell_of(self, newest: HandGrade, points: Decimal) -> None:
        """Somebody was faster: say so, keep what was typed, and let it be saved the next time."""
        self.data = self.data.copy()
        self.data["seen"] = newest.pk
        words = _("Somebody graded this answer since you opened it: %(points)s points. Yours are not saved yet.")
        self.add_error(None, words % {"points": shown_score(points)})


class ReportForm(FocusOnError, forms.Form):
    text = forms.CharField(
        label=_("What is wrong?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Those who write the course read it. Please don’t write your answer here: it isn’t graded."),
    )
