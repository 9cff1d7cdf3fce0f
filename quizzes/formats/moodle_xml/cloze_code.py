"""Cloze code, `{weight:TYPE:=right#feedback~wrong}`, to its parts and back. Pure.

Moodle decodes entities of answers and feedback once, before it takes them for HTML or for plain text. A backslash keeps
`}`, `#`, `~` and `/` from meaning something; we write entities instead, which all versions read alike.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

_NAMES = {
    "number": ("NUMERICAL", "NM"),
    "text": ("SHORTANSWER", "SA", "MW"),
    "text_case": ("SHORTANSWER_C", "SAC", "MWC"),
    "dropdown": (
        *("MULTICHOICE", "MC", "MULTICHOICE_S", "MCS", "MULTICHOICE_V", "MCV", "MULTICHOICE_VS", "MCVS"),
        *("MULTICHOICE_H", "MCH", "MULTICHOICE_HS", "MCHS"),
    ),
    "several": (
        *("MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"),
    ),
}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names}
_START = re.compile(rf"\{{\s*(\d{{0,6}}):({'|'.join(sorted(_KINDS, key=len, reverse=True))}):", re.IGNORECASE)
# Something that a person meant for code: digits, a colon, a word in capitals, a colon.
_LIKE_CODE = re.compile(r"\{\s*\d*:\s*[A-Z_]{2,}\s*:")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_WORTH = re.compile(r"\s*(?:(=)|%(-?\d+(?:[.,]\d*)?)%)")
_ESCAPED = re.compile(r"\\([}#~/\"])")
_ESCAPE = str.maketrans({sign: f"&#{ord(sign)};" for sign in "&}#~\\"})
_SPECIAL = tuple('}#~/"')


class ClozeError(ValueError):
    """What is wrong with a piece of code."""


@dataclass(frozen=True)
class Alternative:
    """`percent` is what it is worth; `answer` and `feedback` are as Moodle takes them, decoded."""

    answer: str
    percent: Decimal = Decimal(0)
    feedback: str = ""


@dataclass(frozen=True)
class Code:
    kind: str
    weight: int
    alternatives: tuple[Alternative, ...]
    source: str = ""


def split(text: str) -> list[str | Code]:
    """The text cut into its words and its codes. ClozeError for code that never ends or can't be read."""
    pieces: list[str | Code] = []
    at = 0
    while start := _START.search(text, at):
        end = _end(text, start.end())
        pieces += [text[at : start.start()], _code(start, text[start.end() : end], text[start.start() : end + 1])]
        at = end + 1
    rest = text[at:]
    if found := _LIKE_CODE.search("".join(piece for piece in [*pieces, rest] if isinstance(piece, str))):
        raise ClozeError(found[0])
    return [*pieces, rest]


def _code(start: re.Match[str], inside: str, source: str) -> Code:
    alternatives = tuple(_alternative(piece) for piece in _cut(inside, "~"))
    weight = int(start[1]) if start[1].strip("0") else 1
    return Code(_KINDS[start[2].upper()], weight, tuple(each for each in alternatives if each.answer), source)


def _end(text: str, at: int) -> int:
    """Where the brace stands that closes the code."""
    for found in _marks(text, at):
        if text[found] == "}":
            return found
    raise ClozeError(text[max(0, at - 20) : at + 40])


def _marks(text: str, at: int = 0) -> Iterator[int]:
    """Where signs stand that have a meaning: not behind a backslash, not inside an entity."""
    while at < len(text):
        if text[at] == "\\" and text.startswith(_SPECIAL, at + 1):
            at += 2
        elif text[at] == "&" and (entity := _ENTITY.match(text, at)):
            at = entity.end()
        else:
            if text[at] in "}#~":
                yield at
            at += 1


def _cut(text: str, sign: str, most: int = -1) -> list[str]:
    pieces: list[str] = []
    begin = 0
    for found in _marks(text):
        if text[found] == sign and len(pieces) != most:
            pieces.append(text[begin:found])
            begin = found + 1
    return [*pieces, text[begin:]]


def _alternative(text: str) -> Alternative:
    worth = _WORTH.match(text)
    answer, *feedback = _cut(text[worth.end() if worth else 0 :], "#", most=1)
    percent = Decimal(100 if worth[1] else worth[2].replace(",", ".")) if worth else Decimal(0)
    return Alternative(_plain(answer), percent, _plain("".join(feedback)))


def _plain(text: str) -> str:
    return unescape(_ESCAPED.sub(r"\1", text)).strip()


# --- the way out -----------------------------------------------------------------------------------------------------


def written(kind: str, weight: int, alternatives: Sequence[Alternative]) -> str:
    inside = "~".join(_written(each) for each in alternatives)
    return f"{{{weight}:{_NAMES[kind][0]}:{inside}}}"


def _written(alternative: Alternative) -> str:
    percent = format(alternative.percent.normalize(), "f")
    worth = "=" if percent == "100" else f"%{percent}%"
    feedback = f"#{alternative.feedback.translate(_ESCAPE)}" if alternative.feedback else ""
    return f"{worth}{alternative.answer.translate(_ESCAPE)}{feedback}"
