"""What /rest/v1 exposes, from `[api]` of supabase/config.toml, as the platform reads it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

CONFIG = Path(__file__).resolve().parent.parent.parent / "supabase" / "config.toml"


@dataclass(frozen=True)
class ApiSettings:
    """`schemas`: the first is meant when a request names none. `max_rows`: of one answer."""

    schemas: tuple[str, ...]
    extra_search_path: tuple[str, ...]
    max_rows: int

    @classmethod
    def read(cls, file: Path = CONFIG) -> "ApiSettings":
        api = tomllib.loads(file.read_text())["api"]
        return cls(tuple(api["schemas"]), tuple(api["extra_search_path"]), int(api["max_rows"]))
