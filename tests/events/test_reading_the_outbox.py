"""A sink is told what happened since it was added, in order, and nothing is skipped."""

import uuid

import pytest
from events.outbox_steps import Outbox, kinds_of

pytestmark = pytest.mark.every_postgres


def test_events_come_in_the_order_of_their_writing(outbox: Outbox) -> None:
    outbox.add_sink()
    for number in range(5):
        outbox.emit(number=number)
    batch = outbox.read()
    assert [event["payload"]["number"] for event in batch["events"]] == [0, 1, 2, 3, 4]
    assert outbox.record(batch, 4)
    assert outbox.read() is None


def test_a_new_sink_begins_now(outbox: Outbox) -> None:
    outbox.emit("granted")
    outbox.add_sink()
    outbox.emit("refunded")
    assert kinds_of(outbox.read()) == ["refunded"]


def test_a_transaction_that_commits_late_is_not_skipped(outbox: Outbox) -> None:
    outbox.add_sink()
    slow = outbox.db.connect(autocommit=False)
    outbox.emit("granted", slow, late=True)
    outbox.emit("refunded")
    assert outbox.read() is None
    slow.commit()
    assert kinds_of(outbox.read()) == ["granted", "refunded"]


def test_a_transaction_that_rolls_back_tells_nothing(outbox: Outbox) -> None:
    outbox.add_sink()
    slow = outbox.db.connect(autocommit=False)
    outbox.emit("granted", slow)
    outbox.emit("refunded")
    slow.rollback()
    assert kinds_of(outbox.read()) == ["refunded"]


def test_a_batch_is_bounded_and_the_next_goes_on(outbox: Outbox) -> None:
    outbox.add_sink()
    for number in range(5):
        outbox.emit(number=number)
    first = outbox.read(limit=3)
    assert [event["payload"]["number"] for event in first["events"]] == [0, 1, 2]
    outbox.record(first, 2)
    # The bookmark's own row counts.
    assert [e["payload"]["number"] for e in outbox.read(limit=3)["events"]] == [3, 4]


def test_a_sink_for_some_events_passes_over_the_others(outbox: Outbox) -> None:
    outbox.add_sink(kinds=["refunded"])
    for _ in range(3):
        outbox.emit("granted")
    before = outbox.sink()["place"]
    batch = outbox.read()
    assert batch["events"] == []
    assert outbox.sink()["place"] != before
    assert outbox.sink()["lease"] is None
    assert outbox.value("select api.list_sinks()") == []
    outbox.emit("refunded")
    assert kinds_of(outbox.read()) == ["refunded"]


def test_only_sinks_with_something_to_hear_are_listed(outbox: Outbox) -> None:
    outbox.add_sink("a")
    outbox.add_sink("b")
    assert outbox.value("select api.list_sinks()") == []
    outbox.emit()
    listed = [{"name": name, "kind": "webhook"} for name in ("a", "b")]
    assert outbox.value("select api.list_sinks()") == listed
    outbox.change_sink("enabled = false", "a")
    assert outbox.value("select api.list_sinks()") == listed[1:]
    assert outbox.read("a") is None


def test_a_leased_sink_is_nobody_elses_until_the_lease_is_over(outbox: Outbox) -> None:
    outbox.add_sink()
    outbox.emit()
    first = outbox.read()
    assert first is not None
    assert outbox.read() is None
    outbox.change_sink("leased_until = now()")
    second = outbox.read()
    assert second["events"] == first["events"]
    assert second["lease"] != first["lease"]


def test_what_was_taken_under_a_lost_lease_counts_and_what_failed_does_not(
    outbox: Outbox,
) -> None:
    outbox.add_sink()
    outbox.emit()
    outbox.emit()
    first = outbox.read()
    outbox.change_sink("leased_until = now()")
    second = outbox.read()
    assert outbox.record(first, 0, "HTTP 500") is False
    assert outbox.sink()["attempts"] == 0
    assert str(outbox.sink()["lease"]) == second["lease"]
    assert outbox.sink()["place"] == first["events"][0]["place"]
    assert outbox.record(second, 1) is True


def test_a_bookmark_never_goes_back(outbox: Outbox) -> None:
    outbox.add_sink()
    outbox.emit()
    outbox.emit()
    batch = outbox.read()
    outbox.record(batch, 1)
    outbox.record(batch, 0)
    assert outbox.sink()["place"] == batch["events"][1]["place"]


def test_recording_for_an_unknown_sink_changes_nothing(outbox: Outbox) -> None:
    batch = {"lease": str(uuid.uuid4()), "is_replay": False, "events": []}
    assert outbox.record(batch, name="nobody") is False


def test_the_workers_own_sink_is_added_once(outbox: Outbox) -> None:
    for _ in range(2):
        outbox.worker.execute("select api.ensure_sink('posthog', 'posthog')")
        outbox.change_sink("enabled = false", "posthog")
    assert outbox.sink("posthog")["enabled"] is False


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "http://127.0.0.1:80@example.com/",
        "http://localhost.example.com/",
        "https://user:secret@example.com/",
        "https://example.com\\@other.example/",
        "ftp://example.com/",
        "https://",
    ],
)
def test_an_unsafe_address_is_refused(outbox: Outbox, url: str) -> None:
    with pytest.raises(Exception) as caught:
        outbox.add_sink(url=url)
    assert getattr(caught.value, "sqlstate", None) == "23514"
