"""How gunicorn serves the site. HOST and PORT come from deploy/serve or from the environment.

No preload_app: a query before the fork would leave all workers with the same database socket.
"""

import gc
import os

from securityedu.logs import configuration

host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
loglevel = "warning"
logconfig_dict = configuration(os.environ.get("LOG_LEVEL", "INFO"), plain=False)
# Its default place is one per user: a second site would take it from the first.
control_socket_disable = True


def post_worker_init(worker):
    # What a process holds from its start on stays: no search for garbage need look through it again. (It took a tenth
    # of a second each time.)
    gc.collect()
    gc.freeze()


def when_ready(server):
    site = os.environ.get("SITE_URL", f"http://{bind}")
    print(f"\nSecurityEdu is at {site} (Ctrl-C stops it). To make an admin: make admin\n", flush=True)
