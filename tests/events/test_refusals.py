"""A limit that was hit is told once a minute, after the client has its 429."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest
from events.outbox_steps import Outbox

from local.testbed.databases import Database
from local.testbed.plans import change_plans
from local.testbed.services import Service

CALL_TIMEOUT_S = 20.0


def hits(db: Database) -> list[Any]:
    rows = db.kept_connection().execute(
        "select account_id, payload from audit.outbox where kind = 'model_rate_limit_hit'"
    )
    return rows.fetchall()


def test_the_service_may_tell_and_nobody_else(outbox: Outbox) -> None:
    account, user = uuid.uuid4(), uuid.uuid4()
    call = "select api.record_refusal(%s, %s, %s, 'requests_per_minute')"
    outbox.db.connect("florin_service").execute(call, [account, user, "m" * 500])
    payload = {"user_id": str(user), "model": "m" * 200, "limit_source": "requests_per_minute"}
    assert hits(outbox.db) == [(account, payload)]
    for role in ("florin_worker", "authenticated", "anon"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            outbox.db.connect(role).execute(call, [account, user, "m"])


def test_refusals_of_a_minute_are_told_once_for_each_model(
    start_service: Callable[..., Service],
) -> None:
    service = start_service()
    change_plans(service.db.kept_connection(), max_open_generations=1)
    user = service.new_user()
    mark = service.provider.script({"words": 2000, "delay_between_chunks_ms": 5})
    with httpx.Client(
        base_url=service.base_url, timeout=CALL_TIMEOUT_S, trust_env=False, headers=user.headers
    ) as http:

        def ask(model: str, stream: bool) -> dict[str, Any]:
            return {
                "model": model,
                "stream": stream,
                "messages": [{"role": "user", "content": mark}],
            }

        with http.stream("POST", "/v1/chat/completions", json=ask("demo", True)) as reply:
            assert reply.status_code == 200
            for _ in range(3):
                refused = http.post("/v1/chat/completions", json=ask("demo", False))
                assert refused.status_code == 429
        deadline = time.monotonic() + 10
        while not hits(service.db):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(0.3)
    ((_, payload),) = hits(service.db)
    assert payload == {
        "user_id": str(user.id),
        "model": "demo",
        "limit_source": "open_generations",
    }
