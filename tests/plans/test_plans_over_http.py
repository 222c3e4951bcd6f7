"""Plans as clients meet them: a token plan to its last token, limits, usage, renewal."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from local.testbed.identity import User
from local.testbed.services import Service

TIMEOUT_S = 30.0
# The demo provider counts words, the service's estimate is bytes / 4: a hold is never more than
# what is used, and the last token can be reached.
PROMPT = "a b c d e f g h i j k l"
TOKEN = 1_000_000


def get(service: Service, user: User, path: str, **query: str) -> httpx.Response:
    return httpx.get(
        service.base_url + path,
        params=query,
        headers=user.headers,
        timeout=TIMEOUT_S,
        trust_env=False,
    )


def ask(service: Service, user: User, tokens: int, model: str = "demo-tokens") -> httpx.Response:
    mark = service.provider.script({"words": 5000})
    body = {
        "model": model,
        "messages": [{"role": "user", "content": f"{PROMPT} {PROMPT} {mark}"}],
        "max_tokens": tokens,
    }
    return httpx.post(
        f"{service.base_url}/v1/chat/completions",
        json=body,
        headers=user.headers,
        timeout=TIMEOUT_S,
        trust_env=False,
    )


def credits(service: Service, user: User) -> dict[str, Any]:
    limits = get(service, user, "/v1/limits").json()["limits"]
    found: dict[str, Any] = next(limit for limit in limits if limit["limit_source"] == "credits")
    return found


def open_for_registered(service: Service, plan: str) -> None:
    with service.db.connect("postgres") as connection:
        connection.execute("update catalog.plans set opens_for = null where id = 'free'")
        connection.execute(
            "update catalog.plans set opens_for = 'registered' where id = %s", [plan]
        )


def test_a_token_plan_gives_exactly_its_tokens(service: Service) -> None:
    open_for_registered(service, "tokens_free")
    user = service.issuer.new_user(service.db, is_anonymous=False)
    first = ask(service, user, 100)
    prompt_tokens = first.json()["usage"]["prompt_tokens"]
    spent = prompt_tokens + 100
    assert int(first.headers["florin-charged-microcredits"]) == spent * TOKEN
    while 100_000 - spent > prompt_tokens:
        words = min(4096, 100_000 - spent - prompt_tokens)
        reply = ask(service, user, words)
        assert reply.status_code == 200, reply.text
        spent += prompt_tokens + words
    assert credits(service, user)["remaining"] == (100_000 - spent) * TOKEN

    assert spent == 100_000
    refusal = ask(service, user, 1)
    assert refusal.status_code == 402
    assert refusal.json()["error"]["limit_source"] == "credits"
    limit = credits(service, user)
    assert (limit["limit"], limit["used"]) == (100_000 * TOKEN, 100_000 * TOKEN)


@pytest.mark.parametrize(
    ("plan", "tokens", "policy", "dollars_per_1000"),
    [
        ("tokens_free", 100_000, "block", 0),
        ("tokens_pro", 2_000_000, "bill", 0.02),
        ("tokens_enterprise", 10_000_000, "bill", 0.015),
    ],
)
def test_token_plans_are_seeded(
    shared_service: Service, plan: str, tokens: int, policy: str, dollars_per_1000: float
) -> None:
    with shared_service.db.connect("postgres") as connection:
        row = connection.execute(
            "select included, overage_policy::text, overage_rate * 1000 / 1e6 "
            "from catalog.find_plan_version(%s)",
            [plan],
        ).fetchone()
    assert row is not None
    assert (row[0], row[1], float(row[2])) == (tokens * TOKEN, policy, dollars_per_1000)


def test_limits_tell_what_is_left(shared_service: Service) -> None:
    user = shared_service.new_user()
    answer = get(shared_service, user, "/v1/limits")
    assert answer.status_code == 200
    told = answer.json()
    assert told["plan"] == "anonymous"
    sources = [limit["limit_source"] for limit in told["limits"]]
    assert sources[:3] == ["credits", "requests_per_minute", "open_generations"]
    before = told["limits"][0]["remaining"]
    reply = ask(shared_service, user, 5, "demo")
    charged = int(reply.headers["florin-charged-microcredits"])
    assert credits(shared_service, user)["remaining"] == before - charged


def test_usage_is_asked_for_by_span_and_group(shared_service: Service) -> None:
    user = shared_service.new_user()
    charged = int(ask(shared_service, user, 5, "demo").headers["florin-charged-microcredits"])
    today = datetime.now(UTC).date()
    answer = get(
        shared_service,
        user,
        "/v1/usage",
        **{"from": str(today - timedelta(days=1)), "to": str(today + timedelta(days=2))},
        group_by="model",
    )
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert datetime.fromisoformat(told["from"]).date() == today - timedelta(days=1)
    assert told["total"]["charged_microcredits"] == charged
    assert [(g["model"], g["charged_microcredits"]) for g in told["groups"]] == [("demo", charged)]
    assert get(shared_service, user, "/v1/usage").json()["total"]["generations"] == 1


@pytest.mark.parametrize(
    "query",
    [
        {"from": "yesterday"},
        {"to": "2026-13-01"},
        {"from": "2020-01-01", "to": "2026-01-01"},
        {"from": "2026-01-02", "to": "2026-01-01"},
        {"group_by": "hour"},
    ],
)
def test_usage_that_cannot_be_asked_for_is_refused(
    shared_service: Service, query: dict[str, str]
) -> None:
    answer = get(shared_service, shared_service.new_user(), "/v1/usage", **query)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_query")


def test_times_are_utc_unless_they_say_otherwise(shared_service: Service) -> None:
    user = shared_service.new_user()
    for given, said in (
        ("2026-03-01", "2026-03-01T00:00:00+00:00"),
        ("2026-03-01T05:00:00", "2026-03-01T05:00:00+00:00"),
        ("2026-03-01T05:00:00+02:00", "2026-03-01T03:00:00+00:00"),
    ):
        told = get(shared_service, user, "/v1/usage", **{"from": given, "to": "2026-04-01"}).json()
        assert datetime.fromisoformat(told["from"]) == datetime.fromisoformat(said)


def test_a_worker_renews_what_is_due(service: Service) -> None:
    user = service.new_user()
    get(service, user, "/v1/limits")
    with service.db.connect("postgres") as connection:
        connection.execute(
            "update access.account_plans set anchor = now() - interval '40 days', "
            "period_start = now() - interval '40 days', "
            "period_end = access.add_months(now() - interval '40 days', 1)"
        )
    worker = service.start_worker()
    try:
        deadline = time.monotonic() + TIMEOUT_S
        # The first month's credits have not lapsed: only the month was moved.
        while credits(service, user)["remaining"] != 40_000_000:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        worker.stop()
