"""scripts/bench, as small as it goes: what it prints, and that it leaves nothing behind."""

import contextlib
import json
import sys
import tempfile
import time
from typing import Any

import psutil

DEADLINE_S = 180
GONE_S = 10


def bench(*arguments: str) -> str:
    """Standard output of a bench that must succeed, and end all that it started."""
    started: set[psutil.Process] = set()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        running = psutil.Popen([sys.executable, "-m", "bench", *arguments], stdout=out, stderr=err)
        deadline = time.monotonic() + DEADLINE_S
        while running.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(psutil.NoSuchProcess):
                started.update(running.children(recursive=True))
            time.sleep(0.1)
        if running.poll() is None:
            running.kill()
        out.seek(0)
        err.seek(0)
        assert running.wait() == 0, err.read().decode()
        assert started
        # What was killed may take a moment to be gone.
        deadline = time.monotonic() + GONE_S
        while left := [process for process in started if lives(process)]:
            assert time.monotonic() < deadline, left
            time.sleep(0.1)
        return out.read().decode()


def lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def one_object(printed: str) -> dict[str, Any]:
    result = json.loads(printed)
    assert isinstance(result, dict)
    return result


def test_ledger_prints_one_object() -> None:
    result = one_object(bench("ledger", "--seconds", "2", "--rows", "--entries", "20000", "--json"))
    assert list(result) == [
        "lifecycles_per_s",
        "pgbench_n_tps",
        "ratio",
        "limited_lifecycles_per_s",
        "limited_ratio",
        "p95_ms_small",
        "p95_ms_large",
        "p95_ratio",
    ]
    assert all(value > 0 for value in result.values())
    assert abs(result["ratio"] - result["lifecycles_per_s"] / result["pgbench_n_tps"]) < 0.001


def test_realtime_prints_one_object() -> None:
    result = one_object(bench("realtime", "--seconds", "1", "--json"))
    assert list(result) == ["message_p50_ms", "message_p99_ms", "message_max_ms", "messages_per_s"]
    assert result["message_p50_ms"] <= result["message_p99_ms"] <= result["message_max_ms"]


def test_jobs_prints_one_object_when_every_job_ended_once() -> None:
    result = one_object(bench("jobs", "--jobs", "12", "--seconds", "1", "--json"))
    assert list(result) == [
        "jobs",
        "accepted_per_s",
        "accept_p95_ms",
        "cpu_ms_per_accepted",
        "drain_s",
        "drained_per_s",
        "message_p50_ms",
        "message_p99_ms",
        "message_max_ms",
        "messages_per_s",
    ]
    assert result["jobs"] == 12
    assert all(value > 0 for value in result.values())


def test_catalog_prints_one_object() -> None:
    small = ("--seconds", "3", "--accounts", "200", "--usage", "1000")
    result = one_object(bench("catalog", *small, "--json"))
    assert list(result) == [
        "begin_open_p95_ms",
        "catalog_p95_ms",
        "not_modified_p95_ms",
        "catalog_at_once_p95_ms",
        "not_modified_at_once_p95_ms",
        "usage_rows",
    ]
    assert result["usage_rows"] == 1000
    assert all(value > 0 for value in result.values())


def test_stream_prints_one_object() -> None:
    result = one_object(bench("stream", "--seconds", "3", "--streams", "20", "--json"))
    assert list(result) == [
        "cpu_ms_per_stream",
        "bare_relay_cpu_ms",
        "ratio",
        "ttfb_added_ms",
        "open_streams",
    ]
    assert result["cpu_ms_per_stream"] > 0
    assert set(result["ttfb_added_ms"]) == {"p50", "p99"}
    opened = result["open_streams"]
    assert set(opened) == {"count", "errors", "chunk_delay_p99_ms", "kib_per_stream"}
    assert (opened["count"], opened["errors"]) == (20, 0)


def test_holds_prints_one_object() -> None:
    result = one_object(bench("holds", "--accounts", "3", "--requests", "5", "--json"))
    assert list(result) == ["max_tokens", "step", "usual", "newcomer"]
    for found in result.values():
        assert found["asked"] == 15
        assert found["overspent_microcredits"] == 0
