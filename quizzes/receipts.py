"""Receipts: what was handed in and when, signed by the site, so that either side can prove it afterwards. Pure.

A receipt is a JSON text of one form only: whatever differs from it by a byte is invalid. It holds no answers but a
salted SHA-256 of each, so it can be shown to anybody, and whoever knows an answer can prove that it was this one.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from quizzes.models import Answer, Attempt

FORMAT = 1
MAX_BYTES = 1_000_000


class ReceiptInvalid(Exception):
    """These bytes are no receipt of this site, or not as it was given."""


def signing_key(secret: str) -> Ed25519PrivateKey:
    """The site's key for receipts. Made from its secret, so every server has it and every backup keeps it."""
    derived = HKDF(SHA256(), length=32, salt=None, info=b"securityedu receipts").derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(derived)


def answer_digest(salt: str, response: Any) -> str:
    """SHA-256, in hexadecimal, of the salt, a line end and the stored response as JSON with sorted keys."""
    return hashlib.sha256(f"{salt}\n{_canonical(response)}".encode()).hexdigest()


def facts_of(attempt: Attempt, answers: Sequence[Answer], *, site: str, now: datetime) -> dict[str, Any]:
    """What a receipt says of an attempt that was received just now."""
    salts = {answer.position: _salt(attempt.seed, answer.position) for answer in answers}
    return {
        "site": site,
        "quiz": attempt.quiz.title,
        "attempt": attempt.pk,
        "learner": attempt.user_id,
        "received_at": now.isoformat(timespec="seconds"),
        "questions": len(answers),
        "answered": sum(answer.is_answered for answer in answers),
        "answers": [
            {
                "position": answer.position,
                "version": answer.version_id,
                "salt": salts[answer.position],
                "digest": answer_digest(salts[answer.position], answer.response),
            }
            for answer in sorted(answers, key=lambda answer: answer.position)
        ],
    }


def _salt(seed: str, position: int) -> str:
    """Tells nothing of the seed, and hides answers of which there are only a few, such as true and false."""
    return hashlib.sha256(f"receipt {seed} {position}".encode()).hexdigest()[:32]


def differing(facts: Mapping[str, Any], answers: Iterable[Answer]) -> list[int]:
    """Positions at which these answers are not what the receipt says, or are missing on one side."""
    held = {answer.position: answer for answer in answers}
    named = {each["position"]: each for each in facts["answers"]}
    return sorted(
        position
        for position in held.keys() | named.keys()
        if position not in held
        or position not in named
        or answer_digest(named[position]["salt"], held[position].response) != named[position]["digest"]
    )


def issue(facts: Mapping[str, Any], key: Ed25519PrivateKey) -> str:
    """The receipt for these facts."""
    signed = {"format": FORMAT, **facts}
    signature = key.sign(_canonical(signed).encode())
    return _text({**signed, "signature": b64encode(signature).decode()})


def read(data: bytes, secrets: Sequence[str]) -> dict[str, Any]:
    """The facts of a receipt that one of these secrets signed. Raises ReceiptInvalid."""
    facts = _parse(data)
    if data != _text(facts).encode():
        raise ReceiptInvalid
    try:
        encoded = facts.pop("signature")
        signature = b64decode(encoded, validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise ReceiptInvalid from error
    # The last sign of base64 has bits that stand for nothing: only one of its spellings is the receipt's.
    if encoded != b64encode(signature).decode():
        raise ReceiptInvalid
    if not any(_is_signed(facts, signature, secret) for secret in secrets):
        raise ReceiptInvalid
    return facts


def _parse(data: bytes) -> dict[str, Any]:
    try:
        facts = json.loads(data.decode()) if len(data) <= MAX_BYTES else None
    except (ValueError, RecursionError) as error:
        raise ReceiptInvalid from error
    if not isinstance(facts, dict):
        raise ReceiptInvalid
    return facts


def _is_signed(facts: Mapping[str, Any], signature: bytes, secret: str) -> bool:
    try:
        signing_key(secret).public_key().verify(signature, _canonical(facts).encode())
    except InvalidSignature:
        return False
    return True


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def _text(receipt: Mapping[str, Any]) -> str:
    """As it is given to people: readable, ASCII only, so that no editor or mail changes it by accident."""
    return json.dumps(receipt, indent=1, ensure_ascii=True) + "\n"
