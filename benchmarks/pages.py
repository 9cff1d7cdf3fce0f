"""What pages weigh, what Lighthouse says of them, and whether the Nu HTML Checker finds them in order.

Serves the shipped course with gunicorn on a free port, on data of its own. Lighthouse (mobile, median of three) and the
checker come from npm into DATA_DIR when they are first needed; without them only the weights are told.

make bench        or        DATA_DIR=var/bench PYTHONPATH=. DJANGO_SETTINGS_MODULE=… python benchmarks/pages.py
"""

import gzip
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from itertools import islice
from pathlib import Path

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    PORT = free.getsockname()[1]
SITE = os.environ["SITE_URL"] = f"http://localhost:{PORT}"

import django

django.setup()

from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from deploy import prepare
from quizzes.models import Quiz
from quizzes.services import start_attempt, submit_attempt

COURSE = "/courses/european-security/"
LESSON, QUIZ = f"{COURSE}lessons/collective-defence/", f"{COURSE}quizzes/collective-defence-quiz/"
TOOLS = settings.DATA_DIR / "tools"
PACKAGES = ("lighthouse@12.8.2", "vnu-jar@26.9.27")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUNS, TRIES = 3, 9


def main() -> None:
    prepare.main()
    cookie, attempts = a_learner()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "securityedu.wsgi"],
        env=os.environ | {"HOST": "127.0.0.1", "PORT": str(PORT)},
    )
    try:
        wait_for_server()
        weigh(cookie)
        if fetch_tools():
            check_html(cookie, attempts)
            measure(cookie)
    finally:
        server.terminate()
        server.wait()


def a_learner() -> tuple[str, list[str]]:
    """A session of somebody with a finished, an open and a practised attempt, and the addresses of their pages."""
    user, _new = User.objects.get_or_create(username="benchmark-pages")
    user.is_staff = True  # for the style guide
    user.save()
    user.attempts.all().delete()
    quiz, now = Quiz.objects.get(course__key="european-security", key="collective-defence-quiz"), timezone.now()
    done, _new = start_attempt(quiz=quiz, user=user, kind="graded", now=now)
    submit_attempt(attempt_id=done.pk, now=now)
    addresses = [f"/attempts/{done.pk}/review/"]
    for kind in ("graded", "practice"):
        attempt, _new = start_attempt(quiz=quiz, user=user, kind=kind, now=now)
        addresses += [f"/attempts/{attempt.pk}/", f"/attempts/{attempt.pk}/submit/"]
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}", addresses


def wait_for_server() -> None:
    for _try in range(100):
        try:
            get("/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit("gunicorn did not start")


def get(address: str, cookie: str = "", accepts: str = "identity") -> bytes:
    headers = {"Accept-Encoding": accepts} | ({"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(urllib.request.Request(SITE + address, headers=headers)) as response:
            return response.read()
    except urllib.error.HTTPError as error:
        return error.read()  # the pages of errors are pages, too


# --- weight ----------------------------------------------------------------------------------------------------------


def weigh(cookie: str) -> None:
    """KB of a first visit, as gunicorn sends it. A page of somebody signed in is sent as it is, so both are told."""
    print("KB of a first visit: page (compressed by a proxy) + files = sum")
    for name, address, who in pages(cookie):
        page = get(address, who, "br, gzip")
        html = get(address, who)
        assets = sum(len(get(each, accepts="br, gzip")) for each in assets_of(html.decode()))
        packed = len(gzip.compress(html))
        sizes = [size / 1e3 for size in (len(page), packed, assets, len(page) + assets)]
        print(f"{name:11} {sizes[0]:6.1f} ({sizes[1]:5.1f}) + {sizes[2]:5.1f} = {sizes[3]:6.1f}")


def assets_of(html: str) -> set[str]:
    """Styles and scripts that the page names, and the modules that those import."""
    found = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    waiting = [each for each in found if each.endswith(".js")]
    while waiting:
        here = waiting.pop()
        for name in re.findall(r'from "(\./[^"]+)"', get(here).decode()):
            module = here.rsplit("/", 1)[0] + name[1:]
            if module not in found:
                found.add(module)
                waiting.append(module)
    return found


def pages(cookie: str) -> list[tuple[str, str, str]]:
    return [
        ("front page", COURSE, ""),
        ("lesson", LESSON, ""),
        ("quiz", QUIZ, ""),
        ("dashboard", "/progress/", cookie),
    ]


# --- tools from npm --------------------------------------------------------------------------------------------------


def fetch_tools() -> bool:
    if not shutil.which("npm"):
        print("no npm here: Lighthouse and the HTML checker are left out")
        return False
    if (TOOLS / "node_modules" / "lighthouse").exists() and (TOOLS / "node_modules" / "vnu-jar").exists():
        return True
    TOOLS.mkdir(exist_ok=True)
    done = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", TOOLS, *PACKAGES])
    if done.returncode:
        print("npm could not fetch Lighthouse and the HTML checker: left out")
    return not done.returncode


def check_html(cookie: str, attempts: list[str]) -> None:
    """The Nu HTML Checker over every kind of page, as a guest and signed in."""
    guest = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/nothing/here/"]
    guest += ["/privacy/", "/accessibility/", "/imprint/", "/accounts/slip/", "/accounts/goodbye/"]
    both = [COURSE, LESSON, QUIZ, *(f"{COURSE}{name}/" for name in ("about", "closing", "glossary", "sources"))]
    both += ["/search/?q=attack", "/receipts/"]
    own = ["/progress/", "/accounts/profile/", "/accounts/email/", "/accounts/logout/", "/styleguide/", *attempts]
    own += [f"/accounts/{name}/" for name in ("data", "delete", "password/change", "sessions", "2fa")]
    folder = TOOLS / "html"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    asked = [(each, "") for each in guest + both] + [(each, cookie) for each in both + own]
    for number, (address, who) in enumerate(asked):
        (folder / f"{number}.html").write_bytes(get(address, who))
    jar = TOOLS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(["java", "-jar", jar, "--format", "json", folder], capture_output=True, text=True)
    messages = json.loads(done.stderr)["messages"]
    print(f"Nu HTML Checker: {len(asked)} pages, {len(messages)} messages")
    for message in messages:
        number = int(Path(message["url"]).stem)
        print(f"  {asked[number][0]} line {message['lastLine']}: {message['message']} {message.get('extract', '')!r}")


# --- Lighthouse ------------------------------------------------------------------------------------------------------


def measure(cookie: str) -> None:
    print(f"Lighthouse, mobile, median of {RUNS}: " + ", ".join(CATEGORIES))
    for name, address, who in pages(cookie):
        runs = list(islice(filter(None, (lighthouse(address, who) for _try in range(TRIES))), RUNS))
        if not runs:
            print(f"{name:11} no run came through")
            continue
        medians = [round(statistics.median(run[category] for run in runs) * 100) for category in CATEGORIES]
        print(f"{name:11}", *(f"{median:4}" for median in medians), f"  ({len(runs)} runs)")


def lighthouse(address: str, cookie: str) -> dict[str, float] | None:
    """The scores of one run; None when it failed, as one in four does: it can't always start its trace."""
    report = TOOLS / "report.json"
    report.unlink(missing_ok=True)
    headers = ["--extra-headers", json.dumps({"Cookie": cookie})] if cookie else []
    subprocess.run(
        [
            TOOLS / "node_modules" / ".bin" / "lighthouse",
            SITE + address,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox",
            *headers,
        ],
        capture_output=True,
        env=os.environ | {"CHROME_PATH": chromium()},
    )
    if not report.exists():
        return None
    found = json.loads(report.read_text())["categories"]
    scores = {category: found[category]["score"] for category in CATEGORIES}
    return None if None in scores.values() else scores


def chromium() -> str:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), "")


if __name__ == "__main__":
    main()
