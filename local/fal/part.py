"""The stand-in as a part of the local stack: its key, and where it is."""

import os
import secrets
from pathlib import Path

from local.child import Child
from local.fal.control import FalControl
from local.parts import start_fal


class FalPart:
    """The key is made anew with every start, since the stand-in forgets everything with its end."""

    title = "fal.ai"
    port = 8791
    health_path = "/health"

    def __init__(self) -> None:
        self.url = ""
        self.key = f"local:{secrets.token_hex(16)}"

    def has_real_keys(self) -> bool:
        return bool(os.environ.get("FLORIN_FAL_KEY"))

    def start(self, log_file: Path, port: int) -> tuple[Child, str]:
        return start_fal(log_file, port, self.key)

    def environment(self, folder: Path) -> dict[str, str]:
        """What makes service and worker take it for fal."""
        with FalControl(self.url) as control:
            return control.environment(self.key)

    def open_shop(self, database_url: str, service_url: str) -> None:
        """Nothing to sell: each request says where its verdict is to be posted."""
