"""`make chaos N=1000`: so many seeds one after the other, and what was lost. FIRST is the first seed.

usage: python -m tests.browser.chaos [N [FIRST]]
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chaos.site import Site
from tests.browser.chaos.walk import Walk

EVERY = 10


def main(count: int = 200, first: int = 1) -> int:
    began, lost, seen = time.monotonic(), [], Counter()
    ensure = Path(__file__).parents[1] / "ensure_chromium"
    path = os.environ.get("CHROMIUM") or subprocess.check_output([ensure], text=True).strip()
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright, Site(Path(data)) as site:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for seed in range(first, first + count):
            if not is_kept(site, browser, seed, seen):
                lost.append(seed)
            if (seed - first + 1) % EVERY == 0:
                print(f"{seed - first + 1} seeds, {len(lost)} lost, {time.monotonic() - began:.0f} s", flush=True)
        browser.close()
    print(*(f"{name}: {times}" for name, times in sorted(seen.items())), sep=", ")
    print(f"{count} seeds from {first}, {len(lost)} with losses{': ' if lost else ''}{', '.join(map(str, lost))}")
    return 1 if lost else 0


def is_kept(site: Site, browser, seed: int, seen: Counter) -> bool:
    walk = Walk(site, browser, seed)
    try:
        losses = walk.run()
    except Exception as error:  # noqa: BLE001 (a walk that breaks off is told like a loss, and the next one goes on)
        losses = [f"{type(error).__name__}: {error}"]
    seen.update(line.split()[0] for line in walk.log)
    if losses:
        print(f"seed {seed}", *losses, *(f"    {line}" for line in walk.log), sep="\n  ", flush=True)
    return not losses


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
