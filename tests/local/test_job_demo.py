"""scripts/demo --job, as its users meet it."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from local.job_demo import Progress
from local.postgres import free_port

DEADLINE_S = 120


@pytest.fixture
def state_dir() -> Iterator[Path]:
    # Not pytest's tmp_path, which is closed to the user that Postgres may run as.
    with tempfile.TemporaryDirectory(prefix="florin-stack-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def demo(state_dir: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # Free ports instead of the usual ones, which belong to the developer's own stack.
    ports = ("FLORIN_PORT", "FLORIN_GATEWAY_PORT", "FLORIN_DATABASE_PORT")
    return subprocess.run(
        [sys.executable, "-m", "local.demo", "--job", *arguments],
        env={
            "PATH": os.environ["PATH"],
            "FLORIN_STATE_DIR": str(state_dir),
            **{name: str(free_port()) for name in ports},
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
    )


def test_film_is_made_told_by_realtime_stored_and_charged_once(state_dir: Path) -> None:
    ended = demo(state_dir, "--json")
    assert ended.returncode == 0, ended.stderr
    result = json.loads(ended.stdout)
    assert (result["model"], result["status"]) == ("demo-video", "succeeded")
    shown = [update["progress"] for update in result["updates"] if update["status"] == "running"]
    assert shown == sorted(shown) and len(shown) > 1
    assert all(u["realtime"] for u in result["updates"] if u["status"] in ("running", "succeeded"))
    assert result["result"]["content_type"] == "video/mp4"
    assert result["result"]["path"].endswith(f"/{result['job_id']}/0.mp4")
    assert result["result"]["downloaded_bytes"] > 1000
    assert result["hold"] == result["charged_microcredits"] > 0
    assert result["balance_before"] - result["charged_microcredits"] == result["balance_after"]
    assert [entry["kind"] for entry in result["entries"]] == ["grant", "settle"]
    assert result["verify"] == []
    # Again on the same data, told to a file: a line for each change, and nothing drawn over.
    told = demo(state_dir)
    assert told.returncode == 0, told.stderr
    assert "100 %  succeeded, stored\n" in told.stdout and "\r" not in told.stdout
    assert "sound" in told.stdout


def test_demo_of_a_job_asks_the_stand_in_only(state_dir: Path) -> None:
    ended = demo(state_dir, FLORIN_FAL_KEY="key:secret")
    assert ended.returncode == 1
    assert "FLORIN_FAL_KEY" in ended.stderr


@dataclass(frozen=True)
class Shown:
    """As much of a job as is drawn."""

    status: str
    progress: int | None
    is_stored: bool = False


def test_terminal_gets_one_line_drawn_again() -> None:
    written: list[str] = []
    florin: Any = SimpleNamespace(topic=SimpleNamespace(is_live=True))
    progress = Progress(florin, written.append, is_terminal=True)
    jobs: list[Any] = [Shown("queued", None), Shown("running", 50), Shown("succeeded", 100, True)]
    for job in jobs:
        progress.show(job)
    progress.end()
    *drawn, last = written
    assert last == "\n"
    assert [line.count("#") for line in drawn] == [0, 15, 30]
    # Each covers what was there before.
    assert len({len(line) for line in drawn}) == 1 and all(line[0] == "\r" for line in drawn)
