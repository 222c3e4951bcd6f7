"""Reads the Sqitch plan, the one list of what the database consists of.

The grammar is that of `App::Sqitch::Plan` (sqitch 1.3), as far as Florin uses it: pragmas, changes
with requirements, tags, reworked changes and notes. Whatever Sqitch accepts and Florin does not use
(conflicts, reverts in the plan, changes of other projects) is refused rather than misread.
"""

import math
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tools.paths import SqitchProject

STAMP_FORMAT = "%Y-%m-%dT%H:%M:%SZ"

# Stricter than Sqitch: a name is also a folder, a file and a part of a migration's name.
NAME = re.compile(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*")
TAG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")

_LINE = re.compile(
    r"(?P<tag>@)?(?P<name>[^\s\[\]@:#]+)"
    r"(?:\s+\[(?P<needs>[^\]]*)\])?"
    r"\s+(?P<stamp>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"
    r"\s+(?P<planner>[^<]*[^<\s]\s+<[^>]+>)"
)


class PlanError(Exception):
    """The plan, or the folder it describes, is not one that can be deployed."""


@dataclass(frozen=True)
class Change:
    """One change line. `suffix` is empty for the last occurrence of a name, else `@tag`.

    `released`: a tag follows. `upgrades`: a tag precedes, so that databases in use will meet it.
    """

    name: str
    requires: tuple[str, ...]
    planned_at: datetime
    planner: str
    note: str
    line: int
    suffix: str = ""
    released: bool = False
    upgrades: bool = False

    @property
    def version(self) -> str:
        """The migration's version, as `supabase_migrations.schema_migrations` records it."""
        return self.planned_at.strftime("%Y%m%d%H%M%S")

    @property
    def migration_name(self) -> str:
        return f"{self.version}_{self.name.replace('/', '_')}.sql"

    @property
    def header_name(self) -> str:
        """What the header of its scripts calls it: `project:name` as `sqitch add` writes it."""
        return f"florin:{self.name}"

    def script(self, project: SqitchProject, kind: str) -> Path:
        """Where the deploy, revert or verify script lies; a reworked change's was moved aside."""
        folder = project.reworked / kind if self.suffix else project.top / kind
        return folder / f"{self.name}{self.suffix}.sql"


@dataclass(frozen=True)
class Tag:
    """One tag line: what lies above it is that release."""

    name: str
    line: int


def read_plan(project: SqitchProject) -> tuple[Change, ...]:
    """The plan's changes in order of deployment. Raises PlanError naming the line."""
    try:
        text = project.plan.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PlanError(f"{project.plan}: no such file") from None
    return parse_plan(text, where=str(project.plan))


def parse_plan(text: str, where: str = "sqitch.plan") -> tuple[Change, ...]:
    """As `read_plan`, from the plan's text."""
    return _resolve(_parse(text, where), where)


def parse_tags(text: str, where: str = "sqitch.plan") -> tuple[Tag, ...]:
    """The releases, oldest first."""
    return tuple(entry for entry in _parse(text, where) if isinstance(entry, Tag))


def _parse(text: str, where: str) -> list[Change | Tag]:
    entries: list[Change | Tag] = []
    pragmas: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        content, _, note = line.partition("#")
        content = content.strip()
        if content.startswith("%"):
            pragmas.add(content[1:].partition("=")[0].strip())
        elif content:
            try:
                entries.append(_parse_line(content, note.strip(), number))
            except ValueError as error:
                raise PlanError(f"{where}:{number}: {error}") from None
    if "project" not in pragmas:
        raise PlanError(f"{where}: no %project pragma")
    return entries


def _parse_line(content: str, note: str, number: int) -> Change | Tag:
    match = _LINE.fullmatch(content)
    if match is None:
        raise ValueError("expected `area/name [requires] timestamp planner <email>` or a tag")
    name = match["name"]
    if match["tag"]:
        if not TAG.fullmatch(name):
            raise ValueError(f"tag @{name} is not a name")
        return Tag(name, number)
    if not NAME.fullmatch(name):
        raise ValueError(f"{name} is not an area and a name in lower case: area/name")
    needs = tuple((match["needs"] or "").split())
    if len(set(needs)) < len(needs):
        raise ValueError("a requirement is named twice")
    return Change(
        name=name,
        requires=needs,
        # strptime also refuses what the pattern lets through, such as a thirteenth month.
        planned_at=datetime.strptime(match["stamp"], STAMP_FORMAT).replace(tzinfo=UTC),
        planner=match["planner"],
        note=note,
        line=number,
    )


def _resolve(entries: list[Change | Tag], where: str) -> tuple[Change, ...]:
    """Checks order and requirements, and finds which changes are reworked or released."""
    tags = [entry for entry in entries if isinstance(entry, Tag)]
    changes = [entry for entry in entries if isinstance(entry, Change)]
    if len({tag.name for tag in tags}) < len(tags):
        raise PlanError(f"{where}: a tag is named twice")
    last_tag_line = tags[-1].line if tags else 0
    first_tag_line = tags[0].line if tags else math.inf
    resolved: list[Change] = []
    known: set[str] = set()
    previous: Change | None = None
    for change in changes:
        here = f"{where}:{change.line}: {change.name}"
        if previous is not None and change.planned_at <= previous.planned_at:
            raise PlanError(
                f"{here} is not planned after {previous.name}: migrations apply in order of their "
                "timestamps, so each must be later than the one before"
            )
        for requirement in change.requires:
            if requirement.partition("@")[0] not in known:
                raise PlanError(f"{here} requires {requirement}, which no line above it plans")
        following = next(
            (c for c in changes if c.name == change.name and c.line > change.line), None
        )
        known.add(change.name)
        previous = change
        resolved.append(
            replace(
                change,
                suffix=_suffix(change, following, tags, where) if following else "",
                released=change.line < last_tag_line,
                upgrades=change.line > first_tag_line,
            )
        )
    return tuple(resolved)


def _suffix(change: Change, following: Change, tags: list[Tag], where: str) -> str:
    """The latest tag before the rework, which `sqitch rework` puts into the old file's name."""
    for tag in reversed(tags):
        if change.line < tag.line < following.line:
            return f"@{tag.name}"
    raise PlanError(
        f"{where}:{following.line}: {change.name} is planned twice (line {change.line}) with no "
        "tag between: a change can be reworked only once a release holds it"
    )
