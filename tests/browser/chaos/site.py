"""A site of its own that can be killed and started again, and the desk that looks into its database."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


class Site:
    """Use as a context; `url` stays the same over all restarts."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        names = ("SITE_URL", "SECRET_KEY", "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "DEBUG")
        self.environment = {name: value for name, value in os.environ.items() if name not in names} | {
            "DATA_DIR": str(data),
            "SITE_URL": self.url,
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "tests.browser.chaos.settings",
            "PYTHONPATH": str(ROOT),
        }
        self.log = (data / "site.log").open("ab")

    def __enter__(self) -> "Site":
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.desk = self._run("-m", "tests.browser.chaos.desk", **pipes)
        assert self.desk.stdout.readline() == "ready\n", f"the desk did not open: see {self.log.name}"
        self.start()
        self.wait()
        return self

    def __exit__(self, *_) -> None:
        for process in (self.server, self.desk):
            process.kill()
            process.wait()
        self.log.close()

    def ask(self, **order: Any) -> dict[str, Any]:
        self.desk.stdin.write(json.dumps(order) + "\n")
        self.desk.stdin.flush()
        return json.loads(self.desk.stdout.readline())

    def start(self) -> None:
        self.server = self._run("manage.py", "runserver", "--noreload", "--skip-checks", f"127.0.0.1:{self.port}")

    def restart(self) -> None:
        """As after a crash: without a word of warning. It takes a while until it answers again."""
        self.server.kill()
        self.server.wait()
        self.start()

    def wait(self) -> None:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError(f"the site did not start: see {self.log.name}")

    def _run(self, *command: str, **options: Any) -> subprocess.Popen:
        output = {"stdout": self.log, "stderr": self.log} | options
        return subprocess.Popen([sys.executable, *command], cwd=ROOT, env=self.environment, **output)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
