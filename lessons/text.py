"""Text as it comes in, as it is compared and as it is fingerprinted. Pure."""

import hashlib
import re
import unicodedata

# American spellings of words that courses on security use, brought to the British form that lessons are written in.
_SPELLINGS = (
    (re.compile(r"\b(de|of)fens(e|es|eless)\b"), r"\1fenc\2"),
    (re.compile(r"\b(\w{3,})iz(e|es|ed|ing|ation|ations)\b"), r"\1is\2"),
    (re.compile(r"\b(cent|theat)er(s?)\b"), r"\1re\2"),
    (re.compile(r"\b(lab|harb|neighb|behavi|arm|col)or(s|ed|ing|hood|hoods)?\b"), r"\1our\2"),
    (re.compile(r"\bprograms?\b"), "programme"),
)
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_APOSTROPHES = dict.fromkeys(map(ord, "‘’ʼ`′"), "'") | dict.fromkeys(map(ord, "“”„«»"), '"')


def normalise(text: str) -> str:
    """Unicode NFC, LF line ends, no white space at line ends and none around: the form in which all text is kept."""
    lines = _LINE_END.split(unicodedata.normalize("NFC", text))
    return "\n".join(line.rstrip() for line in lines).strip("\n").strip(" \t")


def collapse(text: str) -> str:
    """All runs of white space as one space, none around."""
    return " ".join(text.split())


def digest(text: str) -> str:
    """Sixteen hex digits that change when the text does; used for passages and for objects of a course."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def strip_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def fold(text: str, *, keep_case: bool = False, keep_accents: bool = False) -> str:
    """The form in which typed answers and search words are compared (scoring rules, short answer).

    NFKC; outer and double spaces, kinds of dash and apostrophe, British or American spelling are evened out; so are
    case and accents unless they are to be kept.
    """
    # NFKC would make a space and an accent of the acute that people type for an apostrophe.
    text = unicodedata.normalize("NFKC", text.replace("´", "'")).translate(_DASHES).translate(_APOSTROPHES)
    if not keep_accents:
        text = strip_accents(text)
    if not keep_case:
        text = text.casefold()
    for american, british in _SPELLINGS:
        text = american.sub(british, text)
    return collapse(text)
