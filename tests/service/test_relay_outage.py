"""Postgres away while generations run, and the service killed in the middle of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import outage
import pytest
from relay_calls import (
    CHAT,
    account,
    chat,
    facts,
    finished,
    opened,
    post,
    read_events,
    until,
)

from local.migrator import give_service_roles_login, migrate
from local.postgres import EmbeddedPostgres
from local.supabase_database import prepare_database
from local.testbed.databases import Database
from local.testbed.identity import Issuer
from local.testbed.provider import ProviderControl
from local.testbed.services import Service

INPUT, OUTPUT = 300, 1500
SLOW = {"words": 30, "usage": {"input": 7, "output": 30}, "delay_between_chunks_ms": 40}
CHARGE = 7 * INPUT + 30 * OUTPUT


@pytest.fixture
def own(
    new_server: Callable[[int], EmbeddedPostgres],
    postgres_version: int,
    provider: ProviderControl,
    issuer: Issuer,
) -> Iterator[Service]:
    """A service on a Postgres that the test may stop."""
    server = new_server(postgres_version)
    prepare_database(server, "florin")
    migrate(server.dsn("florin"))
    give_service_roles_login(server)
    service = Service(Database(server, "florin"), provider, issuer, {})
    service.start()
    try:
        yield service
    finally:
        service.close()


def test_nothing_is_relayed_without_a_hold(own: Service) -> None:
    user = own.new_user()
    assert post(own, user, CHAT, chat("hello")).status == 200
    mark = own.provider.script(SLOW)
    outage.stop(own.db.server)

    reply = post(own, user, CHAT, chat(mark))

    assert reply.status == 503
    assert int(reply.headers["retry-after"]) > 0
    assert own.provider.seen(mark)["count"] == 0
    outage.start(own.db.server)


def test_a_stream_outlives_the_database_and_is_charged_when_it_is_back(own: Service) -> None:
    user = own.new_user()
    mark = own.provider.script(SLOW)

    with opened(own, user, CHAT, chat(mark)) as response:
        generation_id = response.headers["florin-generation-id"]
        outage.stop(own.db.server)
        raw = b"".join(response.iter_raw())

    # Complete, in time; only the charge is not known yet.
    assert b"[DONE]" in raw
    assert b'"pending":true' in raw
    outage.start(own.db.server)
    found = until(
        lambda: facts(own, user, generation_id), lambda row: row["status"] != "running", 30
    )
    assert (found["status"], found["charged_microcredits"]) == ("completed", CHARGE)
    assert own.db.verify() == []


def test_an_outage_that_passes_in_mid_stream_is_not_noticed(own: Service) -> None:
    user = own.new_user()
    mark = own.provider.script({**SLOW, "delay_between_chunks_ms": 300})
    with opened(own, user, CHAT, chat(mark)) as response:
        outage.stop(own.db.server)
        outage.start(own.db.server)
        raw = b"".join(response.iter_raw())
    assert b'"charged_microcredits":%d' % CHARGE in raw
    assert own.db.verify() == []


def test_a_killed_services_stream_is_settled_from_its_progress(
    start_service: Callable[..., Service],
) -> None:
    service = start_service(FLORIN_PROGRESS_INTERVAL_S="0.2", FLORIN_HOLD_SECONDS="5")
    user = service.new_user()
    mark = service.provider.script({**SLOW, "words": 400})
    with opened(service, user, CHAT, chat(mark)) as response:
        generation_id = response.headers["florin-generation-id"]
        with service.db.connect("supabase_admin") as connection:
            until(
                lambda: connection.execute(
                    "select progress -> 0 ->> 'output' from generation.generations where id = %s",
                    [generation_id],
                ).fetchone(),
                lambda row: row[0] is not None and int(row[0]) > 0,
            )
        service.kill()
    service.start()
    worker = service.start_worker()
    try:
        found = finished(service, user, generation_id)
    finally:
        worker.stop(deadline_s=10)

    assert (found["status"], found["usage_source"]) == ("expired", "estimated")
    assert 0 < found["usage"]["output"] < 400
    paid = account(service, user)
    assert paid["held"] == 0
    assert paid["posted"] == 20_000_000 - found["charged_microcredits"]


def test_a_killed_services_generation_without_a_token_is_released(
    start_service: Callable[..., Service],
) -> None:
    service = start_service(FLORIN_HOLD_SECONDS="5")
    user = service.new_user()
    mark = service.provider.script({"words": 2, "hang_after_events": 1})
    with opened(service, user, CHAT, chat(mark), Idempotency_Key="k") as response:
        read_events(response, 1)
        generation_id = response.headers["florin-generation-id"]
        service.kill()
    service.start()
    worker = service.start_worker()
    try:
        found = finished(service, user, generation_id)
        again = post(service, user, CHAT, chat(mark.replace("script", "demo")))
    finally:
        worker.stop(deadline_s=10)
    assert (found["status"], found["charged_microcredits"]) == ("expired", 0)
    assert again.status == 200
