"""The stack as its users meet it: scripts/demo and scripts/server, and what they leave behind."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from local.postgres import free_port
from local.state import StackInfo, StateDir

DEADLINE_S = 60


@pytest.fixture
def state_dir() -> Iterator[Path]:
    # Not pytest's tmp_path, which is closed to the user that Postgres may run as.
    folder = Path(tempfile.mkdtemp(prefix="florin-stack-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def environment(state_dir: Path) -> dict[str, str]:
    # Free ports instead of the usual ones, which belong to the developer's own stack.
    ports = ("FLORIN_PORT", "FLORIN_GATEWAY_PORT", "FLORIN_DATABASE_PORT")
    return {
        "PATH": os.environ["PATH"],
        "FLORIN_STATE_DIR": str(state_dir),
        **{name: str(free_port()) for name in ports},
    }


@contextmanager
def running_server(state_dir: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A stack that stays, and what it printed until it was up."""
    said = state_dir / "said"
    with said.open("w") as stderr:
        server = subprocess.Popen(
            [sys.executable, "-m", "local.server"],
            env=environment(state_dir),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    assert server.stdout is not None
    try:
        printed = []
        for line in server.stdout:
            printed.append(line)
            if '"messages"' in line:
                break
        else:
            pytest.fail(f"the stack ended before it was up: {said.read_text()}")
        yield server, "".join(printed)
    finally:
        server.stdout.close()
        server.terminate()
        server.wait(DEADLINE_S)


def demo(state_dir: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local.demo", "--json"],
        env=environment(state_dir),
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
    )


def check_result(result: dict[str, Any]) -> None:
    assert list(result) == [
        "balance_before",
        "hold",
        "usage",
        "charged_microcredits",
        "entries",
        "balance_after",
        "verify",
    ]
    assert set(result["usage"]) == {"input", "cache_read", "cache_write", "output"}
    assert result["hold"] >= result["charged_microcredits"] > 0
    assert result["balance_before"] - result["charged_microcredits"] == result["balance_after"]
    assert sum(entry["amount"] for entry in result["entries"]) == result["balance_after"]
    assert result["verify"] == []


def await_gone(pids: list[int]) -> None:
    end = time.monotonic() + DEADLINE_S
    for pid in pids:
        while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < end
            time.sleep(0.05)


def stack_of(state_dir: Path) -> StackInfo:
    info = StateDir(state_dir).read()
    assert info is not None
    return info


def test_demo_prints_one_json_object_and_leaves_nothing_running(state_dir: Path) -> None:
    first = demo(state_dir)
    assert first.returncode == 0, first.stderr
    check_result(json.loads(first.stdout))
    assert StateDir(state_dir).read() is None
    # Again on the same data: nothing to migrate, another user.
    second = demo(state_dir)
    assert second.returncode == 0, second.stderr
    assert "migrations" not in second.stderr
    check_result(json.loads(second.stdout))


def test_demo_uses_the_server_that_runs(state_dir: Path) -> None:
    with running_server(state_dir):
        before = stack_of(state_dir)
        result = demo(state_dir)
        assert result.returncode == 0, result.stderr
        check_result(json.loads(result.stdout))
        assert stack_of(state_dir) == before


def test_printed_curl_lines_work_when_pasted(state_dir: Path) -> None:
    with running_server(state_dir) as (_, printed):
        lines = printed[printed.index("TOKEN=$(") :]
        commands = re.sub(r"^  [A-Z].*$", "", lines, flags=re.MULTILINE)
        pasted = subprocess.run(
            ["bash", "-euc", commands],
            env={"PATH": os.environ["PATH"], "no_proxy": "127.0.0.1"},
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
        )
    assert pasted.returncode == 0, pasted.stderr
    # One object of the service's, one row of the Data API's.
    assert len(re.findall(r'"available": ?20000000\b', pasted.stdout)) == 2
    assert "data: [DONE]" in pasted.stdout
    assert '"charged_microcredits":' in pasted.stdout


def test_server_stops_every_part_on_sigterm(state_dir: Path) -> None:
    with running_server(state_dir) as (server, _):
        pids = list(stack_of(state_dir).pids.values())
        assert len(pids) == 6 + len(stack_of(state_dir).stand_ins)
        server.send_signal(signal.SIGTERM)
        assert server.wait(DEADLINE_S) == 0
        assert not any(psutil.pid_exists(pid) for pid in pids)
        assert not (state_dir / "stack.json").exists()


def test_killed_server_takes_its_parts_along_and_starts_again(state_dir: Path) -> None:
    with running_server(state_dir) as (server, _):
        pids = list(stack_of(state_dir).pids.values())
        server.kill()
        server.wait(DEADLINE_S)
        # The file is still there, and known to be stale.
        assert (state_dir / "stack.json").exists()
        assert StateDir(state_dir).read() is None
        await_gone(pids)
    result = demo(state_dir)
    assert result.returncode == 0, result.stderr


def test_dead_part_ends_the_server_with_its_last_lines(state_dir: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "local.server"],
        env=environment(state_dir),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + DEADLINE_S
    while (info := StateDir(state_dir).read()) is None:
        assert time.monotonic() < end and server.poll() is None
        time.sleep(0.05)
    os.kill(info.pids["worker"], signal.SIGKILL)
    _, errors = server.communicate(timeout=DEADLINE_S)
    assert server.returncode == 1
    assert str(state_dir / "logs" / "worker.log") in errors
    await_gone(list(info.pids.values()))


def test_second_server_in_the_same_folder_is_refused(state_dir: Path) -> None:
    with running_server(state_dir):
        second = subprocess.run(
            [sys.executable, "-m", "local.server"],
            env=environment(state_dir),
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
        )
        assert second.returncode == 1
        assert stack_of(state_dir).service_url in second.stderr


def test_what_the_stack_writes_down_is_readable_by_its_owner_only(state_dir: Path) -> None:
    with running_server(state_dir):
        info = stack_of(state_dir)
        for name in ("stack.json", "api-keys.json", "signing-keys.json", "postgres/password"):
            assert (state_dir / name).stat().st_mode & 0o077 == 0
        ready = httpx.get(f"{info.service_url}/health/ready", timeout=10, trust_env=False)
        assert ready.status_code == 200
