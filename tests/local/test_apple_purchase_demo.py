"""scripts/demo --purchase apple, as its users meet it."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.postgres import free_port

DEADLINE_S = 90
PACK_MICROCREDITS = 1_000_000_000


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
        [sys.executable, "-m", "local.demo", "--purchase", "apple", *arguments],
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


def test_pack_is_credited_at_once_and_its_notification_changes_nothing(state_dir: Path) -> None:
    bought = []
    # The second time in another stack on the same data: the store's numbers must not come again.
    for _ in range(2):
        ended = demo(state_dir, "--json")
        assert ended.returncode == 0, ended.stderr
        result = json.loads(ended.stdout)
        assert result["store"] == "apple"
        assert result["granted_microcredits"] == PACK_MICROCREDITS
        gained = result["balance_at_once"] - result["balance_before"]
        assert gained == PACK_MICROCREDITS
        assert result["balance_after"] == result["balance_at_once"]
        purchases = [each for each in result["entries"] if each["amount"] == PACK_MICROCREDITS]
        assert [each["kind"] for each in purchases] == ["grant"]
        assert result["verify"] == []
        bought.append(result["transaction_id"])
    assert bought[0] != bought[1]


def test_demo_buys_in_the_stand_in_only(state_dir: Path) -> None:
    ended = demo(
        state_dir,
        FLORIN_APPLE_BUNDLE_ID="com.example.mine",
        FLORIN_APPLE_APP_ID="1",
        FLORIN_APPLE_TEAM_ID="MYTEAM",
    )
    assert ended.returncode == 1
    assert "FLORIN_APPLE_" in ended.stderr
    assert not (state_dir / "logs" / "apple.log").exists()
