"""The player stays small: what an attempt's page loads of our own JavaScript, compressed as it is served."""

import re
from pathlib import Path

import brotli

STATIC = Path(__file__).parents[2] / "securityedu/static/js"


def modules(name: str, found: dict[str, bytes]) -> dict[str, bytes]:
    """A module and all that it imports."""
    if name not in found:
        found[name] = (STATIC / name).read_bytes()
        for other in re.findall(r'^(?:import|export) .*from "\./(\w+\.js)";$', found[name].decode(), re.MULTILINE):
            modules(other, found)
    return found


def test_player_has_at_most_15_kb():
    found = modules("player.js", {})
    assert {"responses.js", "dragging.js", "outbox.js"} <= found.keys()
    assert sum(len(brotli.compress(text)) for text in found.values()) <= 15 * 1024
