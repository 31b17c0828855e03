"""Structured logs on standard error: key=value on a terminal, one JSON object a line everywhere else."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_of(level: str) -> dict[str, Any]:
    """The `LOGGING` setting: every logger, ours and the libraries', through one formatter."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering()],
            },
        },
        "filters": {
            "one_line": {"()": "coalition.config.logs.OneLine"},
            "no_secrets": {"()": "coalition.config.logs.NoSecrets"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.request": {
                "level": "ERROR",
                "filters": ["no_secrets"],
            },  # a page that is not there is no event of ours
            "django.security": {"filters": ["one_line"]},
            "django.security.DisallowedHost": {"filters": ["one_line"]},
        },
    }


class NoSecrets(logging.Filter):
    """An address that is a secret, of a feed or a sign-in link, is no part of what is logged of an error of ours."""

    secret = re.compile(r"(/calendars/|/sign-in/link/)[^/\s'\"]+")

    def filter(self, record: logging.LogRecord) -> bool:
        """Blot it out."""
        record.__dict__.pop("request", None)
        if isinstance(record.args, tuple):
            record.args = tuple(self.secret.sub(r"\1...", a) if isinstance(a, str) else a for a in record.args)
        return True


class OneLine(logging.Filter):
    """What somebody outside sent wrongly is worth a line: no stack of ours, nothing of their request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Strip it."""
        record.exc_info = record.exc_text = None
        for name in ("request", "status_code"):
            record.__dict__.pop(name, None)
        return True


def _rendering() -> list[Any]:
    if sys.stderr.isatty():
        return [structlog.dev.ConsoleRenderer()]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
