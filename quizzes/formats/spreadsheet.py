"""Spreadsheets as Kahoot users have them: question, answers, seconds, the numbers of the right answers. Pure.

The table begins with a row that names its columns, below whatever Kahoot's own template has above it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.tables import FORMULA as LIKE_A_FORMULA
from accounts.tables import Row, TableError, neutral, read_table, to_csv, to_xlsx
from quizzes.formats import workbook
from quizzes.formats.base import OURS, Found, Note, Reading, Written
from quizzes.formats.encodings import refused
from quizzes.formats.losses import CantWrite, of_type, write_each
from quizzes.formats.markup import from_plain
from quizzes.formats.weights import of_marked
from quizzes.formats.words import to_plain
from quizzes.question_types.multiple_response import is_right

MAX_ROWS = 20_000
MAX_CELL = 32_000
_SEARCHED = 30  # rows, for the one that names the columns
_ANSWER_COLUMN = re.compile(r"(?:answer|antwort|choice|option)\s*\(?([1-9][0-9]?|[a-j])\b", re.IGNORECASE)
_COLUMNS = {
    "question": re.compile(r"(?:question|frage)(?:\s*(?:text|[-–(:].*))?", re.IGNORECASE),
    "right": re.compile(r"(?:(?:correct|right)\b|richtige).*|answers?|key", re.IGNORECASE),
    "seconds": re.compile(r"(?:time|zeit|seconds|sekunden|duration).*", re.IGNORECASE),
    "explanation": re.compile(r"(?:explanation|feedback|erklärung).*", re.IGNORECASE),
}
_BETWEEN = re.compile(r"(?:[,;./&+()\s]|\band\b|\bund\b)+", re.IGNORECASE)
_TRUTHS = {"true": True, "false": False, "wahr": True, "falsch": False}


class Spreadsheet:
    lacks: tuple[str, ...] = ("key", "tags", *OURS, "feedback")

    def __init__(self, name: str, title: str | Promise, suffix: str, pack: Callable[[Iterable[Any]], bytes]) -> None:
        self.name, self.title, self.suffix, self.pack = name, title, suffix, pack

    def read(self, data: bytes) -> Reading:
        refusal = refused(data)
        if refusal:
            return Reading(errors=[refusal])
        try:
            return _read_rows(_rows(data))
        except TableError as error:
            return Reading(errors=[Note(0, str(error))])

    def write(self, questions: Iterable[Any], pictures: Any = None) -> Written:
        pieces, losses = write_each(questions, _cells, _read_again)
        most = max([4, *(len(piece) - 4 for piece in pieces)])
        rows = [_header(most), *(_laid_out(piece, most) for piece in pieces)]
        return Written(self.pack(rows), tuple(losses))


SPREADSHEET = Spreadsheet("spreadsheet", gettext_lazy("Spreadsheet (XLSX, as for Kahoot)"), ".xlsx", to_xlsx)
CSV = Spreadsheet("csv", gettext_lazy("Spreadsheet (CSV)"), ".csv", to_csv)


@dataclass(frozen=True)
class _Columns:
    """Where the table has what. `answers` are in order."""

    question: int
    right: int
    answers: tuple[int, ...]
    seconds: int | None = None
    explanation: int | None = None


def _rows(data: bytes) -> list[Row]:
    if data.startswith(workbook.MAGIC):
        return workbook.read_rows(data, at_most=MAX_ROWS)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableError(_("This is a workbook or document of the old kind. Save it as XLSX, CSV or plain text."))
    table = read_table(data, at_most=MAX_ROWS)
    first = table.rows[0].line - 1 if table.rows else 1
    return [Row(first, table.header), *table.rows]


def _read_rows(rows: Sequence[Row]) -> Reading:
    columns, below = _find_columns(rows)
    reading = Reading()
    if columns.seconds is not None and any(_cell(row, columns.seconds) for row in below):
        line = below[0].line - 1
        reading.warnings.append(
            Note(line, _("The seconds are not taken over: here a quiz has a time, not a question."))
        )
    for row in below:
        _read_row(row, columns, reading)
    return reading


def _find_columns(rows: Sequence[Row]) -> tuple[_Columns, Sequence[Row]]:
    for index, row in enumerate(rows[:_SEARCHED]):
        if columns := _columns(row.cells):
            return columns, rows[index + 1 :]
    raise TableError(
        _("No row names the columns: “Question”, “Answer 1”, “Answer 2” … and “Correct answers” are needed.")
    )


def _columns(cells: Sequence[str]) -> _Columns | None:
    answers = tuple(place for place, cell in enumerate(cells) if _ANSWER_COLUMN.match(cell))
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        for name, pattern in _COLUMNS.items():
            if place not in answers and pattern.fullmatch(cell):
                found.setdefault(name, place)
    if "question" not in found or "right" not in found or len(answers) < 2:
        return None
    return _Columns(answers=answers, **found)


def _cell(row: Row, place: int | None) -> str:
    """Without the apostrophe that keeps a spreadsheet from running it (accounts.tables.neutral)."""
    text = row.cells[place].strip() if place is not None and place < len(row.cells) else ""
    return text[1:] if text.startswith("'") and LIKE_A_FORMULA.match(text[1:]) else text


class _Wrong(ValueError):
    pass


def _read_row(row: Row, columns: _Columns, reading: Reading) -> None:
    prompt, answers = _cell(row, columns.question), [_cell(row, place) for place in columns.answers]
    if not prompt and not any(answers):
        return
    try:
        data = _data(prompt, answers, _cell(row, columns.right), _cell(row, columns.explanation))
    except _Wrong as error:
        reading.errors.append(Note(row.line, str(error), prompt.replace(workbook.FORMULA, "")[:200]))
    else:
        reading.questions.append(Found(row.line, data))


def _data(prompt: str, answers: Sequence[str], told: str, explanation: str) -> dict[str, Any]:
    if workbook.FORMULA in (prompt, *answers, told, explanation):
        raise _Wrong(_("There is a formula, which is not computed here. Paste it as a value."))
    if not prompt:
        raise _Wrong(_("The question is missing."))
    places = [place for place, answer in enumerate(answers) if answer]
    right = _right(told, places)
    texts = [answers[place] for place in places]
    data = {"prompt": from_plain(prompt)} | _asked(texts, [places.index(place) for place in right])
    return data | ({"explanation": from_plain(explanation)} if explanation else {})


def _asked(texts: Sequence[str], right: Sequence[int]) -> dict[str, Any]:
    truths = [_TRUTHS.get(text.casefold()) for text in texts]
    if sorted(map(str, truths)) == ["False", "True"] and len(right) == 1:
        return {"type": "true_false", "answer": truths[right[0]]}
    if len(texts) < 2:
        raise _Wrong(_("There are less than two answers."))
    return of_marked([from_plain(text) for text in texts], right)


def _right(told: str, places: Sequence[int]) -> list[int]:
    """The places of the right answers: numbers from 1 or letters, however they are set apart."""
    tokens = [token.lower() for token in _BETWEEN.split(told) if token]
    if not tokens or not all(re.fullmatch(r"[0-9]{1,2}|[a-j]", token) for token in tokens):
        raise _Wrong(_("The right answers are missing: their numbers, such as 1 or 1,3."))
    right = [int(each) - 1 if each.isdecimal() else "abcdefghij".index(each) for each in dict.fromkeys(tokens)]
    if not {*right} <= {*places}:
        raise _Wrong(_("“%s” names an answer that is not there.") % told[:60])
    return right


# --- the way out -----------------------------------------------------------------------------------------------------


def _cells(question: Any) -> list[str]:
    """Question, right ones, explanation, seconds, and the answers."""
    if question.type == "true_false":
        answers, right = ["True", "False"], ["1" if question.answer else "2"]
    elif question.type in ("single_choice", "multiple_response"):
        answers = [to_plain(choice.text) for choice in question.choices]
        right = [str(number) for number, choice in enumerate(question.choices, start=1) if _is_right(question, choice)]
    else:
        raise of_type(question)
    cells = [to_plain(question.prompt), ",".join(right), to_plain(question.explanation), "", *answers]
    if any(len(cell) > MAX_CELL for cell in cells):
        raise CantWrite(_("a text is longer than a cell can be"))
    return cells


def _is_right(question: Any, choice: Any) -> bool:
    return bool(choice.is_key if question.type == "single_choice" else is_right(choice))


def _header(most: int) -> list[str]:
    answers = [f"Answer {number}" for number in range(1, most + 1)]
    return ["Question", *answers, "Time limit (sec)", "Correct answer(s)", "Explanation"]


def _laid_out(piece: Sequence[str], most: int) -> list[str]:
    prompt, right, explanation, seconds, *answers = piece
    return [prompt, *answers, *[""] * (most - len(answers)), seconds, right, explanation]


def _read_again(piece: Sequence[str]) -> Reading:
    most = len(piece) - 4
    cells = [str(neutral(cell)) for cell in _laid_out(piece, most)]
    return _read_rows([Row(1, tuple(_header(most))), Row(2, tuple(cells))])
