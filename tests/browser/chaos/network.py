"""A network that loses, delays, repeats and reorders what pages send, by a seed."""

import random
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import suppress

from playwright.sync_api import Error

# How often each happens to a request. "ghost": it seems lost, and arrives much later, out of order.
FATES = {"pass": 45, "refuse": 10, "lose": 9, "lose reply": 9, "twice": 9, "slow": 9, "ghost": 9}
# …and to a form that is sent by leaving the page. A learner who sees an error page comes back and looks.
FATES_OF_FORMS = {"pass": 70, "refuse": 7, "lose": 7, "lose reply": 8, "twice": 8}
LONG_DELAY = 10.0


class Network:
    """Stands between the pages of some contexts and the site. `tick()` lets through what has waited long enough."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.calm = False
        self.waiting = []
        self.ghosts = []
        self.seen = Counter()

    def watch(self, context) -> None:
        for address in ("**/answers/", "**/check/", "**/submit/"):
            context.route(address, self._on_request)

    def tick(self) -> None:
        due = [each for each in self.waiting if self.calm or each[0] <= time.monotonic()]
        for each in due:
            self.waiting.remove(each)
            quietly(each[1].continue_)
        if self.ghosts and (self.calm or self.chance.random() < 0.1):
            deliver(self.ghosts.pop(self.chance.randrange(len(self.ghosts))))

    def _on_request(self, route) -> None:
        request = route.request
        fate = "pass" if self.calm else self._fate(request)
        self.seen[fate] += 1
        quietly(lambda: self._meet(fate, route, request))

    def _fate(self, request) -> str:
        if request.headers.get("content-type") == "application/json":
            fates = FATES
        elif request.method == "POST" and request.url.endswith("/check/"):
            fates = FATES_OF_FORMS
        else:
            return "pass"
        return self.chance.choices([*fates], [*fates.values()])[0]

    def _meet(self, fate: str, route, request) -> None:
        match fate:
            case "pass":
                route.continue_()
            case "refuse":
                route.fulfill(status=self.chance.choice([500, 502, 503]), body="<h1>Sorry</h1>")
            case "lose":
                route.abort()
            case "lose reply":
                deliver(copy_of(request))
                route.abort()
            case "twice":
                deliver(copy_of(request))
                route.continue_()
            case "slow":
                seconds = LONG_DELAY if self.chance.random() < 0.03 else self.chance.uniform(0.1, 1.2)
                self.waiting.append((time.monotonic() + seconds, route))
            case "ghost":
                self.ghosts.append(copy_of(request))
                route.abort()


def copy_of(request) -> urllib.request.Request:
    headers = {name: value for name, value in request.all_headers().items() if not name.startswith(":")}
    headers.pop("content-length", None)
    headers.pop("accept-encoding", None)
    return urllib.request.Request(request.url, request.post_data_buffer, headers, method="POST")


def deliver(request: urllib.request.Request) -> None:
    with suppress(urllib.error.URLError, OSError):  # refused, or nobody there: so be it
        urllib.request.urlopen(request, timeout=5).close()


def quietly(act) -> None:
    """A page that was closed or left meanwhile has no use for it."""
    with suppress(Error):
        act()
