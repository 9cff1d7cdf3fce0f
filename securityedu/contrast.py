"""The colours of theme.css and how well they stand out, by WCAG 2.2 ("relative luminance")."""

import re
from dataclasses import dataclass
from pathlib import Path

THEME = Path(__file__).parent / "static" / "css" / "theme.css"
TEXT, GRAPHIC = 4.5, 3.0

# (what stands, on what, the least contrast): text, and what only has to be seen.
PAIRS = (
    *(("ink", ground, TEXT) for ground in ("paper", "surface", "tint", "accent-soft", "mark")),
    *(("muted", ground, TEXT) for ground in ("paper", "surface", "tint")),
    *(("accent", ground, TEXT) for ground in ("paper", "surface", "tint", "accent-soft")),
    ("accent-strong", "accent-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    *((word, ground, TEXT) for word in ("good", "bad", "warn") for ground in (f"{word}-soft", "paper", "tint")),
    *(("control", ground, GRAPHIC) for ground in ("paper", "surface", "tint")),
    *(("focus", ground, GRAPHIC) for ground in ("paper", "tint")),
    ("mark-line", "paper", GRAPHIC),
)


@dataclass(frozen=True)
class Pair:
    front: str
    front_colour: str
    ground: str
    ground_colour: str
    ratio: float
    least: float

    @property
    def is_enough(self) -> bool:
        return self.ratio >= self.least


def schemes() -> dict[str, dict[str, str]]:
    """The tokens of theme.css by scheme: light, and dark with what it leaves as it is."""
    blocks = re.findall(r":root \{(.*?)\}", THEME.read_text(encoding="utf-8"), re.DOTALL)
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", block)) for block in blocks[:2])
    return {"light": light, "dark": light | dark}


def pairs(colours: dict[str, str]) -> list[Pair]:
    return [
        Pair(front, colours[front], ground, colours[ground], contrast(colours[front], colours[ground]), least)
        for front, ground, least in PAIRS
    ]


def contrast(one: str, other: str) -> float:
    """1 … 21, rounded down to two places, so that 4.499 does not pass."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return int((light + 0.05) / (dark + 0.05) * 100) / 100


def luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
