"""The service died: the sweeper charges what was recorded, and the truth corrects it later."""

import pytest
from generation.steps import World, line
from ledger.races import race, states
from ledger.steps import refused

pytestmark = pytest.mark.every_postgres


def test_recorded_progress_is_charged(quiet_world: World) -> None:
    caller = quiet_world.caller(credits=1000)
    generation_id = caller.start(quiet_world.model())
    caller.progress(generation_id, line(10, 20))
    caller.progress(generation_id, line(10, 30))
    caller.die()
    assert quiet_world.sweep() == 1
    assert caller.account.money == (960, 0, 0)
    facts = caller.read(generation_id)
    assert facts is not None
    assert (facts["status"], facts["usage_source"]) == ("expired", "estimated")
    assert facts["charged_microcredits"] == 40
    assert (facts["error"], facts["http_status"]) == ({"code": "service_died"}, None)


def test_without_progress_the_hold_is_released(quiet_world: World) -> None:
    caller = quiet_world.caller(credits=1000)
    generation_id = caller.start(quiet_world.model())
    caller.die()
    assert quiet_world.sweep() == 1
    assert caller.account.money == (1000, 0, 0)
    assert caller.row_of(generation_id)["state"] == "expired"
    facts = caller.read(generation_id)
    assert facts is not None
    assert (facts["status"], facts["charged_microcredits"]) == ("expired", 0)


def test_second_sweep_finds_nothing(quiet_world: World) -> None:
    caller = quiet_world.caller(credits=1000)
    caller.start(quiet_world.model())
    caller.die()
    assert (quiet_world.sweep(), quiet_world.sweep()) == (1, 0)


def test_running_generation_is_left_alone(quiet_world: World) -> None:
    caller = quiet_world.caller(credits=1000)
    caller.start(quiet_world.model(), hold_seconds=60)
    assert quiet_world.sweep() == 0
    assert caller.account.money == (1000, 110, 0)


@pytest.mark.parametrize("renewal", ["progress", "extend"])
def test_heartbeat_renews_the_lease(quiet_world: World, renewal: str) -> None:
    caller = quiet_world.caller(credits=1000)
    generation_id = caller.start(quiet_world.model())
    caller.die()
    if renewal == "progress":
        assert caller.progress(generation_id, line(10, 1))
    else:
        caller.extend(generation_id, 120)
    assert quiet_world.sweep() == 0


def test_holds_of_the_app_are_left_to_their_own_sweeper(quiet_world: World) -> None:
    caller = quiet_world.caller(credits=1000)
    caller.account.hold(10)
    caller.die()
    assert quiet_world.sweep() == 0


def test_batch_is_bounded_and_takes_one_account_s_generations_together(quiet_world: World) -> None:
    caller, model = quiet_world.caller(credits=100_000), quiet_world.model()
    for _ in range(25):
        caller.start(model)
    caller.die()
    assert [quiet_world.sweep(limit=20) for _ in range(3)] == [20, 5, 0]
    assert caller.account.money == (100_000, 0, 0)


def test_heartbeat_after_the_end_is_told_so_and_noted_nowhere(quiet_world: World) -> None:
    caller = quiet_world.caller(credits=1000)
    generation_id = caller.start(quiet_world.model())
    caller.progress(generation_id, line(10, 1))
    caller.finish(generation_id, line(10, 5))
    assert caller.progress(generation_id, line(10, 500)) is False
    noted = quiet_world.ledger.value(
        "select progress from generation.generations where id = %s", generation_id
    )
    assert noted == [line(10, 1)]


def test_late_finish_charges_the_rest_up_to_the_truth(quiet_world: World) -> None:
    caller = quiet_world.caller(credits=1000)
    generation_id = caller.start(quiet_world.model())
    caller.progress(generation_id, line(10, 20))
    caller.die()
    quiet_world.sweep()
    done = caller.finish(generation_id, line(10, 300))
    assert (done["charged"], done["uncollected"], done["outcome"]) == (310, 0, "completed")
    assert caller.account.money == (690, 0, 0)
    assert caller.account.entries == [("grant", 1000), ("settle", -30), ("late_settle", -280)]


def test_late_finish_gives_back_what_was_too_much(quiet_world: World) -> None:
    caller = quiet_world.caller(credits=1000)
    generation_id = caller.start(quiet_world.model())
    caller.progress(generation_id, line(10, 90))
    caller.die()
    quiet_world.sweep()
    done = caller.finish(generation_id, line(10, 20))
    assert (done["charged"], done["posted"]) == (30, 970)
    assert caller.account.money == (970, 0, 0)
    assert caller.account.entries == [("grant", 1000), ("settle", -100), ("grant", 70)]
    source = quiet_world.ledger.value(
        "select source::text from ledger.buckets where source_ref = %s",
        f"generation:{generation_id}",
    )
    assert source == "reversal"


def test_late_finish_without_usage_gives_everything_back(quiet_world: World) -> None:
    caller = quiet_world.caller(credits=1000)
    generation_id = caller.start(quiet_world.model())
    caller.progress(generation_id, line(10, 90))
    caller.die()
    quiet_world.sweep()
    done = caller.finish(generation_id, outcome="provider_failed", status=502)
    assert (done["charged"], done["usage_source"]) == (0, "none")
    assert caller.account.money == (1000, 0, 0)


def test_late_finish_of_the_same_amount_moves_nothing(quiet_world: World) -> None:
    caller = quiet_world.caller(credits=1000)
    generation_id = caller.start(quiet_world.model())
    caller.progress(generation_id, line(10, 20))
    caller.die()
    quiet_world.sweep()
    assert caller.finish(generation_id, line(10, 20))["charged"] == 30
    assert caller.account.entries == [("grant", 1000), ("settle", -30)]


@pytest.mark.parametrize("true_output", [5, 20, 300])
def test_second_late_finish_changes_nothing_and_says_the_same(
    quiet_world: World, true_output: int
) -> None:
    caller = quiet_world.caller(credits=1000)
    generation_id = caller.start(quiet_world.model())
    caller.progress(generation_id, line(10, 20))
    caller.die()
    quiet_world.sweep()
    first = caller.finish(generation_id, line(10, true_output))
    second = caller.finish(generation_id, line(10, 999))
    assert second == first
    assert caller.account.money == (990 - true_output, 0, 0)


def test_late_charge_that_nothing_covers_becomes_debt(quiet_world: World) -> None:
    """The work was done and answered; only our bookkeeping died."""
    caller = quiet_world.caller(credits=110)
    generation_id = caller.start(quiet_world.model())
    caller.die()
    quiet_world.sweep()
    done = caller.finish(generation_id, line(10, 200))
    assert (done["charged"], done["posted"]) == (210, -100)
    assert caller.account.money == (-100, 0, 100)


def test_what_the_sweeper_could_not_collect_is_charged_by_the_late_finish(
    quiet_world: World,
) -> None:
    caller = quiet_world.caller(credits=110)
    generation_id = caller.start(quiet_world.model())
    caller.progress(generation_id, line(10, 200))
    caller.die()
    quiet_world.sweep()
    assert caller.account.money == (0, 0, 0)
    done = caller.finish(generation_id, line(10, 200))
    assert (done["charged"], done["uncollected"]) == (210, 0)
    assert caller.account.money == (-100, 0, 100)


def test_late_finish_gives_back_on_a_closed_account_too(quiet_world: World) -> None:
    caller = quiet_world.caller(credits=1000)
    generation_id = caller.start(quiet_world.model())
    caller.progress(generation_id, line(10, 90))
    caller.die()
    quiet_world.sweep()
    caller.account.set_status("closed")
    assert caller.finish(generation_id, line(10, 20))["charged"] == 30
    assert caller.account.money == (970, 0, 0)


def test_swept_generation_is_not_open_any_more(quiet_world: World) -> None:
    caller = quiet_world.caller(credits=1000)
    generation_id = caller.start(quiet_world.model())
    caller.die()
    quiet_world.sweep()
    assert caller.progress(generation_id, line(10, 1)) is False
    with refused("FLHLD", hold_id=str(generation_id)):
        caller.extend(generation_id, 500)


@pytest.mark.parametrize(
    ("usage", "sqlstate"),
    [
        ('[{"input": -1}]', "FLAMT"),
        ('[{"input": 10, "output": 1.5}]', "22P02"),
        ('[{"input": 99999999999999999999}]', "22003"),
        ('{"input": 1}', "22023"),
    ],
)
def test_progress_that_could_not_be_priced_is_refused_at_once(
    quiet_world: World, usage: str, sqlstate: str
) -> None:
    """One such row would stop the sweeper for everybody."""
    caller, other = quiet_world.caller(credits=1000), quiet_world.caller(credits=1000)
    model = quiet_world.model()
    generation_id = caller.start(model)
    other.start(model)
    with refused(sqlstate):
        quiet_world.service.execute(
            "select api.record_progress(%s, %s, %s, 60)",
            [caller.account.id, generation_id, usage],
        )
    caller.die()
    other.die()
    assert quiet_world.sweep() == 2
    assert caller.account.money == other.account.money == (1000, 0, 0)


def test_two_sweepers_charge_each_generation_once(quiet_world: World) -> None:
    model = quiet_world.model()
    callers = [quiet_world.caller(credits=10_000) for _ in range(5)]
    for caller in callers * 8:
        caller.progress(caller.start(model), line(10, 1))
    for caller in callers:
        caller.die()

    def drain(connection: object, _: int) -> int:
        done = 0
        while batch := connection.execute("select api.sweep_generations(3)").fetchone()[0]:
            done += batch
        return done

    results = race(quiet_world.db, 4, drain, role="florin_worker")
    assert states(results) == []
    assert sum(results) + quiet_world.sweep() == 40
    assert [caller.account.money for caller in callers] == [(10_000 - 88, 0, 0)] * 5


def test_sweeper_waits_for_nobody(quiet_world: World) -> None:
    busy, idle = quiet_world.caller(credits=1000), quiet_world.caller(credits=1000)
    model = quiet_world.model()
    for caller in (busy, idle):
        caller.start(model)
        caller.die()
    paying = quiet_world.db.connect(autocommit=False)
    paying.execute("select from ledger.accounts where id = %s for update", [busy.account.id])
    quiet_world.worker.execute("set lock_timeout = '1s'")
    assert quiet_world.sweep() == 1
    assert (busy.account.money, idle.account.money) == ((1000, 110, 0), (1000, 0, 0))
    paying.commit()
    assert quiet_world.sweep() == 1


def test_finish_racing_the_sweeper_ends_at_the_truth(quiet_world: World) -> None:
    model = quiet_world.model()
    caller = quiet_world.caller(credits=100_000)
    generations = [caller.start(model) for _ in range(12)]
    for generation_id in generations:
        caller.progress(generation_id, line(10, 50))
    caller.die()

    def run(connection: object, number: int) -> None:
        if number % 4 == 0:
            connection.execute("set role florin_worker")
            for _ in range(4):
                connection.execute("select api.sweep_generations(4)")
        else:
            for generation_id in generations[number % 4 - 1 :: 3]:
                caller.finish(generation_id, line(10, 20), service=connection)

    # As superuser, who may take either part.
    results = race(quiet_world.db, 8, run, role="supabase_admin")
    assert states(results) == []
    assert caller.account.money == (100_000 - 12 * 30, 0, 0)


def test_heartbeat_racing_the_sweeper_is_either_renewed_or_told_so(quiet_world: World) -> None:
    model = quiet_world.model()
    caller = quiet_world.caller(credits=100_000)
    generations = [caller.start(model) for _ in range(15)]
    caller.die()

    def run(connection: object, number: int) -> list[bool]:
        if number == 0:
            connection.execute("set role florin_worker")
            for _ in range(10):
                connection.execute("select api.sweep_generations(2)")
            return []
        beats = (
            connection.execute(
                "select api.record_progress(%s, %s, '[]', 60)", [caller.account.id, generation_id]
            ).fetchone()[0]
            for generation_id in generations[number - 1 :: 3]
        )
        return list(beats)

    results = race(quiet_world.db, 4, run, role="supabase_admin")
    assert states(results) == []
    renewed = sum(sum(beats) for beats in results)
    assert caller.account.facts["open_generations"] >= renewed
    while quiet_world.sweep():
        pass
    assert caller.account.facts["open_generations"] == renewed
