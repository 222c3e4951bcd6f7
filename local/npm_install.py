"""`python -m local.npm_install`: installs what package-lock.json pins into node_modules/.

The packages serve /rest/v1 in the local stack, and are clients in the tests; nothing else needs
them, so set-up goes on without them where npm has no registry. Called by local/install.py.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time

from local.node import MODULES, NODE, ROOT, STAMP, npm_command

# 40 MB over a slow line; npm itself gives up much earlier when nothing answers at all.
DEADLINE_S = 600.0
FETCH_TIMEOUT_MS = 60_000
# A tarball's address, from the network or from npm's cache; which host it is is nobody's business.
FETCHED = re.compile(r"^npm http (?:fetch GET 200|cache) \S*?/((?:@[^/\s]+/)?[^/\s@]+)/-/")


class NpmError(Exception):
    """The text holds what npm said."""


def install_node_packages() -> None:
    """Raises NpmError; node_modules is gone then. Does nothing when all is there."""
    digest = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == digest:
        return
    if not NODE.exists():
        raise NpmError(f"no Node at {NODE}")
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    total = sum(1 for name in packages if name)
    say(f"installing the {total} packages pinned in package-lock.json (for /rest/v1)")
    began = time.monotonic()
    try:
        _clean_install(total)
    except NpmError:
        # What is half there must not be taken for what was asked.
        shutil.rmtree(MODULES, ignore_errors=True)
        raise
    STAMP.write_text(digest)
    say(f"npm took {time.monotonic() - began:.0f} s")


def _clean_install(total: int) -> None:
    command = [
        *npm_command(NODE),
        *("ci", "--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"),
        *(f"--fetch-timeout={FETCH_TIMEOUT_MS}", "--loglevel=http"),
    ]
    environment = {name: value for name, value in os.environ.items() if name != "NODE_OPTIONS"}
    output: list[str] = []
    fetched: set[str] = set()
    with subprocess.Popen(  # noqa: S603 -- our own environment's npm
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None  # noqa: S101 -- PIPE was asked for
        alarm = threading.Timer(DEADLINE_S, process.kill)
        alarm.start()
        try:
            for line in process.stdout:
                output.append(line)
                found = FETCHED.match(line)
                if found and found.group(1) not in fetched:
                    fetched.add(found.group(1))
                    say(f"  {len(fetched)}/{total} {found.group(1)}")
        finally:
            alarm.cancel()
    if process.returncode != 0:
        # Its first lines say what went wrong, the rest where its log is.
        said = [line for line in output if line.startswith("npm error ")][:6] or output[-6:]
        raise NpmError("".join(said).rstrip())


def say(text: str) -> None:
    print(f"florin: {text}", flush=True)


def main() -> int:
    try:
        install_node_packages()
    except NpmError as error:
        say(f"npm failed:\n{error}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
