"""Rounds of lifecycle.sql: one generation after another, begun and finished as the service does."""

from pathlib import Path

from bench import pgbench
from bench.accounts import LIMITED_MODEL, MODEL, demo_route
from local.postgres import SUPERUSER
from local.testbed.databases import Database

LIFECYCLE = Path(__file__).with_name("lifecycle.sql")


class Lifecycles:
    """On one database, as florin_service. Raises PgbenchError."""

    def __init__(self, database: Database, *, limited: bool = False) -> None:
        """limited: of a model with a daily limit, through API keys with a budget and a rate."""
        self._server = database.server
        self._dsn = database.dsn("florin_service")
        connection = database.connect(SUPERUSER)
        row = connection.execute("select count(*) from ledger.accounts").fetchone()
        self._variables: dict[str, int | str] = {
            "model": f"'{LIMITED_MODEL if limited else MODEL}'",
            "keyed": "true" if limited else "false",
            "route": demo_route(connection),
            "accounts": 0 if row is None else int(row[0]),
        }

    def run(self, seconds: int, *, warm_up_s: int = 0, latencies: bool = False) -> pgbench.Round:
        """A round with all clients."""
        return pgbench.run(
            self._server,
            self._dsn,
            LIFECYCLE,
            seconds,
            warm_up_s=warm_up_s,
            latencies=latencies,
            variables=self._variables,
        )

    def run_once(self) -> None:
        """One generation."""
        pgbench.run_once(self._server, self._dsn, LIFECYCLE, self._variables)
