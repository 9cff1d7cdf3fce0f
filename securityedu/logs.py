"""How the site logs: one JSON object a line, or coloured lines for a developer.

Of people the log knows their number and nothing else: no name, e-mail address, network address, browser, query or form.
Needs no Django, because gunicorn.conf.py reads it too.
"""

import logging
import re
from typing import Any

import structlog

Event = dict[str, Any]

# What libraries put into texts, and what is left of it. PostgreSQL's DETAIL quotes the row that it refused.
PERSONAL = (
    (re.compile(r"\bDETAIL: [^\n]*"), "DETAIL: <hidden>"),
    (re.compile(r"[^\s@<>\"'(\[{=:,]+@[^\s@<>\"')\]},]+\.\w+"), "<e-mail>"),
    (re.compile(r"\bip=\S+"), "ip=<hidden>"),
    (re.compile(r"\?[\w%.-]+=[^\s\"']*"), "?<hidden>"),
)


def without_path(logger: object, method: str, event: Event) -> Event:
    """Django ends its own lines with the path, in which a reset link's secret may stand; our line has the address."""
    request = getattr(event.get("_record"), "request", None)
    if request is not None and hasattr(request, "path"):
        event["event"] = str(event["event"]).removesuffix(f": {request.path}")
    return event


def without_people(logger: object, method: str, event: Event) -> Event:
    for name in event.keys() & {"event", "exception"}:
        for pattern, replacement in PERSONAL:
            event[name] = pattern.sub(replacement, str(event[name]))
    return event


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure_structlog() -> None:
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _processors(plain: bool) -> list:
    drop_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if plain:
        return [drop_meta, structlog.dev.ConsoleRenderer()]
    return [
        without_path,
        drop_meta,
        structlog.processors.format_exc_info,
        without_people,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


def configuration(level: str, *, plain: bool) -> dict:
    """What logging.config.dictConfig takes, for Django and for gunicorn alike."""
    silent: dict[str, Any] = {"handlers": [], "propagate": False, "level": logging.CRITICAL}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": _processors(plain),
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO"},
            # Our own line says that a page was missing or refused; here stay errors, with their traceback.
            "django.request": {"level": "WARNING" if plain else "ERROR"},
            "django.security.DisallowedHost": silent,  # every scanner of the internet
            "gunicorn.error": {"handlers": [], "propagate": True, "level": "WARNING"},
            "gunicorn.access": silent,  # it would have network addresses
        },
    }
