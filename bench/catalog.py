"""scripts/bench catalog: beginning with the model left open, and the catalogue over HTTP.

Beginning is timed as Postgres' clients see it, the catalogue as one client of the service does, one
request after another, and as eight at once do. See docs/performance.md.
"""

import http.client
import itertools
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench import pgbench
from bench.accounts import FIRST_ACCOUNT, demo_route
from bench.catalog_rows import MODELS, load_catalog
from bench.database import bench_database, bench_server
from bench.figures import markdown, percentile
from bench.processes import Measured, running_service
from bench.reaches import reach
from bench.users import CALL_TIMEOUT_S, greet
from local.postgres import SUPERUSER
from local.testbed.databases import Database, Databases
from local.testbed.identity import Issuer, running_issuer

BEGIN_OPEN = Path(__file__).with_name("begin_open.sql")
DEFAULT_SECONDS = 20
USAGE_ROWS = 1_000_000
WARM_UP_S = 1
USERS = 200
CLIENTS = pgbench.CLIENTS
PATH = "/v1/catalog"
# Nothing is generated here, so nobody listens there.
NO_PROVIDER = "http://127.0.0.1:1"

Say = Callable[[str], None]


class CatalogBenchError(Exception):
    """What was measured was not what should have been; the text says how."""


@dataclass(frozen=True)
class CatalogResult:
    """Latencies in ms, and how much there was."""

    begin: list[float]
    whole: list[float]
    unchanged: list[float]
    whole_at_once: list[float]
    unchanged_at_once: list[float]
    usage_rows: int
    body_bytes: int

    def json(self) -> dict[str, float]:
        return {
            "begin_open_p95_ms": round(percentile(self.begin, 95), 3),
            "catalog_p95_ms": round(percentile(self.whole, 95), 3),
            "not_modified_p95_ms": round(percentile(self.unchanged, 95), 3),
            "catalog_at_once_p95_ms": round(percentile(self.whole_at_once, 95), 3),
            "not_modified_at_once_p95_ms": round(percentile(self.unchanged_at_once, 95), 3),
            "usage_rows": self.usage_rows,
        }

    def table(self) -> str:
        def row(what: str, found: list[float], needed: str) -> tuple[str, str, str, str]:
            p95, p50 = percentile(found, 95), percentile(found, 50)
            return what, f"{p95:.2f}", f"{p50:.2f} ({len(found):,})", needed

        size = f"{MODELS} models, {self.body_bytes / 1000:.0f} kB"
        return markdown(
            [
                (f"catalogue, {self.usage_rows:,} rows of use", "p95, ms", "p50 (number)", "reach"),
                row(
                    f"begin without a model, {pgbench.CLIENTS} clients",
                    self.begin,
                    reach("catalog.begin_open_p95_ms"),
                ),
                row(f"GET {PATH}, {size}", self.whole, reach("catalog.catalog_p95_ms")),
                row(
                    "the same with If-None-Match: 304",
                    self.unchanged,
                    reach("catalog.not_modified_p95_ms"),
                ),
                row(f"GET {PATH}, {CLIENTS} clients at once", self.whole_at_once, ""),
                row("the same with If-None-Match: 304", self.unchanged_at_once, ""),
            ]
        )


def measure(seconds: int, usage_rows: int, accounts: int, say: Say) -> CatalogResult:
    """A fifth of `seconds` for each figure. Raises CatalogBenchError and PgbenchError."""
    share_s = max(1, seconds // 5)
    say("starting a Postgres and the service of its own")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="florin-bench-")))
        server = stack.enter_context(bench_server())
        database = stack.enter_context(bench_database(Databases(server)))
        issuer = stack.enter_context(running_issuer())
        say(f"loading {accounts:,} accounts, {MODELS} models and {usage_rows:,} rows of use")
        loaded = load_catalog(database, accounts, usage_rows)
        say("beginning generations")
        begin = _begin(database, accounts, share_s)
        say(f"GET {PATH}")
        service = stack.enter_context(running_service(folder, database, issuer, NO_PROVIDER))
        tokens = _tokens(issuer, service, min(USERS, accounts))
        client = Client(service.url)
        stack.enter_context(closing(client))
        _timed(client, itertools.cycle(tokens), WARM_UP_S, unchanged=False)
        whole = _timed(client, itertools.cycle(tokens), share_s, unchanged=False)
        unchanged = _timed(client, itertools.cycle(client.known), share_s, unchanged=True)
        whole_8 = _at_once(service.url, tokens, share_s, unchanged=False)
        unchanged_8 = _at_once(service.url, tokens, share_s, unchanged=True)
        return CatalogResult(
            begin, whole, unchanged, whole_8, unchanged_8, loaded, client.body_bytes
        )


def _begin(database: Database, accounts: int, seconds: int) -> list[float]:
    return pgbench.run(
        database.server,
        database.dsn("florin_service"),
        BEGIN_OPEN,
        seconds,
        warm_up_s=WARM_UP_S,
        latencies=True,
        every_other=True,
        variables={
            "accounts": accounts,
            "begun": 0,
            "route": demo_route(database.connect(SUPERUSER)),
        },
    ).latencies_ms


def _at_once(url: str, tokens: list[str], seconds: int, *, unchanged: bool) -> list[float]:
    """As many clients as for the database, each with users of its own."""

    def one(number: int) -> list[float]:
        with closing(Client(url)) as client:
            mine = tokens[number % len(tokens) :: CLIENTS] or tokens[:1]
            _timed(client, itertools.cycle(mine), WARM_UP_S, unchanged=False)
            return _timed(client, itertools.cycle(client.known), seconds, unchanged=unchanged)

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [took for found in pool.map(one, range(CLIENTS)) for took in found]


def _tokens(issuer: Issuer, service: Measured, users: int) -> list[str]:
    ids = (uuid.UUID(f"00000000-0000-4000-8000-{FIRST_ACCOUNT + n}") for n in range(users))
    tokens = [issuer.token(user_id, is_anonymous=False) for user_id in ids]
    greet(service.url, tokens)
    return tokens


class Client:
    """One connection to the service, and the tag that each user last got."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self._http = http.client.HTTPConnection(
            str(where.hostname), where.port, timeout=CALL_TIMEOUT_S
        )
        self._tags: dict[str, str] = {}
        self.body_bytes = 0

    @property
    def known(self) -> list[str]:
        """The tokens whose users got an answer: on a slow machine not all had a turn."""
        return list(self._tags)

    def close(self) -> None:
        self._http.close()

    def get(self, token: str, *, unchanged: bool) -> float:
        """One request; the ms it took. Raises CatalogBenchError for an unexpected answer."""
        headers = {"authorization": f"Bearer {token}"}
        if unchanged:
            headers["if-none-match"] = self._tags[token]
        begun = time.perf_counter()
        self._http.request("GET", PATH, headers=headers)
        reply = self._http.getresponse()
        body = reply.read()
        took_ms = (time.perf_counter() - begun) * 1000
        if reply.status != (304 if unchanged else 200):
            raise CatalogBenchError(f"GET {PATH} answered {reply.status}: {body[:200]!r}")
        self._tags[token] = str(reply.headers["etag"])
        self.body_bytes = max(self.body_bytes, len(body))
        return took_ms


def _timed(client: Client, tokens: Iterator[str], seconds: int, *, unchanged: bool) -> list[float]:
    deadline = time.perf_counter() + seconds
    found: list[float] = []
    while time.perf_counter() < deadline:
        found.append(client.get(next(tokens), unchanged=unchanged))
    return found
