"""The table of settings in docs/operations.md, made from settings.py: names, defaults, ranges, and
the comment above each field as its reason.

`python tests/docs/settings_table.py` writes it; a test compares.
"""

import re
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from functions_py import settings as settings_module
from functions_py.settings import KIB, MIB, Settings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "operations.md"
BEGIN, END = "<!-- settings: begin -->\n", "<!-- settings: end -->\n"

_FIELD = re.compile(r"    (\w+): \w+ = _(?:setting|secret)\(")
_GROUP = re.compile(r"    # --- (.+?) -+$")


def settings_table() -> str:
    """Markdown: one table for each group of fields."""
    by_name = {item.name: item for item in fields(Settings) if "variable" in item.metadata}
    lines: list[str] = []
    for group, members in groups():
        lines += [f"#### {group.capitalize()}", "", "| variable | default | range | |"]
        lines += ["|---|---|---|---|"]
        lines += [_row(by_name[name], reason) for name, reason in members]
        lines += [""]
    return "\n".join(lines)


def groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """(group, [(field, the comment above it)]) in the order of the source."""
    source = Path(settings_module.__file__).read_text(encoding="utf-8")
    found: list[tuple[str, list[tuple[str, str]]]] = []
    comment: list[str] = []
    for line in source.splitlines():
        if group := _GROUP.fullmatch(line):
            found.append((group[1], []))
            comment = []
        elif line.startswith("    # "):
            comment.append(line.strip().removeprefix("# "))
        elif field := _FIELD.match(line):
            found[-1][1].append((field[1], " ".join(comment)))
            comment = []
        else:
            comment = []
    return found


def _row(item: Field[Any], reason: str) -> str:
    variable, default = item.metadata["variable"], item.default
    minimum, maximum = item.metadata.get("minimum"), item.metadata.get("maximum")
    is_bytes = variable.endswith("_BYTES")
    span = "" if minimum is None else f"{_text(minimum, is_bytes)} – {_text(maximum, is_bytes)}"
    return f"| `{variable}` | {_text(default, is_bytes)} | {span} | {reason} |"


def _text(value: object, is_bytes: bool) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if is_bytes and isinstance(value, int):
        for unit, name in ((1024 * MIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")):
            if value and value % unit == 0:
                return f"{value // unit} {name}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def document_with_table(document: str) -> str:
    """`document` with the table between its marks as it should be."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{settings_table()}{END}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(document_with_table(DOCUMENT.read_text(encoding="utf-8")), "utf-8")
