"""The service as a process of its own, over a cloned database and the fake provider."""

import signal
import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.child import Child
from local.parts import (
    SERVICE_STOP_DEADLINE_S,
    bare_environment,
    on_some_port,
    start_service,
    start_worker,
)
from local.testbed.databases import Database
from local.testbed.identity import Issuer, User
from local.testbed.provider import ProviderControl


class Service:
    """One replica. `base_url` changes when it is started again."""

    def __init__(
        self,
        db: Database,
        provider: ProviderControl,
        issuer: Issuer,
        environment: Mapping[str, str],
    ) -> None:
        self.db = db
        self.provider = provider
        self.issuer = issuer
        self.base_url = ""
        self.child: Child | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="florin-service-")
        self.environment = {
            **bare_environment(),
            # No load balancer looks at the replicas of a test.
            "FLORIN_SHUTDOWN_NOTICE_S": "0",
            **issuer.environment(),
            **provider.environment(),
            "FLORIN_DATABASE_URL": db.service_dsn(),
            "FLORIN_WORKER_DATABASE_URL": db.dsn("florin_worker"),
            **environment,
        }

    def start(self, until: str = "/health/ready") -> None:
        """Returns when the service answers 200 at this path: by default when it is ready."""
        log_file = self._log_file("service")
        self.child, self.base_url = on_some_port(
            lambda port: start_service(log_file, self.environment, port), until
        )

    def start_worker(self) -> Child:
        """A worker on the same database; the caller stops it."""
        return start_worker(self._log_file("worker"), self.environment)

    def kill(self) -> None:
        """SIGKILL: what a crash leaves behind."""
        self._stop(signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM, without waiting for the end."""
        if self.child is not None:
            self.child.send(signal.SIGTERM)

    def stop(self) -> None:
        """SIGTERM, and the end."""
        self._stop(signal.SIGTERM)

    def restart(self) -> None:
        self.stop()
        self.start()

    def close(self) -> None:
        self.stop()
        self._folder.cleanup()

    @property
    def pid(self) -> int:
        if self.child is None:
            raise ValueError("the service is not running")
        return self.child.pid

    def log(self) -> str:
        """What the service logged so far."""
        file = self._log_file("service")
        return file.read_text(errors="replace") if file.exists() else ""

    def new_user(self, *, is_anonymous: bool = True) -> User:
        """A user with a token. The account is opened by the user's first request."""
        return self.issuer.new_user(self.db, is_anonymous=is_anonymous)

    def token(self, user_id: uuid.UUID, **claims: Any) -> str:
        return self.issuer.token(user_id, **claims)

    def _stop(self, number: signal.Signals) -> None:
        if self.child is not None:
            self.child.stop(number, SERVICE_STOP_DEADLINE_S)
            self.child = None

    def _log_file(self, name: str) -> Path:
        return Path(self._folder.name) / f"{name}.log"
