"""Makes .venv with the pinned dependencies: `install.py runtime|dev KEY`, called by scripts/_setup.

Runs under the machine's own Python, so it uses the standard library alone. KEY names what the
environment is made from and is written down when all went well. Two at once wait for each other;
what an interrupted one left is removed.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# There while packages are being installed: an environment that has it was left half made.
UNFINISHED = VENV / ".florin-unfinished"
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
KINDS = {"runtime": ("runtime",), "dev": ("dev", "runtime")}


class InstallError(Exception):
    """The text says what to do."""


def install(kind: str, key: str) -> None:
    """Raises InstallError. Does nothing when another process did it while we waited."""
    with alone():
        stamp = VENV / f".florin-{kind}"
        if PYTHON.exists() and stamp.exists() and stamp.read_text().rstrip("\n") == key:
            return
        started = time.monotonic()
        if not usable(key):
            make_environment()
        UNFINISHED.touch()
        install_packages(ROOT / LOCKS[kind])
        say("installing florin itself (editable)")
        # Its build backend is in the lock file: nothing is fetched without a hash.
        pip("--no-deps", "--no-build-isolation", "--editable", str(ROOT))
        UNFINISHED.unlink()
        install_node_packages()
        for satisfied in KINDS[kind]:
            (VENV / f".florin-{satisfied}").write_text(key)
        say(f"ready after {time.monotonic() - started:.0f} s")


@contextmanager
def alone() -> Iterator[None]:
    folder = ROOT / ".florin"
    folder.mkdir(mode=0o711, exist_ok=True)
    lock = os.open(folder / "setup.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another set-up is under way; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def usable(key: str) -> bool:
    """Whether packages can be installed into what is there: made here, whole, and it runs."""
    if UNFINISHED.exists() or not PYTHON.exists():
        return False
    made_in = key.split(" ", 2)[2]
    for kind in KINDS["dev"]:
        stamp = VENV / f".florin-{kind}"
        if stamp.exists() and not stamp.read_text().rstrip("\n").endswith(f" {made_in}"):
            return False
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([PYTHON, "-c", check], capture_output=True).returncode == 0  # noqa: S603


def make_environment() -> None:
    say(f"making {VENV.name} with Python {sys.version.split()[0]}")
    shutil.rmtree(VENV, ignore_errors=True)
    made = run(sys.executable, "-m", "venv", str(VENV))
    if made.returncode == 0:
        return
    # Debian splits ensurepip off; a pip of the system's can stand in for it.
    shutil.rmtree(VENV, ignore_errors=True)
    bare = run(sys.executable, "-m", "venv", "--without-pip", str(VENV))
    if bare.returncode == 0:
        helped = run(sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "pip")
        if helped.returncode == 0:
            return
    shutil.rmtree(VENV, ignore_errors=True)
    raise InstallError(
        f"{sys.executable} cannot make a virtual environment:\n{made.stdout}{made.stderr}\n"
        "On Debian and Ubuntu: apt install python3-venv"
    )


def install_packages(lock_file: Path) -> None:
    total = len(re.findall(r"^[A-Za-z0-9_.-]+==", lock_file.read_text(), re.MULTILINE))
    say(f"installing the {total} packages pinned in {lock_file.name} (once; about a minute)")
    pip("--require-hashes", "--requirement", str(lock_file), total=total)


def pip(*arguments: str, total: int = 0) -> None:
    """`pip install`, one line of progress per package."""
    command = [
        *(str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"),
        *("--progress-bar", "off", *arguments),
    ]
    output: list[str] = []
    collected = 0
    with subprocess.Popen(  # noqa: S603 -- our own environment's pip
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        assert process.stdout is not None  # noqa: S101 -- PIPE was asked for
        for line in process.stdout:
            output.append(line)
            if found := re.match(r"Collecting ([^\s;]+)", line):
                collected += 1
                say(f"  {collected}/{total} {found.group(1)}")
            elif line.startswith("Installing collected packages"):
                say("  unpacking")
    if process.returncode != 0:
        raise InstallError(
            f"pip failed:\n{''.join(output[-30:])}\n"
            "Is the package index reachable from here? Run the script again to go on."
        )


def install_node_packages() -> None:
    """What only /rest/v1 needs: everything else works without, so this may fail."""
    done = subprocess.run([PYTHON, "-m", "local.npm_install"], cwd=ROOT)  # noqa: S603 -- our own
    if done.returncode != 0:
        say(
            "WITHOUT the Data API: /rest/v1 will answer 503, all the rest works. Is npm's registry "
            f"reachable from here? To try again: rm {VENV.name}/.florin-*, and run the script again"
        )


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True)  # noqa: S603 -- our own


def say(text: str) -> None:
    print(f"florin: {text}", flush=True)


def main() -> int:
    kind, key = sys.argv[1:3]
    if kind not in KINDS:
        say(f"no such set-up: {kind}")
        return 2
    try:
        install(kind, key)
    except InstallError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
