"""Calls that do not stream: retries, problems, and what each route gives."""

import time

import pytest
from client_project import QUICK, Project
from florin_client import (
    BadRequest,
    Conflict,
    NotFound,
    Retries,
    ServiceFailed,
    UnexpectedAnswer,
    Unreachable,
)
from florin_client.errors import problem_of
from florin_client.retries import is_passing
from interferer import Cut, Say, Silence, interfering

AT_ONCE = (("retry-after", "0"),)


async def test_what_passes_is_tried_again(project: Project) -> None:
    async with project.disturbed() as (florin, network):
        busy = b'{"code":"account_busy"}'
        network.plans = [Cut(0), Say(503, AT_ONCE), Say(409, AT_ONCE, busy), Say(502), Cut(30)]
        assert (await florin.balance()).available == 20_000_000
    assert len(network.requests) == 6


async def test_retry_after_is_waited_out(project: Project) -> None:
    async with project.disturbed() as (florin, network):
        network.plans = [Say(429, (("retry-after", "1"),))]
        begun = time.monotonic()
        await florin.balance()
        assert 1.0 <= time.monotonic() - begun < 5


async def test_what_does_not_pass_is_raised_at_once(project: Project) -> None:
    async with project.disturbed() as (florin, network):
        network.always = Say(502, body=b'{"code":"stripe_refused"}')
        with pytest.raises(ServiceFailed) as failed:
            await florin.purchases.portal()
        assert failed.value.code == "stripe_refused"
        network.always = Say(409, body=b'{"code":"no_customer"}')
        with pytest.raises(Conflict):
            await florin.purchases.portal()
    assert len(network.requests) == 2


async def test_call_keeps_its_key_through_retries(project: Project) -> None:
    async with project.disturbed() as (florin, network):
        network.plans = [Cut(0), Say(503, AT_ONCE)]
        with pytest.raises(ServiceFailed) as failed:
            await florin.purchases.checkout("credits-1000-stripe", success_url="app://paid")
        # The tests' service sells nothing.
        assert (failed.value.status, failed.value.code) == (501, "stripe_not_configured")
    keys = [line for head in network.requests for line in head.split("\r\n") if "idempo" in line]
    assert len(keys) == 3 and len(set(keys)) == 1


async def test_answer_that_does_not_come_is_given_up(project: Project) -> None:
    async with interfering(project.service_url) as network:
        network.always = Silence(0)
        once = Retries(attempts=2, first_s=0.01)
        options = {"service_url": network.url, "timeout_s": 0.3, "retries": once}
        async with project.connect(**options) as florin:
            with pytest.raises(Unreachable):
                await florin.me()
    assert len(network.requests) == 2


async def test_answer_that_is_none_is_told_so(project: Project) -> None:
    async with project.disturbed() as (florin, network):
        for body in (b"<html>", b"[]", b'{"account": 1}'):
            network.plans = [Say(200, body=body)]
            with pytest.raises(UnexpectedAnswer):
                await florin.me()


async def test_problem_names_what_is_wrong(project: Project) -> None:
    async with project.connect() as florin:
        with pytest.raises(BadRequest) as wrong:
            await florin.generate("Hi", model="demo", temperature=9).reply()
        assert (wrong.value.code, wrong.value.param) == ("invalid_request", "temperature")
        with pytest.raises(NotFound) as missing:
            await florin.generation("00000000-0000-0000-0000-000000000000")
        assert missing.value.code == "generation_not_found"
        with pytest.raises(NotFound):
            await florin.generation("../me?x=")


def test_error_of_something_in_between_has_no_code() -> None:
    problem = problem_of(504, {"retry-after": "Fri, 01 Jan 2100 00:00:00 GMT"}, b"<html>" * 200)
    assert (problem.status, problem.code) == (504, "")
    assert problem.retry_after is not None and problem.retry_after > 1e9
    assert len(problem.detail) <= 300
    assert problem_of(503, {"retry-after": "soon"}, b"").retry_after is None


def test_what_may_be_tried_again() -> None:
    def refused(status: int, body: bytes = b"", **headers: str) -> bool:
        return is_passing(problem_of(status, {"retry-after": "1"} if headers else {}, body))

    assert refused(503) and refused(429) and refused(502) and refused(504)
    assert refused(409, after="1") and not refused(409)
    assert not refused(504, b'{"code":"provider_timeout"}')
    assert not any(refused(status) for status in (400, 401, 402, 403, 404, 422, 500, 501))


def test_waiting_doubles_with_jitter_and_is_bounded() -> None:
    retries = Retries(attempts=10, first_s=1, longest_s=8, patience_s=5)
    error = Unreachable("gone")
    for failures, ceiling_s in enumerate((1, 2, 4, 8, 8, 8), start=1):
        waits = {retries.wait_s(failures, error) for _ in range(50)}
        assert len(waits) > 1
        assert all(wait and ceiling_s / 2 <= wait <= ceiling_s for wait in waits)
    assert retries.wait_s(10, error) is None
    assert retries.backoff_s(10_000) <= 8
    assert QUICK.wait_s(1, problem_of(503, {"retry-after": "3"}, b"")) is None


async def test_models_are_as_the_user_sees_them_and_asked_by_tag(project: Project) -> None:
    async with project.disturbed() as (florin, network):
        models = {model.id: model for model in await florin.models()}
        assert models["demo"].access == "plan" and not models["demo"].is_locked
        assert models["demo"].price is not None and models["demo"].price["input"] > 0
        haiku = models["claude-haiku-4-5"]
        assert haiku.trial is not None and haiku.trial.left == 10
        assert {unlock.store for unlock in haiku.unlock} == {"apple", "stripe"}
        network.cut_all()
        assert {model.id: model for model in await florin.models()} == models
        status = await florin.trial_status("claude-haiku-4-5")
        assert status.is_allowed and status.access == "trial"
    assert "if-none-match: " in network.requests[-1]


async def test_account_s_reads(project: Project) -> None:
    async with project.connect() as florin:
        reply = await florin.generate("Hi", model="demo").reply()
        usage = await florin.usage()
        assert usage.charged == reply.charge.charged_microcredits
        (of_model,) = usage.by_model
        assert (of_model.model, of_model.generations) == ("demo", 1)
        assert of_model.usage["output"] == reply.charge.usage["output"]
        sources = {limit.limit_source for limit in await florin.limits()}
        assert {"credits", "requests_per_minute", "open_generations"} <= sources
        project.db.kept_connection().execute(
            "select access.grant_entitlement("
            "%s, 'feature', 'export', 'promo', 'spring', now(), null)",
            [await florin.account_id()],
        )
        (entitlement,) = await florin.entitlements()
        assert (entitlement.kind, entitlement.key) == ("feature", "export")
        assert entitlement.is_valid and entitlement.valid_until is None
