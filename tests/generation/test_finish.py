"""api.finish_generation: the real usage charged once, the rest of the hold freed."""

import uuid

import pytest
from generation.steps import World, line
from ledger.races import race, states
from ledger.steps import Row, refused

pytestmark = pytest.mark.every_postgres


def outcome_of(done: Row) -> Row:
    """What a repeated finish says again; the account's own figures may have moved on."""
    moving = ("posted", "available", "version")
    return {key: value for key, value in done.items() if key not in moving}


def test_finish_charges_usage_and_frees_the_rest(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    generation_id = caller.start(model)
    assert caller.finish(generation_id, line(10, 40)) == {
        "outcome": "completed",
        "charged": 50,
        "uncollected": 0,
        "released": 60,
        "posted": 950,
        "available": 950,
        "version": 2,
        "usage_source": "provider",
        "usage": {"input": 10, "cache_read": 0, "cache_write": 0, "output": 40, "web_search": 0},
        "iterations": [],
    }
    assert caller.account.money == (950, 0, 0)
    entry = world.ledger.row(
        "select * from ledger.entries where account_id = %s and kind = 'settle'",
        caller.account.id,
    )
    assert (entry["hold_id"], entry["ref"]) == (generation_id, model)
    assert entry["usage_source"] == "provider"


@pytest.mark.parametrize(
    ("outcome", "source"),
    [
        ("completed", "counted"),
        ("provider_failed", "counted"),
        ("canceled", "counted"),
        ("credits_exhausted", "counted"),
        ("timed_out", "estimated"),
        ("invalid", "provider"),
    ],
)
def test_every_outcome_charges_what_was_used(world: World, outcome: str, source: str) -> None:
    caller = world.caller(credits=1000)
    done = caller.finish(caller.start(world.model()), line(10, 5), outcome=outcome, source=source)
    assert (done["outcome"], done["usage_source"], done["charged"]) == (outcome, source, 15)


def test_no_usage_releases_the_hold_and_charges_nothing(world: World) -> None:
    caller = world.caller(credits=1000)
    generation_id = caller.start(world.model(input=1_000_000, request=7))
    done = caller.finish(generation_id, outcome="provider_failed", status=502)
    assert (done["charged"], done["usage_source"], done["released"]) == (0, "none", 17)
    assert caller.row_of(generation_id)["state"] == "provider_failed"
    assert caller.account.entries == [("grant", 1000)]


def test_no_usage_may_come_as_null_too(world: World) -> None:
    caller = world.caller(credits=1000)
    generation_id = caller.start(world.model())
    done = world.service.execute(
        "select api.finish_generation(%s, %s, 'canceled', null, 'none', null, null, null, null, "
        "null, true)",
        [caller.account.id, generation_id],
    ).fetchone()[0]
    assert (done["charged"], done["usage_source"]) == (0, "none")


def test_explicit_zero_usage_is_a_report_and_settles_at_nothing(world: World) -> None:
    caller = world.caller(credits=1000)
    generation_id = caller.start(world.model())
    done = caller.finish(generation_id, line(0, 0))
    assert (done["charged"], done["usage_source"], done["released"]) == (0, "provider", 110)
    assert caller.row_of(generation_id)["state"] == "completed"
    assert caller.account.entries == [("grant", 1000)]


def test_more_than_was_held_is_charged_where_funds_allow(world: World) -> None:
    caller = world.caller(credits=1000)
    done = caller.finish(caller.start(world.model()), line(10, 700))
    assert (done["charged"], done["uncollected"], done["released"]) == (710, 0, 0)


def test_what_no_credits_cover_is_reported_and_not_owed(world: World) -> None:
    caller = world.caller(credits=500)
    generation_id = caller.start(world.model())
    done = caller.finish(generation_id, line(10, 700))
    assert (done["charged"], done["uncollected"]) == (500, 210)
    assert caller.account.money == (0, 0, 0)
    facts = caller.read(generation_id)
    assert facts is not None
    assert (facts["charged_microcredits"], facts["uncollected_microcredits"]) == (500, 210)


def test_second_finish_changes_nothing_and_says_the_same(world: World) -> None:
    caller, model = world.caller(credits=1000), world.model()
    generation_id = caller.start(model)
    first = caller.finish(generation_id, line(10, 20), reply=b"first")
    caller.account.grant(5)
    second = caller.finish(generation_id, line(10, 90), outcome="canceled", reply=b"second")
    assert outcome_of(second) == outcome_of(first)
    assert second["available"] == 975
    assert caller.account.entries == [("grant", 1000), ("settle", -30), ("grant", 5)]
    assert reply_of(world, caller.account.id, generation_id) == (200, "application/json", b"first")


def test_second_finish_of_a_released_generation_says_the_same(world: World) -> None:
    caller = world.caller(credits=1000)
    generation_id = caller.start(world.model())
    first = caller.finish(generation_id, outcome="provider_failed", status=502, retryable=True)
    assert outcome_of(caller.finish(generation_id, line(10, 20))) == outcome_of(first)
    assert caller.account.money == (1000, 0, 0)


def test_finish_from_many_connections_charges_once(world: World) -> None:
    caller = world.caller(credits=10_000)
    generation_id = caller.start(world.model())
    results = race(
        world.db,
        16,
        lambda connection, number: caller.finish(
            generation_id, line(10, number), service=connection
        ),
        role="florin_service",
    )
    assert states(results) == []
    assert len({str(outcome_of(result)) for result in results}) == 1
    assert caller.account.facts["posted"] == 10_000 - results[0]["charged"]
    assert [kind for kind, _ in caller.account.entries] == ["grant", "settle"]


def test_generation_of_another_account_is_unknown(world: World) -> None:
    caller, other = world.caller(credits=1000), world.caller(credits=1000)
    generation_id = caller.start(world.model())
    with refused("FLGEN", generation_id=str(generation_id)):
        other.finish(generation_id, line(10))
    unknown = uuid.uuid4()
    with refused("FLGEN", generation_id=str(unknown)):
        caller.finish(unknown, line(10))
    assert caller.row_of(generation_id)["state"] == "running"


@pytest.mark.parametrize("outcome", ["running", "expired", "splendid"])
def test_outcome_must_be_one_that_a_service_can_report(world: World, outcome: str) -> None:
    caller = world.caller(credits=1000)
    generation_id = caller.start(world.model())
    with refused("22P02" if outcome == "splendid" else "22023"):
        caller.finish(generation_id, line(10), outcome=outcome)
    assert caller.row_of(generation_id)["state"] == "running"


def test_finish_of_a_suspended_account_still_charges(world: World) -> None:
    caller = world.caller(credits=1000)
    generation_id = caller.start(world.model())
    caller.account.set_status("closed")
    assert caller.finish(generation_id, line(10))["charged"] == 10


def test_lapsed_credits_pay_for_a_generation_begun_before(world: World) -> None:
    caller = world.caller()
    caller.account.grant(500, ref="hour", ends_in="1 hour")
    caller.account.grant(500, ref="kept")
    generation_id = caller.start(world.model())
    caller.account.pass_time("1 hour")
    caller.account.refresh()
    caller.finish(generation_id, line(10, 90))
    assert caller.account.buckets == {"hour": 10, "kept": 500}


def test_reply_is_stored_and_read_back_for_24_hours(world: World) -> None:
    caller = world.caller(credits=1000)
    generation_id = caller.start(world.model())
    body = bytes(range(256)) * 16
    caller.finish(generation_id, line(10), reply=body, status=201)
    account_id = caller.account.id
    assert reply_of(world, account_id, generation_id) == (201, "application/json", body)
    assert reply_of(world, world.caller().account.id, generation_id) is None
    caller.account.pass_time("24 hours")
    assert reply_of(world, account_id, generation_id) is None


def test_reply_beyond_its_bound_is_refused_whole(world: World) -> None:
    caller = world.caller(credits=1000)
    generation_id = caller.start(world.model())
    with refused("23514"):
        caller.finish(generation_id, line(10), reply=b"x" * (4 * 2**20 + 1))
    assert caller.account.money == (1000, 110, 0)


def reply_of(
    world: World, account_id: uuid.UUID, generation_id: uuid.UUID
) -> tuple[int, str, bytes] | None:
    return world.service.execute(
        "select * from api.read_reply(%s, %s)", [account_id, generation_id]
    ).fetchone()
