"""What the documents say, as data: their code blocks, tables and the names they mention."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Block:
    """A fenced code block. `language` may be empty."""

    document: Path
    language: str
    text: str

    def __str__(self) -> str:
        first = next((line for line in self.text.splitlines() if line.strip()), "")
        return f"{self.document.name}:{first[:40]}"


def documents() -> list[Path]:
    """READMEs, changelog, and everything in docs/."""
    top = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "clients" / "python" / "README.md"]
    return [*top, *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(*languages: str) -> list[Block]:
    return [
        Block(document, language, text)
        for document in documents()
        for language, text in _FENCE.findall(document.read_text(encoding="utf-8"))
        if language in languages
    ]


def prose(document: Path) -> str:
    """The document without its code blocks."""
    return _FENCE.sub("", document.read_text(encoding="utf-8"))


def spans(document: Path) -> list[str]:
    """What stands between single backticks outside code blocks."""
    return _SPAN.findall(prose(document))


def table_rows(document: Path, *header: str) -> Iterator[list[str]]:
    """Cells of every row of every table whose header begins with these cells."""
    within = False
    for line in prose(document).splitlines():
        if not line.startswith("|"):
            within = False
            continue
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells[: len(header)] == list(header):
            within = True
        elif within and not set(line) <= set("|-: "):
            yield cells


@cache
def tracked_text(*folders: str) -> str:
    """All Python, SQL and shell of these folders, joined: to look a name up in."""
    suffixes = {".py", ".sql", ".toml", ""}
    texts = []
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and file.suffix in suffixes and "__pycache__" not in file.parts:
                texts.append(file.read_text(encoding="utf-8"))
    return "\n".join(texts)
