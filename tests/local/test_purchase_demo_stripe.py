"""scripts/demo --purchase stripe: from checkout to ledger line, on a stack of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.postgres import free_port

DEADLINE_S = 120
CREDITS = 1_000_000_000


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    ports = ("FLORIN_PORT", "FLORIN_GATEWAY_PORT", "FLORIN_DATABASE_PORT")
    # Not pytest's tmp_path, which is closed to the user that Postgres may run as.
    with tempfile.TemporaryDirectory(prefix="florin-stack-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield {
            "PATH": os.environ["PATH"],
            "FLORIN_STATE_DIR": folder,
            **{name: str(free_port()) for name in ports},
        }


def demo(environment: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local.demo", "--purchase", "stripe", *options],
        env=environment,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
    )


def test_bought_credits_are_there_once(environment: dict[str, str]) -> None:
    ended = demo(environment, "--json")
    assert ended.returncode == 0, ended.stderr
    result = json.loads(ended.stdout)
    assert (result["store"], result["product"]) == ("stripe", "credits-1000-stripe")
    assert result["transaction_id"].startswith("pi_")
    assert result["balance_after"] == result["balance_before"] + CREDITS
    bought = [entry for entry in result["entries"] if entry["amount"] == CREDITS]
    assert [entry["kind"] for entry in bought] == ["grant"]
    assert result["verify"] == []
    # Again on the same data, which remembers what the new stand-in does not; told to a person.
    told = demo(environment)
    assert told.returncode == 0, told.stderr
    for part in ("Balance", "Pay page", "Paid", "Waiting", "Purchase", "Ledger", "sound"):
        assert part in told.stdout
