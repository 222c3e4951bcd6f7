"""Set-up: quick when nothing changed, clear when it cannot work, never fooled by a broken one."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from local import install

REPOSITORY = Path(__file__).resolve().parent.parent.parent
# In the order of scripts/_setup.
MADE_FROM = ("requirements.lock", "requirements-dev.lock", "pyproject.toml", "package-lock.json")


def source_setup(folder: Path, kind: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f'source "{folder}/scripts/_setup" {kind}; echo "$python"', "caller", "x"],
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A checkout with a space in its path and without an environment."""
    folder = tmp_path / "a copy"
    (folder / "scripts").mkdir(parents=True)
    (folder / "local").mkdir()
    for name in MADE_FROM:
        shutil.copy(REPOSITORY / name, folder)
    shutil.copy(REPOSITORY / "scripts" / "_setup", folder / "scripts")
    shutil.copy(REPOSITORY / "local" / "install.py", folder / "local")
    return folder


def test_set_up_that_is_current_costs_next_to_nothing(copy: Path) -> None:
    python = copy / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to("/bin/true")
    sums = b"".join((copy / name).read_bytes() for name in MADE_FROM)
    cksum = subprocess.run(["cksum"], input=sums, capture_output=True, check=True)
    key = f"{cksum.stdout.decode().strip()} {copy}"
    (copy / ".venv" / ".florin-runtime").write_text(key)
    begun = time.monotonic()
    done = source_setup(copy, "runtime")
    # 20 ms on an idle machine.
    assert time.monotonic() - begun < 5
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{python}\n", "")


def test_machine_without_a_recent_python_is_told_so(copy: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("bash", "cat", "cksum", "dirname"):
        (tools / tool).symlink_to(shutil.which(tool) or "")
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    # No absolute path may find the machine's own Python either.
    setup = copy / "scripts" / "_setup"
    text = setup.read_text()
    for folder in ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"):
        text = text.replace(f"{folder}/python3", f"{tools}/python3")
    setup.write_text(text)
    done = source_setup(copy, "runtime", PATH=str(tools))
    assert done.returncode == 1
    assert "3.11" in done.stderr and done.stdout == ""
    assert not (copy / ".venv").exists()


def test_kind_must_be_given(copy: Path) -> None:
    assert source_setup(copy, "", PATH=os.environ["PATH"]).returncode == 2
    assert not (copy / ".venv").exists()


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A virtual environment that looks whole, which the functions under test believe theirs."""
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(install.PYTHON)
    monkeypatch.setattr(install, "VENV", venv)
    monkeypatch.setattr(install, "UNFINISHED", venv / ".florin-unfinished")
    return venv


def test_whole_environment_is_reused(environment: Path) -> None:
    assert install.usable("1 2 /here")
    (environment / ".florin-dev").write_text("9 9 /here")
    assert install.usable("1 2 /here")


def test_half_made_environment_is_not_reused(environment: Path) -> None:
    (environment / ".florin-unfinished").touch()
    assert not install.usable("1 2 /here")


def test_environment_made_for_another_folder_is_not_reused(environment: Path) -> None:
    (environment / ".florin-runtime").write_text("1 2 /elsewhere")
    assert not install.usable("1 2 /here")


def test_environment_whose_python_is_gone_is_not_reused(
    environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "PYTHON", environment / "bin" / "gone")
    assert not install.usable("1 2 /here")
