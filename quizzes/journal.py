"""Keys that seal what a browser keeps of an attempt until the server has it (js/journal.js). Pure, given a row."""

from base64 import b64encode
from collections.abc import Sequence

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from quizzes.models import Attempt


def journal_keys(attempt: Attempt, secrets: Sequence[str]) -> str:
    """One key for each of the site's secrets, the present one first: 256 bits in base64, separated by spaces.

    A key is of one person and one attempt. Its seed is random and told to nobody, so with the account and its attempts
    the keys are gone for good, and what a browser still holds can't be read by anybody any more.
    """
    return " ".join(b64encode(_key(attempt, secret)).decode() for secret in secrets)


def _key(attempt: Attempt, secret: str) -> bytes:
    info = f"securityedu journal {attempt.user_id} {attempt.pk} {attempt.seed}"
    return HKDF(SHA256(), length=32, salt=None, info=info.encode()).derive(secret.encode())
