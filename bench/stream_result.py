"""What scripts/bench stream found: as one JSON object, and as a table for people."""

from dataclasses import dataclass, field
from typing import Any

from bench.figures import markdown, median, spread
from bench.reaches import reach


@dataclass(frozen=True)
class Setting:
    """What was run, for the table's words."""

    chunks: int
    first_byte_clients: int
    open_streams: int
    chunks_per_s: int


@dataclass
class Cpu:
    """CPU milliseconds per stream, a figure per round."""

    service: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return median(self.service) / median(self.bare)

    @property
    def ratios(self) -> list[float]:
        return [a / b for a, b in zip(self.service, self.bare, strict=True)]


@dataclass
class StreamResult:
    setting: Setting
    groups: Cpu
    whole: Cpu
    single: Cpu
    first_bytes: dict[str, Any]
    bare_first_bytes: dict[str, Any]
    at_once: dict[str, Any]
    open: dict[str, Any]
    open_direct: dict[str, Any]
    kib_per_stream: float

    def json(self) -> dict[str, Any]:
        return {
            "cpu_ms_per_stream": round(median(self.groups.service), 3),
            "bare_relay_cpu_ms": round(median(self.groups.bare), 3),
            "ratio": round(self.groups.ratio, 2),
            "ttfb_added_ms": {
                name: round(value, 2) for name, value in self.first_bytes["added_ms"].items()
            },
            "open_streams": {
                "count": self.open["open"],
                "errors": self.open["errors"],
                "chunk_delay_p99_ms": round(self.open["delay_ms"]["99"], 2),
                "kib_per_stream": round(self.kib_per_stream, 1),
            },
        }

    def table(self) -> str:
        setting, figures, opened = self.setting, self.json(), self.open
        bare = self.bare_first_bytes["added_ms"]
        added, burst = self.first_bytes["added_ms"], self.at_once["added_ms"]
        delay, direct = opened["delay_ms"], self.open_direct["delay_ms"]
        count = f"{setting.open_streams:,} open streams of {setting.chunks_per_s} chunks/s"
        return markdown(
            [
                ("stream", "figure", "rounds", "reach"),
                *_cpu_lines(
                    f"CPU per {setting.chunks}-chunk stream, ten reads",
                    self.groups,
                    reach("stream.ratio"),
                ),
                *_cpu_lines("CPU per stream, all in one read", self.whole, ""),
                *_cpu_lines("CPU per stream, each chunk by itself", self.single, ""),
                (
                    f"time to first byte added, {setting.first_byte_clients} concurrent, p50 ms",
                    f"{added['p50']:.2f}",
                    f"{self.first_bytes['pairs']} pairs",
                    reach("stream.ttfb_added_ms.p50"),
                ),
                ("the same, p99 ms", f"{added['p99']:.2f}", "", reach("stream.ttfb_added_ms.p99")),
                (
                    "the same by the bare relay, p50 and p99 ms",
                    f"{bare['p50']:.2f}, {bare['p99']:.2f}",
                    f"{self.bare_first_bytes['pairs']} pairs",
                    "",
                ),
                (
                    f"the same, all {setting.first_byte_clients} begun at once, p50 and p99 ms",
                    f"{burst['p50']:.1f}, {burst['p99']:.1f}",
                    f"{self.at_once['pairs']} pairs",
                    "",
                ),
                (f"{count}: open, errors", f"{opened['open']}, {opened['errors']}", "", "0 errors"),
                (
                    "chunk delay p99, ms",
                    f"{delay['99']:.1f}",
                    f"{opened['chunks']} chunks",
                    reach("stream.open_streams.chunk_delay_p99_ms"),
                ),
                (
                    "chunk delay p99 without the service, ms",
                    f"{direct['99']:.1f}",
                    f"{self.open_direct['chunks']} chunks",
                    "",
                ),
                (
                    "memory per open stream, KiB",
                    f"{figures['open_streams']['kib_per_stream']:.0f}",
                    "",
                    reach("stream.open_streams.kib_per_stream"),
                ),
            ]
        )


def _cpu_lines(name: str, cpu: Cpu, needed: str) -> list[tuple[str, str, str, str]]:
    return [
        (f"{name}: service, ms", f"{median(cpu.service):.2f}", spread(cpu.service, 2), ""),
        ("the same: bare relay, ms", f"{median(cpu.bare):.2f}", spread(cpu.bare, 2), ""),
        ("ratio", f"{cpu.ratio:.2f}", spread(cpu.ratios, 2), needed),
    ]
