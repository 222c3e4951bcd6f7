"""Logs as one JSON object a line, on standard error.

Only named fields get out, and an exception is told by its type, SQLSTATE and places in the code:
messages and values of exceptions may hold what a client sent or a key, so they stay inside.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson
import psycopg

# What `extra={...}` may carry. A field that is not here is dropped: adding one is a decision.
FIELDS = (
    "generation_id",
    "job_id",
    "account_id",
    "user_id",
    "key_id",
    "model",
    "api",
    "provider",
    "route_id",
    "attempt",
    "outcome",
    "usage_source",
    "charged_microcredits",
    "status",
    "code",
    "method",
    "path",
    "task",
    "sink",
    "reason",
    "count",
    "duration_ms",
    "retry_in_s",
    "open_generations",
    "replica",
    "port",
)

# The innermost frames say where it broke; the outer ones are always the same.
MAX_FRAMES = 12
MAX_CAUSES = 4
MAX_MESSAGE_CHARACTERS = 1000


# Whose own words are told at the level that was chosen.
_OURS = ("functions_py", "workers")
# Libraries that say at info when they start and stop, and no more.
_STARTING = ("uvicorn.error", "procrastinate")


def configure(level: str) -> None:
    """Sends every logger of the process here, libraries included, and what nobody caught.

    `level` is for Florin's own words. What a library says below a warning may hold all it sends
    and receives: PostHog's logs each request with its key, HTTP/2's each header, uvicorn's at its
    lowest level whole requests.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(told_here)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())
    chosen = logging.getLogger(_OURS[0]).getEffectiveLevel()
    for name in _STARTING:
        logging.getLogger(name).setLevel(max(logging.INFO, chosen))
    # Nor that, for Stripe's tells what it was refused in words that may repeat what was sent.
    logging.getLogger("stripe").setLevel(logging.CRITICAL)
    sys.excepthook = _tell_uncaught


def _tell_uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """Python's own would print the words of the exception."""
    if isinstance(error, KeyboardInterrupt):
        return
    logging.getLogger(_OURS[0]).critical("uncaught exception", exc_info=error)


class JsonFormatter(logging.Formatter):
    """One line of JSON per record."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _words(record),
        }
        for field in FIELDS:
            value = record.__dict__.get(field)
            if value is not None:
                line[field] = value
        if record.exc_info and record.exc_info[1] is not None:
            line["errors"] = describe(record.exc_info[1])
        return orjson.dumps(line, default=str).decode()


def _words(record: logging.LogRecord) -> str:
    """What happened. The event loop repeats exceptions and arguments of tasks, each in a line."""
    words = record.getMessage().strip()
    if record.name == "asyncio":
        words = words.partition("\n")[0]
    return words[:MAX_MESSAGE_CHARACTERS]


def describe(error: BaseException) -> list[dict[str, Any]]:
    """The exception and its causes, without their messages (but see `_message`)."""
    described: list[dict[str, Any]] = []
    current: BaseException | None = error
    while current is not None and len(described) < MAX_CAUSES:
        entry: dict[str, Any] = {"type": type(current).__qualname__}
        if isinstance(current, psycopg.Error) and current.sqlstate is not None:
            entry["sqlstate"] = current.sqlstate
        message = _message(current)
        if message:
            entry["message"] = message
        entry["frames"] = _frames(current.__traceback__)
        described.append(entry)
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
    return described


def _message(error: BaseException) -> str:
    """What the operating system or libpq says of a connection: hosts and reasons, no values."""
    if isinstance(error, psycopg.OperationalError | OSError):
        return str(error)[:MAX_MESSAGE_CHARACTERS]
    return ""


def _frames(traceback: TracebackType | None) -> list[str]:
    frames: list[str] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        # The last two parts of the path: enough to find it, nothing about the machine.
        where = "/".join(code.co_filename.rsplit("/", 2)[-2:])
        frames.append(f"{where}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return frames[-MAX_FRAMES:]


def told_here(record: logging.LogRecord) -> bool:
    """False for uvicorn's echo of an exception that our handler has logged with its ids."""
    error = record.exc_info[1] if record.exc_info else None
    return not (record.name == "uvicorn.error" and getattr(error, "florin_logged", False))
