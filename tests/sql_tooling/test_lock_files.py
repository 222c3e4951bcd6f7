"""The lock files pin everything and name no place to fetch it from."""

from pathlib import Path

import pytest

from tools.lock_files import check, lock_files

PINNED = "aiohttp==3.14.5 \\\n    --hash=sha256:00ff\n    # via florin\n"


def problems(folder: Path, text: str) -> int:
    path = folder / "requirements.lock"
    path.write_text(text)
    return len(check(path))


def test_both_lock_files_are_found() -> None:
    assert {path.name for path in lock_files()} >= {"requirements.lock", "requirements-dev.lock"}


def test_a_pinned_and_hashed_requirement_is_accepted(tmp_path: Path) -> None:
    assert problems(tmp_path, PINNED) == 0


@pytest.mark.parametrize(
    "line",
    [
        "--index-url packages.example.org\n",
        "--extra-index-url=mirror\n",
        "--find-links wheels\n",
        "# from https://packages.example.org/simple\n",
        "florin @ git+ssh://git@host/florin==1 --hash=sha256:00ff\n",
        "aiohttp>=3 \\\n    --hash=sha256:00ff\n",
        "aiohttp==3.14.5\n",
    ],
)
def test_an_address_or_a_loose_requirement_is_found(tmp_path: Path, line: str) -> None:
    assert problems(tmp_path, PINNED + line) == 1
