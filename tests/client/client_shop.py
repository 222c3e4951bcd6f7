"""A project that sells: stand-ins of the stores, and a worker that folds what they tell."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from client_project import Project, running_project

from local.app_store.control import AppStore
from local.app_store.part import AppStorePart
from local.stripe.control import StripeControl
from local.stripe.part import StripePart
from local.testbed.databases import Database
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl


@dataclass(frozen=True)
class Shop:
    project: Project
    stripe: StripeControl
    apple: AppStore


@contextlib.contextmanager
def running_shop(database: Database, provider: ProviderControl, issuer: Issuer) -> Iterator[Shop]:
    parts = (StripePart(), AppStorePart())
    with tempfile.TemporaryDirectory(prefix="florin-shop-") as name, contextlib.ExitStack() as end:
        folder = Path(name)
        environment: dict[str, str] = {}
        for part in parts:
            child, part.url = part.start(folder / "part.log", 0)
            end.callback(child.stop, deadline_s=5)
            environment |= part.environment(folder)
        project = end.enter_context(running_project(database, provider, issuer, environment))
        for part in parts:
            part.open_shop(database.dsn(), project.service_url)
        worker = project.service.start_worker()
        end.callback(worker.stop, deadline_s=10)
        stripe = end.enter_context(StripeControl(parts[0].url))
        yield Shop(project, stripe, end.enter_context(AppStore(parts[1].url)))
