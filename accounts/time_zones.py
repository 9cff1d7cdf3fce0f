"""Time zones by area, for a select. Pure but for the zones that the machine knows."""

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@lru_cache(maxsize=1)
def zones_by_area() -> list[tuple[str, list[tuple[str, str]]]]:
    """(area, [(zone, its place in words), …]), ready as choices; without the old names that have no area."""
    names = sorted(available_timezones())
    return [(area, [(name, _place(name)) for name in names if name.startswith(f"{area}/")]) for area in AREAS]


def _place(name: str) -> str:
    """ "America/Argentina/Buenos_Aires" is "Argentina, Buenos Aires"."""
    return ", ".join(name.split("/")[1:]).replace("_", " ")


@lru_cache(maxsize=1_000)
def zone_of(name: str) -> ZoneInfo | None:
    """The zone of this name; None for none, and for one that this machine doesn't know."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def shown_name(abbreviation: str) -> str:
    """ "CEST" says what it is; a zone without such a name has "-03", which becomes "UTC-03"."""
    return f"UTC{abbreviation}" if abbreviation[:1] in ("+", "-") else abbreviation
