"""Moodle's formulas and ours: there a variable stands in braces, `{a} + 1`, and a result in a text as `{={a} + 1}`."""

import re
from collections.abc import Callable, Iterable, Mapping

from quizzes.question_types.formulas import NAME, names_of_functions

_WILD = re.compile(r"\{([^{}=\s][^{}]{0,59})\}")
_RESULT = re.compile(r"\{=((?:[^{}]|\{[^{}]*\})*)\}")
_CALL = re.compile(rf"({NAME})(?=\s*\()")
_VARIABLE = re.compile(rf"(?<![A-Za-z0-9_.])({NAME})(?!\w)(?!\s*\()")
_OURS = re.compile(r"\{=([^{}]+)\}")
# What stands in a text of ours, as calculated.py reads it.
MARK = re.compile(rf"\{{(?:(?P<name>{NAME})|=(?P<formula>[^{{}}]+))\}}")

# Moodle's names of functions are the ones of PHP, which don't mind their case.
_OTHER_NAMES = {"ceiling": "ceil"}


def names_for(wild: Iterable[str]) -> dict[str, str]:
    """Names that our formulas can have, by Moodle's, in which anything may stand."""
    names: dict[str, str] = {}
    for each in wild:
        name = plain = _as_name(each)
        number = 1
        while name in names.values():
            number += 1
            name = f"{plain[:17]}{number}"
        names[each] = name
    return names


def _as_name(wild: str) -> str:
    if re.fullmatch(NAME, wild) and wild not in names_of_functions():
        return wild
    return f"v_{re.sub(r'[^A-Za-z0-9_]', '', wild)}"[:17]


def from_moodle(formula: str, names: Mapping[str, str]) -> str:
    """`{a}*SIN(2)` is `a*sin(2)`. A brace that is left tells the formula's reader that something is wrong."""
    lowered = _CALL.sub(lambda found: _OTHER_NAMES.get(found[1].lower(), found[1].lower()), formula)
    edged = _WILD.sub(lambda found: f"\0{names.get(found[1], found[1])}\0", lowered)
    return re.sub(r"(?<![A-Za-z0-9_.])\0|\0(?!\w)", "", edged).replace("\0", " ").strip()


def text_from_moodle(text: str, names: Mapping[str, str], escape: Callable[[str], str] = str) -> str:
    """Variables and results in a text; `escape` makes marks of them that go through other conversions."""
    text = _RESULT.sub(lambda found: escape("{=" + " ".join(from_moodle(found[1], names).split()) + "}"), text)
    return _WILD.sub(lambda found: escape("{" + names[found[1]] + "}") if found[1] in names else found[0], text)


def to_moodle(formula: str) -> str:
    return _VARIABLE.sub(r"{\1}", formula)


def text_to_moodle(text: str) -> str:
    return _OURS.sub(lambda found: "{=" + to_moodle(found[1]) + "}", text)
