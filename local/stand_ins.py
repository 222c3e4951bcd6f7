"""The stand-ins that the local stack starts where no real keys are set: one line each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from local.app_store.part import AppStorePart
from local.child import Child
from local.fal.part import FalPart
from local.stripe.part import StripePart


class StandIn(Protocol):
    """A stand-in as a part of the stack, of a store or a provider of media. `url` is set once it is
    up."""

    title: str
    port: int
    health_path: str
    url: str

    def has_real_keys(self) -> bool:
        """Then the real one is asked, and its stand-in is left out."""

    def start(self, log_file: Path, port: int) -> tuple[Child, str]:
        """The process and its URL; not yet ready. Raises ChildError."""

    def environment(self, folder: Path) -> dict[str, str]:
        """What makes service and worker take it for the real one; files go into `folder`."""

    def open_shop(self, database_url: str, service_url: str) -> None:
        """Sells what the catalogue offers there, and tells the service of each sale."""


# By the store's name, as catalog.products has it, or the provider's, as catalog.providers has it.
STAND_INS: Mapping[str, type[StandIn]] = {
    "apple": AppStorePart,
    "stripe": StripePart,
    "fal": FalPart,
}
