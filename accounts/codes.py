"""Codes that are printed on paper and typed from it. Pure but for the chance they are made of."""

import secrets
import unicodedata

GROUPS, LETTERS = 3, 4
# One sign of each family of look-alikes; whichever of the family is typed becomes it.
FAMILIES = {"0": "O", "1": "IL", "2": "Z", "5": "S", "8": "B", "V": "U"}
ALPHABET = "0123456789ACDEFGHJKMNPQRTVWXY"
_FOLDED = str.maketrans({like: sign for sign, family in FAMILIES.items() for like in family})


def new_code() -> str:
    """58 bits, like K7QM-4TXP-9RWD."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))


def normalised(typed: str) -> str:
    """The signs that count: case, spaces, dashes, full-width forms and look-alikes are folded."""
    signs = unicodedata.normalize("NFKC", typed).upper().translate(_FOLDED)
    return "".join(sign for sign in signs if sign in ALPHABET)
