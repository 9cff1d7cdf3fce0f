"""What an author wants to know of a text beyond errors: uncited facts, reading level, empty praise. Pure."""

import re
from html import unescape

from lessons.text import collapse

PRAISE = frozenset(
    (
        *("pivotal", "cornerstone", "unwavering", "robust", "crucial", "vital", "seamless", "seamlessly"),
        *("tirelessly", "world-class", "groundbreaking", "unparalleled", "steadfastly", "invaluable"),
    )
)
_CITED, _PASSAGE = "\ue001", "\ue002"
_SENTENCE = re.compile(rf".+?[.!?][\"”’')]*{_CITED}*(?=\s|$)|.+$", re.DOTALL)
# The numbers of articles name them, and are no facts of their own.
_NAMED_NUMBER = re.compile(r"\bArticles? \d+(?:\(\d+\))?(?:(?:,| and| or) \d+(?:\(\d+\))?)*")


def sentences(html: str) -> list[str]:
    """The sentences of a lesson's paragraphs and list items; quotations are left out, citations and passages marked."""
    html = re.sub(r"<blockquote>.*?</blockquote>", "", html, flags=re.DOTALL)
    html = re.sub(r'<sup class="citation".*?</sup>', _CITED, html, flags=re.DOTALL)
    html = re.sub(r'(<(?:span|p)[^>]* class="passage"[^>]*>)', rf"\1{_PASSAGE}", html)
    found = []
    for block in re.findall(r"<(?:p|li)\b[^>]*>(.*?)</(?:p|li)>", html, flags=re.DOTALL):
        text = collapse(unescape(re.sub(r"<[^>]+>", "", block)))
        found += [sentence.strip() for sentence in _SENTENCE.findall(text) if sentence.strip()]
    return found


def uncited(html: str) -> list[str]:
    """Sentences that state a fact, because they have a number or are a passage, and carry no citation."""
    return [_plain(sentence) for sentence in sentences(html) if _is_factual(sentence) and _CITED not in sentence]


def _is_factual(sentence: str) -> bool:
    return _PASSAGE in sentence or bool(re.search(r"\d", _NAMED_NUMBER.sub("", sentence)))


def _plain(sentence: str) -> str:
    return sentence.replace(_CITED, "").replace(_PASSAGE, "")


def words_per_sentence(html: str) -> float:
    found = [_words(_plain(sentence)) for sentence in sentences(html)]
    return sum(map(len, found)) / len(found) if found else 0.0


def lix(html: str) -> float:
    """Reading level: words per sentence plus per cent of words longer than six letters (Björnsson 1968).

    Below 30 is very easy, 40 newspaper prose, above 55 academic.
    """
    words = [word for sentence in sentences(html) for word in _words(_plain(sentence))]
    if not words:
        return 0.0
    return words_per_sentence(html) + 100 * sum(len(word) > 6 for word in words) / len(words)


def _words(sentence: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\d[\d.,]*", sentence)


def praise(text: str) -> list[str]:
    """Words of empty praise in a text."""
    words = {word.strip(".,;:!?()'\"“”‘’").casefold() for word in text.split()}
    return sorted(words & PRAISE)
