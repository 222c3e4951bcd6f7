"""Fixtures for every test: real Postgres, real processes, nothing left behind.

FLORIN_TEST_PG=18|16|15 chooses the one server of the run; without it, tests marked
`every_postgres` run on 18, and those of the folders in SPINE on each of the three;
FLORIN_EVERY_POSTGRES=1 lets all that are marked run on each. FLORIN_CI turns a skip into a
failure, FLORIN_VECTORS names the folder of recorded provider streams. With FLORIN_TEST_POOLER=1
every service that a test starts reaches its database through PgBouncer in transaction mode.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import NoReturn

import pytest

from local.pg_install import DEFAULT_VERSION, PostgresMissing, bin_dir
from local.postgres import EmbeddedPostgres
from local.testbed.databases import Database, Databases
from local.testbed.identity import Issuer, running_issuer
from local.testbed.pgbouncer import (
    PgBouncer,
    PgBouncerMissing,
    pgbouncer_program,
    running_pgbouncer,
)
from local.testbed.provider import ProviderControl, running_provider
from local.testbed.room import Room
from local.testbed.servers import temporary_server
from local.testbed.services import Service

# Newest first: what fails there is the most interesting.
EVERY_POSTGRES = (18, 16, 15)

# The books, what is charged to them and who may: these rules are proven on every server. Of the
# rest it is enough that it deploys and verifies there (docs/decisions/0027).
SPINE = ("generation", "ledger", "permissions")

# Connections per role that a shared database keeps from test to test; most races have fewer.
RUNNERS_KEPT = 8

# The processes of a run find each other's locks in it.
ROOM = "FLORIN_TEST_ROOM"

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    # Finalizers run on Ctrl-C; let them run on a plain kill as well.
    signal.signal(signal.SIGTERM, _leave)
    if not is_worker(config):
        os.environ[ROOM] = tempfile.mkdtemp(prefix="florin-room-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not is_worker(config):
        shutil.rmtree(os.environ.pop(ROOM), ignore_errors=True)


def is_worker(config: pytest.Config) -> bool:
    """Whether this is one of several processes that xdist started."""
    return hasattr(config, "workerinput")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Nothing else of the run happens while a test marked `alone` does."""
    alone = item.get_closest_marker("alone") is not None
    with Room(Path(os.environ[ROOM])).enter(alone=alone):
        return (yield)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs what is marked `every_postgres` on each server version, side by side in one run."""
    if (
        "chosen_databases" in metafunc.fixturenames
        and metafunc.definition.get_closest_marker("every_postgres")
        and "FLORIN_TEST_PG" not in os.environ
        and (metafunc.definition.path.parent.name in SPINE or "FLORIN_EVERY_POSTGRES" in os.environ)
    ):
        metafunc.parametrize(
            "chosen_databases", EVERY_POSTGRES, indirect=True, ids=lambda version: f"pg{version}"
        )


def _leave(number: int, frame: FrameType | None) -> None:
    pytest.exit("terminated", returncode=128 + number)


def skip_or_fail(reason: str) -> NoReturn:
    """Skips a test for a part that this machine lacks; in CI, where every part is, fails it."""
    if os.environ.get("FLORIN_CI"):
        pytest.fail(f"in CI nothing may be missing: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(name="skip_or_fail", scope="session")
def skip_or_fail_fixture() -> Callable[[str], NoReturn]:
    """`skip_or_fail(reason)`, for test modules, which cannot import from a conftest."""
    return skip_or_fail


@pytest.fixture(scope="session")
def postgres_version() -> int:
    version = int(os.environ.get("FLORIN_TEST_PG", DEFAULT_VERSION))
    require_postgres(version)
    return version


def require_postgres(version: int) -> None:
    try:
        bin_dir(version)
    except PostgresMissing as error:
        skip_or_fail(str(error))


@pytest.fixture(scope="session")
def postgres_server(postgres_version: int) -> Iterator[EmbeddedPostgres]:
    """One server for the whole run, with fsync off."""
    with temporary_server(postgres_version) as server:
        yield server


@pytest.fixture
def new_server() -> Iterator[Callable[[int], EmbeddedPostgres]]:
    """`new_server(18)`: another server of that version, with the platform's roles only."""
    with ExitStack() as stack:

        def start(version: int) -> EmbeddedPostgres:
            require_postgres(version)
            return stack.enter_context(temporary_server(version))

        yield start


@pytest.fixture(scope="session")
def pooler(postgres_server: EmbeddedPostgres) -> Iterator[PgBouncer | None]:
    """PgBouncer in front of the run's server, where FLORIN_TEST_POOLER asks for it."""
    if not os.environ.get("FLORIN_TEST_POOLER"):
        yield None
        return
    require_pgbouncer()
    # What a test takes from the server alone, the pooler's connections must leave.
    with running_pgbouncer(postgres_server, {"server_idle_timeout": 5}) as running:
        yield running


@pytest.fixture(name="require_pgbouncer", scope="session")
def require_pgbouncer_fixture() -> None:
    """Skips the tests that need PgBouncer where it is not installed."""
    require_pgbouncer()


def require_pgbouncer() -> None:
    try:
        pgbouncer_program()
    except PgBouncerMissing as error:
        skip_or_fail(str(error))


@pytest.fixture(scope="session")
def databases(postgres_server: EmbeddedPostgres, pooler: PgBouncer | None) -> Databases:
    return Databases(postgres_server, pooler)


@pytest.fixture(scope="session")
def databases_on(
    postgres_version: int, databases: Databases
) -> Iterator[Callable[[int], Databases]]:
    """`databases_on(16)`: databases on the run's one server of that version, started when asked."""
    made = {postgres_version: databases}
    with ExitStack() as stack:

        def on(version: int) -> Databases:
            if version not in made:
                require_postgres(version)
                made[version] = Databases(stack.enter_context(temporary_server(version)))
            return made[version]

        yield on


@pytest.fixture
def chosen_databases(
    request: pytest.FixtureRequest,
    postgres_version: int,
    databases_on: Callable[[int], Databases],
) -> Databases:
    """Where this test gets its databases: on the run's server, or on each (`every_postgres`)."""
    return databases_on(getattr(request, "param", postgres_version))


@pytest.fixture
def db(chosen_databases: Databases) -> Iterator[Database]:
    """A migrated and seeded database of the test's own. Its ledger must be sound afterwards."""
    database = chosen_databases.clone()
    try:
        yield database
        if database.verify_after:
            assert database.verify() == []
    finally:
        chosen_databases.drop(database)


@pytest.fixture(scope="session")
def common_databases() -> Iterator[dict[Databases, Database]]:
    """One database per server, for `common_db`; dropped with the server."""
    common: dict[Databases, Database] = {}
    yield common
    for database in common.values():
        database.close()


@pytest.fixture
def common_db(
    chosen_databases: Databases, common_databases: dict[Databases, Database]
) -> Iterator[Database]:
    """A database for all tests that touch no accounts but their own: cloning one takes longer
    than most of them. Its ledger must be sound after every one."""
    if chosen_databases not in common_databases:
        common_databases[chosen_databases] = chosen_databases.clone()
    database = common_databases[chosen_databases]
    try:
        yield database
        violations = database.kept_connection().execute("select * from ledger.verify()")
        assert violations.fetchall() == []
    finally:
        database.close_connections()
        # A race of many needs connections that the next tests do not.
        database.close_kept(beyond=RUNNERS_KEPT)


@pytest.fixture
def empty_db(databases: Databases) -> Iterator[Database]:
    """A database as a new Supabase project has it, without Florin."""
    database = databases.empty()
    try:
        yield database
    finally:
        databases.drop(database)


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of recorded provider streams, from FLORIN_VECTORS."""
    given = os.environ.get("FLORIN_VECTORS")
    if not given:
        skip_or_fail("FLORIN_VECTORS names no folder of recorded streams")
    folder = (REPOSITORY / given).resolve()
    if not folder.is_dir():
        skip_or_fail(f"FLORIN_VECTORS: {folder} is no folder")
    return folder


@pytest.fixture(scope="session")
def provider() -> Iterator[ProviderControl]:
    """A fake provider for the whole run; marks in a prompt choose what it does."""
    with running_provider() as control:
        yield control


@pytest.fixture(scope="session")
def issuer() -> Iterator[Issuer]:
    """Mints tokens that services started by the tests trust. Tests that rotate its keys or make
    it fail start their own with `running_issuer()`."""
    with running_issuer() as running:
        yield running


@pytest.fixture
def start_service(
    db: Database, provider: ProviderControl, issuer: Issuer
) -> Iterator[Callable[..., Service]]:
    """`start_service(FLORIN_HOLD_SECONDS="5")`: a replica over `db`; call it again for another."""
    with ExitStack() as stack:

        def start(**environment: str) -> Service:
            service = Service(db, provider, issuer, environment)
            stack.callback(service.close)
            service.start()
            return service

        yield start


@pytest.fixture
def service(start_service: Callable[..., Service]) -> Service:
    """A replica of the test's own, with its own database."""
    return start_service()


@pytest.fixture(scope="session")
def session_service(
    databases: Databases, provider: ProviderControl, issuer: Issuer
) -> Iterator[Service]:
    database = databases.clone()
    service = Service(database, provider, issuer, {})
    try:
        service.start()
        yield service
    finally:
        service.close()
        databases.drop(database)


@pytest.fixture
def shared_service(session_service: Service) -> Iterator[Service]:
    """One replica for all tests that only send requests, each with users of its own. The ledger
    must be sound after every one of them."""
    yield session_service
    assert session_service.db.verify() == []
