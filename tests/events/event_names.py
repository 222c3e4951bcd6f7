"""Every event name in the SQL, found by reading it, and those that docs/events.md registers."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "sql" / "rpc" / "deploy"
REGISTRY = ROOT / "docs" / "events.md"

_CALL = re.compile(r"\baudit\.emit\(\s*[^,()]+(?:\([^()]*\))?,\s*([^,]+?),", re.DOTALL)
_IMPLIED = re.compile(r"select \d, '(\w+)'")


def emitted() -> dict[str, set[str]]:
    """What each script passes to audit.emit as the event's name, as written there."""
    found: dict[str, set[str]] = {}
    for path in sorted(DEPLOY.rglob("*.sql")):
        name = str(path.relative_to(DEPLOY))
        text = re.sub(r"/\*.*?\*/|--[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        if name == "audit/emit.sql":
            continue
        calls = _CALL.findall(text)
        assert len(calls) == len(re.findall(r"\baudit\.emit\(", text)), name
        if calls:
            found[name] = set(calls)
    return found


def implied() -> set[str]:
    """The events that audit.charge_events derives."""
    text = (DEPLOY / "audit" / "charge_events.sql").read_text(encoding="utf-8")
    return set(_IMPLIED.findall(text))


def registered() -> set[str]:
    """The first column of the registry's tables."""
    return set(re.findall(r"^\| `(\w+)` \|", REGISTRY.read_text(encoding="utf-8"), re.MULTILINE))
