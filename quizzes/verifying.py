"""What the site says of receipts that were given (quizzes/receipts.py), by the answers that it holds now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from quizzes import receipts
from quizzes.models import Answer, Attempt


@dataclass(frozen=True)
class Verdict:
    """A genuine receipt: what it says, the attempt if the site still has it, and positions with other answers now."""

    facts: dict[str, Any]
    attempt: Attempt | None
    differing: list[int]


def verify_receipt(data: bytes) -> Verdict:
    """Raises receipts.ReceiptInvalid."""
    facts = _read_receipt(data)
    attempt = Attempt.objects.filter(pk=facts["attempt"], user=facts["learner"]).first()
    held = attempt.answers.all() if attempt else []
    return Verdict(facts, attempt, receipts.differing(facts, held) if attempt else [])


def _read_receipt(data: bytes) -> dict[str, Any]:
    return receipts.read(data, [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)])


def receipt_state(attempt: Attempt, answers: Iterable[Answer]) -> list[int] | None:
    """Positions with other answers now than the receipt names that the learner was given; None without one."""
    try:
        return receipts.differing(_read_receipt(attempt.receipt.encode()), answers)
    except receipts.ReceiptInvalid:
        return None
