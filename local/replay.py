"""scripts/replay: recorded provider streams through the running service, and what they cost."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence

import httpx

from local.replay_session import Replay, ReplayError, Row
from local.stack import Interrupted, StackError, say_on_stderr, use_stack


def table(rows: Sequence[Row]) -> str:
    """For people: a line per file, numbers to the right; then what is wrong."""
    head = ["file", "input", "cache_read", "cache_write", "output", "charged_microcredits"]
    words = ["usage_source", "bytes_equal", "verify"]
    lines = [[*head, *words]]
    for row in rows:
        values = [getattr(row, name) for name in head]
        sound = "sound" if not row.verify else f"{len(row.verify)} violations"
        said = [row.usage_source or "-", "yes" if row.bytes_equal else "NO", sound]
        lines.append([*("-" if value is None else str(value) for value in values), *said])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    numbers = range(1, len(head))
    text = [
        "  ".join(
            cell.rjust(width) if column in numbers else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    for row in rows:
        text += [f"{row.file}: iteration {json.dumps(one)}" for one in row.iterations]
        text += [f"{row.file}: {json.dumps(one, default=str)}" for one in row.verify]
        text += [f"{row.file}: {row.error}"] if row.error else []
    return "\n".join(text)


def replay(files: Sequence[str], family: str, endpoint: str, done: Callable[[Row], None]) -> None:
    """Replays each file on a stack that runs, or one of its own. Raises StackError, ReplayError."""
    with use_stack(say_on_stderr) as info:
        session = Replay(info, family, endpoint)
        try:
            for file in files:
                done(session.run(file))
        finally:
            session.close()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/replay", description="Send recorded streams through the service."
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="one payload of a data: per line")
    parser.add_argument("--family", required=True, choices=("anthropic", "openai", "responses"))
    parser.add_argument("--endpoint", default="native", choices=("native", "generations"))
    parser.add_argument("--json", action="store_true", help="print a list of objects instead")
    given = parser.parse_args()
    rows: list[Row] = []
    try:
        replay(given.files, given.family, given.endpoint, rows.append)
    except Interrupted:
        return 130
    except (StackError, ReplayError, httpx.HTTPError) as error:
        say_on_stderr(str(error))
        return 1
    print(json.dumps([row.as_json() for row in rows], default=str) if given.json else table(rows))
    return 0 if all(row.good for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
