"""A stand-in App Store in a process of its own, and its handle."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from local.app_store.control import AppStore
from local.parts import start_app_store


@contextlib.contextmanager
def running_app_store() -> Iterator[AppStore]:
    """Empty: no products, no customers, no webhook."""
    with tempfile.TemporaryDirectory(prefix="florin-app-store-") as folder:
        child, url = start_app_store(Path(folder) / "app-store.log")
        try:
            with AppStore(url) as store:
                yield store
        finally:
            child.stop(deadline_s=5)
