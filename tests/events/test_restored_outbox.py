"""A dump restored into another cluster, which counts transactions anew, loses no event."""

from events.outbox_steps import Outbox, kinds_of

# As if the old cluster had been much busier than this one.
AGE = """
update audit.outbox set transaction_id = (transaction_id::text::bigint + 1000000000)::text::xid8;
update audit.sinks set bookmark = row(
  (((bookmark).transaction_id)::text::bigint + 1000000000)::text::xid8,
  (bookmark).id, (bookmark).part
)::audit.bookmark;
update audit.readers set bookmark = row(
  (((bookmark).transaction_id)::text::bigint + 1000000000)::text::xid8,
  (bookmark).id, (bookmark).part
)::audit.bookmark;
"""


def renumber(outbox: Outbox) -> int:
    return int(outbox.rows("select audit.renumber_outbox() as n")[0]["n"])


def told(outbox: Outbox) -> list[int]:
    """The numbers of all that the sink is told until nothing is left."""
    numbers: list[int] = []
    while batch := outbox.read():
        numbers += [event["payload"]["number"] for event in batch["events"]]
        assert outbox.record(batch, len(batch["events"]) - 1)
    return numbers


def test_what_was_not_told_is_told_and_what_comes_later_after_it(outbox: Outbox) -> None:
    outbox.add_sink()
    for number in range(4):
        outbox.emit(number=number)
    outbox.record(outbox.read(), 1)
    outbox.owner.execute(AGE)
    outbox.emit(number=4)
    assert outbox.read() is None  # For ever, if nobody did anything.

    assert renumber(outbox) == 5
    outbox.emit(number=5)
    # The bookmark's own event may have parts left, and is told again.
    assert told(outbox) == [1, 2, 3, 4, 5]


def test_ids_of_events_stay(outbox: Outbox) -> None:
    outbox.add_sink()
    outbox.emit()
    before = outbox.read()["events"][0]["id"]
    outbox.change_sink("lease = null, leased_until = null")
    outbox.owner.execute(AGE)
    renumber(outbox)
    assert outbox.read()["events"][0]["id"] == before


def test_second_renumbering_loses_nothing(outbox: Outbox) -> None:
    outbox.add_sink()
    outbox.emit(number=1)
    outbox.owner.execute(AGE)
    renumber(outbox)
    outbox.emit(number=2)
    renumber(outbox)
    assert told(outbox) == [1, 2]
    assert renumber(outbox) == 2
    outbox.emit("refunded", number=3)
    assert 3 in told(outbox)


def test_sink_that_had_been_told_everything_goes_on(outbox: Outbox) -> None:
    outbox.add_sink()
    outbox.emit(number=1)
    outbox.record(outbox.read(), 0)
    outbox.rows("delete from audit.outbox returning 1")
    outbox.owner.execute(AGE)
    renumber(outbox)
    outbox.emit(number=2)
    batch = outbox.read()
    assert kinds_of(batch) == ["granted"]
    assert batch["events"][0]["payload"]["number"] == 2


def test_balances_are_told_again(outbox: Outbox) -> None:
    outbox.owner.execute(AGE)
    outbox.emit()
    assert outbox.value("select api.broadcast_balances(10)") == 0
    renumber(outbox)
    assert outbox.value("select api.broadcast_balances(10)") == 1
