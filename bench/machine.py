"""What the figures were taken on, in one line."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path


def describe() -> str:
    """Day, processor, number of its cores, system, Python, and the load that others make (the
    minute before, so call it before a bench); no names, no paths."""
    day = datetime.now(UTC).date().isoformat()
    return (
        f"{day}: {os.cpu_count()} cores of {_processor()}, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f} before it began"
    )


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
