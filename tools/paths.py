"""Where things lie in the repository."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

SCRIPT_KINDS = ("deploy", "revert", "verify")


@dataclass(frozen=True)
class SqitchProject:
    """A Sqitch project and the migrations generated from it."""

    top: Path
    migrations: Path

    @property
    def plan(self) -> Path:
        return self.top / "sqitch.plan"

    @property
    def reworked(self) -> Path:
        """As `core.reworked_dir` in sqitch.conf says."""
        return self.top / "reworked"

    @property
    def released(self) -> Path:
        """Checksums of the migrations that a release holds, in the format of `sha256sum`."""
        return self.migrations.parent / "released.sha256"


FLORIN = SqitchProject(top=ROOT / "sql" / "rpc", migrations=ROOT / "supabase" / "migrations")
