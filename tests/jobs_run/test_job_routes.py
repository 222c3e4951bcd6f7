"""/v1/jobs: asked for, listed, waited for, canceled and deleted, by those who may."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from functions_py.preferences import wait_s
from jobs_run.world import PRICE, Customer, World, new_prompt
from starlette.datastructures import Headers

from local.testbed.services import Service

MODEL = "demo-image"

pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture
def customer(world: World) -> Customer:
    return world.customer()


def finish(world: World, customer: Customer, job_id: str, outcome: str = "failed") -> None:
    """As a provider's verdict does, behind the service's back."""
    world.rows(
        "select api.finish_job(%(account)s, %(id)s, %(outcome)s, '[]', null, 'worker')",
        account=customer.account,
        id=job_id,
        outcome=outcome,
    )


def test_created_job_is_described_with_its_address_and_version(customer: Customer) -> None:
    prompt = new_prompt()
    reply = customer.post({"model": MODEL, "prompt": prompt, "images": 2})
    job = reply.json()
    assert reply.status_code == 201
    assert reply.headers["location"] == f"/v1/jobs/{job['id']}"
    assert reply.headers["etag"] == f'"{job["version"]}"'
    assert int(reply.headers["florin-available-microcredits"]) == customer.had - 2 * PRICE
    assert job["input"] == {"model": MODEL, "prompt": prompt, "images": 2}
    assert (job["status"], job["unit"], job["quantity"], job["held_microcredits"]) == (
        "queued",
        "image",
        2,
        2 * PRICE,
    )
    assert customer.job(job["id"]) == job


def test_same_key_is_the_same_job_and_holds_once(customer: Customer) -> None:
    body = {"model": MODEL, "prompt": new_prompt()}
    first = customer.post(body, **{"idempotency-key": "one"})
    again = customer.post(body, **{"idempotency-key": "one"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert customer.held() == PRICE
    other = customer.post({**body, "seed": 1}, **{"idempotency-key": "one"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_same_key_sent_at_once_makes_one_job(customer: Customer) -> None:
    body = {"model": MODEL, "prompt": new_prompt()}
    with ThreadPoolExecutor(8) as pool:
        replies = list(
            pool.map(lambda _: customer.post(body, **{"idempotency-key": "race"}), range(8))
        )
    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.json()["id"] for reply in replies}) == 1
    assert customer.held() == PRICE


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"model": MODEL}, 400, "invalid_argument"),
        ({"model": MODEL, "prompt": "x", "colour": "red"}, 400, "invalid_argument"),
        ({"model": MODEL, "prompt": "x", "images": 11}, 400, "invalid_argument"),
        (
            {"model": MODEL, "prompt": "x", "image_url": "http://a.example/"},
            400,
            "invalid_argument",
        ),
        ({"model": MODEL, "prompt": "a\0b"}, 400, "invalid_value"),
        ({"model": "no-such-model", "prompt": "x"}, 404, "model_not_found"),
        ({"model": "demo", "prompt": "x"}, 400, "model_not_on_endpoint"),
        ({"model": MODEL, "prompt": "x" * 70_000}, 413, "body_too_large"),
        ([], 400, "malformed_json"),
    ],
)
def test_job_that_cannot_be_done_is_refused_and_holds_nothing(
    customer: Customer, body: Any, status: int, code: str
) -> None:
    reply = customer.post(body)
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert customer.held() == 0


def test_job_that_is_not_covered_is_refused(customer: Customer) -> None:
    reply = customer.post({"model": "demo-video", "prompt": "x", "seconds": 500})
    assert reply.status_code == 402
    assert reply.json()["limit_source"] == "credits"


def test_stranger_sees_and_touches_nothing(world: World, customer: Customer) -> None:
    job = customer.order()
    stranger = world.customer()
    path = f"/v1/jobs/{job['id']}"
    for reply in (
        stranger.http.get(path),
        stranger.http.get(path, headers={"prefer": "wait=20"}),
        stranger.http.post(f"{path}/cancel"),
        stranger.http.delete(path),
    ):
        assert (reply.status_code, reply.json()["code"]) == (404, "job_not_found")
    assert stranger.http.get("/v1/jobs").json() == {"jobs": [], "next": None}
    assert customer.job(job["id"])["status"] == "queued"


@pytest.mark.parametrize("job_id", ["nothing", str(uuid4())], ids=["nothing", "a stranger's"])
def test_job_that_is_not_there_is_not_found(customer: Customer, job_id: str) -> None:
    for reply in (
        customer.http.get(f"/v1/jobs/{job_id}"),
        customer.http.post(f"/v1/jobs/{job_id}/cancel"),
        customer.http.delete(f"/v1/jobs/{job_id}"),
    ):
        assert (reply.status_code, reply.json()["code"]) == (404, "job_not_found")


def test_nobody_gets_in_without_a_token(world: World) -> None:
    reply = httpx.get(f"{world.service.base_url}/v1/jobs", trust_env=False)
    assert reply.status_code == 401


def test_api_key_needs_the_scope_of_jobs(world: World, customer: Customer) -> None:
    def key(*scopes: str) -> dict[str, str]:
        made = customer.http.post("/v1/api-keys", json={"name": "k", "scopes": list(scopes)})
        return {"authorization": f"Bearer {made.json()['key']}"}

    def ask(headers: dict[str, str]) -> httpx.Response:
        return httpx.post(
            f"{world.service.base_url}/v1/jobs",
            json={"model": MODEL, "prompt": new_prompt()},
            headers=headers,
            trust_env=False,
        )

    refused = ask(key("generate", "read"))
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert refused.json()["scope"] == "jobs"
    assert ask(key("jobs")).status_code == 201


def test_jobs_are_listed_newest_first_page_by_page(customer: Customer) -> None:
    ids = [customer.order()["id"] for _ in range(5)]
    seen: list[str] = []
    before: dict[str, str] = {}
    while True:
        page = customer.http.get("/v1/jobs", params={"limit": "2", **before}).json()
        seen += [job["id"] for job in page["jobs"]]
        if page["next"] is None:
            break
        before = {"before": page["next"]}
    assert seen == ids[::-1]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "invalid_argument"),
        ("limit=101", "invalid_argument"),
        ("limit=many", "invalid_query"),
        ("limit=9999", "invalid_query"),
        ("before=yesterday", "invalid_argument"),
    ],
)
def test_page_that_cannot_be_is_refused(customer: Customer, query: str, code: str) -> None:
    reply = customer.http.get(f"/v1/jobs?{query}")
    assert (reply.status_code, reply.json()["code"]) == (400, code)


def test_job_that_has_not_ended_is_not_deleted(customer: Customer) -> None:
    job = customer.order()
    reply = customer.http.delete(f"/v1/jobs/{job['id']}")
    assert (reply.status_code, reply.json()["code"]) == (409, "job_not_ended")
    customer.cancel(job["id"])
    assert customer.http.delete(f"/v1/jobs/{job['id']}").status_code == 204
    assert customer.http.get("/v1/jobs").json()["jobs"] == []


def test_cancel_of_an_ended_job_changes_nothing(world: World, customer: Customer) -> None:
    job = customer.order()
    finish(world, customer, job["id"])
    assert customer.cancel(job["id"]) == customer.job(job["id"])
    assert customer.job(job["id"])["status"] == "failed"


# --- waiting ---


def ask(customer: Customer, job_id: str, **headers: str) -> tuple[httpx.Response, float]:
    started = time.monotonic()
    reply = customer.http.get(
        f"/v1/jobs/{job_id}",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )
    return reply, time.monotonic() - started


def later(seconds: float, do: Callable[[], Any]) -> threading.Timer:
    timer = threading.Timer(seconds, do)
    timer.start()
    return timer


def test_unchanged_job_is_not_sent_again(world: World, customer: Customer) -> None:
    job = customer.order()
    reply, _ = ask(customer, job["id"], if_none_match=f'"{job["version"]}"')
    assert (reply.status_code, reply.content) == (304, b"")
    assert reply.headers["etag"] == f'"{job["version"]}"'
    finish(world, customer, job["id"])
    reply, _ = ask(customer, job["id"], if_none_match=f'"{job["version"]}"')
    assert (reply.status_code, reply.json()["status"]) == (200, "failed")


@pytest.mark.parametrize("knows", [True, False])
def test_waiting_ends_when_the_job_changes(world: World, customer: Customer, knows: bool) -> None:
    job = customer.order()
    headers = {"if_none_match": f'"{job["version"]}"'} if knows else {}
    timer = later(0.5, lambda: finish(world, customer, job["id"]))
    reply, took_s = ask(customer, job["id"], prefer="wait=20", **headers)
    timer.join()
    assert (reply.status_code, reply.json()["status"]) == (200, "failed")
    assert reply.headers["preference-applied"] == "wait=20"
    assert 0.5 <= took_s < 2


def test_waiting_ends_when_its_time_is_over(customer: Customer) -> None:
    job = customer.order()
    reply, took_s = ask(customer, job["id"], prefer="wait=1")
    assert (reply.status_code, reply.json()) == (200, job)
    assert 1 <= took_s < 2
    reply, took_s = ask(customer, job["id"], prefer="wait=1", if_none_match=f'"{job["version"]}"')
    assert reply.status_code == 304
    assert 1 <= took_s < 2


def test_what_is_news_already_is_not_waited_for(customer: Customer) -> None:
    job = customer.order()
    reply, took_s = ask(customer, job["id"], prefer="wait=20", if_none_match='"0"')
    assert (reply.status_code, reply.json()) == (200, job)
    assert took_s < 1


def test_ended_job_is_not_waited_for(world: World, customer: Customer) -> None:
    job = customer.order()
    finish(world, customer, job["id"])
    tag = f'"{customer.job(job["id"])["version"]}"'
    reply, took_s = ask(customer, job["id"], prefer="wait=20", if_none_match=tag)
    assert reply.status_code == 304
    assert took_s < 1


def test_waiting_ends_when_the_job_is_deleted(world: World, customer: Customer) -> None:
    job = customer.order()
    # Succeeded, and not stored yet: still to be waited for.
    world.rows(
        "select api.finish_job(%(account)s, %(id)s, 'succeeded', %(results)s, null, 'worker')",
        account=customer.account,
        id=job["id"],
        results='[{"url": "https://cdn.example/0.png", "path": null, "content_type": "image/png"}]',
    )
    timer = later(0.5, lambda: customer.http.delete(f"/v1/jobs/{job['id']}"))
    reply, took_s = ask(customer, job["id"], prefer="wait=20")
    timer.join()
    assert reply.status_code == 404
    assert took_s < 3


@pytest.fixture
def small_service(world: World) -> Iterator[Service]:
    """Another replica: two connections, and thirty requests may wait."""
    ours = world.service
    changes = {"FLORIN_DB_POOL_MAX": "2", "FLORIN_MAX_WAITING_REQUESTS": "30"}
    service = Service(ours.db, ours.provider, ours.issuer, {**ours.environment, **changes})
    service.start()
    yield service
    service.close()


def test_who_waits_holds_no_connection_and_there_is_room_for_so_many(
    world: World, customer: Customer, small_service: Service
) -> None:
    jobs = [customer.order() for _ in range(3)]
    limits = httpx.Limits(max_connections=100)
    with (
        httpx.Client(
            base_url=small_service.base_url,
            headers=customer.user.headers,
            trust_env=False,
            timeout=30,
            limits=limits,
        ) as http,
        ThreadPoolExecutor(40) as pool,
    ):

        def wait(number: int) -> httpx.Response:
            path = f"/v1/jobs/{jobs[number % 3]['id']}"
            return http.get(path, headers={"prefer": "wait=20"})

        def waiting() -> bool:
            return "florin_waiting_requests 30.0" in http.get("/metrics").text

        waits = [pool.submit(wait, number) for number in range(30)]
        world.until(waiting)
        one_more = wait(0)
        assert (one_more.status_code, one_more.json()["code"]) == (503, "too_many_waiting")
        assert int(one_more.headers["retry-after"]) > 0
        started = time.monotonic()
        assert http.get(f"/v1/jobs/{jobs[0]['id']}").status_code == 200
        assert time.monotonic() - started < 5
        for job in jobs:
            finish(world, customer, job["id"])
        replies = [each.result() for each in waits]
    assert {reply.json()["status"] for reply in replies} == {"failed"}


def test_service_that_stops_keeps_nobody_waiting(
    customer: Customer, small_service: Service
) -> None:
    job = customer.order()
    timer = later(1.0, small_service.terminate)
    started = time.monotonic()
    reply = httpx.get(
        f"{small_service.base_url}/v1/jobs/{job['id']}",
        headers={**customer.user.headers, "prefer": "wait=20"},
        trust_env=False,
        timeout=30,
    )
    timer.join()
    assert (reply.status_code, reply.json()) == (200, job)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], 0),
        (["wait=5"], 5),
        (["respond-async, Wait=7"], 7),
        (['wait="9"; foo=bar'], 9),
        (["wait=600"], 20),
        (["return=minimal", "wait=3", "wait=8"], 3),
        (["wait=soon"], 0),
        (["wait=-1"], 0),
        (["await=5"], 0),
    ],
)
def test_preferred_wait_is_read(lines: list[str], expected: int) -> None:
    raw = [(b"prefer", line.encode()) for line in lines]
    assert wait_s(Headers(raw=raw)) == expected
