"""Keeps what a release serves with, for the tests that upgrade from it: history may not be there.

`python -m tools.keep_release v0.1.0`, from a checkout of the release, writes
tests/upgrades/released/v0.1.0.zip with the packages of service and workers and the seed. The same
tree gives the same bytes on every machine.
"""

import argparse
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.paths import ROOT
from tools.plan import TAG

RELEASED = ROOT / "tests" / "upgrades" / "released"

# Where a package or a file lies here, and what it is called in the archive.
KEPT = (
    (ROOT / "supabase" / "functions_py", "functions_py"),
    (ROOT / "workers", "workers"),
    (ROOT / "supabase" / "seed.sql", "seed.sql"),
)

# The earliest that the format can say.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit status: 0 written, 2 the name is none of a tag."""
    parser = argparse.ArgumentParser(prog="keep_release", description=__doc__)
    parser.add_argument("tag", help="the release's tag in the plan, without @")
    tag = parser.parse_args(argv).tag
    if not TAG.fullmatch(tag):
        print(f"keep_release: {tag} is not the name of a tag", file=sys.stderr)
        return 2
    RELEASED.mkdir(parents=True, exist_ok=True)
    path = RELEASED / f"{tag}.zip"
    keep(path)
    print(f"wrote {path.relative_to(ROOT)}")
    return 0


def keep(path: Path) -> None:
    """Writes the archive. Not compressed: how well that is done depends on the machine."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for file, name in kept_files():
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes())


def kept_files() -> Iterator[tuple[Path, str]]:
    """Each file and its name in the archive, in one order."""
    for place, name in KEPT:
        if place.is_file():
            yield place, name
            continue
        inside = [file for file in place.rglob("*") if file.is_file() and file.suffix != ".pyc"]
        for path in sorted(file.relative_to(place).as_posix() for file in inside):
            yield place / path, f"{name}/{path}"


if __name__ == "__main__":
    sys.exit(main())
