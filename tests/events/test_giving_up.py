"""Failures: longer and longer pauses, then a dead letter, which can be sent once more."""

from datetime import timedelta

import pytest
from events.outbox_steps import Outbox, kinds_of

pytestmark = pytest.mark.every_postgres

TRIES = 24


def test_pauses_double_up_to_six_hours_and_end_after_three_days(outbox: Outbox) -> None:
    def delay(attempts: int) -> timedelta | None:
        row = outbox.owner.execute("select audit.retry_delay(%s)", [attempts]).fetchone()
        assert row is not None
        return row[0]  # type: ignore[no-any-return]

    total = 0.0
    for attempts in range(1, TRIES):
        pause = delay(attempts)
        assert pause is not None
        wanted = min(5 * 2 ** (attempts - 1), 6 * 3600)
        assert 0.8 * wanted <= pause.total_seconds() <= 1.2 * wanted
        total += wanted
    assert 2.9 <= total / 86_400 <= 3.1
    assert delay(TRIES) is None


def test_a_failure_rests_the_sink(outbox: Outbox) -> None:
    outbox.add_sink()
    outbox.emit()
    outbox.record(outbox.read(), None, "HTTP 500")
    sink = outbox.sink()
    assert (sink["attempts"], sink["last_error"], sink["lease"]) == (1, "HTTP 500", None)
    assert timedelta(seconds=3) < sink["rest"] <= timedelta(seconds=6)
    assert outbox.read() is None
    assert outbox.value("select api.list_sinks()") == []


def test_a_sink_may_ask_for_a_longer_rest_within_reason(outbox: Outbox) -> None:
    outbox.add_sink()
    outbox.emit()
    outbox.record(outbox.read(), None, "HTTP 429", retry_after_s=600)
    assert timedelta(seconds=590) < outbox.sink()["rest"] <= timedelta(seconds=600)
    outbox.change_sink("next_attempt_at = now()")
    outbox.record(outbox.read(), None, "HTTP 429", retry_after_s=999_999_999)
    assert outbox.sink()["rest"] <= timedelta(hours=6)


def test_success_forgets_the_failures(outbox: Outbox) -> None:
    outbox.add_sink()
    outbox.emit()
    outbox.fail()
    outbox.fail()
    outbox.change_sink("next_attempt_at = now()")
    batch = outbox.read()
    assert batch["attempts"] == 2
    outbox.record(batch, 0)
    sink = outbox.sink()
    assert (sink["attempts"], sink["last_error"]) == (0, None)


def test_an_event_nobody_takes_dies_and_the_next_has_its_turn(outbox: Outbox) -> None:
    outbox.add_sink()
    outbox.emit("granted", amount=7)
    outbox.emit("refunded")
    for _ in range(TRIES - 1):
        outbox.fail()
    assert outbox.dead() == []
    outbox.fail("HTTP 400")
    (letter,) = outbox.dead()
    assert (letter["kind"], letter["payload"], letter["last_error"]) == (
        "granted",
        {"amount": 7},
        "HTTP 400",
    )
    assert (letter["account_id"], letter["event_id"]) == (
        outbox.account,
        f"{outbox.rows('select min(id) as id from audit.outbox')[0]['id']}-granted",
    )
    sink = outbox.sink()
    assert (sink["attempts"], sink["rest"] <= timedelta()) == (0, True)
    assert kinds_of(outbox.read()) == ["refunded"]


def test_what_a_sink_does_not_want_is_not_what_dies(outbox: Outbox) -> None:
    outbox.add_sink(kinds=["refunded"])
    outbox.emit("granted")
    outbox.emit("refunded")
    outbox.change_sink(f"attempts = {TRIES - 1}")
    outbox.fail()
    assert [letter["kind"] for letter in outbox.dead()] == ["refunded"]


def test_a_dead_sink_does_not_concern_another(outbox: Outbox) -> None:
    outbox.add_sink("dead")
    outbox.add_sink("alive")
    outbox.emit()
    outbox.fail(name="dead")
    assert outbox.record(outbox.read("alive"), 0, name="alive")
    assert outbox.sink("alive")["attempts"] == 0


def test_a_sink_that_is_gone_is_disabled(outbox: Outbox) -> None:
    outbox.add_sink()
    outbox.emit()
    outbox.record(outbox.read(), None, "HTTP 410", is_gone=True)
    assert outbox.sink()["enabled"] is False


def dead_letters(outbox: Outbox, count: int) -> None:
    outbox.add_sink()
    for number in range(count):
        outbox.emit(number=number)
        outbox.change_sink(f"attempts = {TRIES - 1}")
        outbox.fail()
    assert len(outbox.dead()) == count


def test_replayed_letters_come_first_under_their_old_ids_and_are_gone_when_taken(
    outbox: Outbox,
) -> None:
    dead_letters(outbox, 3)
    ids = [letter["event_id"] for letter in outbox.dead()]
    outbox.emit("refunded")
    assert outbox.value("select api.replay_dead_letters('crm', 2)") == 2
    assert outbox.value("select api.list_sinks()") == [{"name": "crm", "kind": "webhook"}]
    batch = outbox.read()
    assert (batch["is_replay"], [event["id"] for event in batch["events"]]) == (True, ids[:2])
    place = outbox.sink()["place"]
    assert outbox.record(batch, 1)
    assert [letter["event_id"] for letter in outbox.dead()] == ids[2:]
    assert outbox.sink()["place"] == place
    assert kinds_of(outbox.read()) == ["refunded"]


def test_a_replay_that_fails_is_dead_again_and_the_sink_goes_on(outbox: Outbox) -> None:
    dead_letters(outbox, 2)
    assert outbox.value("select api.replay_dead_letters('crm', 10)") == 2
    assert outbox.record(outbox.read(), None, "HTTP 400")
    first, second = outbox.dead()
    assert (first["is_replaying"], first["last_error"]) == (False, "HTTP 400")
    assert second["is_replaying"] is True
    sink = outbox.sink()
    assert (sink["attempts"], sink["lease"]) == (0, None)
    assert [event["id"] for event in outbox.read()["events"]] == [second["event_id"]]


def test_replaying_twice_marks_each_letter_once(outbox: Outbox) -> None:
    dead_letters(outbox, 2)
    assert outbox.value("select api.replay_dead_letters('crm', 10)") == 2
    assert outbox.value("select api.replay_dead_letters('crm', 10)") == 0


# --- cleaning -------------------------------------------------------------------------------------


def clean(outbox: Outbox, limit: int = 100) -> int:
    # The other reader, which follows beside the sinks.
    outbox.value("select api.broadcast_balances(1000)")
    return int(outbox.value("select api.clean_outbox(%s)", limit))


def age(outbox: Outbox, by: str) -> None:
    outbox.owner.execute("update audit.outbox set created_at = now() - %s::interval", [by])


def test_what_every_sink_was_told_is_deleted(outbox: Outbox) -> None:
    outbox.add_sink("a")
    outbox.add_sink("b")
    for _ in range(4):
        outbox.emit()
    outbox.record(outbox.read("a"), 3, name="a")
    assert clean(outbox) == 0
    outbox.record(outbox.read("b"), 2, name="b")
    # The row of the hindmost bookmark stays, since it may have parts left.
    assert clean(outbox) == 2
    assert outbox.count() == 2


def test_cleaning_is_bounded(outbox: Outbox) -> None:
    outbox.add_sink()
    for _ in range(6):
        outbox.emit()
    outbox.record(outbox.read(), 5)
    assert [clean(outbox, 2), clean(outbox, 2), clean(outbox, 2)] == [2, 2, 1]


def test_without_sinks_events_stay_a_week(outbox: Outbox) -> None:
    outbox.emit()
    age(outbox, "6 days 23 hours")
    assert clean(outbox) == 0
    age(outbox, "7 days 1 hour")
    assert clean(outbox) == 1


def test_a_disabled_sink_holds_events_for_a_week_and_an_enabled_one_for_as_long_as_it_takes(
    outbox: Outbox,
) -> None:
    outbox.add_sink("on")
    outbox.add_sink("off")
    outbox.change_sink("enabled = false", "off")
    for _ in range(3):
        outbox.emit()
    age(outbox, "30 days")
    assert clean(outbox) == 0
    outbox.record(outbox.read("on"), 2, name="on")
    age(outbox, "6 days")
    assert clean(outbox) == 0
    age(outbox, "8 days")
    assert clean(outbox) == 2
