"""One generation and one charge, whatever happens to the connection."""

import uuid
from dataclasses import replace

import florin_client.generations
import pytest
from client_project import QUICK, Project
from florin_client import (
    BlockStart,
    BlockStop,
    Florin,
    GenerationFailed,
    LimitReached,
    MessageStart,
    MessageStop,
    NotFound,
    PaymentRequired,
    StreamLost,
    TextDelta,
    Unreachable,
    Usage,
)
from interferer import Cut, Plan, Say, Silence, interfering


@pytest.fixture
def prompt(project: Project) -> str:
    """Whose reply has 70 words and takes a fifth of a second."""
    answer = {"words": 70, "delay_between_chunks_ms": 3}
    return f"{project.provider.script(answer)} Tell me about florins."


async def generations_of(project: Project, florin: Florin) -> int:
    return project.count(
        "select count(*) from generation.generations where account_id = %s",
        await florin.account_id(),
    )


async def charged(florin: Florin) -> int:
    """What the account paid altogether."""
    return 20_000_000 - (await florin.balance()).available


async def test_events_are_typed_and_the_last_is_the_charge(project: Project) -> None:
    async with project.connect() as florin:
        stream = florin.generate("Hi", model="demo", max_output_tokens=4)
        events = [event async for event in stream]
        kinds = [type(event) for event in events]
        assert kinds == [MessageStart, BlockStart, *[TextDelta] * 4, BlockStop, MessageStop, Usage]
        start, last = events[0], events[-1]
        assert isinstance(start, MessageStart) and isinstance(last, Usage)
        assert start.model == "demo" and start.generation_id == stream.generation_id
        assert last.charge.usage["output"] == 4
        assert last.charge.charged_microcredits == await charged(florin)
        facts = await florin.generation(start.generation_id)
        assert (facts.status, facts.charge.charged_microcredits) == (
            "completed",
            await charged(florin),
        )
        assert facts.hold >= await charged(florin)


async def test_reply_is_the_whole_text(project: Project, prompt: str) -> None:
    async with project.connect() as florin:
        parts = []
        async for event in florin.generate(prompt, model="demo"):
            if isinstance(event, TextDelta):
                parts.append(event.text)
        reply = await florin.generate(
            [{"role": "user", "content": [{"type": "text", "text": prompt}]}], model="demo"
        ).reply()
    assert reply.text == "".join(parts)
    assert (reply.model, reply.stop_reason) == ("demo", "end_turn")


# Before the answer's head, within it, within the first events, and later.
@pytest.mark.parametrize("after_bytes", [0, 40, 700, 1500, 4001])
async def test_stream_that_is_cut_goes_on_where_it_was(
    project: Project, prompt: str, after_bytes: int
) -> None:
    async with project.disturbed() as (florin, network):
        whole = await florin.generate(prompt, model="demo").reply()
        before = await charged(florin)
        network.cut_all()
        network.plans = [Cut(after_bytes)]
        stream = florin.generate(prompt, model="demo")
        reply = await stream.reply()
        assert stream.resumptions >= 1
        assert reply.text == whole.text
        assert await generations_of(project, florin) == 2
        assert await charged(florin) - before == reply.charge.charged_microcredits
        assert before == reply.charge.charged_microcredits


async def test_stream_that_is_cut_again_and_again_arrives_once(
    project: Project, prompt: str
) -> None:
    async with project.disturbed() as (florin, network):
        whole = await florin.generate(prompt, model="demo").reply()
        network.cut_all()
        # More cuts than a call has tries: each brought something, so none counts for long.
        network.plans = [Cut(900 + 37 * number) for number in range(12)]
        stream = florin.generate(prompt, model="demo")
        assert (await stream.reply()).text == whole.text
        assert stream.resumptions >= 7
        assert await generations_of(project, florin) == 2
    resumed = [head for head in network.requests if "/stream" in head]
    assert len(resumed) >= 7 and all("last-event-id: " in head for head in resumed)


async def test_stream_goes_on_at_another_replica_once_it_is_over(project: Project) -> None:
    slow = project.provider.script({"words": 70, "delay_between_chunks_ms": 30})
    async with project.disturbed(retries=replace(QUICK, patience_s=10)) as (florin, network):
        network.plans = [Cut(1500)]
        async with florin.generate(f"{slow} Hi", model="demo") as stream:
            texts = []
            async for event in stream:
                network.target = project.other_service_url
                if isinstance(event, TextDelta):
                    texts.append(event.text)
        # Refused while it ran elsewhere, then told from what is stored.
        assert stream.resumptions >= 2
        assert len(texts) == 70
        assert await generations_of(project, florin) == 1


async def test_silent_connection_is_given_up_and_taken_up_again(
    project: Project, prompt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(florin_client.generations, "SILENCE_S", 0.5)
    async with project.disturbed() as (florin, network):
        network.plans = [Silence(1200)]
        stream = florin.generate(prompt, model="demo")
        reply = await stream.reply()
        assert (stream.resumptions, reply.stop_reason) == (1, "end_turn")
        assert await generations_of(project, florin) == 1


async def test_stream_whose_rest_is_not_to_be_had_says_which_it_was(
    project: Project, prompt: str
) -> None:
    async with project.disturbed() as (florin, network):
        await florin.me()
        network.cut_all()
        gone: list[Plan] = [Say(503, (("retry-after", "0"),))] * 6
        network.plans = [Cut(1500), *gone]
        with pytest.raises(StreamLost) as lost:
            async for _ in florin.generate(prompt, model="demo"):
                pass
        network.plans = []
        assert (await florin.generation(lost.value.generation_id)).model == "demo"


async def test_service_that_is_away_is_given_up_after_some_tries(
    project: Project, prompt: str
) -> None:
    async with interfering(project.service_url) as network:
        network.always = Cut(0)
        async with project.connect(service_url=network.url) as florin:
            stream = florin.generate(prompt, model="demo")
            with pytest.raises(Unreachable):
                await stream.reply()
    assert len(network.requests) == 6
    keys = {
        line for head in network.requests for line in head.split("\r\n") if "idempotency" in line
    }
    assert keys == {f"idempotency-key: {stream.idempotency_key}"}


async def test_same_key_is_the_same_generation(project: Project, prompt: str) -> None:
    async with project.connect() as florin:
        key = str(uuid.uuid4())
        replies = [
            await florin.generate(prompt, model="demo", idempotency_key=key).reply()
            for _ in range(2)
        ]
        assert replies[0].generation_id == replies[1].generation_id
        assert replies[0].text == replies[1].text
        assert await charged(florin) == replies[0].charge.charged_microcredits


async def test_failure_in_the_middle_is_raised_after_the_charge(project: Project) -> None:
    mark = project.provider.script({"words": 50, "close_after_bytes": 3000})
    async with project.connect() as florin:
        events = []
        with pytest.raises(GenerationFailed) as failed:
            async for event in florin.generate(f"{mark} Hi", model="demo"):
                events.append(event)
        assert isinstance(events[-1], Usage)
        assert failed.value.code == "provider_broke_off"
        assert failed.value.charge.usage_source == "counted"
        assert failed.value.charge.charged_microcredits == await charged(florin) > 0
        assert failed.value.generation_id == events[-1].generation_id


async def test_leaving_with_cancel_ends_the_generation(project: Project) -> None:
    mark = project.provider.script({"words": 400, "delay_between_chunks_ms": 20})
    async with project.connect() as florin:
        async with florin.generate(f"{mark} Hi", model="demo", on_disconnect="cancel") as stream:
            async for event in stream:
                if isinstance(event, TextDelta):
                    break
        assert stream.generation_id is not None
        for _ in range(100):
            facts = await florin.generation(stream.generation_id)
            if facts.status != "running":
                break
        assert facts.status == "canceled"


async def test_refusals_are_typed(project: Project) -> None:
    async with project.connect() as florin:
        with pytest.raises(PaymentRequired) as poor:
            await florin.generate("x" * 2_000_000, model="demo").reply()
        assert (poor.value.code, poor.value.limit_source) == ("insufficient_credits", "credits")
        assert poor.value.members["available"] == 20_000_000
        with pytest.raises(NotFound) as unknown:
            await florin.generate("Hi", model="nope").reply()
        assert unknown.value.code == "model_not_found"


async def test_limit_that_lasts_is_left_to_the_caller(project: Project) -> None:
    async with interfering(project.service_url) as network:
        body = b'{"code":"limit_reached","limit_source":"messages_per_day","detail":"Wait."}'
        network.always = Say(429, (("retry-after", "3600"),), body)
        async with project.connect(service_url=network.url) as florin:
            with pytest.raises(LimitReached) as reached:
                await florin.generate("Hi", model="demo").reply()
    assert (reached.value.limit_source, reached.value.retry_after) == ("messages_per_day", 3600)
    assert len(network.requests) == 1
