"""The release that is upgraded from: its tag, its migrations, its code, its seed."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from local.migrator import SUPABASE_DIR, Migration, migrations_in
from tools.keep_release import RELEASED
from tools.paths import FLORIN
from tools.plan import Change, parse_tags, read_plan


@dataclass(frozen=True)
class Release:
    """`tag` is None while nothing was released: then the present is what is upgraded from.
    `pending` are the migrations that a database of the release lacks."""

    tag: str | None
    migrations: tuple[Migration, ...]
    pending: tuple[Migration, ...]

    @property
    def archive(self) -> Path:
        """Its service, workers and seed. Of what has no tag yet the one that was kept last."""
        kept = sorted(RELEASED.glob("*.zip"), key=lambda path: _number(path.stem))
        return RELEASED / f"{self.tag}.zip" if self.tag else kept[-1]

    def unpack(self, folder: Path) -> None:
        """Its packages, to be put on the path."""
        with zipfile.ZipFile(self.archive) as archive:
            archive.extractall(folder)

    def supabase_dir(self, folder: Path) -> Path:
        """A folder for the migrator, with which it makes a database of the release."""
        made = folder_of(self.migrations, folder)
        with zipfile.ZipFile(self.archive) as archive:
            archive.extract("seed.sql", made)
        return made


def previous_release() -> Release:
    """The last tag that lies before the newest changes; the last one where none is newer."""
    changes = read_plan(FLORIN)
    tags = parse_tags(FLORIN.plan.read_text())
    before = [tag for tag in tags if any(change.line > tag.line for change in changes)]
    tag = (before or tags or [None])[-1]
    every = migrations_in(SUPABASE_DIR / "migrations")
    held = _versions([change for change in changes if tag is None or change.line < tag.line])
    return Release(
        None if tag is None else tag.name,
        tuple(migration for migration in every if migration.version in held),
        tuple(migration for migration in every if migration.version not in held),
    )


def folder_of(migrations: Sequence[Migration], folder: Path) -> Path:
    """A folder for the migrator, without a seed."""
    (folder / "migrations").mkdir(parents=True)
    for migration in migrations:
        shutil.copy(migration.path, folder / "migrations")
    return folder


def plant(folder: Path, name: str, sql: str) -> None:
    """One more migration, after all that are there."""
    number = len(list((folder / "migrations").iterdir()))
    (folder / "migrations" / f"9999{number:010d}_{name}.sql").write_text(sql)


def _versions(changes: Sequence[Change]) -> set[str]:
    return {change.version for change in changes}


def _number(name: str) -> list[int]:
    return [int(part) for part in name.lstrip("v").split(".") if part.isdigit()]
