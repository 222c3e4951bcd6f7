"""Logs are JSON, carry ids, and never a key, a token or a prompt."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import Any

import orjson
import psycopg
from functions_py.logs import JsonFormatter, told_here

SECRET = "sk-a-secret or a prompt"


def line(error: BaseException | None = None, **extra: Any) -> dict[str, Any]:
    record = logging.makeLogRecord({"name": "x", "levelname": "ERROR", "msg": "it happened"})
    record.__dict__.update(extra)
    if error is not None:
        record.exc_info = (type(error), error, error.__traceback__)
    parsed: dict[str, Any] = orjson.loads(JsonFormatter().format(record))
    return parsed


def test_a_line_has_time_level_logger_event() -> None:
    parsed = line()
    assert (parsed["level"], parsed["logger"], parsed["event"]) == ("error", "x", "it happened")
    assert parsed["time"].endswith("+00:00")


def test_named_fields_are_kept_and_others_dropped() -> None:
    parsed = line(generation_id="g", account_id="a", authorization=SECRET, body=SECRET)
    assert (parsed["generation_id"], parsed["account_id"]) == ("g", "a")
    assert SECRET not in str(parsed)


def test_an_exception_is_told_by_type_and_place_and_not_by_message() -> None:
    try:
        try:
            {}[SECRET]  # noqa: B018
        except KeyError as error:
            raise ValueError(SECRET) from error
    except ValueError as error:
        parsed = line(error)
    assert [entry["type"] for entry in parsed["errors"]] == ["ValueError", "KeyError"]
    assert parsed["errors"][0]["frames"][-1].startswith("service/test_logs.py:")
    assert SECRET not in str(parsed)


def test_a_database_error_is_told_by_its_sqlstate() -> None:
    parsed = line(psycopg.errors.UniqueViolation(SECRET))
    assert parsed["errors"][0]["sqlstate"] == "23505"
    assert SECRET not in str(parsed)


def test_a_connection_error_says_where_it_could_not_connect() -> None:
    parsed = line(ConnectionRefusedError(111, "Connect call failed ('127.0.0.1', 9)"))
    assert "127.0.0.1" in parsed["errors"][0]["message"]


def test_an_event_is_bounded() -> None:
    record = logging.makeLogRecord({"msg": "x" * 100_000})
    assert len(JsonFormatter().format(record)) < 2000


def test_only_uvicorns_echo_of_a_logged_error_is_left_out() -> None:
    error = ValueError()
    record = logging.makeLogRecord({"name": "uvicorn.error"})
    record.exc_info = (ValueError, error, None)
    assert told_here(record)
    error.florin_logged = True  # type: ignore[attr-defined]
    assert not told_here(record)
    record.name = "functions_py.app"
    assert told_here(record)


def test_nothing_is_written_to_standard_output(capsys: Any) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    handler.emit(logging.makeLogRecord({"msg": "hello"}))
    assert capsys.readouterr().out == ""


def test_the_event_loop_s_lines_about_tasks_are_not_repeated() -> None:
    words = f"Task exception was never retrieved\nfuture: <Task exception=KeyError('{SECRET}')>"
    record = logging.makeLogRecord({"name": "asyncio", "levelname": "ERROR", "msg": words})
    event = orjson.loads(JsonFormatter().format(record))["event"]
    assert event == "Task exception was never retrieved"


def test_an_uncaught_exception_is_told_without_its_words() -> None:
    code = (
        "from functions_py import logs; logs.configure('debug')\n"
        "import logging; logging.getLogger('hpack').debug('authorization: %s', 'sk-a-secret')\n"
        "raise RuntimeError('sk-a-secret')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    told = orjson.loads(done.stderr)
    assert (told["event"], told["errors"][0]["type"]) == ("uncaught exception", "RuntimeError")
    assert "sk-a-secret" not in done.stderr + done.stdout
