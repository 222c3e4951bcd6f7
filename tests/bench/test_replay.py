"""scripts/replay as its users meet it, on a stack of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from local.postgres import free_port

DEADLINE_S = 120

# Input, cache read, output: what the streams' own README says they must be charged.
CHARGED = {
    "anthropic": {
        "anthropic-text": (12, 0, 30),
        "anthropic-tool-no-args": (565, 0, 48),
        "anthropic-message-delta-input-tokens": (61, 0, 2),
        "anthropic-web-search-tool.1": (15665, 0, 795),
        "anthropic-json-output-format.1": (313, 0, 305),
    },
    "openai": {
        "openai-text": (16, 0, 300),
        "xai-text": (1, 11, 342),
        "deepseek-reasoning": (18, 0, 219),
        "groq-text": (45, 0, 662),
        "mistral-text": (13, 0, 8),
        "openai-completion-text": (14, 0, 16),
    },
}
# The prices of the seed's replay models, in microcredits per token and per search.
INPUT, CACHE_READ, OUTPUT, SEARCH = 300, 30, 1500, 1_000_000
SEARCHES = {"anthropic-web-search-tool.1": 1}

START = (
    b'{"type":"message_start","message":{"id":"m","usage":{"input_tokens":9,"output_tokens":1}}}'
)
BLOCK = b'{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}'
DELTA = (
    b'{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"twelve bytes"}}'
)
FAILED = b'{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'
STOP = b'{"type":"message_stop"}'
SAID = (
    b'{"type":"message_delta","delta":{"stop_reason":"end_turn"},'
    b'"usage":{"input_tokens":9,"output_tokens":4}}'
)
TWO_MODELS = (
    b'{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":20,'
    b'"output_tokens":40,"iterations":['
    b'{"type":"message","model":"claude-haiku-4-5","input_tokens":10,"output_tokens":20},'
    b'{"type":"message","model":"claude-opus-4-5","input_tokens":10,"output_tokens":20}]}}'
)

Replay = Callable[..., tuple[int, list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """That of a stack which stays up for all tests here."""
    # Not pytest's own folder, which is closed to the user that Postgres may run as.
    folder = Path(tempfile.mkdtemp(prefix="florin-replay-"))
    folder.chmod(0o711)
    ports = ("FLORIN_PORT", "FLORIN_GATEWAY_PORT", "FLORIN_DATABASE_PORT")
    given = {
        "PATH": os.environ["PATH"],
        "FLORIN_STATE_DIR": str(folder),
        **{name: str(free_port()) for name in ports},
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "local.server"],
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    try:
        # It prints when it is up; its end would be the end of these lines.
        assert any("Florin is up" in line for line in server.stdout)
        yield given
    finally:
        server.stdout.close()
        server.send_signal(signal.SIGTERM)
        server.wait(DEADLINE_S)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def replay(environment: dict[str, str]) -> Replay:
    """`replay("anthropic", files, "generations")`: exit code and rows."""

    def run(
        family: str, files: Sequence[Path], endpoint: str = "native"
    ) -> tuple[int, list[dict[str, Any]]]:
        options = ["--family", family, "--endpoint", endpoint, "--json"]
        done = subprocess.run(
            [sys.executable, "-m", "local.replay", *map(str, files), *options],
            env=environment,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
        )
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    return run


@pytest.mark.parametrize("endpoint", ["native", "generations"])
@pytest.mark.parametrize("family", CHARGED)
def test_recordings_are_charged_exactly(
    replay: Replay, vectors: Path, family: str, endpoint: str
) -> None:
    expected = CHARGED[family]
    files = [vectors / "streams" / f"{name}.chunks.txt" for name in expected]
    code, rows = replay(family, files, endpoint)
    assert code == 0
    assert [row["file"] for row in rows] == [str(file) for file in files]
    for (name, (input_tokens, cache_read, output)), row in zip(expected.items(), rows, strict=True):
        found = (row["input"], row["cache_read"], row["cache_write"], row["output"])
        assert found == (input_tokens, cache_read, 0, output), name
        cost = INPUT * input_tokens + CACHE_READ * cache_read + OUTPUT * output
        assert row["charged_microcredits"] == cost + SEARCH * SEARCHES.get(name, 0), name
        assert row["usage_source"] == "provider"
        assert (row["bytes_equal"], row["iterations"], row["verify"]) == (True, [], [])


@pytest.fixture
def recorded(tmp_path: Path) -> Callable[..., Path]:
    """`recorded(line, line, end=b"\\r\\n")`: a file with these lines."""

    def write(*lines: bytes, end: bytes = b"\n") -> Path:
        file = tmp_path / "stream.txt"
        file.write_bytes(b"".join(line + end for line in lines))
        return file

    return write


@pytest.mark.parametrize(
    ("lines", "charged"),
    [
        ((START, BLOCK, DELTA, SAID, STOP), (9, 4, "provider", "completed")),
        ((START, b"", BLOCK, DELTA, b"  ", SAID, STOP), (9, 4, "provider", "completed")),
        # Twelve bytes of text are counted as three tokens.
        ((START, BLOCK, DELTA), (9, 3, "counted", "provider_failed")),
        ((START, BLOCK, DELTA, FAILED), (9, 3, "counted", "provider_failed")),
    ],
    ids=["whole", "blank lines", "no end", "error in the middle"],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n"], ids=["LF", "CRLF", "double"])
def test_odd_recording_is_charged_by_the_rules(
    replay: Replay,
    recorded: Callable[..., Path],
    lines: tuple[bytes, ...],
    charged: tuple[int, int, str, str],
    end: bytes,
) -> None:
    code, [row] = replay("anthropic", [recorded(*lines, end=end)])
    assert (row["input"], row["output"], row["usage_source"], row["outcome"]) == charged
    assert row["charged_microcredits"] == INPUT * row["input"] + OUTPUT * row["output"]
    assert row["bytes_equal"]
    assert row["verify"] == []
    assert code == 0


def test_iterations_are_told_apart_by_model(replay: Replay, recorded: Callable[..., Path]) -> None:
    code, [row] = replay("anthropic", [recorded(START, BLOCK, DELTA, TWO_MODELS, STOP)])
    assert code == 0
    assert (row["input"], row["output"]) == (20, 40)
    assert [one["model"] for one in row["iterations"]] == ["claude-haiku-4-5", "claude-opus-4-5"]
    assert sum(one["charged"] for one in row["iterations"]) == row["charged_microcredits"]


def test_stream_that_fails_before_its_first_token_costs_nothing_and_is_reported(
    replay: Replay, recorded: Callable[..., Path], tmp_path: Path
) -> None:
    files = [recorded(FAILED), tmp_path / "missing.txt"]
    code, [failed, missing] = replay("anthropic", files)
    assert code == 1
    assert (failed["charged_microcredits"], failed["usage_source"]) == (0, "none")
    assert (failed["bytes_equal"], failed["verify"]) == (False, [])
    assert missing["charged_microcredits"] is None
    assert "error" in missing
