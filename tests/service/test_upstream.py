"""One HTTP try, against a real server: what is sent, what an answer means, what is let in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from functions_py.upstream import (
    Attempt,
    AttemptFailed,
    RequestRefused,
    Upstream,
    read_bounded,
    retry_after_s,
)
from running import settings_for

from local.testbed.provider import ProviderControl

BODY = b'{"model":"demo","messages":[{"role":"user","content":"%b"}]}'


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with Upstream(settings_for(connect_timeout_s=1.0)) as opened:
        yield opened


def url_of(provider: ProviderControl) -> str:
    return f"{provider.url}/v1/chat/completions"


async def test_a_good_answer_is_handed_over_unread(
    upstream: Upstream, provider: ProviderControl
) -> None:
    mark = provider.script({"words": 3, "headers": {"request-id": "req_a", "x-request-id": "b"}})
    attempt = Attempt(1)
    response = await upstream.post(url_of(provider), {"x-one": "1"}, BODY % mark.encode(), attempt)
    assert response.status == attempt.http_status == 200
    assert attempt.provider_request_id == "req_a"
    assert b"word0" in await read_bounded(response, 10_000)
    response.close()
    headers = provider.seen(mark)["requests"][0]["headers"]
    assert headers["x-one"] == "1"
    assert "cookie" not in headers


async def test_bodies_of_many_megabytes_are_sent_whole(
    upstream: Upstream, provider: ProviderControl
) -> None:
    mark = provider.script({"words": 1})
    body = BODY % mark.encode()
    body = body[:-1] + b',"pad":"' + b"x" * 5_000_000 + b'"}'
    response = await upstream.post(url_of(provider), {}, body, Attempt(1))
    assert response.status == 200
    response.close()


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (401, "auth_failed"),
        (402, "auth_failed"),
        (403, "auth_failed"),
        (408, "timed_out"),
        (409, "server_error"),
        (425, "server_error"),
        (429, "rate_limited"),
        (500, "server_error"),
        (503, "server_error"),
        (504, "timed_out"),
        (529, "overloaded"),
    ],
)
async def test_statuses_that_another_route_may_answer_better(
    upstream: Upstream, provider: ProviderControl, status: int, outcome: str
) -> None:
    mark = provider.script({"status": status, "headers": {"retry-after": "12"}})
    with pytest.raises(AttemptFailed) as failed:
        await upstream.post(url_of(provider), {}, BODY % mark.encode(), Attempt(1))
    assert failed.value.outcome == outcome
    if status == 429:
        assert failed.value.retry_after_s == 12


@pytest.mark.parametrize("status", [400, 404, 405, 413, 415, 422])
async def test_statuses_that_are_the_requests_own_fault(
    upstream: Upstream, provider: ProviderControl, status: int
) -> None:
    mark = provider.script({"status": status, "body": "no\n", "content_type": "text/plain"})
    with pytest.raises(RequestRefused) as refused:
        await upstream.post(url_of(provider), {}, BODY % mark.encode(), Attempt(1))
    assert (refused.value.status, refused.value.body) == (status, b"no\n")
    assert not refused.value.is_json_object()


async def test_redirects_are_not_followed(upstream: Upstream, provider: ProviderControl) -> None:
    elsewhere = {"location": f"{provider.url}/other/chat/completions"}
    mark = provider.script({"status": 307, "body": "", "headers": elsewhere})
    with pytest.raises(AttemptFailed):
        await upstream.post(url_of(provider), {"x-key": "k"}, BODY % mark.encode(), Attempt(1))
    assert provider.seen(mark)["count"] == 1


async def test_cookies_are_not_kept(upstream: Upstream, provider: ProviderControl) -> None:
    mark = provider.script({"words": 1, "headers": {"set-cookie": "session=1"}})
    for _ in range(2):
        response = await upstream.post(url_of(provider), {}, BODY % mark.encode(), Attempt(1))
        await read_bounded(response, 10_000)
        response.close()
    assert all("cookie" not in request["headers"] for request in provider.seen(mark)["requests"])


async def test_the_environments_proxy_is_not_used(
    upstream: Upstream, provider: ProviderControl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    mark = provider.script({"words": 1})
    response = await upstream.post(url_of(provider), {}, BODY % mark.encode(), Attempt(1))
    assert response.status == 200
    response.close()


async def test_nobody_at_home_is_a_failed_attempt(upstream: Upstream) -> None:
    with pytest.raises(AttemptFailed) as failed:
        await upstream.post("http://127.0.0.1:1/v1/chat/completions", {}, b"{}", Attempt(1))
    assert failed.value.outcome == "connect_failed"


async def test_a_body_that_breaks_off_is_a_failed_attempt(
    upstream: Upstream, provider: ProviderControl
) -> None:
    mark = provider.script({"words": 50, "close_after_bytes": 40})
    response = await upstream.post(url_of(provider), {}, BODY % mark.encode(), Attempt(1))
    with pytest.raises(AttemptFailed) as failed:
        await read_bounded(response, 10_000)
    assert failed.value.outcome == "truncated"
    response.close()


async def test_a_body_is_read_up_to_its_bound(
    upstream: Upstream, provider: ProviderControl
) -> None:
    mark = provider.script({"body": "x" * 300_000})
    response = await upstream.post(url_of(provider), {}, BODY % mark.encode(), Attempt(1))
    assert len(await read_bounded(response, 1000)) == 1000
    response.close()


def test_retry_after_comes_in_two_forms() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert retry_after_s({"retry-after": "17"}) == 17
    assert 28 <= (retry_after_s({"retry-after": soon}) or 0) <= 31
    assert retry_after_s({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    for nonsense in ("", "soon", "-1", "1.5", "٣"):
        assert retry_after_s({"retry-after": nonsense}) is None


def test_an_attempt_is_recorded_in_whole_milliseconds() -> None:
    attempt = Attempt(7)
    attempt.first_byte()
    attempt.end("completed")
    recorded = attempt.as_json()
    assert (recorded["route_id"], recorded["outcome"]) == (7, "completed")
    assert isinstance(recorded["first_byte_ms"], int)
    assert isinstance(recorded["duration_ms"], int)
    assert datetime.fromisoformat(recorded["started_at"]).tzinfo is not None
