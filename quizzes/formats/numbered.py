"""Numbered questions with lettered choices, as teachers keep them in Word and paste them. Pure.

The right choice is marked: by an asterisk before or behind it, in bold (`**…**`), by "(correct)", a tick, or by a line
"Answer: B" below, or by a list of all answers at the end.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.formats.base import MAX_QUESTION, OURS, Found, Note, Reading, Written
from quizzes.formats.encodings import text_of
from quizzes.formats.losses import CantWrite, of_type, write_each
from quizzes.formats.markup import from_plain
from quizzes.formats.weights import of_marked
from quizzes.formats.words import to_plain
from quizzes.question_types.multiple_response import is_right

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SPACES = re.compile("[\t \u00a0\u2000-\u200a\u202f\u3000]+")
_QUESTION = re.compile(
    r"(?:(?:question|frage|q)\s*)?\d{1,4}\s?[.):]\s+(.+)|(?:question|frage)\s?:\s+(.+)", re.IGNORECASE
)
_LETTERED = re.compile(r"([*✓✔]?)\s?\(?([A-Za-z])[.)]\s+(.*)|([*✓✔]?)\s?\(([A-Za-z])\)\s*(.*)")
_BULLET = re.compile(r"([•●○▪■□◦‣·–☐☑☒✓✔*-])\s+(.*)|(o) (.*)")
_ANSWER = re.compile(
    r"(?:correct |right )?(?:answers?|ans\.?|key|solutions?|antwort(?:en)?|lösung(?:en)?)\s*[:=]\s*(.*)", re.IGNORECASE
)
# What ExamView puts behind an answer: its points, difficulty, objective …
_BEHIND_ANSWER = re.compile(r"\s(?:PTS|DIF|REF|OBJ|NAT|STA|TOP|KEY|MSC|BLM|LOC|NOT): .*")
_COLUMNS = re.compile(r"(?<!\t)\t+(?=[A-Za-z][.)]\t)")  # choices beside each other, as it prints them
# A list of all answers at the end: "Answers:" and then "1. B", "2. T", "3. A, C".
_ALL_ANSWERS = re.compile(
    r"(?:correct |right )?(?:answers?(?: key)?|key|solutions?|antworten|lösung(?:en|sschlüssel)?)\s*:?", re.IGNORECASE
)
_ONE_OF_ALL = re.compile(
    r"(\d{1,4})\s?[.):=–-]?\s*([A-Za-z](?:\s?[,&+/]\s?[A-Za-z])*|true|false|richtig|wahr|falsch)[.]?", re.IGNORECASE
)
_NUMBER = re.compile(r"(?:(?:question|frage|q)\s*)?(\d{1,4})\s?[.):]\s", re.IGNORECASE)
_EXPLANATION = re.compile(r"(?:explanation|feedback|erklärung)\s*:\s*(.*)", re.IGNORECASE)
_CORRECT = re.compile(r"\s*[(\[](?:correct|right|richtig|✓|✔|x)[)\]]\s*$|\s*(?<![✓✔*])[✓✔*]+$", re.IGNORECASE)
_BOLD = re.compile(r"\*\*(.+)\*\*|__(.+)__")
_TICKS = {"*", "✓", "✔", "☑", "☒"}
_LIST_OF_LETTERS = re.compile(r"[A-Za-z0-9](?:\s*(?:[,;/&+]|\band\b|\bund\b|\s)\s*[A-Za-z0-9])*[.)]?")
_TRUTHS = {"true": True, "t": True, "richtig": True, "wahr": True, "false": False, "f": False, "falsch": False}


class Numbered:
    name = "numbered"
    title: str | Promise = gettext_lazy("Numbered list (from Word)")
    suffix = ".txt"
    lacks: tuple[str, ...] = ("key", "tags", *OURS, "feedback")

    def read(self, data: bytes) -> Reading:
        reading = Reading()
        text = text_of(data, reading)
        return reading if text is None else read_text(text, reading)

    def write(self, questions: Iterable[Any], pictures: Any = None) -> Written:
        pieces, losses = write_each(questions, _write, read_text)
        numbered = [f"{number}{piece[1:]}" for number, piece in enumerate(pieces, start=1)]
        return Written("\n".join(numbered).encode(), tuple(losses))


@dataclass
class _Question:
    line: int
    prompt: list[str]
    size: int = 0
    name: str = ""  # its number
    choices: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)  # those that stand before the choices, in small; "" for a bullet
    right: set[int] = field(default_factory=set)
    answer: str = ""
    answer_line: int = 0
    is_listed: bool = False  # the answer stands in the list of all
    explanation: str = ""
    is_explained: bool = False
    is_mixed: bool = False  # choices stand below the answer, too

    def is_over(self, behind_blank: bool) -> bool:
        """Where a line follows that is no choice and no answer."""
        if self.is_explained:
            return behind_blank and bool(self.explanation)
        return bool(self.answer) or (behind_blank and bool(self.choices))


def read_text(text: str, reading: Reading | None = None) -> Reading:
    reader = _Reader(reading or Reading())
    lines = [
        (number, _SPACES.sub(" ", _INVISIBLE.sub("", column)).strip())
        for number, line in enumerate(text.split("\n"), start=1)
        for column in _COLUMNS.split(line)
    ]
    end, answers = _all_answers(lines)
    reader.answers, errors = _of_one_question(answers, [line for _number, line in lines[:end]])
    for number, line in lines[:end]:
        reader.take(number, line)
    reader.close()
    reader.reading.errors += errors
    return reader.reading


class _Answer(NamedTuple):
    line: int
    name: str
    words: str


def _all_answers(lines: list[tuple[int, str]]) -> tuple[int, list[_Answer]]:
    """The list of all answers at the end, and where the questions end."""
    answers: list[_Answer] = []
    for place in reversed(range(len(lines))):
        number, line = lines[place]
        if found := _ONE_OF_ALL.fullmatch(line):
            answers.append(_Answer(number, found[1], found[2]))
        elif answers and _ALL_ANSWERS.fullmatch(line):
            return place, answers[::-1]
        elif line:
            break
    return len(lines), []


def _of_one_question(answers: list[_Answer], lines: list[str]) -> tuple[dict[str, _Answer], list[Note]]:
    """The answers by the number of their question; what is wrong with those whose number stands for none or several."""
    asked = Counter(found[1] for line in lines if (found := _NUMBER.match(line)))
    told = Counter(answer.name for answer in answers)
    sure = {answer.name: answer for answer in answers if asked[answer.name] == told[answer.name] == 1}
    message = _("The answer to number %s belongs to no question or to several.")
    return sure, [
        Note(answer.line, message % answer.name, answer.words) for answer in answers if answer.name not in sure
    ]


class _Reader:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.question: _Question | None = None
        self.behind_blank = False
        self.answers: dict[str, _Answer] = {}  # of the list at the end, by the numbers of the questions

    def take(self, number: int, line: str) -> None:
        if line:
            self._take(number, line)
        self.behind_blank = not line

    def _take(self, number: int, line: str) -> None:
        question = self.question
        if question is not None:
            question.size += len(line)
            if question.size > MAX_QUESTION and not _QUESTION.fullmatch(line):
                return
        if found := _QUESTION.fullmatch(line):
            named = _NUMBER.match(line)
            self._begin(number, found[1] or found[2], named[1] if named else "")
        elif question is None:
            self._begin(number, line)
        elif found := _ANSWER.fullmatch(line):
            question.answer, question.answer_line = _BEHIND_ANSWER.sub("", found[1]), number
        elif found := _EXPLANATION.fullmatch(line):
            question.explanation, question.is_explained = found[1], True
        elif (choice := _choice(line)) is not None and (choice[2] or not question.is_explained):
            question.is_mixed |= bool(question.choices and (question.answer or question.is_explained))
            _add(question, *choice)
        elif question.is_over(self.behind_blank):
            self._begin(number, line)
        else:
            _continue(question, line)

    def _begin(self, number: int, prompt: str, name: str = "") -> None:
        self.close()
        self.question = _Question(number, [prompt], name=name)

    def close(self) -> None:
        if self.question is None:
            return
        question, self.question = self.question, None
        if not question.answer and (listed := self.answers.get(question.name)):
            question.answer, question.answer_line, question.is_listed = listed.words, listed.line, True
        try:
            data = _data(question)
        except _Unclear as error:
            self.reading.errors.append(Note(error.line or question.line, str(error), question.prompt[0][:200]))
            return
        if data["type"] == "essay":
            message = _("This has no choices and no answer, so it was read as an essay.")
            self.reading.warnings.append(Note(question.line, message, question.prompt[0][:200]))
        self.reading.questions.append(Found(question.line, data))


class _Unclear(ValueError):
    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def _choice(line: str) -> tuple[str, str, str] | None:
    """The mark before a choice, its words and its letter; None for what is no choice."""
    if found := _LETTERED.fullmatch(line):
        words = found[3] if found[2] else found[6]
        return (found[1] or found[4] or ""), words, (found[2] or found[5]).lower()
    if found := _BULLET.fullmatch(line):
        return (found[1] or "") if found[1] in _TICKS else "", found[2] or found[4], ""
    # An asterisk that is no bullet.
    return ("*", line[1:].strip(), "") if re.match(r"\*[^*\s]", line) and not line.endswith("*") else None


def _add(question: _Question, mark: str, text: str, letter: str) -> None:
    is_right = mark in _TICKS
    if (found := re.fullmatch(r"([*✓✔])\s?(.*[^*])", text)) and not is_right:
        is_right, text = True, found[2]
    if found := _CORRECT.search(text):
        bold = _BOLD.fullmatch(text)
        is_right, text = True, text if bold else text[: found.start()]
    if found := _BOLD.fullmatch(text):
        is_right, text = True, found[1] or found[2]
    if is_right:
        question.right.add(len(question.choices))
    question.choices.append(text.strip())
    question.letters.append(letter)


def _continue(question: _Question, line: str) -> None:
    """A line that goes on with what stands above it."""
    if question.is_explained:
        question.explanation = f"{question.explanation} {line}".strip()
    elif question.choices:
        question.choices[-1] += f" {line}"
    else:
        question.prompt.append(line)


def _data(question: _Question) -> dict[str, Any]:
    if max(question.size, len(question.prompt[0])) > MAX_QUESTION:
        raise _Unclear(_("This is too long for a question."))
    data = {"prompt": from_plain("\n".join(question.prompt))} | _asked(question)
    return data | ({"explanation": from_plain(question.explanation)} if question.explanation else {})


def _asked(question: _Question) -> dict[str, Any]:
    if question.choices:
        return _with_choices(question)
    if not question.answer:
        return {"type": "essay"}
    if question.is_listed and question.answer.casefold() not in _TRUTHS:
        raise _Unclear(_("“%s” names none of the choices.") % question.answer, question.answer_line)
    if question.answer.strip(" .").casefold() in _TRUTHS:
        return {"type": "true_false", "answer": _TRUTHS[question.answer.strip(" .").casefold()]}
    return {"type": "short_answer", "answers": [{"text": question.answer}]}


def _with_choices(question: _Question) -> dict[str, Any]:
    if question.is_mixed:
        raise _Unclear(_("More choices stand below the answer. Begin each question with its number or a blank line."))
    _put_in_order(question)
    if len(question.choices) < 2:
        raise _Unclear(_("The question has less than two choices."))
    right = question.right | (_named(question) if question.answer else set())
    if not right:
        raise _Unclear(_("No choice is marked as right: by an asterisk, in bold, or by a line “Answer: B”."))
    return of_marked([from_plain(text) for text in question.choices], right)


def _put_in_order(question: _Question) -> None:
    """By their letters, where columns were read line by line: a, c, b, d."""
    order = sorted(range(len(question.choices)), key=lambda place: question.letters[place])
    letters = [question.letters[place] for place in order]
    if letters == [*ascii_lowercase[: len(letters)]]:
        question.choices = [question.choices[place] for place in order]
        question.right = {order.index(place) for place in question.right}


def _named(question: _Question) -> set[int]:
    """The places that a line "Answers: A, C" names, by letters or numbers, or by the words of a choice."""
    told = question.answer.strip()
    by_words = [place for place, text in enumerate(question.choices) if text.casefold() == told.casefold()]
    if by_words:
        return {by_words[0]}
    if len(question.choices) == 2 and told.casefold() in _TRUTHS:
        truths = [_TRUTHS.get(text.strip(" .").casefold()) for text in question.choices]
        if set(truths) == {True, False}:
            return {truths.index(_TRUTHS[told.casefold()])}
    told = re.sub(r"^(?:option|choice)\s", "", told, flags=re.IGNORECASE)
    letter = re.fullmatch(r"\(?([A-Za-z0-9])[.)]\s.*", told)  # "B) with the words again"
    told = letter[1] if letter else told
    found = re.findall(r"\b[A-Za-z0-9]\b", told) if _LIST_OF_LETTERS.fullmatch(told) else []
    places = {int(each) - 1 if each.isdecimal() else ascii_lowercase.index(each.lower()) for each in found}
    if not places or not places <= {*range(len(question.choices))}:
        raise _Unclear(_("“%s” names none of the choices.") % told[:60], question.answer_line)
    return places


# --- the way out -----------------------------------------------------------------------------------------------------


def _write(question: Any) -> str:
    """Numbered 1 until all are there."""
    if question.type not in _WRITERS:
        raise of_type(question)
    lines = [f"1. {to_plain(question.prompt)}", *_WRITERS[question.type](question)]
    if question.explanation:
        lines.append(f"Explanation: {to_plain(question.explanation)}")
    return "\n".join([*lines, ""])


def _choices(question: Any) -> list[str]:
    if len(question.choices) > len(ascii_lowercase):
        raise CantWrite(_("it has more than 26 choices"))
    return [
        f"{'*' if _is_right(question, choice) else ''}{letter}) {to_plain(choice.text)}"
        for letter, choice in zip(ascii_lowercase, question.choices, strict=False)
    ]


def _is_right(question: Any, choice: Any) -> bool:
    return bool(choice.is_key if question.type == "single_choice" else is_right(choice))


def _true_false(question: Any) -> list[str]:
    return [f"Answer: {question.answer}"]


def _short_answer(question: Any) -> list[str]:
    return [f"Answer: {question.answers[0].text}"]


def _essay(question: Any) -> list[str]:
    return []


_WRITERS = {
    "single_choice": _choices,
    "multiple_response": _choices,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "essay": _essay,
}
